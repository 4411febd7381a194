"""Order lines become a panel of branches by month or week."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from frames import frame_of

from goodwill.analytics.benefit.pilots.panel_lines import panel_of
from goodwill.analytics.benefit.pilots.panel_reading import Incomplete
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.tables import Frame
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def line(on: date, region: str | None, amount: int, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": f"of {region}",
        "counted_order": f"{region}-{on}-{amount}",
        "counted_day": day_of(on),
        "amount_minor": amount,
        "cost_minor": amount // 2,
        "quantity_thousandths": 1000,
        "region": region,
        **more,
    }


LINES = [
    line(date(2024, 1, 1), "East", 100),
    line(date(2024, 1, 31), "East", 50),
    line(date(2024, 2, 29), "East", 70),
    line(date(2024, 3, 1), "East", 30),
    line(date(2024, 1, 15), "West", 10),
    line(date(2024, 3, 31), "West", 20),
    line(date(2024, 4, 2), "West", 99),
]


def lines_of(warehouse: Warehouse, lines: list[dict[str, Any]]) -> Frame:
    return frame_of(warehouse, None, lines)


def test_revenue_by_region_and_month(warehouse: Warehouse) -> None:
    """April is not over, so it is no period; West sold nothing in February."""
    starts = {"East": day_of(date(2024, 2, 10))}
    panel = panel_of(lines_of(warehouse, LINES), "region", "revenue", starts)
    assert panel.units == ("East", "West")
    assert panel.periods == ("2024-01", "2024-02", "2024-03")
    assert panel.outcome.tolist() == [[150.0, 70.0, 30.0], [10.0, 0.0, 20.0]]
    assert panel.starts == (1, None)


def test_weeks_begin_on_monday(duck_warehouse: DuckWarehouse) -> None:
    days = [date(2024, 1, 1), date(2024, 1, 7), date(2024, 1, 8), date(2024, 1, 21)]
    lines = [line(on, region, 10) for on in days for region in ("East", "West")]
    starts = {"East": day_of(date(2024, 1, 8))}
    panel = panel_of(lines_of(duck_warehouse, lines), "region", "orders", starts, "week")
    assert panel.periods == ("2024-01-01", "2024-01-08", "2024-01-15")
    assert panel.outcome.tolist() == [[2.0, 1.0, 1.0], [2.0, 1.0, 1.0]]
    assert panel.starts == (1, None)


def test_what_the_lines_cover_can_be_said(duck_warehouse: DuckWarehouse) -> None:
    panel = panel_of(
        lines_of(duck_warehouse, LINES),
        "region",
        "revenue",
        {"East": day_of(date(2024, 3, 1))},
        since_day=day_of(date(2024, 1, 2)),
        until_day=day_of(date(2024, 5, 1)),
    )
    assert panel.periods == ("2024-02", "2024-03", "2024-04")
    assert panel.outcome[1].tolist() == [0.0, 20.0, 99.0]


EAST = {"East": day_of(date(2024, 2, 1))}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "nowhere"}, "no column nowhere"),
        ({"metric": "joy"}, "no measure joy"),
        ({"starts": {"North": 1}}, "run in North: no such unit"),
        ({"period": "year"}, "by month or by week"),
        ({"until_day": day_of(date(2024, 2, 5))}, "whole periods: 1 found"),
        ({"incomplete": Incomplete.REFUSE}, "West (2024-02)"),
        ({"metric": "margin_rate"}, "West (2024-02)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_a_panel_is_refused(
    duck_warehouse: DuckWarehouse, change: dict[str, Any], said: str
) -> None:
    asked: dict[str, Any] = {"unit": "region", "metric": "revenue", "starts": EAST} | change
    with pytest.raises(AnalyticsError) as refusal:
        panel_of(lines_of(duck_warehouse, LINES), **asked)
    assert said in str(refusal.value)


def test_lines_without_a_region_are_a_unit_of_their_own(duck_warehouse: DuckWarehouse) -> None:
    lines = [*LINES, line(date(2024, 2, 3), None, 7)]
    panel = panel_of(lines_of(duck_warehouse, lines), "region", "revenue", EAST)
    assert panel.outcome[panel.units.index("—")].tolist() == [0.0, 7.0, 0.0]
