"""What the Pareto/NBD model expects, against integrals with 40 digits."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy import integrate

from goodwill.analytics.errors import Undefined
from goodwill.analytics.value import paretonbd
from goodwill.analytics.value.paretonbd import Paretonbd

WEEKS = Paretonbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)
DAYS = Paretonbd(r=0.55, alpha=74.0, s=0.6, beta=82.0)


@pytest.mark.parametrize("s", [1e-3, 0.606, 1.0, 1.0 + 1e-9, 2.0, 40.0])
@pytest.mark.parametrize("within", [1e-6, 3.0, 365.0, 1e4])
def test_time_still_to_be_spent_is_a_mean_of_the_smaller_of_two(s: float, within: float) -> None:
    """E[min(lifetime, t)] and its square, against their integrals with 40 digits."""
    model, (x, t_x, T) = Paretonbd(0.5, 70.0, s, 80.0), (3, 100.0, 200.0)
    with mpmath.workdps(40):
        b, t, s_ = mpmath.mpf(280), mpmath.mpf(within), mpmath.mpf(s)
        first = mpmath.quad(lambda u: (1 + u / b) ** -s_, [0, t / 100, t])
        second = mpmath.quad(lambda u: 2 * u * (1 + u / b) ** -s_, [0, t / 100, t])
    alive = paretonbd.probability_alive(model, x, t_x, T)
    a, rate = 3.5, 270.0
    mean = float(first) * alive * a / rate
    assert paretonbd.expected_purchases(model, within, x, t_x, T) == pytest.approx(mean, rel=1e-12)
    pairs = float(second) * alive * a * (a + 1) / rate**2
    found = paretonbd.variance_of_purchases(model, within, x, t_x, T)
    assert found == pytest.approx(mean + pairs - mean**2, rel=1e-11)


@pytest.mark.parametrize("s", [1e-3, 0.606, 1.0, 1.0 + 1e-9, 3.0, 40.0])
@pytest.mark.parametrize("discount", [1e-12, 1e-6, 0.1 / 365, 0.5, 30.0])
def test_discounted_purchases_are_the_integral_over_all_time(s: float, discount: float) -> None:
    """∫ e^(−δu) (b/(b+u))^s du is b e^(δb) E_s(δb), with 40 digits."""
    model = Paretonbd(0.5, 70.0, s, 80.0)
    with mpmath.workdps(40):
        b, d = mpmath.mpf(280), mpmath.mpf(discount)
        time = float(b * mpmath.exp(d * b) * mpmath.expint(mpmath.mpf(s), d * b))
    alive = paretonbd.probability_alive(model, 3, 100.0, 200.0)
    found = paretonbd.discounted_purchases(model, discount, 3, 100.0, 200.0)
    assert found == pytest.approx(time * alive * 3.5 / 270, rel=1e-12)


def test_without_a_discount_a_value_is_finite_only_where_customers_leave_fast_enough() -> None:
    stays, leaves = Paretonbd(0.5, 70.0, 1.0, 80.0), Paretonbd(0.5, 70.0, 3.0, 80.0)
    for refused in (0.0, -0.1, np.nan):
        with pytest.raises(Undefined):
            paretonbd.discounted_purchases(stays, refused, 3, 100.0, 200.0)
        with pytest.raises(Undefined):
            paretonbd.discounted_purchases_of_new(stays, refused)
    assert paretonbd.discounted_purchases_of_new(leaves, 0) == pytest.approx(0.5 / 70 * 80 / 2)
    assert paretonbd.discounted_purchases_of_new(leaves, 1e-9) == pytest.approx(
        0.5 / 70 * 40, rel=1e-6
    )
    known = (3, 100.0, 200.0)
    alive = paretonbd.probability_alive(leaves, *known)
    found = paretonbd.discounted_purchases(leaves, 0, *known)
    assert found == pytest.approx(alive * 3.5 / 270 * 280 / 2)


def test_no_purchase_is_what_the_mixture_over_rates_says() -> None:
    """Gone, or alive and silent: ∫∫ over λ and μ of who is alive at T."""
    x, t_x, T, t = 2, 150.0, 200.0, 90.0
    alive = float(paretonbd.probability_alive(DAYS, x, t_x, T))
    a, b, k, s = DAYS.alpha + T, DAYS.beta + T, DAYS.r + x, DAYS.s

    def gone_at(u: float) -> float:
        return s / b * (1 + u / b) ** (-s - 1) * (1 + u / a) ** -k

    silent = integrate.quad(gone_at, 0, t, epsabs=1e-13)[0] + (1 + t / b) ** -s * (1 + t / a) ** -k
    found = paretonbd.probability_of_no_purchase(DAYS, t, x, t_x, T)
    assert found == pytest.approx(1 - alive + alive * silent, rel=1e-10)


def test_counts_of_a_new_customer_add_up_to_one_and_to_their_mean() -> None:
    n = np.arange(3000)
    for model in (WEEKS, DAYS, Paretonbd(3.0, 6.0, 0.3, 400.0)):
        found = paretonbd.probability_of_purchases(model, n, 365)
        assert found.sum() == pytest.approx(1, abs=1e-9)
        mean = paretonbd.expected_purchases_of_new(model, 365)
        assert n @ found == pytest.approx(mean, rel=1e-6)
        zero = paretonbd.probability_of_no_purchase(model, 365, 0, 0, 0)
        assert found[0] == pytest.approx(zero, rel=1e-13)
        variance = paretonbd.variance_of_purchases(model, 365, 0, 0, 0)
        assert n**2 @ found - mean**2 == pytest.approx(variance, rel=1e-5)


def test_hundreds_of_purchases_have_a_probability_too() -> None:
    """Against the mixture with 40 digits, where its integrand is a narrow peak."""
    for r, a, s, b, n, t in (
        (40.0, 74.0, 300.0, 82.0, 100, 1e4),
        (0.55, 10.0, 0.6, 11.0, 400, 39.0),
    ):
        with mpmath.workdps(40):

            def gone(y, r=r, a=a, s=s, b=b, n=n):
                tau = mpmath.expm1(y)
                bought = (1 + tau / a) ** -r * (tau / (a + tau)) ** n
                return s / mpmath.mpf(b) * (1 + tau / b) ** (-s - 1) * bought * mpmath.exp(y)

            ends = [mpmath.log1p(t) * k / 100 for k in range(101)]
            integral = mpmath.quad(gone, ends, method="gauss-legendre", maxdegree=5)
            here = (1 + t / mpmath.mpf(a)) ** -r * (mpmath.mpf(t) / (a + t)) ** n
            ways = mpmath.gamma(r + n) / mpmath.gamma(r) / mpmath.factorial(n)
            told = float(ways * (here * (1 + t / mpmath.mpf(b)) ** -s + integral))
        found = paretonbd.probability_of_purchases(Paretonbd(r, a, s, b), n, t)
        assert found == pytest.approx(told, rel=1e-11)


def test_half_wait_longer_than_the_median() -> None:
    wait = paretonbd.median_wait(DAYS, 3, 100, 200)
    assert (1 + wait / (DAYS.alpha + 200)) ** -(DAYS.r + 3) == pytest.approx(0.5)
    hardly = paretonbd.median_wait(Paretonbd(1e-4, 1.0, 1.0, 1.0), 0, 0, 0)
    assert np.isfinite(hardly)


def test_predictions_take_the_shape_of_their_arguments() -> None:
    x, t_x, T = np.array([0.0, 2, 5]), np.array([0.0, 30, 90]), np.array([100.0, 100, 100])
    within = np.array([[1.0], [30.0]])
    for of in (
        paretonbd.expected_purchases,
        paretonbd.variance_of_purchases,
        paretonbd.probability_of_no_purchase,
    ):
        found = of(DAYS, within, x, t_x, T)
        assert found.shape == (2, 3)
        assert found[1] == pytest.approx(of(DAYS, 30, x, t_x, T), rel=1e-12)
    assert paretonbd.probability_alive(DAYS, 2, 30, 100).shape == ()
    assert paretonbd.discounted_purchases(DAYS, 1e-3, x, t_x, T).shape == (3,)
    assert paretonbd.probability_of_purchases(DAYS, np.arange(4), within).shape == (2, 4)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_what_cannot_be_meant_is_refused(wrong: float) -> None:
    with pytest.raises(Undefined):
        paretonbd.expected_purchases(DAYS, wrong, 1, 2, 3)
    with pytest.raises(Undefined):
        paretonbd.probability_of_purchases(DAYS, wrong, 3)
    with pytest.raises(Undefined):
        Paretonbd(0.5, wrong, 0.5, 3)
