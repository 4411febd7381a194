"""Integrals over the time of leaving, against 60 digits."""

from __future__ import annotations

from itertools import pairwise, product

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.numerics import deathtimes
from goodwill.analytics.numerics.deathtimes import PAIRS, Integrals

EXTREMES = [
    (shape + x, alpha, leaving + 1, beta, since * until, until)
    for (shape, leaving), (alpha, beta), (x, until), since in product(
        ((1e-3, 1e-3), (0.6, 0.6), (1e3, 1e-3), (1e-3, 1e3)),
        ((1e-3, 1e3), (74.0, 82.0), (1e3, 1e-3), (1.0, 1.0)),
        ((0, 1e4), (3, 730.0), (2000, 1e4), (1, 1e-3)),
        (0.0, 0.5, 1 - 1e-9),
    )
]


def integrals(rows) -> Integrals:
    return Integrals(*np.array(rows, dtype=float).T)


def closed(k, alpha, leaving, beta, since, until):
    """log I by the ₂F₁ of the published likelihood, with 60 digits."""
    with mpmath.workdps(60):
        k, a, m, b, since, until = map(mpmath.mpf, (k, alpha, leaving, beta, since, until))
        n = k + m - 1

        def from_on(t):
            if a >= b:
                return mpmath.hyp2f1(n, m, n + 1, (a - b) / (a + t)) / (a + t) ** n
            return mpmath.hyp2f1(n, k, n + 1, (b - a) / (b + t)) / (b + t) ** n

        return float(
            k * mpmath.log(a)
            + m * mpmath.log(b)
            + mpmath.log((from_on(since) - from_on(until)) / n)
        )


def test_integrals_have_fourteen_digits_over_all_that_can_be_asked() -> None:
    found = deathtimes.log_integral(integrals(EXTREMES))
    exact = np.array([closed(*row) for row in EXTREMES])
    size = np.maximum(np.abs(exact), 1.0)
    assert np.max(np.abs(found - exact) / size) < 1e-14


def test_moments_are_those_of_the_integrand() -> None:
    rows = [
        (2.5, 74.0, 1.6, 82.0, 0.0, 700.0),
        (0.5, 300.0, 1.6, 2.0, 30.0, 700.0),
        (40.5, 3.0, 5.0, 3.0, 90.0, 100.0),
    ]
    found = deathtimes.tabulate(integrals(rows))
    for at, (k, a, m, b, since, until) in enumerate(rows):
        t, weight = np.polynomial.legendre.leggauss(100)
        pieces = np.linspace(np.log1p(since), np.log1p(until), 41)
        y = np.concatenate([lo + (hi - lo) * (t + 1) / 2 for lo, hi in pairwise(pieces)])
        tau, width = np.expm1(y), np.tile(weight, 40) * np.exp(y)
        mass = width * (1 + tau / a) ** -k * (1 + tau / b) ** -m
        mass /= mass.sum()
        made = np.stack([np.log1p(tau / a), tau / (a + tau), np.log1p(tau / b), tau / (b + tau)])
        assert found.means[:, at] == pytest.approx(made @ mass, rel=1e-11)
        products = [(made[i] * made[j]) @ mass for i, j in PAIRS]
        assert found.products[:, at] == pytest.approx(products, rel=1e-11)


def test_an_empty_interval_is_worth_nothing_and_has_moments_all_the_same() -> None:
    found = deathtimes.tabulate(integrals([(1.5, 74.0, 1.6, 82.0, 30.0, 30.0)]))
    assert found.log_integral[0] == -np.inf
    assert found.means[0, 0] == pytest.approx(np.log1p(30 / 74))
    assert np.isfinite(found.products).all()


def test_many_are_the_same_as_each_alone() -> None:
    rows = EXTREMES * (2 * deathtimes.BLOCK // len(EXTREMES) + 1)
    together = deathtimes.log_integral(integrals(rows))
    alone = [deathtimes.log_integral(integrals([row]))[0] for row in EXTREMES]
    assert together[-len(EXTREMES) :] == pytest.approx(alone, rel=1e-13)
    assert (deathtimes.tabulate(integrals(rows)).log_integral == together).all()


POSITIVE = st.floats(1e-3, 1e3)


@given(
    r=POSITIVE,
    alpha=POSITIVE,
    s=POSITIVE,
    beta=POSITIVE,
    x=st.integers(0, 10_000),
    ends=st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)),
)
def test_every_number_is_finite(r, alpha, s, beta, x, ends) -> None:
    since, until = sorted(ends)
    found = deathtimes.tabulate(integrals([(r + x, alpha, s + 1, beta, since, until)]))
    assert np.isfinite(found.log_integral).all() == (since < until)
    assert np.isfinite(found.means).all()
    assert np.isfinite(found.products).all()
