"""Every rate is found, and none is made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.roots import rates, sign_changes


@settings(max_examples=25)
@given(st.lists(st.integers(-9, 30), min_size=1, max_size=5, unique=True))
def test_rates_that_were_built_in_are_found_again(tenths):
    """Π (1 − (1 + r) v) has the zeros v = 1 ÷ (1 + r), and no other."""
    built = sorted(tenth / 10 for tenth in tenths)
    amounts = np.array([1.0])
    for rate in built:
        amounts = np.convolve(amounts, [1.0, -(1 + rate)])
    assert rates(range(len(amounts)), amounts) == pytest.approx(tuple(built), abs=1e-5)


@settings(max_examples=25)
@given(st.lists(st.integers(-1_000, 1_000), min_size=2, max_size=9))
def test_there_are_no_more_rates_than_changes_of_sign(amounts):
    found = rates(range(len(amounts)), amounts)
    assert len(found) <= sign_changes(np.array(amounts, dtype=float))
    for rate in found:
        terms = [amount * (1 + rate) ** -year for year, amount in enumerate(amounts)]
        assert sum(terms) == pytest.approx(0, abs=1e-8 * sum(map(abs, terms)))


def test_a_rate_at_which_the_value_only_touches_nought_is_found():
    assert rates(range(3), [-100, 220, -121]) == pytest.approx((0.1,))


def test_twenty_years_of_months_have_their_rate():
    """A loan: 240 payments that are worth 1000 at 0.5 % a month."""
    payment = 1000 * 0.005 / (1 - 1.005**-240)
    assert rates(range(241), [-1000] + [payment] * 240) == pytest.approx((0.005,))


@pytest.mark.parametrize(("last", "rate"), [(1e-6, 1e-8 - 1), (1e9, 1e7 - 1)])
def test_extreme_rates_are_found(last, rate):
    assert rates([0, 1], [-100, last]) == pytest.approx((rate,), rel=1e-9)


def test_rates_beyond_all_numbers_are_left_out():
    assert rates([0, 1 / 365], [-1, 1e9]) == ()


def test_many_changes_of_sign_need_no_depth():
    """Payments of ten years by day, in and out in turn: the last repays at 10 % a year."""
    days = np.arange(3_650)
    amounts = np.where(days % 2, 101.0, -100.0)
    amounts[0] = -300_000.0
    worth = (amounts * 1.1 ** (-days / 365)).sum()
    amounts[-1] -= worth * 1.1 ** (days[-1] / 365)
    assert rates(days / 365, amounts) == pytest.approx((0.1,), rel=1e-9)


def test_all_rates_of_payments_in_parts_are_found():
    """The oil pump of 25 % and 400 % in years 0 to 2, paid in 25 parts on the days around."""
    parts = np.arange(-12, 13) / 365 / 100
    times = np.concatenate([1 + parts, 2 + parts, 3 + parts])
    amounts = np.repeat([-1_600.0, 10_000.0, -10_000.0], 25)
    assert rates(times, amounts) == pytest.approx((0.25, 4.0), rel=1e-6)
