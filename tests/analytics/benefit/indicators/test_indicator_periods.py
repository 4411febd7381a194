"""Periods are half-open, follow each other without a gap, and are named as people name them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.indicators.kernel.periods import (
    Period,
    date_of,
    day_of,
    layers,
    months,
    quarters,
    years,
)

DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))
SPANS = st.builds(
    lambda start, length: Period("x", start, start + length),
    st.integers(0, 50),
    st.integers(1, 20),
)


def test_they_have_the_names_that_people_give_them() -> None:
    first, last = date(2025, 11, 30), date(2026, 1, 1)
    assert [period.name for period in months(first, last)] == ["2025-11", "2025-12", "2026-01"]
    assert [period.name for period in quarters(first, last)] == ["2025-Q4", "2026-Q1"]
    assert [period.name for period in years(first, last)] == ["2025", "2026"]


def test_a_leap_february_has_29_days() -> None:
    (february,) = months(date(2024, 2, 10), date(2024, 2, 10))
    assert (february.starts_on, february.last_on) == (date(2024, 2, 1), date(2024, 2, 29))
    assert february.days == 29
    assert february.trailing(31).starts_on == date(2024, 1, 30)


@pytest.mark.parametrize("every", [months, quarters, years])
@given(DAYS, st.integers(0, 2000))
def test_every_day_lies_in_one(every: object, first: date, more: int) -> None:
    assert callable(every)
    last = date_of(day_of(first) + more)
    periods = every(first, last)
    for one, other in pairwise(periods):
        assert one.end_day == other.start_day
    assert periods[0].start_day <= day_of(first) < periods[0].end_day
    assert periods[-1].start_day <= day_of(last) < periods[-1].end_day


@given(st.lists(SPANS, max_size=8))
def test_layers_keep_all_and_put_what_overlaps_apart(periods: list[Period]) -> None:
    found = layers(periods)
    assert sorted(place for layer in found for place in layer) == list(range(len(periods)))
    for layer in found:
        for one, other in pairwise(layer):
            assert periods[one].end_day <= periods[other].start_day
    most = max(
        (sum(p.start_day <= day < p.end_day for p in periods) for day in range(80)), default=0
    )
    assert len(found) == most
