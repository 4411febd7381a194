"""Activities: their month, stage and minutes; and why some cannot be costed."""

from __future__ import annotations

from datetime import date

import pytest
from frames import Row, frame_of, rows_of

from goodwill.analytics.benefit.costing.sharing.equations import DEFAULT_EQUATIONS
from goodwill.analytics.benefit.costing.sharing.settings import Settings
from goodwill.analytics.benefit.costing.sharing.work import worked
from goodwill.analytics.tables import ACTIVITIES
from goodwill.warehouse.duck import DuckWarehouse

PLAIN = {
    "customer_id": "A",
    "department": "sales",
    "kind": "visit",
    "travel": 0.0,
    "done_on": date(2026, 3, 10),
}
DAY = (date(2026, 3, 10) - date(1970, 1, 1)).days
STAGES = [
    {"customer_id": "A", "stage": "acquire", "since_day": DAY - 100},
    {"customer_id": "A", "stage": "retain", "since_day": DAY},
    {"customer_id": "A", "stage": "churn", "since_day": DAY + 1},
    {"customer_id": "B", "stage": "retain", "since_day": DAY},
]


def work(warehouse: DuckWarehouse, rows: list[Row], stages: list[Row] | None = None) -> list[Row]:
    frame = frame_of(warehouse, ACTIVITIES, [PLAIN | dict(row) for row in rows])
    known = None if stages is None else frame_of(warehouse, None, stages)
    return rows_of(worked(frame, DEFAULT_EQUATIONS, known, Settings()), "customer_id", "period")


@pytest.mark.parametrize(
    ("row", "stage"),
    [
        ({"stage": "expand", "kind": "win-back"}, "expand"),
        ({"kind": "Win-Back"}, "churn"),
        ({"kind": "交叉销售"}, "expand"),
        ({}, "retain"),
        ({"done_on": date(2026, 3, 9)}, "acquire"),
        ({"done_on": date(2026, 3, 11)}, "churn"),
        ({"done_on": date(2020, 1, 1)}, "shared"),
        ({"customer_id": "C"}, "shared"),
        ({"customer_id": None}, "shared"),
    ],
)
def test_the_stage_is_that_of_the_event(
    duck_warehouse: DuckWarehouse, row: Row, stage: str
) -> None:
    found = work(duck_warehouse, [dict(row)], [dict(each) for each in STAGES])
    assert [each["stage"] for each in found] == [stage]


def test_no_activity_is_lost_or_doubled_by_stages(duck_warehouse: DuckWarehouse) -> None:
    same_day: list[Row] = [*STAGES, {"customer_id": "A", "stage": "expand", "since_day": DAY}]
    rows: list[Row] = [{"customer_id": who} for who in ("A", "B", "C", "A", "A")]
    found = work(duck_warehouse, rows, same_day)
    assert {(each["customer_id"], each["stage"]): each["activities"] for each in found} == {
        ("A", "retain"): 3,
        ("B", "retain"): 1,
        ("C", "shared"): 1,
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, None),
        ({"done_on": None}, "no date"),
        ({"department": None}, "no department"),
        ({"kind": "party"}, "no equation"),
        ({"kind": None}, "no equation"),
        ({"travel": None}, "no number"),
        ({"minutes": -3.0}, "negative"),
        ({"travel": -61.0}, "negative"),
        ({"minutes": 1e9}, "too long"),
    ],
)
def test_it_is_said_why_an_activity_cannot_be_costed(
    duck_warehouse: DuckWarehouse, row: Row, reason: str | None
) -> None:
    assert [each["reason"] for each in work(duck_warehouse, [dict(row)])] == [reason]


def test_activities_alike_are_added_up_by_month(duck_warehouse: DuckWarehouse) -> None:
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 2, 1), date(2023, 12, 31)]
    found = work(duck_warehouse, [{"done_on": day, "travel": 1.5} for day in days])
    assert [(each["period"], each["weight"], each["activities"]) for each in found] == [
        (202312, 61_500, 1),
        (202402, 123_000, 2),
        (202403, 61_500, 1),
    ]
