"""Exports of other programs are known by their headings, and lead to fields that are there."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.reach import widest
from goodwill.crm.exchange.importing.mappings import Export, export_of, exports, programs
from goodwill.crm.exchange.importing.targets import targets


def test_the_programs_are_those_companies_come_from() -> None:
    assert set(programs()) == {
        "HubSpot",
        "Salesforce",
        "EspoCRM",
        "Odoo",
        "Twenty",
        "纷享销客",
        "销售易",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("one", exports(), ids=lambda one: f"{one.program} {one.told_by[:2]}")
def test_every_column_leads_to_a_field_that_is_there(one: Export) -> None:
    if not one.shape:
        assert not one.columns
        return
    known = {target.name for target in targets(one.shape, widest(1))}
    assert set(one.columns.values()) <= known
    for keys in one.match:
        assert set(keys.split("+")) <= set(one.columns.values())


@pytest.mark.parametrize("one", exports(), ids=lambda one: f"{one.program} {one.told_by[:2]}")
def test_a_table_is_known_by_its_headings_in_any_order_and_spelling(one: Export) -> None:
    headings = [
        heading.upper() for heading in reversed({**dict.fromkeys(one.told_by), **one.columns})
    ]
    assert export_of([*headings, "Something of our own"]) == one


def test_a_table_of_no_program_is_known_as_none() -> None:
    assert export_of(["Name", "City", "Phone"]) is None
