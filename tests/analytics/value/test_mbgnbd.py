"""MBG/NBD: the paper's numbers, and who bought once may have left."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.betageometric_cast import cdnow_weeks, histories, simulated
from examples import up_to
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.value import bgnbd, mbgnbd
from goodwill.analytics.value.bgnbd import Bgnbd
from goodwill.analytics.value.mbgnbd import Mbgnbd
from goodwill.analytics.value.triples import Triples, triples

PAPER = Mbgnbd(r=0.525, alpha=6.183, a=0.891, b=1.614)


def test_cdnow_parameters_equal_those_of_the_paper():
    """Batislam, Denizel & Filiztekin (2007), CDNOW sample."""
    model = mbgnbd.fit(*cdnow_weeks())
    assert (model.r, model.alpha) == pytest.approx((0.525, 6.183), abs=1e-3)
    assert (model.a, model.b) == pytest.approx((0.891, 1.614), abs=1e-3)


def test_likelihood_of_each_history_sums_to_that_of_the_fit():
    x, t_x, T = cdnow_weeks()
    model = mbgnbd.fit(x, t_x, T)
    total = mbgnbd.log_likelihood(model, x, t_x, T).sum()
    assert total == pytest.approx(model.estimate.log_likelihood, rel=1e-12)


def test_who_bought_once_may_have_left():
    """P(alive | x = 0) = b / (b + a ((α + T) / α)^r), from the likelihood's two parts."""
    T = np.array([0.0, 10.0, 39.0, 1e6])
    left = PAPER.a * ((PAPER.alpha + T) / PAPER.alpha) ** PAPER.r
    found = mbgnbd.probability_alive(PAPER, 0, 0, T)
    assert found == pytest.approx(PAPER.b / (PAPER.b + left), rel=1e-12)
    assert found[0] == pytest.approx(PAPER.b / (PAPER.a + PAPER.b), rel=1e-12)


def test_who_stayed_after_the_first_purchase_is_a_customer_of_bg_nbd():
    """Having stayed once, p ~ Beta(a, b + 1); the rest is BG/NBD."""
    stayed = Bgnbd(PAPER.r, PAPER.alpha, PAPER.a, PAPER.b + 1)
    who = np.array([1.0, 3, 8]), np.array([5.0, 30, 38]), np.full(3, 39.0)
    told, same = mbgnbd.probability_alive(PAPER, *who), bgnbd.probability_alive(stayed, *who)
    assert told == pytest.approx(same, rel=1e-12)
    for quantity in ("expected_purchases", "variance_of_purchases", "probability_of_no_purchase"):
        found = getattr(mbgnbd, quantity)(PAPER, 26.0, *who)
        assert found == pytest.approx(getattr(bgnbd, quantity)(stayed, 26.0, *who), rel=1e-10)
    share = PAPER.b / (PAPER.a + PAPER.b)
    new = mbgnbd.expected_purchases_of_new(PAPER, 26.0)
    assert new == pytest.approx(share * bgnbd.expected_purchases_of_new(stayed, 26.0), rel=1e-10)
    lifetime = bgnbd.discounted_purchases_of_new(stayed, 0.01)
    found = mbgnbd.discounted_purchases_of_new(PAPER, 0.01)
    assert found == pytest.approx(share * lifetime, rel=1e-10)


def test_distribution_of_purchases_has_the_expected_mean():
    n = np.arange(4000)
    chances = mbgnbd.probability_of_purchases(PAPER, n, 39.0)
    assert chances.sum() == pytest.approx(1.0, rel=1e-12)
    assert chances @ n == pytest.approx(mbgnbd.expected_purchases_of_new(PAPER, 39.0), rel=1e-9)
    silent = mbgnbd.probability_of_no_purchase(PAPER, 39.0, 0, 0, 0)
    assert chances[0] == pytest.approx(silent, rel=1e-12)


def test_simulated_customers_do_as_the_model_says():
    lives = simulated(PAPER, np.full(200_000, 39.0), seed=6, within=39.0)
    for seen in (lives.x == 0, (lives.x == 1) & (lives.t_x < 20), lives.x > 3):
        who = lives.x[seen], lives.t_x[seen], lives.T[seen]
        error = 4 / np.sqrt(seen.sum())
        told = mbgnbd.probability_alive(PAPER, *who)
        assert lives.is_alive[seen].mean() == pytest.approx(told.mean(), abs=error)
        spread = np.sqrt(mbgnbd.variance_of_purchases(PAPER, 39.0, *who).mean())
        expected = mbgnbd.expected_purchases(PAPER, 39.0, *who)
        assert lives.later[seen].mean() == pytest.approx(expected.mean(), abs=error * spread)


def test_unit_of_time_order_of_rows_and_compression_change_nothing():
    x, t_x, T = cdnow_weeks()
    weeks, days = mbgnbd.fit(x, t_x, T), mbgnbd.fit(x, t_x * 7, T * 7)
    found = (days.r, days.alpha, days.a, days.b)
    assert found == pytest.approx((weeks.r, weeks.alpha * 7, weeks.a, weeks.b), rel=1e-6)
    packed = triples(x[::-1], t_x[::-1], T[::-1])
    again = mbgnbd.fit(packed.x, packed.t_x, packed.T, packed.weight)
    assert again.estimate.theta == pytest.approx(weeks.estimate.theta, abs=0)


def coverage(customers: int, replications: int, seed: int) -> float:
    """Share of 90 % intervals that hold the truth."""
    true = Mbgnbd(0.8, 10.0, 0.8, 2.5)
    hits = 0
    for each in range(replications):
        T = np.random.default_rng([seed, each]).integers(20, 80, customers).astype(float)
        found = mbgnbd.fit(*simulated(true, T, seed=1000 * seed + each).seen).estimate
        for name in found.names:
            low, high = found.interval(name)
            hits += low <= getattr(true, name) <= high
    return hits / (4 * replications)


@pytest.mark.proof
def test_intervals_hold_the_truth():
    assert 0.8 <= coverage(600, 6, seed=1) <= 0.99


@pytest.mark.proof
def test_intervals_hold_the_truth_nine_times_in_ten():
    assert 0.86 <= coverage(1500, 250, seed=2) <= 0.94


def test_parameters_are_recovered_from_many_customers():
    true = Mbgnbd(0.8, 10.0, 0.8, 2.5)
    T = np.random.default_rng(3).integers(0, 80, 100_000).astype(float)
    found = mbgnbd.fit(*simulated(true, T, seed=3).seen)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx(
        (0.8, 10.0, 0.8, 2.5), rel=0.08
    )


@settings(max_examples=up_to(25), deadline=None, phases=[Phase.generate])
@given(histories(), st.floats(0, 1e6))
def test_whatever_is_possible_gives_finite_numbers_or_a_refusal(seen: Triples, within):
    try:
        model = mbgnbd.fit(seen.x, seen.t_x, seen.T, seen.weight)
    except AnalyticsError:
        return
    who = seen.x, seen.t_x, seen.T
    everything = [
        mbgnbd.log_likelihood(model, *who),
        mbgnbd.probability_alive(model, *who),
        mbgnbd.expected_purchases(model, within, *who),
        mbgnbd.variance_of_purchases(model, within, *who),
        mbgnbd.probability_of_no_purchase(model, within, *who),
        mbgnbd.median_wait(model, *who),
        mbgnbd.discounted_purchases(model, 1e-3, *who),
        mbgnbd.probability_of_purchases(model, seen.x, within),
    ]
    assert all(np.isfinite(each).all() for each in everything)
    assert everything[2].min() >= 0
