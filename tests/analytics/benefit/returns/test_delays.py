"""What waiting costs: late benefits, hours of deciding, customers kept waiting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.delays import (
    Waiting,
    decision_time_figure,
    delay_cost,
    delay_figure,
    shifted,
    waiting_figure,
    years_of,
)
from goodwill.analytics.benefit.returns.flows import flows_of
from goodwill.analytics.benefit.returns.metrics import npv
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Grade

ON = date(2026, 1, 1)
TEI = flows_of((0, 1_606_511, 3_061_331, 4_229_760), (53_150, 666_715, 636_772, 647_783))


def test_a_year_late_moves_every_benefit_by_a_year() -> None:
    assert shifted(TEI.benefits, Decimal(1)) == (0, 0, 1_606_511, 3_061_331)
    late = 1_606_511 / 1.1**2 + 3_061_331 / 1.1**3
    assert delay_cost(TEI, 0.1, Decimal(1)).cost == pytest.approx(7_168_371 - late, abs=1)


def test_half_a_year_late_is_half_way() -> None:
    assert shifted((Decimal(0), Decimal(100), Decimal(300)), Decimal("0.5")) == (0, 50, 200)


@settings(max_examples=25)
@given(st.decimals(0, 6, places=3))
def test_between_whole_years_the_cost_is_interpolated(years: Decimal) -> None:
    whole = Decimal(int(years))
    part = float(years - whole)
    before, after = (delay_cost(TEI, 0.1, each).cost for each in (whole, whole + 1))
    found = delay_cost(TEI, 0.1, years)
    assert found.cost == pytest.approx((1 - part) * before + part * after, abs=1e-6)
    assert found.cost >= before - 1e-6


def test_no_delay_costs_nothing_and_an_endless_one_all_benefits() -> None:
    none, endless = delay_cost(TEI, 0.1, Decimal(0)), delay_cost(TEI, 0.1, Decimal(9))
    assert (none.cost, none.beyond) == (0, 0)
    assert endless.cost == pytest.approx(npv(TEI, 0.1) - endless.late)
    assert endless.beyond == TEI.total_benefits
    assert shifted(TEI.benefits, Decimal("1e30")) == (0, 0, 0, 0)


def test_the_receipt_tells_both_values_and_the_months() -> None:
    found = delay_cost(TEI, 0.1, years_of(Decimal(6)))
    figure = delay_figure(found, currency="CNY", as_of=ON, n=3)
    assert float(figure.value or 0) == pytest.approx(found.cost, abs=0.01)
    assert "5,496,170" in str(figure.method)
    assert "6 months later" in str(figure.method)
    assert figure.grade is Grade.EXPERT_ESTIMATE


def test_a_negative_delay_is_refused() -> None:
    with pytest.raises(Undefined, match="from 0 on"):
        delay_cost(TEI, 0.1, Decimal(-1))


def test_deciding_costs_hours_times_their_rate() -> None:
    figure = decision_time_figure(Decimal("120.5"), Decimal(90), currency="CNY", as_of=ON)
    assert figure.value == Decimal("10845.00")
    with pytest.raises(Undefined, match="loaded_rate"):
        decision_time_figure(Decimal(1), Decimal(-1), currency="CNY", as_of=ON)


def test_waiting_is_imputed_and_outside_the_cash_return() -> None:
    figure = waiting_figure(
        Waiting(4000, Decimal("2.5"), Decimal("0.60")), currency="CNY", as_of=ON
    )
    assert (figure.value, figure.n) == (Decimal("6000.00"), 4000)
    assert "outside the cash ROI" in str(figure.method)
    with pytest.raises(Undefined, match="minutes_over"):
        waiting_figure(Waiting(1, Decimal(-1), Decimal(1)), currency="CNY", as_of=ON)
