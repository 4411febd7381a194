"""Shares left of a beta-geometric lifetime, against mpmath."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.numerics import survivors

SHAPES = [(0.657, 2.783), (0.01, 0.02), (1.0, 5.0), (1.0 + 1e-9, 3.0), (40.0, 0.5), (3.0, 9000.0)]


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("k", [0, 1, 7, 400, 10**6])
def test_the_share_left_equals_forty_digits(a, b, k):
    with mpmath.workdps(40):
        wanted = mpmath.rf(b, k) / mpmath.rf(mpmath.mpf(a) + b, k) if k < 1000 else (
            mpmath.gammaprod([b + mpmath.mpf(k), mpmath.mpf(a) + b], [b, mpmath.mpf(a) + b + k])
        )  # fmt: skip
        wanted = float(mpmath.log(wanted))
    assert survivors.log_surviving(a, b, k) == pytest.approx(wanted, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("z", "k"), [(1e-3, 4), (2.5, 0), (7.0, 100), (1e6, 3), (3.0, 1e7)])
def test_rising_factorials_equal_forty_digits(z, k):
    with mpmath.workdps(40):
        wanted = float(mpmath.loggamma(mpmath.mpf(z) + k) - mpmath.loggamma(z))
    assert survivors.log_rising(z, k) == pytest.approx(wanted, rel=1e-13, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("discount", [1e-6, 1e-4, 0.01, 0.1, 3.0])
def test_the_discounted_sum_equals_thirty_digits(a, b, discount):
    with mpmath.workdps(30):
        v = 1 / (1 + mpmath.mpf(discount))
        big_a, big_b = mpmath.mpf(a), mpmath.mpf(b)
        series = mpmath.hyp2f1(1, big_b + 1, big_a + big_b + 1, v)
        wanted = float(big_b / (big_a + big_b) * v * series)
    assert survivors.discounted(a, b, discount) == pytest.approx(wanted, rel=1e-12)


def test_without_a_discount_it_is_finite_only_if_customers_leave():
    assert survivors.discounted(2.5, [3.0, 6.0], 0) == pytest.approx([2.0, 4.0])
    assert survivors.discounted(2.5, 3.0, 1e-6) == pytest.approx(2.0, rel=1e-4)
    with pytest.raises(Undefined, match="without a discount"):
        survivors.discounted(1.0, 3.0, 0)
    for wrong in (-0.1, 1e-12, np.nan, np.inf):
        with pytest.raises(Undefined, match="give 0, or"):
            survivors.discounted(2.0, 3.0, wrong)


def test_sums_are_those_of_the_shares():
    a, b = 0.7, np.array([[2.0, 5.0], [2.0, 9.0]])
    k = np.array([[3, 0], [10, 1]])
    once, twice = survivors.summed(a, b, k)
    for at in np.ndindex(2, 2):
        i = np.arange(1, k[at] + 1)
        share = np.exp(survivors.log_surviving(a, b[at], i))
        assert once[at] == pytest.approx(share.sum())
        assert twice[at] == pytest.approx((share * (i - 1)).sum())
    with pytest.raises(ContractBroken, match="million"):
        survivors.summed(a, np.array([2.0]), np.array([10**7]))
