"""All measures side by side, and that together they still hold what each holds alone."""

from __future__ import annotations

from analytics.value.cast import buyer, never, summaries_of
from frames import rows_of

from goodwill.analytics.value.today import stages, whale
from goodwill.analytics.value.today.portrait import portrait
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TODAY = 1000
BASE = [
    buyer("Ann", [980, 990], TODAY, profit_minor=900),
    buyer("Bob", [900, 910], TODAY, profit_minor=-50),
    buyer("陈静", [995], TODAY, profit_minor=100),
    never("Gus"),
]


def test_everybody_has_one_row_with_every_measure(warehouse: Warehouse) -> None:
    summaries = warehouse.settle(summaries_of(warehouse, BASE))
    found = portrait(summaries, warehouse.settle)
    rows = {row["customer_id"]: row for row in rows_of(found.customers)}
    assert {
        name: (row["rank"], row["value_class"], row["stage"]) for name, row in rows.items()
    } == {
        "Ann": (1, "A", "repeat"),
        "陈静": (2, "B", "first_time"),
        "Bob": (3, "N", "repeat"),
        "Gus": (None, None, "suspect_or_prospect"),
    }
    assert rows["Bob"]["side_state"] == "lost"
    assert rows["Gus"]["rfm_segment"] is None
    assert whale.curve(found.ranked).total_minor == 950
    assert not found.enquiries_known


def test_nobody_makes_an_empty_portrait(duck_warehouse: DuckWarehouse) -> None:
    found = portrait(summaries_of(duck_warehouse, []), duck_warehouse.settle)
    assert rows_of(found.customers) == []
    counted = stages.populations(found.customers, enquiries_known=False)
    assert all(not each.customers for each in counted)
