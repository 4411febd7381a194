"""Loyalty stages: each customer in exactly one, what cannot be told is not zero."""

from __future__ import annotations

from datetime import date

from analytics.value.cast import buyer, never, summaries_of
from frames import rows_of

from goodwill.analytics.value.today import rhythm, stages
from goodwill.analytics.value.today.stages import LoyaltyStage, Population
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
TODAY = 1000
BASE = [
    buyer("Ann", [980, 990], TODAY),
    buyer("Bob", [900, 910], TODAY),  # lost
    buyer("Cem", [995], TODAY),
    buyer("陈静", [10], TODAY),  # lost
    never("Eve", enquired_day=500),
    never("Fay"),
    never("Gus", purchase_days=None, lines=None),  # as a left join leaves a never-buyer
]


def staged(warehouse: Warehouse, rows: list[dict[str, object]]) -> tuple[Population, ...]:
    summaries = summaries_of(warehouse, rows)
    known = stages.knows_enquiries(summaries)
    frame = stages.staged(rhythm.lapse(summaries), enquiries_known=known)
    return stages.populations(frame, enquiries_known=known)


def test_each_customer_is_in_the_highest_stage_reached(warehouse: Warehouse) -> None:
    frame = stages.staged(rhythm.lapse(summaries_of(warehouse, BASE)), enquiries_known=True)
    rows = {row["customer_id"]: (row["stage"], row["side_state"]) for row in rows_of(frame)}
    assert rows == {
        "Ann": ("repeat", None),
        "Bob": ("repeat", "lost"),
        "Cem": ("first_time", None),
        "陈静": ("first_time", "lost"),
        "Eve": ("prospect", None),
        "Fay": ("suspect", None),
        "Gus": ("suspect", None),
    }


def test_stages_are_counted_and_advocates_are_not_measured(proved_warehouse: Warehouse) -> None:
    found = staged(proved_warehouse, BASE)
    assert [(each.stage.value, each.customers, each.lost) for each in found] == [
        ("suspect", 2, 0),
        ("prospect", 1, 0),
        ("first_time", 2, 1),
        ("repeat", 2, 1),
        ("advocate", None, None),
    ]
    figures = stages.figures(found, as_of=ON)
    advocate = next(f for f in figures if f.cut == {"stage": "advocate"})
    assert advocate.value is None
    assert advocate.reason is stages.NO_ADVOCATES
    lost = next(f for f in figures if f.cut == {"stage": "repeat", "side_state": "lost"})
    assert (lost.value, lost.n) == (1, 7)


def test_without_enquiry_dates_suspects_and_prospects_are_one_count(
    duck_warehouse: DuckWarehouse,
) -> None:
    found = {each.stage: each for each in staged(duck_warehouse, [BASE[0], never("Fay")])}
    assert found[LoyaltyStage.SUSPECT_OR_PROSPECT].customers == 1
    assert found[LoyaltyStage.SUSPECT].customers is None
    assert found[LoyaltyStage.PROSPECT].reason is stages.NO_ENQUIRIES


def test_only_returns_mean_a_purchase_before_these_data(duck_warehouse: DuckWarehouse) -> None:
    returned = never("Hal", returned_minor=500, revenue_minor=-500)
    found = {each.stage: each.customers for each in staged(duck_warehouse, [BASE[0], returned])}
    assert found[LoyaltyStage.BEFORE_THESE_DATA] == 1
    assert found[LoyaltyStage.SUSPECT_OR_PROSPECT] == 0


def test_nobody_is_zero_in_every_stage_that_can_be_measured(
    duck_warehouse: DuckWarehouse,
) -> None:
    found = {each.stage: each.customers for each in staged(duck_warehouse, [])}
    assert found[LoyaltyStage.REPEAT] == 0
    assert found[LoyaltyStage.ADVOCATE] is None


def test_a_frame_without_the_column_knows_no_enquiries(duck_warehouse: DuckWarehouse) -> None:
    summaries = summaries_of(duck_warehouse, BASE).drop("enquired_day")
    assert not stages.knows_enquiries(summaries)
    frame = stages.staged(rhythm.lapse(summaries), enquiries_known=False)
    assert stages.populations(frame, enquiries_known=False)[2].customers == 3
