"""What was chosen once is not asked again: for the same headings, or nearly the same."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing import remembering
from goodwill.crm.exchange.importing.plan import Plan

HEADINGS = ("Kd-Nr", "Firma", "Ort", "Telefon", "intern")
PLAN = Plan(
    "customers",
    {"Kd-Nr": "customers.number", "Firma": "customers.name", "Ort": "customers.city"},
    source="ERP",
)


@pytest.fixture
def held(administrator: User) -> remembering.Remembered:
    return remembering.remember(PLAN, HEADINGS, "kunden.csv", administrator)


@pytest.mark.usefixtures("held")
def test_the_same_headings_are_known_in_any_order_and_spelling() -> None:
    found = remembering.recall(("FIRMA", "kd_nr", "Ort", "Intern", "Telefon"))
    assert found is not None
    assert found.file == "kunden.csv"
    known = remembering.knows(found)
    assert known["firma"] == "customers.name"
    assert known["intern"] == ""


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("headings", "is_known"),
    [
        ((*HEADINGS, "What is wrong", "Row in the file"), True),
        (("Kd-Nr", "Firma", "Ort", "Telefon"), True),
        (("Name", "City", "Phone"), False),
        ((), False),
    ],
)
def test_nearly_the_same_headings_are_enough(headings: tuple[str, ...], is_known: bool) -> None:
    assert (remembering.recall(headings) is not None) == is_known


def test_the_latest_choice_counts(held: remembering.Remembered, administrator: User) -> None:
    other = Plan("customers", {**PLAN.columns, "Telefon": "contact_points.phone"}, source="ERP")
    again = remembering.remember(other, HEADINGS, "kunden-2.csv", administrator)
    assert again.pk == held.pk
    assert remembering.recall(HEADINGS).plan["columns"]["Telefon"] == "contact_points.phone"
    assert remembering.sources() == ["ERP"]
