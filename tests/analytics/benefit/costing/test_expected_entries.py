"""Entries that usually come are missed when they do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from analytics.benefit.costing.ledgers import entry, monthly
from frames import frame_of

from goodwill.analytics.benefit.costing.watching.expected import Expectation, missing
from goodwill.analytics.benefit.costing.watching.flags import Flag
from goodwill.analytics.benefit.costing.yearmonths import later
from goodwill.analytics.errors import SettingRefused
from goodwill.warehouse.duck import DuckWarehouse


def looked(
    duck: DuckWarehouse, rows: Sequence[dict[str, Any]], last: int, *agreed: Expectation
) -> tuple[Flag, ...]:
    anchor = entry(202401, 1)
    return missing(frame_of(duck, None, [anchor, *rows]), last=last, agreed=agreed)


def periods(flags: Sequence[Flag]) -> list[int]:
    return [flag.period for flag in flags]


def test_after_eight_months_in_a_row_a_gap_is_flagged(duck_warehouse: DuckWarehouse) -> None:
    rows = monthly([100] * 8 + [None, 120, 100], vendor="Host")
    (flag,) = looked(duck_warehouse, rows, 202411)
    assert (flag.period, flag.amount_minor) == (202409, 0)
    assert (flag.expected_minor, flag.low_minor, flag.high_minor) == (100, 100, 100)
    assert flag.split.total_minor == -100


def test_after_seven_it_is_not(duck_warehouse: DuckWarehouse) -> None:
    rows = monthly([100] * 7 + [None, 120, 100], vendor="Host")
    assert looked(duck_warehouse, rows, 202411) == ()


def test_what_stays_away_is_given_up_after_three(duck_warehouse: DuckWarehouse) -> None:
    rows = monthly([100] * 9, vendor="Host")
    assert periods(looked(duck_warehouse, rows, 202411)) == [202410, 202411]
    assert periods(looked(duck_warehouse, rows, 202512)) == [202410, 202411, 202412]
    back = rows + monthly([100], first=202510, vendor="Host")
    assert periods(looked(duck_warehouse, back, 202512)) == [202410, 202411, 202412]


@pytest.mark.parametrize(("months", "times"), [(3, 4), (12, 3)])
def test_quarters_and_years_are_expected_too(
    duck_warehouse: DuckWarehouse, months: int, times: int
) -> None:
    rows = [entry(later(202001, months * i), 50, vendor="Law") for i in range(times)]
    due = later(202001, months * times)
    assert periods(looked(duck_warehouse, rows, due)) == [due]
    assert looked(duck_warehouse, rows, later(due, -1)) == ()
    assert looked(duck_warehouse, rows[1:], due) == ()


def test_irregular_entries_are_never_expected(duck_warehouse: DuckWarehouse) -> None:
    odd = [202401, 202402, 202404, 202405, 202406, 202409, 202410, 202412, 202501, 202504]
    rows = [entry(period, 70, vendor="Print") for period in odd]
    assert looked(duck_warehouse, rows, 202512) == ()


def test_what_was_agreed_is_expected_from_the_first_day_to_its_end(
    duck_warehouse: DuckWarehouse,
) -> None:
    cut = (("vendor", "Host"), ("subcategory", ""), ("department", "sales"))
    agreed = Expectation(cut, 100, 1, first=202401, until=202404)
    rows = monthly([100, None, 100], vendor="Host")
    (flag,) = looked(duck_warehouse, rows, 202412, agreed)
    assert (flag.period, flag.expected_minor) == (202402, 100)
    with pytest.raises(SettingRefused, match="one month at least"):
        Expectation(cut, 100, 0, first=202401)
