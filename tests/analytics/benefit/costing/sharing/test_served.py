"""Costs cut by anything, and the cost to serve as the table COSTS."""

from __future__ import annotations

from datetime import date

import pytest
from costledger import Company
from frames import rows_of

from goodwill.analytics.benefit.costing.sharing.served import cost_to_serve, cut
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.tables import COSTS, check
from goodwill.warehouse.duck import DuckWarehouse

DIRECT = {"treatment": "direct", "stage": "retain", "subcategory": "complaints"}
COMPANY = Company(
    entries=[
        {"treatment": "pool", "department": "sales", "amount_minor": 8_000, "is_estimate": 1},
        DIRECT | {"customer_id": "A", "amount_minor": 50},
        DIRECT | {"customer_id": "A", "amount_minor": -20, "period": 202604},
        DIRECT | {"customer_id": "B", "amount_minor": 30},
        DIRECT | {"customer_id": "B", "amount_minor": -30},
        DIRECT | {"channel": "tv", "amount_minor": 7},
    ],
    activities=[
        {"customer_id": "A", "kind": "visit", "department": "sales", "minutes": 50.0},
        {"customer_id": "B", "kind": "visit", "department": "sales", "minutes": 30.0},
    ],
    capacity=[{"department": "sales", "people": 1.0, "paid_minutes": 100}],
)


def test_cuts_add_up(duck_warehouse: DuckWarehouse) -> None:
    costs = COMPANY.allocated(duck_warehouse).costs
    assert rows_of(cut(costs, ["customer_id"]), "customer_id") == [
        {"customer_id": "A", "amount_minor": 5_030, "estimated_minor": 5_000, "activities": 1,
         "minutes": 50.0},
        {"customer_id": "B", "amount_minor": 3_000, "estimated_minor": 3_000, "activities": 1,
         "minutes": 30.0},
        {"customer_id": None, "amount_minor": 7, "estimated_minor": 0, "activities": 0,
         "minutes": 0.0},
    ]  # fmt: skip
    for by in (["stage", "channel"], ["department", "kind", "period", "treatment"], []):
        assert sum(row["amount_minor"] for row in rows_of(cut(costs, by))) == 8_037


def test_other_cuts_are_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(AnalyticsError, match=r"cannot be cut by colour\. There are: customer_id"):
        cut(COMPANY.allocated(duck_warehouse).costs, ["colour"])


def test_the_cost_to_serve_is_the_table_costs(duck_warehouse: DuckWarehouse) -> None:
    costs = COMPANY.allocated(duck_warehouse).costs
    served = cost_to_serve(costs, currency="CNY", settle=duck_warehouse.settle)
    check(COSTS, served)
    told = [
        (row["customer_id"], row["spent_on"], row["activity"], row["amount_minor"])
        for row in rows_of(served, "source_row")
    ]
    assert told == [
        ("A", date(2026, 3, 1), "complaints", 50),
        ("A", date(2026, 3, 1), "visit", 5_000),
        ("A", date(2026, 4, 1), "complaints", -20),
        ("B", date(2026, 3, 1), "visit", 3_000),
    ]
    assert {row["currency"] for row in rows_of(served)} == {"CNY"}
