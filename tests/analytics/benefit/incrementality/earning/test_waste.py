"""Spend in vain: each contact counts once, and what is not sure is not called wasted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.earning.waste import (
    Contacts,
    Pays,
    contacts_made,
    waste,
    wasted_figure,
)
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.analytics.tables import CAMPAIGN_MEMBERS
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

RECEIPT = Receipt("CNY", date(2024, 3, 31))


def contact(row: int, name: str | None, arm: str = "call", **more: Any) -> dict[str, Any]:
    told = {"source_row": row, "customer_id": name, "arm": arm, "contacted_day": 5, "tier": "A"}
    return told | more


CONTACTS = [
    contact(2, "Ann"),
    contact(3, "Ann"),  # the same again
    contact(4, "Ann", contacted_day=6),  # another day is another contact
    contact(5, "Ann", channel="post"),  # another channel as well
    contact(6, "Bob", "hold-out"),  # barred too, but counts once
    contact(7, "Cem", tier="B"),
    contact(8, "Dee", tier="B"),
    contact(9, "Eve", contacted_day=None),
    contact(10, None),
    contact(11, "Fay", tier=None),
]


def test_each_contact_has_one_reason_at_most(proved_warehouse: Warehouse) -> None:
    made = contacts_made(
        frame_of(proved_warehouse, CAMPAIGN_MEMBERS, CONTACTS),
        control="hold-out",
        by="tier",
        barred=frame_of(proved_warehouse, None, [{"customer_id": "Bob"}, {"customer_id": "Cem"}]),
        undeliverable=frame_of(proved_warehouse, None, [{"customer_id": "Dee"}]),
    )
    assert made == (
        Contacts("A", "", 3),
        Contacts("A", "duplicate", 1),
        Contacts("A", "holdout", 1),
        Contacts("B", "barred", 1),
        Contacts("B", "undeliverable", 1),
        Contacts(None, "", 1),
    )
    found = waste(made, 50)
    assert (found.spend, found.hard_spend, found.most_wasted) == (400, 200, 200)
    figure = wasted_figure(found, RECEIPT)
    assert (figure.value, figure.low) == (0.5, None)
    assert "Only hard waste" in str(figure.method)


def per_member(value: float, n_treated: int) -> Effect:
    return student(
        value,
        1,
        treated=value,
        control=0,
        n_treated=n_treated,
        n_control=50,
        method=Sentence("For tests."),
    )


def test_only_what_surely_does_not_pay_is_wasted() -> None:
    """A contact costs 10; of tier D every second member was contacted, so 5 suffice there."""
    made = (
        Contacts("A", "", 100),
        Contacts("B", "", 100),
        Contacts("C", "", 100),
        Contacts("D", "", 50),
        Contacts("E", "", 25),
        Contacts("A", "barred", 25),
    )
    found = waste(
        made,
        10,
        {
            "A": per_member(15, 100),
            "B": per_member(9, 100),
            "C": per_member(-20, 100),
            "D": per_member(8, 100),
            "E": TooFew(Sentence("members"), 1, 2),
        },
    )
    assert {part.part: part.pays for part in found.parts} == {
        "A": Pays.YES,
        "B": Pays.OPEN,
        "C": Pays.NO,
        "D": Pays.YES,
        "E": Pays.UNKNOWN,
    }
    assert (found.spend, found.wasted, found.most_wasted) == (4000, 1250, 2500)
    figure = wasted_figure(found, RECEIPT)
    assert (figure.value, figure.low, figure.high) == (
        pytest.approx(0.3125),
        pytest.approx(0.3125),
        pytest.approx(0.625),
    )


def test_nothing_to_waste_is_refused(duck_warehouse: DuckWarehouse) -> None:
    rows = frame_of(duck_warehouse, CAMPAIGN_MEMBERS, CONTACTS[7:8])
    with pytest.raises(Undefined, match="Nobody was contacted"):
        contacts_made(rows, control="hold-out")
    with pytest.raises(Undefined, match="no column class"):
        contacts_made(rows, control="hold-out", by="class")
    with pytest.raises(Undefined, match="costs nothing"):
        waste((Contacts("A", "", 1),), 0)
