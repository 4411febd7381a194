"""Birthdays come back every year, those of 29 February too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.crm.customers.days_of_the_year import comes_back_on
from goodwill.crm.customers.models import Customer

BORN = {
    "new year": date(1990, 1, 1),
    "end of February": date(1985, 2, 28),
    "leap day": date(1992, 2, 29),
    "March": date(1970, 3, 1),
    "Christmas": date(2001, 12, 25),
    "new year's eve": date(1960, 12, 31),
}


@pytest.fixture
def people(db: None) -> None:
    for name, day in BORN.items():
        Customer.objects.create(name=name, sort="person", born_on=day)
    Customer.objects.create(name="nobody knows", sort="person")


def celebrating(first: date, last: date) -> list[str]:
    found = Customer.objects.with_birthday_between(first, last)
    return list(found.values_list("name", flat=True))


def test_who_was_born_on_29_february_celebrates_on_the_28th_in_other_years(people: None) -> None:
    assert celebrating(date(2026, 2, 28), date(2026, 2, 28)) == ["end of February", "leap day"]
    assert celebrating(date(2026, 3, 1), date(2026, 3, 1)) == ["March"]
    assert celebrating(date(2028, 2, 28), date(2028, 2, 28)) == ["end of February"]
    assert celebrating(date(2028, 2, 29), date(2028, 2, 29)) == ["leap day"]


def test_birthdays_come_in_order_across_the_turn_of_the_year(people: None) -> None:
    found = celebrating(date(2026, 12, 20), date(2027, 1, 5))
    assert found == ["Christmas", "new year's eve", "new year"]


@given(st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.integers(0, 400))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_range_holds_exactly_those_whose_day_comes_back_in_it(
    people: None, first: date, span: int
) -> None:
    last = first + timedelta(days=span)
    expected = {
        name
        for name, day in BORN.items()
        if any(first <= comes_back_on(day, year) <= last for year in range(2023, 2032))
    }
    assert set(celebrating(first, last)) == expected
