"""The year's cost is foretold by what was least wrong, with an interval that holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from goodwill.analytics.benefit.costing.watching.anomaly_figures import Told, year_end_figure
from goodwill.analytics.benefit.costing.watching.series import Series
from goodwill.analytics.benefit.costing.watching.yearend import (
    Method,
    Status,
    YearEnd,
    foretold,
    status,
    year_end,
)
from goodwill.analytics.benefit.costing.yearmonths import later, span
from goodwill.analytics.errors import SettingRefused, TooFew
from goodwill.analytics.numerics.arrays import Floats

CUT = (("stage", "acquire"),)
TOLD = Told("CNY", date(2026, 7, 1))


def series(amounts: Floats | list[int], last: int = 202606) -> Series:
    whole = np.asarray(np.round(amounts), dtype=np.int64)
    return Series(CUT, np.array(span(later(last, 1 - len(whole)), last)), whole)


SEASON = [100, 90, 120, 130, 110, 80, 70, 75, 115, 140, 180, 260]


def test_a_season_that_repeats_is_foretold_exactly() -> None:
    found = year_end(series((SEASON * 3)[:30]), 202612)
    assert found.method is Method.SEASONAL
    assert found.spent_minor == sum(SEASON[:6])
    assert found.expected_minor == found.low_minor == found.high_minor == sum(SEASON)
    assert (found.tested, found.held) == (1, 1)


def test_a_straight_line_is_carried_on_exactly() -> None:
    """1000, 1010 … 1290: the year's months are 1240 … 1350."""
    found = year_end(series([1_000 + 10 * i for i in range(30)]), 202612)
    assert found.method is Method.DRIFT
    assert found.expected_minor == sum(range(1_240, 1_360, 10))


def test_noise_is_foretold_by_its_mean() -> None:
    noise = np.random.default_rng(1).normal(1_000, 50, 36)
    found = foretold(noise, 4)
    assert found.method is Method.MEAN
    assert found.total == pytest.approx(4 * noise[-12:].mean())
    assert min(found.errors, key=lambda method: found.errors[method]) is Method.MEAN


def test_a_year_that_is_over_is_no_forecast() -> None:
    found = year_end(series([7] * 15, last=202612), 202612)
    assert found == YearEnd(CUT, 84, 84, 84, 84, 0, None, {}, 0, 0)
    figure = year_end_figure(found, TOLD)
    assert (figure.value, figure.low) == (Decimal("0.84"), None)


def test_fewer_than_24_months_and_other_years_are_refused() -> None:
    with pytest.raises(TooFew, match="23 found, at least 24 needed"):
        year_end(series([5] * 23), 202612)
    with pytest.raises(SettingRefused, match="take a later year"):
        year_end(series([5] * 30), 202605)
    with pytest.raises(SettingRefused, match="No month of that year"):
        year_end(series([5] * 30), 202706)


def drawn(kind: str, n: int, rng: np.random.Generator) -> Floats:
    noise = rng.normal(0, 10, n)
    months = np.arange(n)
    wave = np.sin(2 * np.pi * months / 12)
    return {
        "noise": 300 + noise,
        "season": 300 * (1 + 0.4 * wave) + noise,
        "growth": (300 + 3 * months) * (1 + 0.4 * wave) + noise,
        "walk": 300 + np.cumsum(noise),
    }[kind]


@pytest.mark.parametrize(("kind", "least"), [("noise", 0.9), ("season", 0.9), ("growth", 0.85)])
def test_the_interval_holds_about_as_often_as_it_says(kind: str, least: float) -> None:
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(120):
        costs = drawn(kind, 36, rng)
        found = foretold(costs[:30], 6)
        held += abs(costs[30:].sum() - found.total) <= found.reach
    assert held >= least * 120


def test_the_figure_tells_how_it_was_foretold() -> None:
    figure = year_end_figure(year_end(series((SEASON * 3)[:30]), 202612), TOLD)
    assert figure.level == 0.95
    assert figure.cut == {"stage": "acquire"}
    assert "held 1 times out of 1" in str(figure.method)
    untried = year_end_figure(year_end(series((SEASON * 3)[:24], last=202612), 202706), TOLD)
    assert "too short to try" in str(untried.method)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (None, Status.UNPLANNED),
        (49, Status.SPENT),
        (80, Status.OVER),
        (95, Status.AT_RISK),
        (100, Status.ON_PLAN),
        (110, Status.ON_PLAN),
        (111, Status.UNDER),
    ],
)
def test_how_the_budget_stands(plan: int | None, expected: Status) -> None:
    found = YearEnd(CUT, 50, 100, 90, 110, 6, Method.MEAN, {}, 0, 0)
    assert status(found, plan) is expected
    assert str(expected.label)
