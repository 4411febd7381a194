"""BG/NBD: the paper's numbers, exact means, and nothing that breaks it."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.betageometric_cast import cdnow_weeks, histories, simulated
from examples import up_to
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from mpmath import mp

from goodwill.analytics.errors import AnalyticsError, ContractBroken, Undefined
from goodwill.analytics.value import bgnbd, family
from goodwill.analytics.value.bgnbd import Bgnbd
from goodwill.analytics.value.likelihoods.betageometric_fitting import Likelihood
from goodwill.analytics.value.triples import Triples, triples

PAPER = Bgnbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


def test_cdnow_parameters_equal_those_of_the_paper():
    """Fader, Hardie & Lee (2005), table 2."""
    model = bgnbd.fit(*cdnow_weeks())
    assert (model.r, model.alpha) == pytest.approx((0.243, 4.414), abs=6e-4)
    assert (model.a, model.b) == pytest.approx((0.793, 2.426), abs=6e-4)
    assert model.estimate.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert not model.estimate.unidentified


def test_likelihood_of_each_history_sums_to_that_of_the_fit():
    x, t_x, T = cdnow_weeks()
    model = bgnbd.fit(x, t_x, T)
    total = bgnbd.log_likelihood(model, x, t_x, T).sum()
    assert total == pytest.approx(model.estimate.log_likelihood, rel=1e-12)


def test_gradient_and_hessian_are_those_of_the_likelihood():
    x, t_x, T = cdnow_weeks()
    slope = Likelihood.of(triples(x, t_x, T), 1, False).slope
    at, step = np.log([0.5, 6.0, 1.2, 2.0]), 1e-5
    for place in range(4):
        more, less = slope(at + step * np.eye(4)[place]), slope(at - step * np.eye(4)[place])
        differences = (more.value - less.value) / (2 * step)
        assert slope(at).gradient[place] == pytest.approx(differences, rel=1e-6, abs=1e-3)
        bends = (more.gradient - less.gradient) / (2 * step)
        assert slope(at).hessian[place] == pytest.approx(bends, rel=1e-6, abs=1e-3)


def exact_expectation(model: Bgnbd, within: float, x: float, T: float) -> float:
    """Fader, Hardie & Lee (2005), equation 10, for somebody alive, with 60 digits."""
    mp.dps = 60
    r, alpha, a, b = (mp.mpf(value) for value in (model.r, model.alpha, model.a, model.b))
    top, shape = a + b + x - 1, r + x
    series = mp.hyp2f1(shape, b + x, top, mp.mpf(within) / (alpha + T + within))
    fall = ((alpha + T) / (alpha + T + within)) ** shape
    return float(top / (a - 1) * (1 - fall * series))


@pytest.mark.parametrize("a", [0.01, 0.3, 0.793, 1 + 1e-9, 1.5, 4.0, 60.0])
@pytest.mark.parametrize("b", [0.02, 2.426, 40.0])
@pytest.mark.parametrize("r", [0.05, 0.243, 30.0])
def test_conditional_expectation_equals_the_closed_form_at_60_digits(a, b, r):
    model = Bgnbd(r, 4.414, a, b)
    for x, T, within in [(0, 0, 39), (1, 38.86, 1e-3), (2, 38.86, 39), (9, 9, 400), (90, 39, 52)]:
        alive = bgnbd.probability_alive(model, x, T if x else 0, T)
        found = bgnbd.expected_purchases(model, within, x, T if x else 0, T)
        exact = exact_expectation(model, within, x, T)
        assert found == pytest.approx(alive * exact, rel=1e-10), (x, T, within)


def test_nothing_overflows_for_ten_thousand_purchases():
    found = bgnbd.expected_purchases(PAPER, [1.0, 39.0, 1e6], 10_000, 39.0, 39.0)
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(exact_small(10_000, 1.0), rel=1e-10)


def exact_small(x: int, within: float) -> float:
    """Σ P(X ≥ n), from how many purchases would come if nobody left."""
    mp.dps = 40
    shape, tau = mp.mpf(PAPER.r) + x, mp.mpf(within) / (mp.mpf(PAPER.alpha) + 39)
    chance, stayed, expected, total = (1 + tau) ** -shape, mp.mpf(1), mp.mpf(0), mp.mpf(0)
    b = mp.mpf(PAPER.b) + x
    for n in range(2000):
        total += chance * expected
        expected += stayed
        stayed *= (b + n) / (mp.mpf(PAPER.a) + b + n)
        chance *= (shape + n) / (n + 1) * tau / (1 + tau)
    return float(total * mp.mpf(float(bgnbd.probability_alive(PAPER, x, 39.0, 39.0))))


def test_a_known_customer_of_cdnow():
    """Customer 0001 of the paper's spreadsheet: x = 2, t_x = 30.43, T = 38.86, 1.226 in 39."""
    found = bgnbd.expected_purchases(PAPER, 39, 2, 30.43, 38.86)
    assert found == pytest.approx(1.226, abs=5e-4)


