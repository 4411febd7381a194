"""On target, near, behind: exact at the edges, and never of what is only watched."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.handmade_cells import (
    MIDDLE,
    TOTAL,
    cell,
    indicator,
    line,
    month,
    quotient,
)

from goodwill.analytics.benefit.indicators.kernel.indicator import Direction
from goodwill.analytics.benefit.indicators.kernel.lengths import (
    Length,
    following,
    length_of,
    season_place,
)
from goodwill.analytics.benefit.indicators.kernel.periods import Period, quarters, years
from goodwill.analytics.benefit.indicators.watching.targets import (
    Baseline,
    Status,
    Target,
    baseline_of,
    judged,
    standings,
)
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined

HIGHER = indicator()
BAND = indicator(direction=Direction.TARGET, target=(0.75, 0.9))
YEAR_2020 = years(date(2020, 1, 1), date(2020, 1, 1))[0]


def target(**told: Any) -> Target:
    return Target(indicator_id="XX01", **told)


@pytest.mark.parametrize(
    ("value", "status"),
    [(0.7, Status.ON), (0.8, Status.ON), (0.69, Status.NEAR), (0.68, Status.NEAR),
     (0.6799, Status.BEHIND)],
)  # fmt: skip
def test_at_least_seven_tenths_within_two_points(value: float, status: Status) -> None:
    """0.7 as a float is below Decimal("0.7"), and 0.7 − 0.02 is not 0.68: both count as written."""
    goal = target(low=Decimal("0.7"), tolerance=Decimal("0.02"))
    assert judged(cell(value), HIGHER, goal).status is status


@pytest.mark.parametrize(
    ("value", "status", "distance"),
    [(4, Status.ON, 0), (5, Status.ON, 0), (5.5, Status.NEAR, 0.5), (7, Status.BEHIND, 2)],
)
def test_at_most(value: float, status: Status, distance: float) -> None:
    found = judged(cell(value), indicator(direction=Direction.LOWER), target(high=5, tolerance=1))
    assert (found.status, found.distance) == (status, distance)


@pytest.mark.parametrize(
    ("value", "status"),
    [(0.75, Status.ON), (0.9, Status.ON), (0.74, Status.BEHIND), (0.91, Status.BEHIND)],
)
def test_the_band_of_the_catalogue_is_for_every_part(value: float, status: Status) -> None:
    found = standings([cell(value, cut={"channel": "web"})], {"XX01": BAND}, [])
    assert found[0].status is status


def test_what_is_watched_open_or_untold_is_never_judged() -> None:
    goal = target(low=1)
    assert judged(cell(0), indicator(direction=Direction.WATCH), goal).status is Status.WATCHED
    assert judged(cell(None), HIGHER, goal).status is Status.UNTOLD
    assert judged(cell(0), HIGHER, None).status is Status.NO_TARGET
    running = cell(0, as_of=date(2020, 1, 20))
    assert judged(running, HIGHER, goal).status is Status.OPEN
    assert not any(status.is_judged for status in list(Status)[3:])


def test_progress_is_the_share_of_the_way_from_the_baseline() -> None:
    """From 0.4 to at least 0.8: at 0.5 a quarter of the way, after 1 of the 2 years."""
    goal = target(low=0.8, baseline=Baseline(0.4, YEAR_2020), due_on=date(2022, 12, 31))
    after_a_year = cell(0.5, 23)
    found = judged(after_a_year, HIGHER, goal)
    assert (found.progress, found.expected, found.is_late) == (0.25, 0.5, True)
    assert judged(cell(0.3, 23), HIGHER, goal).progress == -0.25
    assert judged(cell(0.9, 23), HIGHER, goal).progress == 1.25
    there = target(low=0.8, baseline=Baseline(0.85))
    assert judged(cell(0.9), HIGHER, there).progress is None


def test_progress_into_a_band_is_to_its_nearer_end() -> None:
    goal = target(low=0.75, high=0.9, baseline=Baseline(1.0))
    assert judged(cell(0.95), BAND, goal).progress == 0.5


def test_the_target_for_the_very_part_goes_before_that_for_every_part() -> None:
    targets = [
        target(low=0.9),
        target(low=0.5, every_part=True, per=Length.MONTH),
        target(low=0.6, cut={"channel": "web"}),
    ]
    cells = [cell(0.55), cell(0.55, cut={"channel": "web"}), cell(0.55, cut={"channel": "shop"})]
    lows = [each.target and each.target.low for each in standings(cells, {"XX01": HIGHER}, targets)]
    assert lows == [0.5, 0.6, 0.5]
    quarter = quarters(date(2020, 1, 1), date(2020, 1, 1))[0]
    found = standings([cell(0.55, period=quarter)], {"XX01": HIGHER}, targets)
    assert found[0].target == targets[0]


def test_a_baseline_is_the_ratio_of_the_sums_of_its_window() -> None:
    """10/100 and 90/300 in two months: 100/400, not the mean 0.2."""
    window = Period("spring", month(0).start_day, month(1).end_day)
    cells = [quotient(10, 100, 0), quotient(90, 300, 1)]
    assert baseline_of(cells, HIGHER, window) == Baseline(0.25, window)
    assert baseline_of([cell(3, period=window)], indicator(MIDDLE), window).value == 3
    with pytest.raises(NotTogether, match="do not make up spring"):
        baseline_of(cells[1:], HIGHER, window)
    with pytest.raises(NotTogether, match="cannot be added up"):
        baseline_of(line([1, 2]), indicator(MIDDLE), window)
    with pytest.raises(Undefined, match="no value in spring"):
        baseline_of([cell(None, period=window)], indicator(TOTAL), window)


def test_targets_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(SettingRefused, match="a number that is to be reached"):
        target()
    with pytest.raises(SettingRefused, match="cannot be above its high end"):
        target(low=2, high=1)
    with pytest.raises(SettingRefused, match="cannot be negative"):
        target(low=2, tolerance=-1)


def test_lengths_of_periods_and_those_that_follow() -> None:
    first = date(2023, 11, 1)
    quarter = quarters(first, first)[0]
    assert [length_of(each) for each in (month(0), quarter, YEAR_2020)] == list(Length)
    assert length_of(Period("week", 0, 7)) is None
    assert [each.name for each in following(month(46), 3)] == ["2023-12", "2024-01", "2024-02"]
    assert [each.name for each in following(quarter, 2)] == ["2024-Q1", "2024-Q2"]
    assert [each.name for each in following(YEAR_2020, 1)] == ["2021"]
    assert len(following(month(1), 30)) == 30
    assert (season_place(month(46), Length.MONTH), season_place(quarter, Length.QUARTER)) == (11, 4)
    assert season_place(YEAR_2020, Length.YEAR) == 1
    with pytest.raises(SettingRefused, match="no month, quarter or year"):
        following(Period("week", 0, 7), 1)
