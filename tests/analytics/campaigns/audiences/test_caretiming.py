"""MK11: care that a promotion follows too soon is counted, once, whoever planned it."""

from __future__ import annotations

from datetime import date

import pytest
from frames import frame_of

from goodwill.analytics.campaigns.audiences.barring import CONTACTS
from goodwill.analytics.campaigns.audiences.caretiming import care_timing
from goodwill.analytics.errors import ContractBroken
from goodwill.warehouse.duck import DuckWarehouse

ON = date(2025, 3, 31)
CONTACTED = [
    ("Ann", 1, "care"),
    ("Ann", 8, "promotion"),  # seven days later: too soon
    ("李娜", 1, "care"),
    ("李娜", 9, "promotion"),  # eight days: well timed
    ("Bob", 5, "Care "),
    ("Bob", 5, "promotion"),  # the same day
    ("Bob", 6, "promotion"),  # and again: one care, counted once
    ("Cem", 9, "care"),
    ("Cem", 8, "promotion"),  # the promotion came first
    ("Dee", 3, "care"),
    ("Eve", 4, "promotion"),  # another customer
    ("Fay", 4, None),
]


def contacts(rows: list[tuple[str, int, str | None]]) -> list[dict[str, object]]:
    return [
        {"customer_id": who, "contacted_on": date(2025, 3, day), "purpose": purpose}
        for who, day, purpose in rows
    ]


def test_care_is_well_timed_where_no_promotion_follows(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CONTACTS, contacts(CONTACTED))
    found = care_timing(frame, as_of=ON)
    assert (found.numerator, found.denominator, found.value) == (3, 5, 0.6)
    assert care_timing(frame, days=8, as_of=ON).value == 0.4


def test_without_care_there_is_nothing_to_tell(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CONTACTS, contacts([("Ann", 1, "promotion")]))
    assert care_timing(frame, as_of=ON).value is None


def test_a_contact_without_a_day_is_refused(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CONTACTS, [{"customer_id": "Ann", "purpose": "care"}])
    with pytest.raises(ContractBroken, match="contacted_on"):
        care_timing(frame, as_of=ON)
