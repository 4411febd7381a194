"""Small drawings in rows, and what something grew or fell by."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence, speak
from goodwill.report.charts.trends import EDGE, HEIGHT, WIDTH, trend_line
from goodwill.report.tables import Difference, Trend, sort_key

GOOD = Sentence("better")


def test_the_lowest_and_highest_values_touch_the_edges():
    drawn = trend_line([1.0, 3.0, 2.0], "from 1 to 2")
    assert f"M{EDGE}.0 {HEIGHT - EDGE}.0L{WIDTH / 2:.1f} {EDGE}.0L{WIDTH - EDGE}.0" in drawn
    assert 'aria-label="from 1 to 2"' in drawn
    assert "trend__gap" not in drawn


def test_a_gap_is_a_faint_dash_and_a_value_without_neighbours_a_dot():
    drawn = trend_line([1.0, None, 2.0, None, None], "said")
    assert "trend__gap" in drawn
    assert "trend__line" not in drawn
    assert drawn.count("<circle") == 2


def test_values_that_never_varied_lie_in_the_middle():
    assert f"{HEIGHT / 2:.1f}" in trend_line([5.0, 5.0], "said")


def test_nothing_is_drawn_of_nothing():
    assert trend_line([None, None], "said") == ""


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.021, Unit.SHARE, "+2.1 points better"),
        (-0.4, Unit.NUMBER, "−0.40 better"),
        (Decimal("-1234.56"), Unit.MONEY, "−CN¥1,235 better"),
        (Decimal("12.30"), Unit.MONEY, "+CN¥12.30 better"),
        (0.0001, Unit.SHARE, "±0.0 points"),
        (0, Unit.CUSTOMERS, "±0"),
    ],
)
def test_a_difference_says_its_sign_and_whether_it_is_good_unless_one_sees_nothing(
    value, unit, said
):
    assert speak("en").show(Difference(value, unit, "CNY", GOOD)) == said


def test_rows_are_sorted_by_the_number_of_a_difference():
    assert sort_key(Difference(-0.5, Unit.NUMBER)) == "-0.5"
    assert sort_key(Trend((1.0, 2.0), GOOD)) == ""