def test_who_has_not_bought_again_is_alive():
    assert bgnbd.probability_alive(PAPER, 0, 0, [0.0, 39.0, 1e9]) == pytest.approx(1.0, abs=0)
    assert bgnbd.probability_alive(PAPER, 1, 0.1, 1e9) == pytest.approx(0.0, abs=1e-3)


def test_discounted_purchases_are_the_discounted_rate():
    """Against the sum of expected purchases in short periods, discounted."""
    ends = np.concatenate([[0.0], np.geomspace(1e-3, 6000, 6000)])
    for x, t_x, T in [(0, 0, 39.0), (2, 30.43, 38.86), (12, 30.0, 39.0)]:
        bought = bgnbd.expected_purchases(PAPER, ends, x, t_x, T)
        middles = np.exp(-0.01 * (ends[1:] + ends[:-1]) / 2)
        total = float(np.diff(bought) @ middles)
        assert bgnbd.discounted_purchases(PAPER, 0.01, x, t_x, T) == pytest.approx(total, rel=1e-5)


def test_without_discount_the_sum_is_finite_only_where_people_leave():
    model = Bgnbd(0.243, 4.414, 1.8, 2.426)
    almost = bgnbd.discounted_purchases(model, 1e-14, 2, 30.43, 38.86)
    never = bgnbd.discounted_purchases(model, 0.0, 2, 30.43, 38.86)
    assert never == pytest.approx(almost, rel=1e-3)
    with pytest.raises(Undefined):
        bgnbd.discounted_purchases(PAPER, 0.0, 2, 30.43, 38.86)
    with pytest.raises(Undefined):
        bgnbd.discounted_purchases(model, -0.1, 2, 30.43, 38.86)


def test_distribution_of_purchases_has_the_expected_mean():
    n = np.arange(4000)
    chances = bgnbd.probability_of_purchases(PAPER, n, 39.0)
    assert chances.sum() == pytest.approx(1.0, rel=1e-12)
    assert chances @ n == pytest.approx(bgnbd.expected_purchases_of_new(PAPER, 39.0), rel=1e-9)
    variance = chances @ n**2 - (chances @ n) ** 2
    assert bgnbd.variance_of_purchases(PAPER, 39.0, 0, 0, 0) == pytest.approx(variance, rel=1e-9)
    silent = bgnbd.probability_of_no_purchase(PAPER, 39.0, 0, 0, 0)
    assert chances[0] == pytest.approx(silent, rel=1e-12)


def test_simulated_customers_do_as_the_model_says():
    """Purchases after T of 200,000 customers, by what was seen of them."""
    lives = simulated(PAPER, np.full(200_000, 39.0), seed=5, within=39.0)
    (x, t_x, T), alive, later = lives.seen, lives.is_alive, lives.later
    for seen in (x == 0, (x == 1) & (t_x < 20), (x > 1) & (t_x > 30), x > 5):
        who = x[seen], t_x[seen], T[seen]
        error = 4 / np.sqrt(seen.sum())
        told = bgnbd.probability_alive(PAPER, *who)
        assert alive[seen].mean() == pytest.approx(told.mean(), abs=error)
        silent = bgnbd.probability_of_no_purchase(PAPER, 39.0, *who)
        assert (later[seen] == 0).mean() == pytest.approx(silent.mean(), abs=error)
        spread = np.sqrt(bgnbd.variance_of_purchases(PAPER, 39.0, *who).mean())
        expected = bgnbd.expected_purchases(PAPER, 39.0, *who)
        assert later[seen].mean() == pytest.approx(expected.mean(), abs=error * spread)


def test_half_of_those_who_stay_wait_longer_than_the_median():
    wait = bgnbd.median_wait(PAPER, 2, 30.43, 38.86)
    gone = 1 - bgnbd.probability_alive(PAPER, 2, 30.43, 38.86)
    silent = bgnbd.probability_of_no_purchase(PAPER, wait, 2, 30.43, 38.86)
    assert silent == pytest.approx(gone + (1 - gone) / 2, rel=1e-12)


