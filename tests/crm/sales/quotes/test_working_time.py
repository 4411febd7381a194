"""Working time: Monday to Friday, nine to five where the company is."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.sales.quotes.working_time import minutes_between

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02T10:00", "2026-03-02T11:30", 90),
        ("2026-03-02T08:00", "2026-03-02T18:00", 480),
        ("2026-03-06T16:00", "2026-03-09T10:00", 120),
        ("2026-03-07T10:00", "2026-03-08T10:00", 0),
        ("2026-03-02T09:00", "2026-03-16T09:00", 10 * 480),
        ("2026-03-03T09:00", "2026-03-02T09:00", 0),
    ],
)
def test_nights_and_weekends_do_not_count(start: str, end: str, minutes: int) -> None:
    assert minutes_between(at(start), at(end), SHANGHAI) == minutes


@settings(max_examples=25)
@given(st.integers(0, 60_000), st.integers(0, 60_000))
def test_time_is_the_sum_of_its_parts(first: int, second: int) -> None:
    start = at("2026-03-02T09:00")
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    parts = minutes_between(start, middle, SHANGHAI) + minutes_between(middle, end, SHANGHAI)
    assert parts == minutes_between(start, end, SHANGHAI)
