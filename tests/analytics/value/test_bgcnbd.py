"""(M)BG/CNBD-k: regularity is found, likelihoods compare, and predictions come true."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.betageometric_cast import cdnow_weeks, histories, simulated
from examples import up_to
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from goodwill.analytics.errors import AnalyticsError, ContractBroken
from goodwill.analytics.value import bgcnbd, bgnbd, family, mbgnbd, paretonbd
from goodwill.analytics.value.bgcnbd import Bgcnbd
from goodwill.analytics.value.bgnbd import Bgnbd
from goodwill.analytics.value.likelihoods.betageometric_fitting import Likelihood
from goodwill.analytics.value.mbgnbd import Mbgnbd
from goodwill.analytics.value.triples import Triples, triples

TWO = Bgcnbd(2, r=1.2, alpha=9.0, a=0.8, b=2.5)
WHO = np.array([0.0, 1, 4, 12]), np.array([0.0, 20, 31, 39]), np.array([39.0, 39, 39, 40])
QUANTITIES = ("expected_purchases", "variance_of_purchases", "probability_of_no_purchase")


def watched(customers: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(20, 80, customers).astype(float)


@pytest.mark.parametrize(
    ("is_modified", "other", "module"), [(False, Bgnbd, bgnbd), (True, Mbgnbd, mbgnbd)]
)
def test_for_k_one_it_is_the_model_without_regularity(is_modified, other, module):
    random_one = Bgcnbd(1, 0.6, 9.0, 0.8, 2.5, is_modified=is_modified)
    plain = other(0.6, 9.0, 0.8, 2.5)
    for name in ("log_likelihood", "probability_alive", "median_wait"):
        same = getattr(module, name)(plain, *WHO)
        assert getattr(bgcnbd, name)(random_one, *WHO) == pytest.approx(same, rel=1e-13)
    for name in QUANTITIES:
        same = getattr(module, name)(plain, 26.0, *WHO)
        assert getattr(bgcnbd, name)(random_one, 26.0, *WHO) == pytest.approx(same, rel=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3, 6])
@pytest.mark.parametrize("is_modified", [False, True])
def test_gradient_and_hessian_are_those_of_the_likelihood(k, is_modified):
    lives = simulated(TWO, watched(300, 1), seed=1)
    slope = Likelihood.of(triples(*lives.seen), k, is_modified).slope
    at, step = np.log([0.9, 12.0, 1.1, 1.7]), 1e-5
    for place in range(4):
        more, less = slope(at + step * np.eye(4)[place]), slope(at - step * np.eye(4)[place])
        differences = (more.value - less.value) / (2 * step)
        assert slope(at).gradient[place] == pytest.approx(differences, rel=1e-6, abs=1e-4)
        bends = (more.gradient - less.gradient) / (2 * step)
        assert slope(at).hessian[place] == pytest.approx(bends, rel=1e-6, abs=1e-4)


def by_integration(gaps: list[float], T: float, *, k: int, is_modified: bool) -> float:
    """The density of these gaps and then silence, from the story, by integrating λ and p."""
    x, since = len(gaps), T - sum(gaps)
    chances = x + is_modified

    def given_rate(rate: float) -> tuple[float, float]:
        timing = np.prod([stats.gamma(k, scale=1 / rate).pdf(gap) for gap in gaps])
        return timing * stats.gamma(k, scale=1 / rate).sf(since), timing

    def over_rates(which: int) -> float:
        rates = stats.gamma(TWO.r, scale=1 / TWO.alpha)
        found, _ = integrate.quad(
            lambda log: given_rate(np.exp(log))[which] * rates.pdf(np.exp(log)) * np.exp(log),
            *(-40, 6),
            epsabs=0,
            epsrel=1e-10,
            limit=500,
        )
        return found

    leaving = stats.beta(TWO.a, TWO.b)
    stayed = leaving.expect(lambda p: (1 - p) ** chances)
    left = leaving.expect(lambda p: p * (1 - p) ** (chances - 1)) if chances else 0.0
    return float(np.log(stayed * over_rates(0) + left * over_rates(1)))


@pytest.mark.parametrize("k", [1, 2, pytest.param(3, marks=pytest.mark.proof)])
@pytest.mark.parametrize("is_modified", [False, True])
@pytest.mark.parametrize("gaps", [[], [3.0], [3.0, 9.0, 4.5]])
def test_the_likelihood_is_that_of_the_whole_timing(gaps, k, is_modified):
    model = Bgcnbd(k, TWO.r, TWO.alpha, TWO.a, TWO.b, is_modified)
    found = bgcnbd.log_likelihood(model, len(gaps), sum(gaps), 30.0, np.log(gaps or [1.0]).sum())
    exact = by_integration(gaps, 30.0, k=k, is_modified=is_modified)
    assert found == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("k", [2, 3])
def test_without_gaps_the_likelihood_is_that_of_the_last_purchase(k):
    """Two gaps that add up to t: their density integrated over the first, on the scale of k = 1.

    For k = 1 the first of two purchases is anywhere before the last with density 1 / t.
    """
    model, t = Bgcnbd(k, TWO.r, TWO.alpha, TWO.a, TWO.b), 12.0

    def whole(first: float) -> float:
        logs = np.log(first) + np.log(t - first)
        return float(np.exp(bgcnbd.log_likelihood(model, 2, t, 30.0, logs)))

    density, _ = integrate.quad(whole, 0, t)
    found = bgcnbd.log_likelihood(model, 2, t, 30.0)
    assert found == pytest.approx(np.log(density / t), rel=1e-8)


@pytest.mark.parametrize(
    "k", [pytest.param(1, marks=pytest.mark.proof), 2, pytest.param(3, marks=pytest.mark.proof)]
)
def test_regularity_is_found(k):
    true = Bgcnbd(k, 1.2, 9.0, 0.8, 2.5)
    lives = simulated(true, watched(1500, k), seed=k)
    model = bgcnbd.fit(*lives.seen, log_gaps=lives.log_gaps)
    assert model.k == k
    total = bgcnbd.log_likelihood(model, *lives.seen, lives.log_gaps).sum()
    assert model.estimate.log_likelihood == pytest.approx(total, rel=1e-12)
    assert bgcnbd.fit(*lives.seen, log_gaps=lives.log_gaps.sum()).k == k


@pytest.mark.proof
def test_likelihoods_compare_with_models_without_regularity():
    """Regular customers are likelier under a regular model than any other, by either scale."""
    lives = simulated(TWO, watched(1500, 4), seed=4)
    others = [module.fit(*lives.seen) for module in (mbgnbd, bgnbd, paretonbd)]
    best = max(other.estimate.log_likelihood for other in others)
    for log_gaps in (None, lives.log_gaps):
        model = bgcnbd.fit(*lives.seen, log_gaps=log_gaps)
        assert model.k in (2, 3)
        assert model.estimate.log_likelihood > best + 10


def test_cdnow_buys_without_rhythm():
    model = bgcnbd.fit(*cdnow_weeks())
    same = mbgnbd.fit(*cdnow_weeks())
    assert model.k == 1
    assert (model.r, model.alpha) == pytest.approx((same.r, same.alpha), rel=1e-6)
    assert model.estimate.log_likelihood == pytest.approx(same.estimate.log_likelihood, rel=1e-9)


@pytest.mark.parametrize("model", [TWO, Bgcnbd(3, 1.5, 4.0, 0.6, 3.0, is_modified=False)])
def test_simulated_customers_do_as_the_model_says(model):
    lives = simulated(model, np.full(200_000, 39.0), seed=8, within=20.0)
    x, t_x, since = lives.x, lives.t_x, lives.T - lives.t_x
    for seen in (x == 0, (x == 1) & (t_x < 20), (x > 3) & (since < 3), (x > 3) & (since > 8)):
        who = x[seen], t_x[seen], lives.T[seen]
        error = 4 / np.sqrt(seen.sum())
        told = bgcnbd.probability_alive(model, *who)
        assert lives.is_alive[seen].mean() == pytest.approx(told.mean(), abs=error)
        silent = bgcnbd.probability_of_no_purchase(model, 20.0, *who)
        assert (lives.later[seen] == 0).mean() == pytest.approx(silent.mean(), abs=error)
        expected = bgcnbd.expected_purchases(model, 20.0, *who)
        variance = bgcnbd.variance_of_purchases(model, 20.0, *who).mean() + expected.var()
        assert lives.later[seen].mean() == pytest.approx(
            expected.mean(), abs=error * np.sqrt(variance)
        )
        assert lives.later[seen].var() == pytest.approx(variance, rel=0.1)


def test_distribution_of_purchases_has_the_expected_mean():
    n = np.arange(1500)
    chances = bgcnbd.probability_of_purchases(TWO, n, 39.0)
    assert chances.sum() == pytest.approx(1.0, rel=1e-10)
    assert chances @ n == pytest.approx(bgcnbd.expected_purchases_of_new(TWO, 39.0), rel=1e-9)
    silent = bgcnbd.probability_of_no_purchase(TWO, 39.0, 0, 0, 0)
    assert chances[0] == pytest.approx(silent, rel=1e-12)


def test_discounted_purchases_are_the_discounted_rate():
    ends = np.concatenate([[0.0], np.geomspace(1e-2, 2000, 3000)])
    for x, t_x, T in [(0, 0, 39.0), (4, 30.43, 38.86)]:
        bought = bgcnbd.expected_purchases(TWO, ends, x, t_x, T)
        middles = np.exp(-0.02 * (ends[1:] + ends[:-1]) / 2)
        total = float(np.diff(bought) @ middles)
        found = bgcnbd.discounted_purchases(TWO, 0.02, x, t_x, T)
        assert found == pytest.approx(total, rel=1e-5)
    mortal = Bgcnbd(2, 1.2, 9.0, 1.8, 2.5)
    never = bgcnbd.discounted_purchases(mortal, 0.0, *WHO)
    assert bgcnbd.discounted_purchases(mortal, 1e-13, *WHO) == pytest.approx(never, rel=1e-3)


def test_half_of_those_who_stay_wait_longer_than_the_median():
    wait = bgcnbd.median_wait(TWO, *WHO)
    alive = bgcnbd.probability_alive(TWO, *WHO)
    silent = bgcnbd.probability_of_no_purchase(TWO, wait, *WHO)
    assert silent == pytest.approx(1 - alive / 2, rel=1e-9)
    just_bought = bgcnbd.median_wait(TWO, 4, 39.0, 39.0)
    assert just_bought > bgcnbd.median_wait(TWO, 4, 38.0, 39.0)


def test_unit_of_time_order_of_rows_and_compression_change_nothing():
    lives = simulated(TWO, watched(1000, 5), seed=5)
    x, t_x, T = lives.seen
    logs, in_days = lives.log_gaps, lives.log_gaps + x * np.log(7)
    weeks, days = (
        bgcnbd.fit(*lives.seen, log_gaps=logs),
        bgcnbd.fit(x, t_x * 7, T * 7, log_gaps=in_days),
    )
    found = (days.k, days.r, days.alpha, days.a, days.b)
    assert found == pytest.approx((weeks.k, weeks.r, weeks.alpha * 7, weeks.a, weeks.b), rel=1e-6)
    density = weeks.estimate.log_likelihood - x.sum() * np.log(7)
    assert days.estimate.log_likelihood == pytest.approx(density, rel=1e-9)
    packed = triples(x[::-1], t_x[::-1], T[::-1])
    again = bgcnbd.fit(packed.x, packed.t_x, packed.T, packed.weight, log_gaps=logs.sum())
    assert again.estimate.theta == pytest.approx(weeks.estimate.theta, abs=0)


def coverage(customers: int, replications: int, seed: int) -> float:
    """Share of 90 % intervals that hold the truth."""
    hits = 0
    for each in range(replications):
        T = np.random.default_rng([seed, each]).integers(20, 80, customers).astype(float)
        found = bgcnbd.fit(*simulated(TWO, T, seed=1000 * seed + each).seen, k=2).estimate
        for name in found.names:
            low, high = found.interval(name)
            hits += low <= getattr(TWO, name) <= high
    return hits / (4 * replications)


@pytest.mark.proof
def test_intervals_hold_the_truth_nine_times_in_ten():
    assert 0.86 <= coverage(1500, 250, seed=2) <= 0.94


def test_draws_keep_the_regularity():
    lives = simulated(TWO, watched(400, 6), seed=6)
    model = bgcnbd.fit(*lives.seen, k=2)
    drawn = list(family.drawn(model, 20))
    assert {each.k for each in drawn} == {2}
    assert len({each.alpha for each in drawn}) > 10


def test_what_cannot_be_is_refused():
    for k in (0, 21, 1.5):
        with pytest.raises(ContractBroken, match="regularity"):
            bgcnbd.fit([1, 2], [3, 4], [9, 9], k=k)
    with pytest.raises(ContractBroken, match="without time"):
        bgcnbd.fit([1, 2], [0, 4], [9, 9], k=2)
    with pytest.raises(ContractBroken, match="gaps"):
        bgcnbd.fit([1, 2], [3, 4], [9, 9], k=2, log_gaps=[9.0, 9.0])
    with pytest.raises(ContractBroken, match="gaps"):
        bgcnbd.log_likelihood(TWO, 0, 0, 9, 1.0)
    assert bgcnbd.fit([1, 2], [0, 4], [9, 9]).k == 1


@settings(max_examples=up_to(20), deadline=None, phases=[Phase.generate])
@given(histories(), st.floats(0, 1e6), st.sampled_from([2, 3, 5]))
def test_whatever_is_possible_gives_finite_numbers_or_a_refusal(seen: Triples, within, k):
    try:
        model = bgcnbd.fit(seen.x, seen.t_x, seen.T, seen.weight, k=k)
    except AnalyticsError:
        return
    who = seen.x, seen.t_x, seen.T
    everything = [
        bgcnbd.log_likelihood(model, *who),
        bgcnbd.probability_alive(model, *who),
        bgcnbd.expected_purchases(model, within, *who),
        bgcnbd.variance_of_purchases(model, within, *who),
        bgcnbd.probability_of_no_purchase(model, within, *who),
        bgcnbd.median_wait(model, *who),
        bgcnbd.discounted_purchases(model, 1e-3, *who),
        bgcnbd.probability_of_purchases(model, seen.x, within),
    ]
    assert all(np.isfinite(each).all() for each in everything)
    assert everything[2].min() >= 0
