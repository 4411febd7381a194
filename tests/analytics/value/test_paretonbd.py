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
from scipy import integrate

from goodwill.analytics.errors import Undefined
from goodwill.analytics.value import family, paretonbd
from goodwill.analytics.value.paretonbd import Paretonbd
from goodwill.analytics.value.paretonbd_likelihood import Likelihood
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
    for model in (CDNOW, DAYS, Paretonbd(3.0, 6.0, 0.3, 400.0)):
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


def test_the_order_of_rows_changes_nothing_and_counting_next_to_nothing() -> None:
    seen = leavers(DAYS, 3000, seed=5, longest=60, whole_days=True)
    columns = np.array([seen.x, seen.t_x, seen.T])
    mixed = columns[:, np.random.default_rng(1).permutation(3000)]
    one, two = paretonbd.fit(*columns), paretonbd.fit(*mixed)
    assert parameters(one) == parameters(two)
    assert (one.estimate.draws == two.estimate.draws).all()
    # Times apart by less than matters make every history its own.
    apart = columns + np.array([[0], [0], [1]]) * np.linspace(1e-11, 1e-9, 3000)
    assert len(triples(*apart)) == 3000 > 6 * len(triples(*columns))
    assert parameters(paretonbd.fit(*apart)) == pytest.approx(parameters(one), rel=1e-9)


def test_a_large_fit_begun_from_a_sample_ends_where_any_other_does(monkeypatch) -> None:
    seen = leavers(DAYS, 30_000, seed=6)
    warm = paretonbd.fit(seen.x, seen.t_x, seen.T)
    assert len(triples(seen.x, seen.t_x, seen.T)) > paretonbd.WARM_ABOVE
    monkeypatch.setattr(paretonbd, "WARM_ABOVE", 10**9)
    assert parameters(paretonbd.fit(seen.x, seen.t_x, seen.T)) == pytest.approx(
        parameters(warm), rel=1e-6
    )


def test_draws_of_the_posterior_predict_like_the_model() -> None:
    seen = leavers(DAYS, 2000, seed=7)
    model = paretonbd.fit(seen.x, seen.t_x, seen.T)
    drawn = [paretonbd.expected_purchases_of_new(each, 365) for each in family.drawn(model, 200)]
    told = paretonbd.expected_purchases_of_new(model, 365)
    assert np.median(drawn) == pytest.approx(told, rel=0.05)
    assert 0.005 < np.std(drawn) / told < 0.2
