"""Direct entries: to whom they go, and what is left over."""

from __future__ import annotations

from typing import Any

import pytest
from costledger import Company
from frames import Row, rows_of

from goodwill.analytics.benefit.costing.sharing.allocation import Allocation
from goodwill.analytics.errors import Undefined
from goodwill.warehouse.duck import DuckWarehouse

GIFTS = [
    {"driver": "gifts", "customer_id": "A", "campaign_id": "spring", "quantity": 1.0},
    {"driver": "gifts", "customer_id": "B", "campaign_id": "spring", "quantity": 2.0},
    {"driver": "gifts", "customer_id": "C", "campaign_id": "autumn", "quantity": 1.0},
    {"driver": "gifts", "customer_id": "D", "quantity": 4.0},
]


def shared_out(
    warehouse: DuckWarehouse, entry: Row, drivers: list[Row] | None = None, **more: Any
) -> Allocation:
    given = {"treatment": "direct", "stage": "retain", "amount_minor": 800} | dict(entry)
    return Company([given], drivers=GIFTS if drivers is None else drivers, **more).allocated(
        warehouse
    )


def borne(found: Allocation, *names: str) -> dict[Any, int]:
    rows = rows_of(found.costs)
    return {tuple(row[name] for name in names): row["amount_minor"] for row in rows}


def test_an_entry_of_a_customer_is_the_customers(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"customer_id": "Z", "driver": "gifts"})
    assert borne(found, "customer_id") == {("Z",): 800}


def test_a_driver_shares_out_over_all_its_quantities(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"driver": "gifts"})
    assert borne(found, "customer_id", "campaign_id", "stage") == {
        ("A", "spring", "retain"): 100,
        ("B", "spring", "retain"): 200,
        ("C", "autumn", "retain"): 100,
        ("D", None, "retain"): 400,
    }


def test_an_entry_of_a_campaign_goes_by_its_quantities(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"driver": "gifts", "campaign_id": "spring"})
    assert borne(found, "customer_id", "campaign_id") == {
        ("A", "spring"): 266,
        ("B", "spring"): 534,
    }


def test_or_by_those_of_no_campaign(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"driver": "gifts", "campaign_id": "winter"})
    assert borne(found, "customer_id", "campaign_id") == {("D", "winter"): 800}


def test_other_words_for_a_driver_are_understood(duck_warehouse: DuckWarehouse) -> None:
    drivers: list[Row] = [{"driver": "Gifts", "customer_id": "A", "quantity": 1.0}]
    assert borne(shared_out(duck_warehouse, {"driver": "gifts"}, drivers), "customer_id") == {
        ("A",): 800
    }


@pytest.mark.parametrize(
    "drivers",
    [
        [],
        [{"driver": "gifts", "customer_id": "A", "quantity": 0.0}],
        [{"driver": "gifts", "customer_id": "A", "quantity": None}],
        [{"driver": "points", "customer_id": "A", "quantity": 3.0}],
        [{"driver": "gifts", "quantity": 3.0}],
    ],
)
def test_a_driver_total_of_zero_leaves_it_unassigned(
    duck_warehouse: DuckWarehouse, drivers: list[Row]
) -> None:
    found = shared_out(duck_warehouse, {"driver": "gifts", "campaign_id": "spring"}, drivers)
    assert [(line.amount_minor, line.reason) for line in found.unassigned] == [(800, "no quantity")]
    assert found.unassigned[0].driver == "gifts"
    assert not borne(found, "customer_id")


def test_without_driver_it_stays_with_what_it_names(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"driver": "none", "channel": "tv"})
    assert borne(found, "customer_id", "channel") == {(None, "tv"): 800}
    assert (found.identity.to_customers, found.identity.to_others) == (0, 800)


def test_naming_nothing_it_is_unassigned(duck_warehouse: DuckWarehouse) -> None:
    found = shared_out(duck_warehouse, {"department": "sales"})
    assert [(line.reason, line.department) for line in found.unassigned] == [("no target", "sales")]


def test_time_is_that_of_the_activities(duck_warehouse: DuckWarehouse) -> None:
    activities = [
        {"customer_id": who, "department": "sales", "kind": "visit", "minutes": minutes}
        for who, minutes in (("A", 10.0), ("B", 30.0))
    ]
    found = shared_out(duck_warehouse, {"driver": "time"}, [], activities=activities)
    assert borne(found, "customer_id") == {("A",): 200, ("B",): 600}


def test_a_negative_quantity_is_refused(duck_warehouse: DuckWarehouse) -> None:
    drivers: list[Row] = [{"driver": "gifts", "customer_id": "A", "quantity": -1.0}]
    with pytest.raises(Undefined, match="gifts has a negative quantity in 2026-03"):
        shared_out(duck_warehouse, {"driver": "gifts"}, drivers)


@pytest.mark.parametrize("quantity", [float("inf"), float("nan"), 1e15])
def test_an_impossible_quantity_is_refused(duck_warehouse: DuckWarehouse, quantity: float) -> None:
    drivers: list[Row] = [{"driver": "gifts", "customer_id": "A", "quantity": quantity}]
    with pytest.raises(Undefined, match="that cannot be right"):
        shared_out(duck_warehouse, {"driver": "gifts"}, drivers)


def test_a_reversal_takes_back_the_same_parts(duck_warehouse: DuckWarehouse) -> None:
    there = borne(
        shared_out(duck_warehouse, {"driver": "gifts", "amount_minor": 777}), "customer_id"
    )
    back = borne(
        shared_out(duck_warehouse, {"driver": "gifts", "amount_minor": -777}), "customer_id"
    )
    assert back == {who: -amount for who, amount in there.items()}
