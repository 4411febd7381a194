"""A panel is read as it is meant, or refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.benefit.pilots.panel_reading import Incomplete, of_frame
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.tables import PANEL
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

PILOT_FROM = {"上海": 202403}


def rows(*units: str, periods: tuple[int, ...] = (202401, 202402, 202403)) -> list[dict[str, Any]]:
    return [
        {
            "source_row": number,
            "unit": unit,
            "period": period,
            "outcome": float(10 * i + j),
            "treated": int(period >= PILOT_FROM.get(unit, 999_999)),
        }
        for number, (i, unit, j, period) in enumerate(
            (i, unit, j, period) for i, unit in enumerate(units) for j, period in enumerate(periods)
        )
    ]


def read(
    warehouse: Warehouse, table: list[dict[str, Any]], incomplete: Incomplete = Incomplete.REFUSE
) -> Panel:
    return of_frame(frame_of(warehouse, PANEL, table), incomplete=incomplete)


def test_rows_in_any_order_become_units_by_periods(warehouse: Warehouse) -> None:
    table = rows("上海", "北京", "Wien")
    panel = read(warehouse, table[::-1])
    assert panel.units == ("Wien", "上海", "北京")
    assert panel.periods == ("202401", "202402", "202403")
    assert panel.starts == (None, 2, None)
    assert panel.outcome[1].tolist() == [0.0, 1.0, 2.0]
    assert (panel.treated, panel.controls) == ((1,), (0, 2))


def broken(change: dict[int, dict[str, Any] | None]) -> list[dict[str, Any]]:
    """The rows of Shanghai (0-2), Beijing (3-5) and Vienna (6-8), some changed or gone."""
    table = rows("上海", "北京", "Wien")
    changed = [(row, change.get(i, {})) for i, row in enumerate(table)]
    return [row | other for row, other in changed if other is not None]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "rows of the panel: 0 found"),
        (broken({4: {"outcome": None}}), "outcome is empty in 1 row"),
        (broken({4: {"unit": None}, 5: {"unit": None}}), "unit is empty in 2 rows"),
        (broken({4: {"period": None}}), "period is empty"),
        (broken({4: {"treated": None}}), "treated is empty"),
        (broken({4: {"treated": 2}}), "by 1, where not by 0"),
        (broken({4: {"unreadable": "outcome"}}), "1 row of the panel cannot be read"),
        (broken({4: {"outcome": float("inf")}}), "no number for 北京"),
        (broken({4: {"period": 202401}}), "several rows for 北京 in 202401"),
        (broken({4: None}), "Units miss periods: 北京 (202402)"),
        (broken({0: {"treated": 1}, 1: {"treated": 1}, 2: {"treated": 0}}), "ends again in 上海"),
        (broken({0: {"treated": 1}, 1: {"treated": 1}}), "first period on in 上海"),
        (broken({5: {"treated": 1}, 8: {"treated": 1}}), "runs in every unit"),
        (broken({2: {"treated": 0}}), "runs in no unit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_refused_in_words(
    duck_warehouse: DuckWarehouse, table: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(AnalyticsError) as refusal:
        read(duck_warehouse, table)
    assert said in str(refusal.value)


def test_units_that_miss_periods_can_be_left_out_and_are_named(
    duck_warehouse: DuckWarehouse,
) -> None:
    panel = read(duck_warehouse, broken({4: None}), Incomplete.LEAVE_OUT)
    assert (panel.units, panel.left_out) == (("Wien", "上海"), ("北京",))


def test_a_missing_period_can_count_as_nought(duck_warehouse: DuckWarehouse) -> None:
    panel = read(duck_warehouse, broken({4: None}), Incomplete.NOUGHT)
    assert panel.outcome[panel.units.index("北京")].tolist() == [10.0, 0.0, 12.0]


def test_staggered_starts_need_nobody_who_never_started() -> None:
    panel = Panel(("A", "B"), ("1", "2", "3"), np.zeros((2, 3)), (1, 2))
    assert panel.is_staggered
    with pytest.raises(AnalyticsError, match="different times"):
        panel.block(before=1, controls=1)
