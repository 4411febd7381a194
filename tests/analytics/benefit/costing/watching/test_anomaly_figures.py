"""Scores and counts of flags carry what it takes to believe them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from goodwill.analytics.benefit.costing.watching.anomaly_figures import (
    Told,
    count_figure,
    score_figure,
    split_figures,
)
from goodwill.analytics.benefit.costing.watching.flags import Flag, Rule
from goodwill.analytics.benefit.costing.watching.series import Series
from goodwill.analytics.benefit.costing.watching.unusual import (
    EITHER_YEAR,
    NO_SEASON,
    Rules,
    unusual,
)
from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.yearmonths import later, span

TOLD = Told("JPY", date(2026, 1, 1))
RULES = Rules(floor_minor=0)
FLAG = Flag(Rule.LEVEL, (("channel", "web"),), 202512, 9, 4, 3, 5, Split(2, 1, 1, 1), z=4.2)


def series(amounts: list[int]) -> Series:
    months = span(202001, later(202001, len(amounts) - 1))
    return Series((("channel", "web"),), np.array(months), np.array(amounts))


def test_a_score_names_its_place_and_month() -> None:
    figure = score_figure(FLAG, TOLD)
    assert (figure.value, figure.definition.id) == (4.2, "CO07")
    assert figure.cut == {"channel": "web", "period": "2025-12"}
    without = score_figure(replace(FLAG, rule=Rule.BUDGET, z=None), TOLD)
    assert without.value is None
    assert "no score" in str(without.reason)
    assert count_figure([FLAG], 36, TOLD).value == 1


def test_parts_are_told_beside_the_difference_they_sum_to() -> None:
    whole, *parts = split_figures(FLAG.split, TOLD, cut=FLAG.where)
    assert whole.value == sum(part.value or 0 for part in parts) == 5
    assert [part.value for part in parts] == [2, 1, 1, 1]


@pytest.mark.parametrize("n", [13, 25, 37])
def test_what_never_varied_is_flagged_as_soon_as_it_does(n: int) -> None:
    (flag,) = unusual(series([500] * (n - 1) + [503]), RULES)
    assert flag.period == later(202001, n - 1)
    assert flag.low_minor <= flag.expected_minor == 500 <= flag.high_minor
    assert flag.remark == (NO_SEASON if n < 24 else None)


def test_flags_say_when_either_year_could_be_the_odd_one() -> None:
    wave = [1000, 1500, 2000, 2500, 3000, 2600, 2100, 1600, 1100, 900, 800, 950]
    amounts = [value + i % 7 for i, value in enumerate(wave * 2)]
    amounts[15] = 1700
    flags = unusual(series(amounts), RULES)
    assert [flag.period for flag in flags] == [202004, 202104]
    assert {flag.remark for flag in flags} == {EITHER_YEAR}


@pytest.mark.parametrize("apart", [-1, 1])
def test_of_what_never_varies_one_minor_unit_is_flagged(apart: int) -> None:
    (flag,) = unusual(series([500] * 30 + [500 + apart] + [500] * 5), RULES)
    assert (flag.period, flag.split.total_minor) == (202207, apart)
