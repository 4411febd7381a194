"""How far a source was read is compared as what it is: moments, numbers, texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.crm.exchange.connecting.marks import Mark

NOON = datetime.fromisoformat("2026-03-01T12:00:00")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2026-03-01T12:00:00", NOON),
        ("2026-03-01 12:00:00+00:00", NOON.replace(tzinfo=UTC)),
        (date(2026, 3, 1), datetime.fromisoformat("2026-03-01")),
        (17, Decimal(17)),
        ("10", Decimal(10)),
        ("v9", "v9"),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_a_cell_tells_a_mark(cell: object, value: object) -> None:
    assert Mark.of(cell).value == value


def test_a_text_of_a_typed_source_stays_a_text() -> None:
    assert Mark.of("2024", is_typed=True).value == "2024"


def test_numbers_are_compared_as_numbers() -> None:
    assert Mark.of("9") < Mark.of("10")
    assert max([Mark.of("9"), Mark(), Mark.of("10")]) == Mark.of("10")


def test_one_steps_back_by_minutes_or_numbers() -> None:
    assert Mark.of(NOON).back(10).value == NOON - timedelta(minutes=10)
    assert Mark.of(100).back(10).value == 90
    assert Mark.of("v9").back(10) == Mark.of("v9")


def test_a_clock_that_runs_ahead_is_seen() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert Mark.of("2099-01-01").is_ahead(now)
    assert not Mark.of("2026-03-01T20:00:00").is_ahead(now)
    assert not Mark.of("20990101").is_ahead(now)


def test_a_moment_without_a_zone_is_in_ours() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    told = Mark.of(NOON).moment(shanghai)
    assert told == datetime(2026, 3, 1, 4, tzinfo=UTC)
    assert Mark.of("7").moment(shanghai) is None


CELLS = st.one_of(
    st.none(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)


@given(CELLS)
def test_what_is_kept_is_what_was_read(cell: object) -> None:
    mark = Mark.of(cell)
    assert Mark.from_json(mark.to_json()) == mark


@given(CELLS, CELLS)
def test_one_of_two_comes_first_or_they_are_level(one: object, two: object) -> None:
    a, b = Mark.of(one), Mark.of(two)
    assert not (a < b and b < a)
