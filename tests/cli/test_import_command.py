"""What `goodwill import` says of a plan besides its columns."""

from __future__ import annotations

import pytest

from goodwill.cli.import_ import only_key
from goodwill.crm.exchange.importing.plan import Mode, Plan

NUMBER = {"household_id": "customers.number"}


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        (Plan("customers", NUMBER), "household_id"),
        (Plan("customers", {"id": "external_id", "city": "customers.city"}), "id"),
        (Plan("customers", NUMBER, mode=Mode.UPDATE), ""),
        (Plan("customers", {**NUMBER, "who": "customers.name"}), ""),
        (Plan("customers", {**NUMBER, "surname": "customers.family_name"}), ""),
        (Plan("orders", {"no": "orders.number"}), ""),
    ],
)
def test_it_is_said_where_a_key_is_all_that_customers_are_called_by(plan: Plan, key: str) -> None:
    assert only_key(plan) == key
