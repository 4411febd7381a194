"""What is newest, what it was before and a year before, and hiding what could be worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN, Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.report.indicators.measuring import protected
from goodwill.report.indicators.rows import Row, change, is_better

MONTHS = months(date(2025, 1, 1), date(2026, 3, 31))
RETENTION = INDICATORS["RL01"]


def cell(place: int, value: float | None, n: int = 100, **cut: str) -> Cell:
    return Cell("RL01", MONTHS[place], cut, value, n=n, as_of=date(2026, 3, 31))


def row(*values: float | None) -> Row:
    return Row(RETENTION, tuple(cell(i, value) for i, value in enumerate(values)), ())


def test_the_newest_value_may_be_of_an_earlier_period():
    told = row(0.7, None, 0.8, None)
    assert told.latest == cell(2, 0.8)
    assert told.before == cell(0, 0.7)
    assert not told.is_current


def test_a_year_before_is_the_same_month_and_not_twelve_values_earlier():
    values = [0.5 + place / 100 for place in range(15)]
    assert row(*values).year_ago == cell(2, 0.52)
    values[2] = None
    assert row(*values).year_ago is None
    assert row(0.5, 0.6).year_ago is None


@pytest.mark.parametrize(
    ("direction", "verdict"),
    [(Direction.HIGHER, True), (Direction.LOWER, False), (Direction.WATCH, None)],
)
def test_better_depends_on_the_direction(direction, verdict):
    told = replace(row(0.7, 0.8), indicator=replace(RETENTION, direction=direction))
    assert is_better(told, told.before, told.latest) is verdict
    assert change(told.before, told.latest) == pytest.approx(0.1)


def test_within_a_band_nearer_is_better():
    banded = replace(RETENTION, direction=Direction.TARGET, target=(0.75, 0.9))
    told = replace(row(0.6, 0.95, 0.8, 0.85), indicator=banded)
    first, second, third, fourth = told.cells
    assert is_better(told, first, second) is True
    assert is_better(told, third, second) is False
    assert is_better(told, third, fourth) is None


def test_one_hidden_part_alone_takes_the_next_smallest_with_it():
    small = Cell("RL01", MONTHS[0], {"role": "a"}, None, reason=HIDDEN)
    parts = [small, cell(0, 0.5, 9, role="b"), cell(0, 0.6, 50, role="c")]
    assert [each.value for each in protected(parts)] == [None, None, 0.6]
    assert protected(parts)[1].reason is HIDDEN
    assert protected(parts)[1].n == 0


def test_two_hidden_parts_hide_each_other():
    hidden = [Cell("RL01", MONTHS[0], {"role": r}, None, reason=HIDDEN) for r in "ab"]
    assert protected([*hidden, cell(0, 0.5, role="c")])[2].value == 0.5
