"""What customers have brought by age: nobody counts for months in which nobody watched them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from statistics import mean, stdev
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from analytics.value.cast import NOTHING
from frames import frame_of, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.tables import Column, Frame, Table
from goodwill.analytics.value.outlook import lifetimecurves
from goodwill.analytics.value.outlook.lifetimecurves import Curve, CurvePoint, Curves
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
START = day_of(date(2024, 1, 1))
ORDERS = Table(
    "orders",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        *(Column(name, nw.Int64, NOTHING) for name in ("day", "amount_minor", "cost_minor")),
        Column("is_purchase", nw.Boolean, NOTHING),
    ),
)
# Days since 1 January 2024, and the margin of each.
BOUGHT = {
    "王芳": {0: 100, 31: 50, 200: 25},  # the second one in month 2: 31 days are more than 365 ÷ 12
    "Bob": {10: 300},
    "Cem": {95: 40, 100: 60},  # second quarter
    "Dee": {120: 80, 150: -20},
}


def orders(warehouse: Warehouse, bought: dict[str, dict[int, int]]) -> Frame:
    rows = [
        {
            "customer_id": name,
            "day": START + day,
            "amount_minor": margin + 1000,
            "cost_minor": 1000,
            "is_purchase": margin > 0,
        }
        for name, days in bought.items()
        for day, margin in days.items()
    ]
    return frame_of(warehouse, ORDERS, rows)


def measured(
    warehouse: Warehouse, bought: dict[str, dict[int, int]], until: int, **more: Any
) -> Curves:
    margins = lifetimecurves.margins(orders(warehouse, bought))
    return lifetimecurves.curves(
        margins, as_of_day=START + until, settle=warehouse.settle, fewest=2, **more
    )


def totals(curve: Curve) -> list[tuple[int, int, int]]:
    return [(point.month, point.customers, point.total_minor) for point in curve.points]


def test_a_cohort_counts_as_long_as_its_youngest_was_watched(warehouse: Warehouse) -> None:
    curves = measured(warehouse, BOUGHT, 183)
    first, second = curves.cohorts
    assert (first.group, second.group) == ("2024-Q1", "2024-Q2")
    # Bob was watched for 173 days, 5 months of a twelfth of 365; Dee for 63 days, 2 months.
    assert totals(first) == [(0, 2, 400), (1, 2, 400), *((m, 2, 450) for m in (2, 3, 4, 5))]
    assert totals(second) == [(0, 2, 120), (1, 2, 160), (2, 2, 160)]
    assert totals(curves.overall) == [
        *((0, 4, 520), (1, 4, 560), (2, 4, 610)),
        *((month, 2, 450) for month in (3, 4, 5)),
    ]
    assert curves.overall.months == 5


def test_groups_have_curves_of_their_own(proved_warehouse: Warehouse) -> None:
    segment = {"王芳": "香港", "Bob": "香港", "Cem": "Lyon"}  # Dee is in none
    groups = frame_of(
        proved_warehouse,
        None,
        [{"customer_id": name, "group": each} for name, each in segment.items()],
    )
    curves = measured(proved_warehouse, BOUGHT, 183, groups=groups)
    assert [(curve.group, curve.customers) for curve in curves.groups] == [("Lyon", 1), ("香港", 2)]
    kong = curves.of("香港")
    assert kong is not None
    assert totals(kong)[-1] == (5, 2, 450)
    assert curves.of("Lyon") == Curve("Lyon", 1, ())  # one customer gives no mean
    assert curves.overall.customers == 4


def test_orders_without_a_cost_take_the_rate_or_count_as_costless(
    proved_warehouse: Warehouse,
) -> None:
    bought = {"customer_id": "Ann", "day": 1, "amount_minor": 333, "is_purchase": True}
    rows = [bought | {"cost_minor": 100}, bought | {"cost_minor": None}]
    for rate, expected in ((None, [233, 333]), (0.5, [167, 233])):
        found = rows_of(lifetimecurves.margins(frame_of(proved_warehouse, ORDERS, rows), rate))
        assert sorted(row["margin_minor"] for row in found) == expected


def test_a_return_before_the_first_purchase_counts_in_month_0(
    duck_warehouse: DuckWarehouse,
) -> None:
    curves = measured(duck_warehouse, {"Ann": {5: -10, 9: 100}, "Bob": {9: 100}}, 9)
    assert totals(curves.overall) == [(0, 2, 190)]


def test_who_never_bought_has_no_age(duck_warehouse: DuckWarehouse) -> None:
    curves = measured(duck_warehouse, {"Ann": {5: -10}}, 400)
    assert curves == Curves(Curve(None, 0, ()), (), ())
    assert lifetimecurves.figures(curves, currency="CNY", as_of=ON) == ()


def test_the_interval_is_students_t_of_the_mean() -> None:
    values = [10.0, 20.0, 60.0, 5.0, 33.0]
    found = lifetimecurves.mean_interval(5, sum(values), sum(v * v for v in values))
    half = stats.t.ppf(0.95, 4) * stdev(values) / 5**0.5
    assert found == pytest.approx((mean(values), mean(values) - half, mean(values) + half))


def test_equal_customers_leave_no_doubt() -> None:
    assert lifetimecurves.mean_interval(3, 0.3, 0.03) == pytest.approx((0.1, 0.1, 0.1), abs=1e-8)


@pytest.mark.proof
def test_the_interval_holds_the_mean_nine_times_in_ten() -> None:
    """Of margins as uneven as lognormal ones with σ = 0.8, from 60 customers."""
    random = np.random.default_rng(11)
    samples = random.lognormal(0, 0.8, (4000, 60))
    held = [
        low <= np.exp(0.32) <= high
        for _, low, high in (
            lifetimecurves.mean_interval(60, float(s.sum()), float((s * s).sum())) for s in samples
        )
    ]
    assert 0.86 <= np.mean(held) <= 0.94


def test_figures_stand_at_a_few_ages_with_intervals(duck_warehouse: DuckWarehouse) -> None:
    told = lifetimecurves.figures(measured(duck_warehouse, BOUGHT, 183), currency="CNY", as_of=ON)
    assert [str(figure.part) for figure in told] == [
        *("after 0 months", "after 3 months"),
        *("2024-Q1, after 0 months", "2024-Q1, after 3 months"),
        "2024-Q2, after 0 months",
    ]
    assert (told[1].value, told[1].n, told[1].level) == (Decimal("2.25"), 2, 0.9)
    assert told[2].cut == {"group": "2024-Q1", "months": "0"}


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.dictionaries(st.integers(0, 400), st.integers(1, 500), min_size=1, max_size=5),
        min_size=2,
    )
)
def test_every_point_equals_adding_up_by_hand(
    duck_warehouse: DuckWarehouse, bought: dict[str, dict[int, int]]
) -> None:
    curves = measured(duck_warehouse, bought, 400)
    cohorts: dict[str, list[str]] = defaultdict(list)
    for name, days in bought.items():
        on = date.fromordinal(date(2024, 1, 1).toordinal() + min(days))
        cohorts[f"{on.year}-Q{(on.month + 2) // 3}"].append(name)
    for curve in curves.cohorts:
        people = cohorts[str(curve.group)]
        for point in curve.points:
            assert point == by_hand([bought[name] for name in people], point.month)


def by_hand(people: list[dict[int, int]], month: int) -> CurvePoint:
    first = [min(days) for days in people]
    within = [
        sum(
            margin
            for day, margin in days.items()
            if day == start or (month and (day - start) * 12 < month * 365)
        )
        for days, start in zip(people, first, strict=True)
    ]
    half = stats.t.ppf(0.95, len(within) - 1) * stdev(within) / len(within) ** 0.5
    centre = mean(within)
    return CurvePoint(
        *(month, len(within), sum(within)),
        pytest.approx(centre),
        pytest.approx(centre - half, abs=1e-3),
        pytest.approx(centre + half, abs=1e-3),
    )
