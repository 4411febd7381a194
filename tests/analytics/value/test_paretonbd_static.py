"""Attributes of customers in the Pareto/NBD: planted effects are found, and told in their units."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from analytics.value.leavers import leavers

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.value import paretonbd, paretonbd_static
from goodwill.analytics.value.likelihoods.paretonbd_attributes import _likelihood, read
from goodwill.analytics.value.paretonbd import Paretonbd
from goodwill.analytics.value.paretonbd_static import ParetonbdStatic

TRUE = ParetonbdStatic(
    r=0.6,
    alpha=150.0,
    s=0.7,
    beta=120.0,
    purchase_effects={"is_app": 0.7, "age": 0.02},
    dropout_effects={"is_app": -0.5, "age": 0.01},
)


def planted(customers: int, seed: int):
    """Histories under `TRUE` with whether the customer uses the app, and the age in years."""
    random = np.random.default_rng(seed)
    ages = random.integers(20, 70, customers)
    z = np.column_stack([random.integers(0, 2, customers), ages]).astype(float)
    purchase, dropout = (
        np.array(list(each.values())) for each in (TRUE.purchase_effects, TRUE.dropout_effects)
    )
    own = SimpleNamespace(
        r=TRUE.r,
        alpha=TRUE.alpha * np.exp(-z @ purchase),
        s=TRUE.s,
        beta=TRUE.beta * np.exp(-z @ dropout),
    )
    return leavers(own, customers, seed, whole_days=True), z


def everything(model: ParetonbdStatic) -> list[float]:
    effects = (*model.purchase_effects.values(), *model.dropout_effects.values())
    return [model.r, model.alpha, model.s, model.beta, *effects]


def test_planted_effects_are_recovered_within_their_intervals() -> None:
    seen, z = planted(8000, seed=1)
    model = paretonbd_static.fit(
        seen.x, seen.t_x, seen.T, covariates=z, covariates_of=["is_app", "age"]
    )
    assert model.names == ("is_app", "age")
    names = model.estimate.names
    assert names[4:] == ("purchase.is_app", "purchase.age", "dropout.is_app", "dropout.age")
    errors = model.estimate.standard_errors
    for name, found, true in zip(names, everything(model), everything(TRUE), strict=True):
        assert abs(found - true) < 3.5 * errors[name], name
        low, high = model.estimate.interval(name, 0.999)
        assert low < true < high, name
    assert errors["purchase.is_app"] < 0.1


@pytest.mark.proof
def test_intervals_of_ninety_percent_hold_the_effects_nine_times_in_ten() -> None:
    held = []
    for seed in range(200):
        seen, z = planted(4000, seed)
        found = paretonbd_static.fit(seen.x, seen.t_x, seen.T, covariates=z).estimate
        ends = [found.interval(name) for name in found.names]
        held.append(
            [low < true < high for (low, high), true in zip(ends, everything(TRUE), strict=True)]
        )
    shares = np.mean(held, axis=0)
    assert ((shares >= 0.86) & (shares <= 0.94)).all(), shares


def test_without_any_effect_it_is_the_model_without_covariates() -> None:
    none = dict.fromkeys(TRUE.names, 0.0)
    static = ParetonbdStatic(0.6, 150.0, 0.7, 120.0, none, none)
    plain = Paretonbd(0.6, 150.0, 0.7, 120.0)
    seen, z = planted(50, seed=2)
    known = (seen.x, seen.t_x, seen.T)
    for name in ("log_likelihood", "probability_alive", "median_wait"):
        told = getattr(paretonbd_static, name)(static, *known, covariates=z)
        assert told == pytest.approx(getattr(paretonbd, name)(plain, *known), rel=1e-12)
    for name in (
        "expected_purchases",
        "variance_of_purchases",
        "probability_of_no_purchase",
        "discounted_purchases",
    ):
        told = getattr(paretonbd_static, name)(static, 0.01, *known, covariates=z)
        assert told == pytest.approx(getattr(paretonbd, name)(plain, 0.01, *known), rel=1e-12)


def test_every_customer_is_predicted_with_the_rates_of_his_attributes() -> None:
    seen, z = planted(6, seed=3)
    purchase, dropout = TRUE.purchase_effects, TRUE.dropout_effects
    for at, (is_app, age) in enumerate(z):
        alpha = TRUE.alpha * np.exp(-purchase["is_app"] * is_app - purchase["age"] * age)
        beta = TRUE.beta * np.exp(-dropout["is_app"] * is_app - dropout["age"] * age)
        own, known = Paretonbd(TRUE.r, alpha, TRUE.s, beta), (seen.x, seen.t_x, seen.T)
        for name, first in (
            ("expected_purchases", (90,)),
            ("probability_of_no_purchase", (90,)),
            ("discounted_purchases", (1e-3,)),
            ("log_likelihood", ()),
        ):
            told = getattr(paretonbd_static, name)(TRUE, *first, *known, covariates=z)[at]
            alone = getattr(paretonbd, name)(own, *first, *(each[at] for each in known))
            assert told == pytest.approx(float(alone), rel=1e-12)
        new = paretonbd_static.expected_purchases_of_new(TRUE, 90, covariates=z[at])
        assert new == pytest.approx(paretonbd.expected_purchases_of_new(own, 90))
        new = paretonbd_static.discounted_purchases_of_new(TRUE, 1e-3, covariates=z)
        assert new[at] == pytest.approx(paretonbd.discounted_purchases_of_new(own, 1e-3))
        counts = paretonbd_static.probability_of_purchases(TRUE, [[0], [3]], 90, covariates=z)
        told = paretonbd.probability_of_purchases(own, [0, 3], 90)
        assert counts[:, at] == pytest.approx(told)


def test_gradient_and_hessian_are_those_of_the_likelihood() -> None:
    seen, z = planted(300, seed=4)
    known = read(seen.x, seen.t_x, seen.T, None, covariates=(z - [0.5, 45]) / [0.5, 15], names=None)
    likelihood, step = _likelihood(known), 1e-5 * np.eye(8)
    theta = np.array([-0.6, 4.3, 0.3, -0.2, -0.5, 4.4, 0.1, 0.5])
    at = likelihood.slope(theta)
    sides = [[likelihood.slope(theta + way * each) for each in step] for way in (1, -1)]
    gradient = [(up.value - down.value) / 2e-5 for up, down in zip(*sides, strict=True)]
    hessian = [(up.gradient - down.gradient) / 2e-5 for up, down in zip(*sides, strict=True)]
    assert at.gradient == pytest.approx(gradient, rel=1e-6, abs=1e-5)
    assert at.hessian == pytest.approx(np.array(hessian), rel=1e-6, abs=1e-5)


def test_a_frame_gives_what_arrays_give_in_any_order_and_any_unit() -> None:
    seen, z = planted(300, seed=5)
    names = ["is_app", "age"]
    arrays = paretonbd_static.fit(seen.x, seen.t_x, seen.T, covariates=z, covariates_of=names)
    frame = pa.table(
        {
            "repeats": seen.x.astype(int),
            "days_to_last": seen.t_x.astype(int),
            "days_observed": seen.T.astype(int),
            "is_app": z[:, 0] == 1,
            "age": z[:, 1].astype(int),
        }
    ).take(np.random.default_rng(1).permutation(300))
    framed = paretonbd_static.fit(frame, covariates_of=names)
    assert everything(framed) == everything(arrays)
    weeks = paretonbd_static.fit(
        seen.x, seen.t_x / 7, seen.T / 7, covariates=z * [1, 12], covariates_of=names
    )
    units = np.array([1, 1 / 7, 1, 1 / 7, 1, 1 / 12, 1, 1 / 12])
    assert everything(weeks) == pytest.approx(everything(arrays) * units, rel=1e-6)


@pytest.mark.proof
def test_draws_vary_around_the_model() -> None:
    seen, z = planted(800, seed=6)
    model = paretonbd_static.fit(seen.x, seen.t_x, seen.T, covariates=z)
    assert model.names == ("z1", "z2")
    drawn = np.array([everything(each) for each in paretonbd_static.drawn(model)])
    assert np.median(drawn, axis=0) == pytest.approx(everything(model), rel=0.3)
    assert (drawn.std(axis=0) > 0).all()
    assert list(paretonbd_static.drawn(TRUE)) == [TRUE]


@pytest.mark.parametrize(
    ("covariates", "names", "why"),
    [
        (np.zeros((3, 1)), None, "z1 is the same for everybody"),
        (np.zeros((2, 1)), None, "one row for each of 3"),
        (np.zeros((3, 0)), None, "there are none"),
        (np.array([[1.0], [np.nan], [2.0]]), None, "missing or infinite"),
        (np.array([[1.0], [0.0], [2.0]]), ["a", "b"], "2 names for 1 column"),
    ],
)
def test_covariates_that_say_nothing_are_refused(covariates, names, why: str) -> None:
    with pytest.raises(ContractBroken, match=why):
        paretonbd_static.fit(
            [0, 1, 2], [0, 3, 4], [9, 9, 9], covariates=covariates, covariates_of=names
        )


def test_predictions_refuse_attributes_that_are_not_those_of_the_fit() -> None:
    for wrong in ([1.0], [[1.0, np.inf]], 3.0):
        with pytest.raises(ContractBroken):
            paretonbd_static.probability_alive(TRUE, 1, 2, 3, covariates=wrong)
    with pytest.raises(Undefined):
        paretonbd_static.probability_alive(TRUE, 1, 2, 3, covariates=[1.0, 1e9])
    with pytest.raises(Undefined):
        ParetonbdStatic(1, 1, 1, 1, {"a": 1.0}, {})
