"""Returns against published numbers, and what must hold of any flows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.benefit.returns.return_cast import TEI
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns import metrics
from goodwill.analytics.benefit.returns.flows import flows_of
from goodwill.analytics.errors import NotTogether, Undefined

# The example of the XIRR and XNPV functions in Microsoft's reference of Excel.
EXCEL = [
    (date(2008, 1, 1), Decimal(-10_000)),
    (date(2008, 3, 1), Decimal(2_750)),
    (date(2008, 10, 30), Decimal(4_250)),
    (date(2009, 2, 15), Decimal(3_250)),
    (date(2009, 4, 1), Decimal(2_750)),
]
AMOUNTS = st.integers(0, 10**9)
YEARS = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=2, max_size=8)
RATES = st.floats(0.0, 0.5)


def test_a_published_study_comes_out_within_one_unit():
    """Forrester, Total Economic Impact: the table of risk-adjusted flows at 10 %."""
    assert metrics.present_value(TEI.costs, 0.1) == pytest.approx(1_672_201, abs=1)
    assert metrics.present_value(TEI.benefits, 0.1) == pytest.approx(7_168_371, abs=1)
    assert metrics.npv(TEI, 0.1) == pytest.approx(5_496_170, abs=1)
    assert round(100 * metrics.roi(TEI, 0.1)) == 329


def test_internal_rate_of_return_of_the_numpy_manual():
    """numpy-financial 1.0 manual, `irr`: 0.28095 (rounded)."""
    assert metrics.irr([-100, 39, 59, 55, 20]) == pytest.approx((0.28095,), abs=5e-6)


def test_present_value_of_the_numpy_manual():
    """numpy-financial 1.0 manual, `npv`: 3065.22267."""
    value = metrics.present_value([-40_000, 5_000, 8_000, 12_000, 30_000], 0.08)
    assert value == pytest.approx(3065.22267, abs=5e-6)


def test_dated_returns_of_the_excel_reference():
    """Microsoft's reference: XIRR 0.373362535, which Excel finds to 1e-8, and XNPV at 9 %
    2086.647602."""
    assert metrics.xirr(EXCEL) == pytest.approx((0.373362535,), abs=1e-8)
    assert metrics.xnpv(EXCEL, metrics.xirr(EXCEL)[0]) == pytest.approx(0, abs=1e-9)
    assert metrics.xnpv(EXCEL, 0.09) == pytest.approx(2086.647602, abs=5e-7)


def test_the_order_of_payments_is_irrelevant():
    assert metrics.xirr(EXCEL[::-1]) == metrics.xirr(EXCEL)


def test_all_internal_rates_are_listed():
    """Lorie & Savage (1955), Journal of Business 28(4): the oil pump has 25 % and 400 %."""
    assert metrics.irr([-1_600, 10_000, -10_000]) == pytest.approx((0.25, 4.0))


@pytest.mark.parametrize("net", [[100, 50], [-100, -50], [-100, 150, -100], [0, 0], [5]])
def test_no_rate_of_return_is_refused_with_the_reason(net):
    with pytest.raises(Undefined, match="No rate makes"):
        metrics.irr(net)


def test_modified_rate_by_hand():
    """(60 · 1.1 + 70) ÷ 100 = 1.36; its square root is 1.16619."""
    assert metrics.mirr([-100, 60, 70], 0.1) == pytest.approx(1.36**0.5 - 1)


def test_a_modified_rate_needs_money_both_ways():
    with pytest.raises(Undefined):
        metrics.mirr([100, 60], 0.1)


def test_payback_is_linear_within_the_year():
    assert metrics.payback([-100, 60, 80]) == metrics.Payback(1.5)
    assert metrics.payback([0, -100, 60, 80]) == metrics.Payback(2.5)


def test_exact_payback_is_not_missed_by_rounding():
    assert metrics.payback(
        [Decimal("-0.3"), Decimal("0.1"), Decimal("0.2")]
    ).years == pytest.approx(2)


def test_what_was_never_spent_is_back_at_once():
    assert metrics.payback([10, 5]) == metrics.Payback(0.0)


def test_a_later_fall_below_nought_is_a_warning():
    found = metrics.payback([-100, 120, -50, 10])
    assert (found.below_again, found.years) == (2, pytest.approx(100 / 120))
    assert "in year 2" in str(found.warning)
    assert metrics.payback([-100, 120]).warning is None


def test_discounted_payback_by_hand():
    """−100 + 55/1.1 = −50; 121/1.21 = 100 a year later: half of that year."""
    assert metrics.discounted_payback([-100, 55, 121], 0.1).years == pytest.approx(1.5)


def test_no_payback_is_not_in_the_horizon():
    with pytest.raises(Undefined, match="Not in the horizon"):
        metrics.payback([-100, 20, 30])


def test_nothing_is_a_share_of_no_cost():
    free = flows_of([0, 10], [0, 0])
    for question in (metrics.roi, metrics.benefit_cost_ratio):
        with pytest.raises(Undefined, match="present value of the costs is 0"):
            question(free, 0.1)
    with pytest.raises(Undefined):
        metrics.simple_roi(free)
    assert metrics.npv(free, 0.1) == pytest.approx(10 / 1.1)


def test_no_factor_covers_the_costs_without_benefits():
    with pytest.raises(Undefined, match="no factor"):
        metrics.break_even(flows_of([0, 0], [1, 1]), 0.1)


def test_years_that_are_missing_on_one_side_are_refused():
    with pytest.raises(NotTogether, match="Write 0"):
        flows_of([1, 2, 3], [1, 2])


def test_equivalent_annual_value_by_hand():
    """100 a year for three years is worth 100/1.1 + 100/1.21 + 100/1.331 today."""
    today = 100 / 1.1 + 100 / 1.21 + 100 / 1.331
    assert metrics.equivalent_annual(today, 0.1, 3) == pytest.approx(100)
    assert metrics.equivalent_annual(300, 0.0, 3) == pytest.approx(100)
    with pytest.raises(Undefined):
        metrics.equivalent_annual(300, 0.1, 0)


def test_growth_on_a_base_that_is_not_above_nought_is_refused():
    assert metrics.growth(Decimal(80), Decimal(100)) == Decimal("0.25")
    for base in (Decimal(-5), Decimal(0)):
        with pytest.raises(Undefined, match="not above 0"):
            metrics.growth(base, Decimal(100))
    with pytest.raises(Undefined, match="measure what is missing"):
        metrics.growth(None, Decimal(1))


def test_nothing_is_discounted_at_minus_one():
    with pytest.raises(Undefined, match="above −1"):
        metrics.present_value([1, 1], -1.0)


@settings(max_examples=25)
@given(YEARS, YEARS, st.integers(1, 9), RATES)
def test_net_present_value_is_linear(one, other, times, rate):
    years = min(len(one), len(other))
    benefits = [a[0] * times + b[0] for a, b in zip(one, other, strict=False)]
    costs = [a[1] * times + b[1] for a, b in zip(one, other, strict=False)]
    together = metrics.npv(flows_of(benefits, costs), rate)
    apart = [
        metrics.npv(flows_of([a for a, _ in each[:years]], [b for _, b in each[:years]]), rate)
        for each in (one, other)
    ]
    assert together == pytest.approx(times * apart[0] + apart[1], rel=1e-9, abs=1e-2)


@settings(max_examples=25)
@given(YEARS, RATES)
def test_return_ratio_and_break_even_agree(years, rate):
    flows = flows_of([a for a, _ in years], [b for _, b in years])
    assume(flows.total_costs > 0 and flows.total_benefits > 0)
    ratio = metrics.benefit_cost_ratio(flows, rate)
    assert metrics.roi(flows, rate) == pytest.approx(ratio - 1, abs=1e-9 * max(1, ratio))
    assert metrics.break_even(flows, rate) * ratio == pytest.approx(1)
    assert (metrics.npv(flows, rate) > 0) == (ratio > 1) or ratio == pytest.approx(1)


@settings(max_examples=25)
@given(YEARS)
def test_sums_without_discounting_are_exact(years):
    flows = flows_of([a / 100 for a, _ in years], [b / 100 for _, b in years])
    cents = sum(a for a, _ in years) - sum(b for _, b in years)
    assert flows.total_benefits - flows.total_costs == Decimal(cents) / 100
