"""Alarms: a jump is found, a season or few cases alone raise none, and false ones are rare."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from analytics.benefit.indicators.handmade_cells import (
    RATIO,
    TOTAL,
    cell,
    indicator,
    line,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.indicators.kernel.indicator import Direction
from goodwill.analytics.benefit.indicators.watching.alerts import Alarm, Rules, alarms
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Unit, wilson

COUNT = indicator(TOTAL, unit=Unit.CUSTOMERS)
SEASON = np.array([100, 90, 120, 130, 110, 80, 70, 75, 115, 140, 180, 260])
STEADY = [100, 102, 98, 101, 99, 100, 103, 97, 100, 100]


def test_limits_by_hand() -> None:
    """SCORE is judged as it is: 1 … 8 have mean 4.5 and variance 6, and 9 is asked.

    Student's quantile of a two-sided 0.0027 at 7 degrees is 4.530: 4.530 × √6 × √(9/8) = 11.77.
    """
    found = alarms(line(range(1, 10)), indicator(unit=Unit.SCORE))[-1]
    assert found.expected == 4.5
    assert found.low == pytest.approx(4.5 - 11.77, abs=0.01)
    assert found.z == pytest.approx(4.5 / 6**0.5)
    assert found.alarm is None


@pytest.mark.parametrize(
    ("direction", "is_worse"),
    [(Direction.HIGHER, True), (Direction.LOWER, False), (Direction.WATCH, None)],
)
def test_a_drop_is_found_and_judged_by_its_direction(
    direction: Direction, is_worse: bool | None
) -> None:
    found = alarms(line([*STEADY, 70]), indicator(TOTAL, unit=Unit.ORDERS, direction=direction))
    assert [each.alarm for each in found] == [None] * 10 + [Alarm.LOW]
    assert found[-1].is_worse is is_worse


@settings(max_examples=15, deadline=None)
@given(level=st.integers(100, 10_000), years=st.integers(2, 4), seed=st.integers(0, 999))
def test_a_season_alone_raises_no_alarm_and_a_jump_in_it_does(
    level: int, years: int, seed: int
) -> None:
    noise = np.random.default_rng(seed).uniform(0.99, 1.01, 12 * years + 1)
    values = level * np.resize(SEASON, 12 * years + 1) * noise
    calm = alarms(line(list(values)), COUNT)
    assert all(each.alarm is None for each in calm[12:])
    assert calm[-1].is_seasonal
    values[-1] *= 1.5
    assert alarms(line(list(values)), COUNT)[-1].alarm is Alarm.HIGH


def test_what_was_odd_before_does_not_hide_what_is_odd_now() -> None:
    values = [*STEADY, 500, 101, 99, 140]
    assert [each.alarm for each in alarms(line(values), COUNT)[-4:]] == [
        *(Alarm.HIGH, None, None),
        Alarm.HIGH,
    ]


def test_few_open_and_untold_periods_are_quiet_and_not_learned_from() -> None:
    quiet = [cell(500, 10, n=29), cell(500, 11, as_of=date(2020, 12, 30)), cell(None, 12)]
    found = alarms([*line(STEADY), *quiet, cell(70, 13)], COUNT)
    said = [str(each.reason) for each in found[10:13]]
    assert said[0].startswith("Fewer than 30")
    assert said[1:] == ["The period is not over.", "It has no value."]
    assert [each.alarm for each in found[10:]] == [None, None, None, Alarm.LOW]
    assert "8 usual periods before this one; there are 7" in str(found[7].reason)


def test_what_chance_explains_is_no_alarm() -> None:
    """38 of 40 where 98 % were usual: as few as 39.2 in 40 are within its interval."""
    shares = line([0.98, 0.981, 0.979, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98])
    low, high = wilson(38, 40)
    found = alarms([*shares, cell(0.95, 9, n=40, low=low, high=high)], indicator(RATIO))
    assert found[-1].low is not None
    assert found[-1].low > 0.95
    assert found[-1].alarm is None
    low, high = wilson(3800, 4000)
    found = alarms([*shares, cell(0.95, 9, n=4000, low=low, high=high)], indicator(RATIO))
    assert found[-1].alarm is Alarm.LOW


def test_what_never_varied_is_alarmed_by_any_change() -> None:
    same = alarms(line([0.3] * 8 + [0.1 + 0.2]), indicator(unit=Unit.SCORE))[-1]
    assert (same.alarm, same.z) == (None, None)
    assert alarms(line([3] * 8 + [4]), COUNT)[-1].alarm is Alarm.HIGH


def test_a_new_level_becomes_the_usual_one() -> None:
    rng = np.random.default_rng(2)
    values = np.r_[rng.normal(100, 1, 12), rng.normal(200, 1, 14)]
    found = [each.alarm for each in alarms(line(list(values)), COUNT)]
    assert found[12:20] == [Alarm.HIGH] * 8
    assert found[20:] == [None] * 6


def test_eight_in_a_row_on_one_side_are_an_alarm_where_asked() -> None:
    values = [*STEADY, 98.5, *[101.5, 101, 102, 101, 102, 101.5, 101, 101, 100]]
    assert not any(each.alarm for each in alarms(line(values), COUNT))
    found = [each.alarm for each in alarms(line(values), COUNT, Rules(run=True))]
    assert found[18] is Alarm.SHIFTED_UP
    assert found.count(Alarm.SHIFTED_UP) == 1


def false_alarms(kind: str, series: int, months: int) -> tuple[int, int]:
    """Periods judged and alarms raised where nothing is out of the ordinary."""
    rng = np.random.default_rng(4)
    judged = raised = 0
    for _ in range(series):
        values = {
            "noise": rng.normal(1000, 50, months),
            "season": np.resize(SEASON, months) * rng.normal(1, 0.08, months),
            "share": rng.binomial(400, 0.8, months) / 400,
        }[kind]
        asked = indicator(RATIO) if kind == "share" else COUNT
        found = alarms(line(list(values)), asked)
        judged += sum(each.expected is not None for each in found)
        raised += sum(each.alarm is not None for each in found)
    return judged, raised


@pytest.mark.parametrize("kind", ["noise", "season", "share"])
def test_false_alarms_are_rare(kind: str) -> None:
    """3σ: 0.27 % of judged periods."""
    judged, raised = false_alarms(kind, 20, 48)
    assert judged > 700
    assert raised / judged < 0.01


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["noise", "season", "share"])
def test_false_alarms_are_about_as_rare_as_three_sigmas_say(kind: str) -> None:
    judged, raised = false_alarms(kind, 200, 60)
    assert judged > 9_000
    assert 0.0005 < raised / judged < 0.007


def test_rules_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(SettingRefused, match="at least 3 periods"):
        Rules(fewest=2)
