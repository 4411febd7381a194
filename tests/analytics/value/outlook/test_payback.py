"""Lifetime value against the cost of winning customers, and when that cost is back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.forecast import person, scored_of
from frames import frame_of

from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook import payback
from goodwill.analytics.value.outlook.equity import Interval
from goodwill.analytics.value.outlook.lifetimecurves import Curve, CurvePoint, Curves
from goodwill.analytics.value.outlook.payback import Acquisition, Lifetime
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
Q1, Q2 = day_of(date(2024, 2, 1)), day_of(date(2024, 5, 1))


def curve_of(*means: float, spread: float = 10, group: str | None = None) -> Curve:
    points = tuple(
        CurvePoint(month, 50, round(50 * mean), mean, mean - spread, mean + spread)
        for month, mean in enumerate(means)
    )
    return Curve(group, 50, points)


RISING = curve_of(20, 50, 70, 80, 100, 110)
COST = Acquisition(spend_minor=7500, customers=100)  # 75 each


def test_payback_is_read_off_the_curve_with_its_band() -> None:
    found = payback.payback(RISING, COST)
    assert found.months == 2.5  # from 70 to 80 in month 3
    assert found.low == pytest.approx(1.75)  # the upper line: 60, 80
    assert found.high == pytest.approx(3.25)  # the lower line: 70, 90
    assert (found.cost_minor, found.horizon, found.level) == (75, 5, 0.9)


def test_a_first_purchase_may_pay_for_itself() -> None:
    assert payback.payback(RISING, Acquisition(10, 1)).months == 0


def test_a_jump_over_missing_months_is_linear_between_them() -> None:
    points = (RISING.points[0], RISING.points[4])
    assert payback.payback(Curve(None, 50, points), Acquisition(60, 1)).months == 2


def test_without_customers_or_curve_there_is_no_payback() -> None:
    with pytest.raises(Undefined, match="Nobody was won"):
        payback.payback(RISING, Acquisition(100, 0))
    with pytest.raises(Undefined, match="Too few"):
        payback.payback(Curve(None, 3, ()), COST)
    with pytest.raises(Undefined, match="negative"):
        Acquisition(-1, 5)


def test_costs_roll_up_as_a_ratio_of_sums() -> None:
    assert (Acquisition(100, 1) + Acquisition(100, 9)).cost_minor == 20


def test_lifetime_values_are_summed_for_all_quarters_and_groups(
    proved_warehouse: Warehouse,
) -> None:
    people = [
        person("王芳", 500, 300, first_day=Q1),
        person("Bob", -100, 50, first_day=Q1),
        person("Cem", 40, 60, first_day=Q2),
        person("Dee", None, 60, first_day=Q2),
        person("Eve", 0, None, first_day=None),
    ]
    groups = frame_of(
        proved_warehouse,
        None,
        [{"customer_id": n, "group": g} for n, g in (("王芳", "网店"), ("Dee", "网店"))],
    )
    assert payback.lifetimes(scored_of(proved_warehouse, people), groups) == (
        Lifetime(None, 3, 440, 410),
        Lifetime("2024-Q1", 2, 400, 350),
        Lifetime("2024-Q2", 1, 40, 60),
        Lifetime("网店", 1, 500, 300),
    )


def test_the_figures_give_ratio_and_payback_wherever_the_cost_is_known() -> None:
    lifetimes = (Lifetime(None, 50, 6000, 5250), Lifetime("2024-Q1", 50, 1000, 1000))
    curves = Curves(RISING, (curve_of(10, 20, group="2024-Q1"),), ())
    told = payback.figures(
        lifetimes,
        curves,
        {None: COST, "2024-Q1": Acquisition(5000, 50)},
        interval=Interval(1500, 9000),
        currency="CNY",
        as_of=ON,
    )
    ratio, months, of_quarter, never = told
    # 112.50 for customers who cost 50 × 0.75 = 37.50
    assert (ratio.value, ratio.numerator, ratio.denominator) == (
        *(Decimal(3), Decimal("112.50"), Decimal("37.50")),
    )
    assert (ratio.low, ratio.high, ratio.level) == (Decimal(2), Decimal(4), 0.9)
    assert "3" in str(ratio.definition.benchmark)
    assert (months.value, months.low, months.high) == (2.5, 1.8, 3.2)
    assert (of_quarter.value, of_quarter.low, of_quarter.cut) == (
        *(Decimal("0.4"), None, {"group": "2024-Q1"}),
    )
    assert never.value is None
    assert str(never.reason) == "Not within the 1 month that customers have been watched."


def test_what_only_the_upper_line_reaches_might_be_paid_back() -> None:
    told = payback.figures(
        (), Curves(RISING, (), ()), {None: Acquisition(115, 1)}, currency="CNY", as_of=ON
    )
    assert "might be" in str(told[1].reason)
    open_ended = payback.figures(
        (), Curves(RISING, (), ()), {None: Acquisition(105, 1)}, currency="CNY", as_of=ON
    )
    assert (open_ended[1].value, open_ended[1].high) == (4.5, None)
    assert "lies beyond" in str(open_ended[1].method)


def test_what_is_not_known_has_a_reason() -> None:
    curves = Curves(RISING, (), ())
    nothing = payback.figures((), curves, {}, currency="CNY", as_of=ON)
    assert {(f.value, f.reason) for f in nothing} == {(None, payback.NO_COST)}
    ratio, months = payback.figures((), curves, {"x": COST}, currency="CNY", as_of=ON)
    assert (ratio.reason, months.reason) == (payback.NO_LIFETIME, payback.NO_CURVE)
    life = (Lifetime(None, 50, 1, 1),)
    ratio, months = payback.figures(
        life, curves, {None: Acquisition(5, 0)}, currency="CNY", as_of=ON
    )
    assert (ratio.reason, months.reason) == (payback.NOBODY_WON, payback.NOBODY_WON)
    _, months = payback.figures(
        life, curves, {None: COST}, basis=Basis.REVENUE, currency="CNY", as_of=ON
    )
    assert months.reason is payback.NO_MARGIN
    free, _ = payback.figures(life, curves, {None: Acquisition(0, 5)}, currency="CNY", as_of=ON)
    assert (free.value, "zero" in str(free.reason)) == (None, True)
