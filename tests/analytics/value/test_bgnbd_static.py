"""BG/NBD with attributes: effects are found, and every customer has their own BG/NBD."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from analytics.value.betageometric_cast import simulated

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.value import bgnbd, bgnbd_static
from goodwill.analytics.value.bgnbd import Bgnbd
from goodwill.analytics.value.bgnbd_static import BgnbdStatic
from goodwill.analytics.value.likelihoods.bgnbd_attributes import Likelihood
from goodwill.analytics.value.likelihoods.paretonbd_attributes import read

TRUE = BgnbdStatic(
    0.7,
    10.0,
    0.8,
    2.5,
    {"app": 0.5, "basket": -0.2},
    {"app": -0.4, "basket": 0.3},
    {"app": 0.3, "basket": 0.0},
)
WHO = np.array([0.0, 1, 4]), np.array([0.0, 20, 31]), np.full(3, 39.0)


def customers(number: int, seed: int) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    z = np.column_stack([random.integers(0, 2, number), random.integers(0, 5, number)]) * 1.0
    buying, leaving, staying = (z @ effects for effects in TRUE.effects)
    model = SimpleNamespace(
        k=1,
        is_modified=False,
        r=TRUE.r,
        alpha=TRUE.alpha * np.exp(-buying),
        a=TRUE.a * np.exp(leaving),
        b=TRUE.b * np.exp(staying),
    )
    lives = simulated(model, random.integers(20, 80, number).astype(float), seed)
    return (*lives.seen, z)


def test_effects_are_recovered():
    x, t_x, T, z = customers(40_000, seed=1)
    model = bgnbd_static.fit(x, t_x, T, covariates=z, covariates_of=["app", "basket"])
    assert model.names == ("app", "basket")
    found, true = model.estimate, [np.log(0.7), np.log(10.0), np.log(0.8), np.log(2.5)]
    wide = np.sqrt(np.diag(found.covariance))
    away = (found.theta - np.concatenate([true, TRUE.effects.ravel()])) / wide
    assert np.abs(away).max() < 3.5
    assert wide[4:].max() < 0.3
    total = bgnbd_static.log_likelihood(model, x, t_x, T, covariates=z).sum()
    assert total == pytest.approx(found.log_likelihood, rel=1e-10)
    plain = bgnbd.fit(x, t_x, T)
    assert found.log_likelihood > plain.estimate.log_likelihood + 100


def test_gradient_and_hessian_are_those_of_the_likelihood():
    x, t_x, T, z = customers(400, seed=2)
    slope = Likelihood(read(x, t_x, T, None, covariates=z, names=None)).slope
    at, step = np.array([-0.4, 2.0, 0.1, 0.9, 0.4, -0.1, -0.3, 0.2, 0.1, 0.05]), 1e-5
    for place in range(len(at)):
        more, less = (slope(at + sign * step * np.eye(len(at))[place]) for sign in (1, -1))
        differences = (more.value - less.value) / (2 * step)
        assert slope(at).gradient[place] == pytest.approx(differences, rel=1e-6, abs=1e-4)
        bends = (more.gradient - less.gradient) / (2 * step)
        assert slope(at).hessian[place] == pytest.approx(bends, rel=1e-6, abs=1e-4)


def test_everybody_has_their_own_bg_nbd():
    z = np.array([1.0, 3.0])
    own = Bgnbd(TRUE.r, 10.0 * np.exp(-0.5 + 0.6), 0.8 * np.exp(-0.4 + 0.9), 2.5 * np.exp(0.3))
    for name, first in [
        ("log_likelihood", ()),
        ("probability_alive", ()),
        ("median_wait", ()),
        ("expected_purchases", (26.0,)),
        ("variance_of_purchases", (26.0,)),
        ("probability_of_no_purchase", (26.0,)),
        ("discounted_purchases", (0.01,)),
    ]:
        found = getattr(bgnbd_static, name)(TRUE, *first, *WHO, covariates=z)
        assert found == pytest.approx(getattr(bgnbd, name)(own, *first, *WHO), rel=1e-10), name
    for name, first in [
        ("expected_purchases_of_new", (26.0,)),
        ("discounted_purchases_of_new", (0.01,)),
        ("probability_of_purchases", (2, 26.0)),
    ]:
        found = getattr(bgnbd_static, name)(TRUE, *first, covariates=z)
        assert found == pytest.approx(getattr(bgnbd, name)(own, *first), rel=1e-10), name


def test_units_of_attributes_change_effects_alone():
    x, t_x, T, z = customers(3000, seed=3)
    model = bgnbd_static.fit(x, t_x, T, covariates=z)
    moved = bgnbd_static.fit(x, t_x, T, covariates=z * 10 + 7)
    gains = np.array(list(model.purchase_effects.values()))
    assert list(moved.purchase_effects.values()) == pytest.approx(gains / 10, rel=1e-4, abs=1e-6)
    same = bgnbd_static.expected_purchases(model, 26.0, *WHO, covariates=z[:3])
    told = bgnbd_static.expected_purchases(moved, 26.0, *WHO, covariates=z[:3] * 10 + 7)
    assert told == pytest.approx(same, rel=1e-4)


def test_what_cannot_be_is_refused():
    with pytest.raises(ContractBroken, match="everybody"):
        bgnbd_static.fit([1, 2], [3, 4], [9, 9], covariates=[[1.0], [1.0]])
    with pytest.raises(ContractBroken, match="last axis"):
        bgnbd_static.probability_alive(TRUE, *WHO, covariates=[1.0])
    with pytest.raises(Undefined):
        bgnbd_static.probability_alive(TRUE, *WHO, covariates=[1e4, 0.0])
