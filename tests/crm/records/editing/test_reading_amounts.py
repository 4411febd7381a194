"""Numbers, amounts and times as people of three languages write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goodwill.crm.records.editing import reading
from goodwill.crm.records.editing.reading import Unreadable
from goodwill.crm.ui import speaking


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("１２３４．５", "1234.5"),
        (" −3 ", "-3"),
        ("0.10", "0.10"),
    ],
)
def test_numbers_are_read_as_people_write_them(tag: str, text: str, value: str) -> None:
    with speaking.to(tag):
        assert reading.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["12,34", "1.234,5", "a lot", "nan", "Infinity", "¥"])
def test_what_may_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.number(text)


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("12400", "CNY", 1_240_000), ("0.05", "EUR", 5), ("500", "JPY", 500), ("1.234", "KWD", 1234)],
)
def test_amounts_are_kept_in_the_minor_unit_of_their_currency(
    amount: str, currency: str, units: int
) -> None:
    assert reading.minor(Decimal(amount), currency) == units


@pytest.mark.parametrize(("amount", "currency"), [("0.005", "CNY"), ("0.5", "JPY")])
def test_amounts_finer_than_the_currency_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(Unreadable):
        reading.minor(Decimal(amount), currency)


@pytest.mark.parametrize("units", [0, 5, -120, 1_240_000, 123_456_789_012])
@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
def test_what_is_written_into_a_form_is_read_back_the_same(units: int, currency: str) -> None:
    written = reading.written_amount(units, currency)
    assert reading.minor(reading.number(written), currency) == units


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90", 90), ("1:30", 90), ("1 h 30", 90), ("2h", 120), ("1小时5分", 65), ("１：３０", 90)],
)
def test_time_spent_is_read_in_minutes_or_hours(text: str, minutes: int) -> None:
    assert reading.minutes(text) == minutes


def test_no_time_span_is_refused_with_an_example() -> None:
    with pytest.raises(Unreadable, match="1:30"):
        reading.minutes("soon")
