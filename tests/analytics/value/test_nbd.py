"""The model in which nobody leaves: exact where it can be, recovered where it is estimated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from goodwill.analytics.errors import Undefined
from goodwill.analytics.value import nbd
from goodwill.analytics.value.nbd import Nbd
from goodwill.analytics.value.triples import triples

TYPED = Nbd(r=0.4, alpha=80.0)
X, T_X, T = np.array([0.0, 1, 7]), np.array([0.0, 30, 250]), np.array([300.0, 300, 260])


def simulated(customers: int, r: float, alpha: float, seed: int, longest: float = 700.0):
    random = np.random.default_rng(seed)
    T = random.integers(0, int(longest), customers).astype(float)
    x = random.poisson(random.gamma(r, 1 / alpha, customers) * T)
    return x.astype(float), np.where(x > 0, T * random.random(customers), 0.0), T


def test_the_likelihood_is_the_mixture_of_poisson_timings_over_rates() -> None:
    """Against the integral over λ of λ^x e^(−λT) times the gamma density."""
    for x, T in ((0, 300.0), (3, 120.0), (7, 0.5)):

        def joint(log_rate: float, x: int = x, T: float = T) -> float:
            rate = np.exp(log_rate)
            prior = stats.gamma(TYPED.r, scale=1 / TYPED.alpha).pdf(rate)
            return float(np.exp(x * log_rate - rate * T + log_rate) * prior)

        found, _ = integrate.quad(joint, -60, 3, epsabs=0, epsrel=1e-10, limit=400)
        told = nbd.log_likelihood(TYPED, x, T / 2 if x else 0, T)
        assert told == pytest.approx(np.log(found), rel=1e-9)


def test_the_fit_is_the_maximum_likelihood() -> None:
    x, t_x, T = simulated(2000, 0.6, 90.0, seed=1)
    model = nbd.fit(x, t_x, T)
    found = optimize.minimize(
        lambda log: -nbd.log_likelihood(Nbd(*np.exp(log)), x, t_x, T).sum(),
        np.log([0.6, 90.0]),
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-8},
    )
    assert (model.r, model.alpha) == pytest.approx(tuple(np.exp(found.x)), rel=1e-6)
    assert model.estimate is not None
    assert model.estimate.log_likelihood == pytest.approx(-found.fun, rel=1e-12)
    assert not model.estimate.unidentified


def test_gradient_and_hessian_are_those_of_the_likelihood() -> None:
    terms = nbd._Terms.of(triples(*simulated(300, 0.6, 90.0, seed=2)))
    step = 1e-5
    for theta in (np.log([0.5, 60.0]), np.log([3.0, 900.0])):
        at = terms.slope(theta)
        for place in range(2):
            more, less = (terms.slope(theta + sign * step * np.eye(2)[place]) for sign in (1, -1))
            assert at.gradient[place] == pytest.approx(
                (more.value - less.value) / (2 * step), rel=1e-6
            )
            assert at.hessian[place] == pytest.approx(
                (more.gradient - less.gradient) / (2 * step), rel=1e-6
            )


def test_unit_of_time_order_of_rows_and_compression_change_nothing() -> None:
    x, t_x, T = simulated(3000, 0.6, 90.0, seed=3)
    model, weekly = nbd.fit(x, t_x, T), nbd.fit(x, t_x / 7, T / 7)
    assert (weekly.r, weekly.alpha * 7) == pytest.approx((model.r, model.alpha), rel=1e-8)
    backwards, packed = nbd.fit(x[::-1], t_x[::-1], T[::-1]), triples(x, t_x, T)
    compressed = nbd.fit(packed.x, packed.t_x, packed.T, packed.weight)
    for other in (backwards, compressed):
        assert (other.r, other.alpha) == pytest.approx((model.r, model.alpha), rel=1e-12)


def test_typed_in_parameters_predict() -> None:
    """Negative binomial in the future as in the past, with the gamma updated."""
    within = 90.0
    future = stats.nbinom(TYPED.r + X, (TYPED.alpha + T) / (TYPED.alpha + T + within))
    assert nbd.expected_purchases(TYPED, within, X, T_X, T) == pytest.approx(future.mean())
    assert nbd.variance_of_purchases(TYPED, within, X, T_X, T) == pytest.approx(future.var())
    nothing = nbd.probability_of_no_purchase(TYPED, within, X, T_X, T)
    assert nothing == pytest.approx(future.pmf(0))
    assert nbd.probability_alive(TYPED, X, T_X, T).tolist() == [1, 1, 1]
    wait = nbd.median_wait(TYPED, X, T_X, T)
    assert nbd.probability_of_no_purchase(TYPED, wait, X, T_X, T) == pytest.approx(0.5)


def test_a_new_customer_is_one_without_history() -> None:
    within, n = 120.0, np.arange(400)
    shares = nbd.probability_of_purchases(TYPED, n, within)
    assert shares.sum() == pytest.approx(1, abs=1e-9)
    assert shares @ n == pytest.approx(float(nbd.expected_purchases_of_new(TYPED, within)))
    assert nbd.expected_purchases(TYPED, within, 0, 0, 0) == pytest.approx(shares @ n)
    discounted = nbd.discounted_purchases_of_new(TYPED, 0.001)
    assert nbd.discounted_purchases(TYPED, 0.001, 0, 0, 0) == pytest.approx(discounted)


def test_no_discount_is_refused() -> None:
    with pytest.raises(Undefined, match="never leave"):
        nbd.discounted_purchases(TYPED, 0.0, X, T_X, T)


@pytest.mark.parametrize(
    ("x", "T"),
    [([0], [100]), ([0] * 9, [50] * 9), ([3] * 9, [50] * 9), ([0], [0]), ([2], [0]), ([5], [1e9])],
    ids=["one customer", "one-time buyers", "all alike", "acquired today", "at once", "long"],
)
def test_odd_data_give_a_finite_answer_that_says_what_is_weak(x: list[int], T: list[float]) -> None:
    model = nbd.fit(x, 0, T)
    assert model.estimate is not None
    assert model.estimate.unidentified
    told = nbd.expected_purchases(model, 30.0, x, 0, T)
    assert np.isfinite(told).all()


@given(
    r=st.floats(1e-4, 1e4),
    alpha=st.floats(1e-6, 1e9),
    x=st.integers(0, 100_000),
    T=st.floats(0, 1e9),
    within=st.floats(0, 1e9),
)
def test_nothing_is_ever_missing(r: float, alpha: float, x: int, T: float, within: float) -> None:
    model = Nbd(r, alpha)
    history = (x, 0.0, T)
    told = [
        nbd.log_likelihood(model, *history),
        nbd.expected_purchases(model, within, *history),
        nbd.variance_of_purchases(model, within, *history),
        nbd.median_wait(model, *history),
        nbd.discounted_purchases(model, 1e-4, *history),
        nbd.probability_of_no_purchase(model, within, *history),
        nbd.probability_of_purchases(model, x, within),
    ]
    assert np.isfinite(told).all()
    assert 0 <= told[-2] <= 1
    assert -1e-9 <= told[-1] <= 1 + 1e-9


def coverage(replications: int, customers: int) -> dict[str, float]:
    """How often the 90 % intervals hold the truth."""
    held = {"r": 0, "alpha": 0}
    for seed in range(replications):
        model = nbd.fit(*simulated(customers, 0.6, 90.0, seed))
        assert model.estimate is not None
        for name, true in (("r", 0.6), ("alpha", 90.0)):
            low, high = model.estimate.interval(name)
            held[name] += low <= true <= high
    return {name: count / replications for name, count in held.items()}


def test_intervals_hold_the_truth_mostly() -> None:
    for share in coverage(40, 300).values():
        assert share >= 0.8


@pytest.mark.proof
def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    for share in coverage(400, 300).values():
        assert 0.86 <= share <= 0.94


def test_log_gamma_differences_are_rising_powers() -> None:
    """The formula of the likelihood against Pochhammer's symbol."""
    told = nbd.log_likelihood(TYPED, 7, 100, 260)
    exact = np.log(special.poch(0.4, 7)) + 0.4 * np.log(80) - 7.4 * np.log(340)
    assert told == pytest.approx(exact, rel=1e-13)
