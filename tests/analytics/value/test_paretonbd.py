"""The Pareto/NBD model against its papers, against 60 digits, and against itself."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from itertools import product
from pathlib import Path

import mpmath
import numpy as np
import pytest
from analytics.value.leavers import leavers

from goodwill.analytics.value import family, paretonbd
from goodwill.analytics.value.likelihoods.paretonbd_likelihood import Likelihood
from goodwill.analytics.value.paretonbd import Paretonbd
from goodwill.analytics.value.triples import triples

DATA = Path(__file__).parents[4] / "shared" / "data"
CDNOW = Paretonbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)
"""Fader, Hardie & Lee (2005), Marketing Science 24(2), table 2; weeks."""

DAYS = Paretonbd(r=0.55, alpha=74.0, s=0.6, beta=82.0)


def parameters(model):
    return model.r, model.alpha, model.s, model.beta


@pytest.fixture(scope="module")
def cdnow():
    """x, t_x, T in days of the 2,357 customers, calibrated to 1997-09-30."""
    if not (DATA / "cdnow_sample.csv").exists():
        pytest.skip("cdnow_sample.csv is not in ../shared/data")
    end, days = date(1997, 9, 30), defaultdict(set)
    with (DATA / "cdnow_sample.csv").open() as stream:
        for row in csv.DictReader(stream):
            on = date.fromisoformat(row["date"])
            if on <= end:
                days[row["customer_id"]].add(on)
    rows = [(len(on) - 1, (max(on) - min(on)).days, (end - min(on)).days) for on in days.values()]
    return np.array(rows, dtype=float).T


def test_cdnow_parameters_equal_those_of_the_paper(cdnow) -> None:
    """Fader, Hardie & Lee (2005), table 2; standard errors as CLVTools prints them."""
    x, t_x, T = cdnow
    model = paretonbd.fit(x, t_x / 7, T / 7)
    assert parameters(model) == pytest.approx(parameters(CDNOW), abs=6e-4)
    assert model.estimate.log_likelihood == pytest.approx(-9595.0, abs=0.05)
    assert model.estimate.customers == 2357
    errors = {"r": 0.0476264, "alpha": 0.8427222, "s": 0.1872594, "beta": 6.2105448}
    assert model.estimate.standard_errors == pytest.approx(errors, rel=1e-3)
    assert not model.estimate.unidentified


def test_cdnow_in_days_is_cdnow_in_weeks(cdnow) -> None:
    x, t_x, T = cdnow
    weeks, days = paretonbd.fit(x, t_x / 7, T / 7), paretonbd.fit(x, t_x, T)
    assert parameters(days) == pytest.approx(
        (weeks.r, 7 * weeks.alpha, weeks.s, 7 * weeks.beta), rel=1e-6
    )
    expected = paretonbd.expected_purchases(weeks, 39, x, t_x / 7, T / 7)
    assert paretonbd.expected_purchases(days, 273, x, t_x, T) == pytest.approx(expected, rel=1e-6)
    shift = x.sum() * np.log(7)
    lost = weeks.estimate.log_likelihood - days.estimate.log_likelihood
    assert lost == pytest.approx(shift, rel=1e-9)


def test_published_predictions_for_cdnow(cdnow) -> None:
    """The walkthrough of the R package BTYD, section 2: a year for a new customer, and
    customer 1516; P(alive) of the base as in an example of the R package BTYDplus."""
    assert paretonbd.expected_purchases_of_new(CDNOW, 52) == pytest.approx(1.473, abs=1e-3)
    known = (26, 30.86, 31)
    assert paretonbd.expected_purchases(CDNOW, 52, *known) == pytest.approx(25.46, abs=0.005)
    assert paretonbd.probability_alive(CDNOW, *known) == pytest.approx(0.9979, abs=5e-5)
    x, t_x, T = cdnow
    fitted_there = Paretonbd(r=0.553, alpha=10.580, s=0.606, beta=11.656)
    alive = paretonbd.probability_alive(fitted_there, x, t_x / 7, T / 7)
    quartiles = [0.3174, 0.3499, 0.4763]
    assert np.quantile(alive, [0.25, 0.5, 0.75]) == pytest.approx(quartiles, abs=2e-4)
    assert alive.mean() == pytest.approx(0.4462, abs=2e-4)


def exact(model, x, t_x, T):
    """log L and P(alive) by the published closed form (note 009), with 60 digits."""
    with mpmath.workdps(60):
        r, a, s, b, x, t_x, T = map(mpmath.mpf, (*parameters(model), x, t_x, T))
        k = r + s + x

        def from_on(t):
            if a >= b:
                return mpmath.hyp2f1(k, s + 1, k + 1, (a - b) / (a + t)) / (a + t) ** k
            return mpmath.hyp2f1(k, r + x, k + 1, (b - a) / (b + t)) / (b + t) ** k

        alive = 1 / ((a + T) ** (r + x) * (b + T) ** s)
        both = alive + s / k * (from_on(t_x) - from_on(T))
        rising = mpmath.loggamma(r + x) - mpmath.loggamma(r)
        log = rising + r * mpmath.log(a) + s * mpmath.log(b) + mpmath.log(both)
        return float(log), float(alive / both)


SHAPES = [(1e-3, 1e3), (0.553, 0.606), (1e3, 1e-3), (3.0, 40.0)]
SCALES = [(1e-3, 1e3), (10.578, 11.669), (1e3, 1e-3), (74.0, 74.0)]
HISTORIES = [
    (0, 0.0, 1e4),
    (1, 1e-9, 39.0),
    (7, 365.0, 730.0),
    (60, 730.0, 730.0),
    (60, 730.0 * (1 - 1e-12), 730.0),
    (2000, 5e3, 1e4),
]


def test_log_likelihood_and_probability_alive_have_thirteen_digits() -> None:
    """Relative to what they are sums of, which grows with the number of purchases."""
    for (r, s), (alpha, beta), (x, t_x, T) in product(SHAPES, SCALES, HISTORIES):
        model = Paretonbd(r, alpha, s, beta)
        log, alive = exact(model, x, t_x, T)
        found = float(paretonbd.log_likelihood(model, x, t_x, T))
        assert found == pytest.approx(log, abs=1e-13 * max(1, abs(log), 2 * x)), (model, x, t_x, T)
        found = float(paretonbd.probability_alive(model, x, t_x, T))
        assert found == pytest.approx(alive, abs=1e-14 * (10 + x)), (model, x, t_x, T)


def test_nothing_is_told_by_who_was_only_just_seen() -> None:
    assert paretonbd.log_likelihood(DAYS, 0, 0, 0) == pytest.approx(0, abs=1e-15)
    assert paretonbd.probability_alive(DAYS, [0, 4], [0, 80], [0, 80]) == pytest.approx(1)


def test_gradient_and_hessian_are_those_of_the_likelihood() -> None:
    seen = leavers(DAYS, 400, seed=3, whole_days=True)
    histories = triples(seen.x, seen.t_x, seen.T)
    likelihood = Likelihood(histories.x, histories.t_x, histories.T, histories.weight)
    step = 1e-5 * np.eye(4)
    for theta in ([-0.6, 4.3, -0.5, 4.4], [1.0, 5.0, 2.0, 3.0], [-3.0, 2.0, -4.0, 1.0]):
        at = likelihood.slope(np.array(theta))
        assert at.value == pytest.approx(likelihood.value(np.array(theta)), rel=1e-9)
        sides = [[likelihood.slope(theta + way * each) for each in step] for way in (1, -1)]
        gradient = [(up.value - down.value) / 2e-5 for up, down in zip(*sides, strict=True)]
        hessian = [(up.gradient - down.gradient) / 2e-5 for up, down in zip(*sides, strict=True)]
        assert at.gradient == pytest.approx(gradient, rel=1e-6, abs=1e-5)
        assert at.hessian == pytest.approx(np.array(hessian), rel=1e-6, abs=1e-5)


@pytest.mark.proof
def test_the_order_of_rows_changes_nothing_and_counting_next_to_nothing() -> None:
    seen = leavers(DAYS, 1200, seed=5, longest=60, whole_days=True)
    columns = np.array([seen.x, seen.t_x, seen.T])
    mixed = columns[:, np.random.default_rng(1).permutation(1200)]
    one, two = paretonbd.fit(*columns), paretonbd.fit(*mixed)
    assert parameters(one) == parameters(two)
    assert (one.estimate.draws == two.estimate.draws).all()
    # Times apart by less than matters make every history its own.
    apart = columns + np.array([[0], [0], [1]]) * np.linspace(1e-11, 1e-9, 1200)
    assert len(triples(*apart)) == 1200 > 2 * len(triples(*columns))
    assert parameters(paretonbd.fit(*apart)) == pytest.approx(parameters(one), rel=1e-9)


def test_a_large_fit_begun_from_a_sample_ends_where_any_other_does(monkeypatch) -> None:
    seen = leavers(DAYS, 30_000, seed=6)
    warm = paretonbd.fit(seen.x, seen.t_x, seen.T)
    assert len(triples(seen.x, seen.t_x, seen.T)) > paretonbd.WARM_ABOVE
    monkeypatch.setattr(paretonbd, "WARM_ABOVE", 10**9)
    assert parameters(paretonbd.fit(seen.x, seen.t_x, seen.T)) == pytest.approx(
        parameters(warm), rel=1e-6
    )


@pytest.mark.proof
def test_draws_of_the_posterior_predict_like_the_model() -> None:
    seen = leavers(DAYS, 600, seed=7)
    model = paretonbd.fit(seen.x, seen.t_x, seen.T)
    drawn = [paretonbd.expected_purchases_of_new(each, 365) for each in family.drawn(model, 200)]
    told = paretonbd.expected_purchases_of_new(model, 365)
    assert np.median(drawn) == pytest.approx(told, rel=0.05)
    assert 0.01 < np.std(drawn) / told < 0.3
