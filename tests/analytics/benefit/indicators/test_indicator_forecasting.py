"""Indicators are foretold by what was least wrong, inside what they can be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from analytics.benefit.indicators.handmade_cells import (
    CUSTOM,
    RATIO,
    TOTAL,
    cell,
    indicator,
    line,
    month,
)

from goodwill.analytics.benefit.indicators.kernel.periods import Period, quarters, years
from goodwill.analytics.benefit.indicators.watching.forecasting import Method, figures, forecast
from goodwill.analytics.errors import SettingRefused, TooFew, Undefined
from goodwill.analytics.figure import Unit
from goodwill.analytics.numerics.arrays import Floats

COUNT = indicator(TOTAL, unit=Unit.CUSTOMERS)
SEASON = [100, 90, 120, 130, 110, 80, 70, 75, 115, 140, 180, 260]


def test_a_season_that_repeats_is_foretold_exactly() -> None:
    found = forecast(line((SEASON * 3)[:30]), COUNT, 6)
    assert found.method is Method.SEASONAL
    assert [each.value for each in found.periods] == SEASON[6:]
    assert found.periods[0].period.name == "2022-07"
    assert all(each.low == each.value == each.high for each in found.periods)
    assert found.tested == found.held == 6 + 5 + 4 + 3 + 2 + 1


def test_a_straight_line_is_carried_on_exactly() -> None:
    found = forecast(line([1000 + 10 * i for i in range(30)]), COUNT, 2)
    assert found.method is Method.DRIFT
    assert [each.value for each in found.periods] == pytest.approx([1300, 1310])


def test_a_level_that_wanders_is_followed() -> None:
    """A random walk seen through noise, for which exponential smoothing is the best there is."""
    rng = np.random.default_rng(3)
    values = 500 + np.cumsum(rng.normal(0, 4, 120)) + rng.normal(0, 8, 120)
    assert forecast(line(list(values)), COUNT, 3).method is Method.LEVEL


def test_errors_by_hand() -> None:
    """10, 20 … for a year, then 20, 10 …: last year's month is wrong by 10 each time.

    The mean of 12 is 15 and wrong by 5, then 15 + 10 ÷ 12 and wrong by that more, in turn.
    """
    found = forecast(line([10.0, 20.0] * 6 + [20.0, 10.0] * 6), COUNT, 1)
    assert found.errors[Method.SEASONAL] == 10
    assert found.errors[Method.MEAN] == pytest.approx(5 + 5 / 12)


def test_shares_stay_shares_and_counts_do_not_fall_below_nothing() -> None:
    rng = np.random.default_rng(5)
    share = np.clip(rng.normal(0.97, 0.03, 36), 0, 1)
    found = forecast(line(list(share)), indicator(RATIO), 6)
    assert max(each.high for each in found.periods) == 1
    assert all(0 <= each.low < each.value < each.high for each in found.periods)
    falling = [float(x) for x in np.arange(36, 0, -1)]
    count = forecast(line(falling), COUNT, 12).periods
    assert min(each.low for each in count) == min(each.value for each in count) == 0
    growth = forecast(line(falling), indicator(CUSTOM, unit=Unit.POINTS), 12).periods
    assert min(each.value for each in growth) < 0


def test_how_many_periods_are_missing_is_said() -> None:
    with pytest.raises(TooFew, match=r"months .*: 23 found, at least 24 needed"):
        forecast(line([5] * 23), COUNT, 1)
    gap = line([5] * 30)
    gap[20] = cell(None, 20)
    with pytest.raises(TooFew, match="9 found"):
        forecast(gap, COUNT, 1)
    with pytest.raises(TooFew, match="9 found"):
        forecast(gap[:20] + gap[21:], COUNT, 1)
    open_one = [*line([5] * 23), cell(5, 23, as_of=month(23).starts_on)]
    with pytest.raises(TooFew, match="23 found"):
        forecast(open_one, COUNT, 1)
    spans = quarters(date(2020, 1, 1), date(2022, 3, 31))
    with pytest.raises(TooFew, match=r"quarters .*: 9 found, at least 10 needed"):
        forecast([cell(5, period=each) for each in spans], COUNT, 1)


def test_what_cannot_be_foretold_is_refused() -> None:
    with pytest.raises(SettingRefused, match="ask for 1 to 12"):
        forecast(line([5] * 30), COUNT, 13)
    with pytest.raises(SettingRefused, match="Only months, quarters or years"):
        forecast([cell(1, period=Period("week", 0, 7))], COUNT, 1)
    with pytest.raises(Undefined, match="nothing to foretell from"):
        forecast([], COUNT, 1)


def test_years_are_foretold_too() -> None:
    spans = years(date(2011, 1, 1), date(2022, 1, 1))
    found = forecast([cell(10 + i, period=each) for i, each in enumerate(spans)], COUNT, 2)
    assert [(each.period.name, round(each.value)) for each in found.periods] == [
        ("2023", 22),
        ("2024", 23),
    ]


def test_an_amount_is_shown_to_the_cent() -> None:
    money = indicator(RATIO, unit=Unit.MONEY)
    values = [Decimal("10.10"), Decimal("10.15"), Decimal("10.20")] * 10
    shown = figures(forecast(line(values), money, 1), money, "CNY")[0]
    assert isinstance(shown.value, Decimal)
    assert shown.value == shown.value.quantize(Decimal("0.01"))
    assert shown.cut == {"period": "2022-07"}
    assert "of four methods the least wrong" in str(shown.method)


def drawn(kind: str, rng: np.random.Generator) -> Floats:
    wave = 20 * np.sin(np.arange(42) * np.pi / 6)
    noise = rng.normal(0, 5, 42)
    walk = np.cumsum(noise)
    return 500 + {"noise": noise, "season": wave + noise, "walk": walk}[kind]


@pytest.mark.parametrize("kind", ["noise", "season", "walk"])
def test_intervals_hold_as_often_as_they_say(kind: str) -> None:
    """95 % of months 1 to 6 ahead; 40 series of 36 months each, seed 11."""
    rng = np.random.default_rng(11)
    held = []
    for _ in range(40):
        values = drawn(kind, rng)
        found = forecast(line(list(values[:36])), COUNT, 6)
        held += [
            each.low <= came <= each.high
            for each, came in zip(found.periods, values[36:], strict=True)
        ]
    assert 0.90 <= np.mean(held) <= 1.0