def test_unit_of_time_order_of_rows_and_compression_change_nothing():
    x, t_x, T = cdnow_weeks()
    weeks = bgnbd.fit(x, t_x, T)
    days = bgnbd.fit(x, t_x * 7, T * 7)
    found = (days.r, days.alpha, days.a, days.b)
    assert found == pytest.approx((weeks.r, weeks.alpha * 7, weeks.a, weeks.b), rel=1e-6)
    order = np.random.default_rng(1).permutation(len(x))
    assert bgnbd.fit(x[order], t_x[order], T[order]).estimate.theta == pytest.approx(
        weeks.estimate.theta, abs=0
    )
    packed = triples(x, t_x, T)
    again = bgnbd.fit(packed.x, packed.t_x, packed.T, packed.weight)
    assert again.estimate.theta == pytest.approx(weeks.estimate.theta, abs=0)
    twice = bgnbd.fit(np.tile(x, 2), np.tile(t_x, 2), np.tile(T, 2))
    assert twice.estimate.theta == pytest.approx(weeks.estimate.theta, abs=1e-6)


def coverage(customers: int, replications: int, seed: int) -> float:
    """Share of 90 % intervals that hold the truth."""
    true = Bgnbd(0.6, 10.0, 0.8, 2.5)
    hits = 0
    for each in range(replications):
        T = np.random.default_rng([seed, each]).integers(20, 80, customers).astype(float)
        found = bgnbd.fit(*simulated(true, T, seed=1000 * seed + each).seen).estimate
        for name in found.names:
            low, high = found.interval(name)
            hits += low <= getattr(true, name) <= high
    return hits / (4 * replications)


@pytest.mark.proof
def test_intervals_hold_the_truth():
    assert 0.8 <= coverage(600, 8, seed=1) <= 0.99


@pytest.mark.proof
def test_intervals_hold_the_truth_nine_times_in_ten():
    assert 0.86 <= coverage(1500, 250, seed=2) <= 0.94


def test_parameters_are_recovered_from_many_customers():
    true = Bgnbd(0.6, 10.0, 0.8, 2.5)
    T = np.random.default_rng(3).integers(0, 80, 100_000).astype(float)
    found = bgnbd.fit(*simulated(true, T, seed=3).seen)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx(
        (0.6, 10.0, 0.8, 2.5), rel=0.06
    )


@settings(max_examples=up_to(40), deadline=None, phases=[Phase.generate])
@given(histories(), st.floats(0, 1e6))
def test_whatever_is_possible_gives_finite_numbers_or_a_refusal(seen: Triples, within):
    try:
        model = bgnbd.fit(seen.x, seen.t_x, seen.T, seen.weight)
    except AnalyticsError:
        return
    who = seen.x, seen.t_x, seen.T
    assert np.isfinite(model.estimate.draws).all()
    everything = [
        bgnbd.log_likelihood(model, *who),
        bgnbd.probability_alive(model, *who),
        bgnbd.expected_purchases(model, within, *who),
        bgnbd.variance_of_purchases(model, within, *who),
        bgnbd.probability_of_no_purchase(model, within, *who),
        bgnbd.median_wait(model, *who),
        bgnbd.discounted_purchases(model, 1e-3, *who),
        bgnbd.probability_of_purchases(model, seen.x, within),
    ]
    assert all(np.isfinite(each).all() for each in everything)
    assert everything[2].min() >= 0


@pytest.mark.parametrize(
    "rows", [([0], [0], [0]), ([0] * 9, [0] * 9, [30] * 9), ([3] * 9, [20] * 9, [30] * 9)]
)
def test_too_little_is_known_wide_and_said_so(rows):
    """One customer, nobody who came back, nobody who differs."""
    model = bgnbd.fit(*rows)
    assert model.estimate.unidentified
    low, high = model.estimate.interval("a")
    assert high / low > 100


def test_impossible_questions_are_refused():
    with pytest.raises(ContractBroken, match="horizon"):
        bgnbd.expected_purchases(PAPER, -1.0, 2, 30.43, 38.86)
    with pytest.raises(ContractBroken, match="whole number"):
        bgnbd.probability_of_purchases(PAPER, 1.5, 39.0)
    with pytest.raises(ContractBroken):
        bgnbd.expected_purchases(PAPER, 39.0, 2, 40, 38.86)


def test_draws_move_predictions():
    model = bgnbd.fit(*cdnow_weeks())
    drawn = [
        bgnbd.expected_purchases(each, 39.0, 2, 30.43, 38.86) for each in family.drawn(model, 50)
    ]
    middle = bgnbd.expected_purchases(model, 39.0, 2, 30.43, 38.86)
    assert np.min(drawn) < middle < np.max(drawn)
    assert np.std(drawn) < 0.2 * middle
