"""How benefits grow, and what a risk makes of them."""

from __future__ import annotations

from decimal import Decimal
from math import exp

import pytest
from analytics.benefit.returns.return_cast import money, triangle
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.realisation import ByYear, Logistic, Realisation
from goodwill.analytics.benefit.returns.risk import (
    Survey,
    benefit_triangle,
    check_risk,
    cost_triangle,
)
from goodwill.analytics.errors import SettingRefused


def test_half_has_come_at_the_midpoint_of_the_curve():
    curve = Logistic(Decimal(2), Decimal("1.5"))
    assert float(curve.at(1)) == pytest.approx(1 / (1 + exp(1)))
    assert float(curve.at(1) + curve.at(2)) == pytest.approx(1)
    assert Logistic(Decimal(1000), Decimal(50)).at(0) == 0
    with pytest.raises(SettingRefused, match="above 0"):
        Logistic(Decimal(0), Decimal(1))


def test_a_measured_share_replaces_the_planned_one():
    curve = Realisation(ByYear(money(0, 0.4, 0.8, 1)), {1: Decimal("0.3")})
    assert [curve.at(year) for year in range(4)] == list(money(0, 0.3, 0.8, 1))
    assert curve.planned_at(1) == Decimal("0.4")
    assert Realisation().at(2) == 1


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        (Realisation(ByYear(money(0, 1))), "has 2 numbers; 4 are needed"),
        (Realisation(ByYear(money(0, 1, 1, 2))), "a share from 0 to 1"),
        (Realisation(measured={7: Decimal(1)}), "in one of the years 0 to 3"),
        (Realisation(measured={1: Decimal(-1)}), "not below 0"),
    ],
)
def test_shares_that_are_missing_or_impossible_are_refused(curve, said):
    with pytest.raises(SettingRefused, match=said):
        curve.check(3, "ads")


def test_a_survey_makes_a_risk():
    """Forrester's study of customer education: 66 % moderately confident, a factor of 30 %,
    and 34 % very confident make a risk of 20 %."""
    survey = Survey({"moderately": money(0.66, 0.3), "very": money(0.34, 0)})
    assert round(survey.risk, 2) == Decimal("0.20")
    with pytest.raises(SettingRefused, match="add up to"):
        Survey({"a": money(0.7, 0.1), "b": money(0.4, 0.1)})


@pytest.mark.parametrize("corners", [(1, 0.5, 2), (-1, 0, 1), (0, 2, 1)])
def test_a_triangle_out_of_order_is_refused(corners):
    with pytest.raises(SettingRefused, match="not in order"):
        triangle(*corners)


def test_a_stated_risk_must_be_a_share():
    with pytest.raises(SettingRefused, match="risk"):
        check_risk(Decimal("1.5"), "ads")


@settings(max_examples=25)
@given(st.decimals(0, 1, places=4))
def test_the_mean_of_a_stated_risk_is_what_was_stated(risk):
    assert benefit_triangle(risk).total == 3 * (1 - risk)
    assert cost_triangle(risk).total == 3 * (1 + risk)


def test_a_triangle_is_taken_as_it_is():
    meant = triangle(0.5, 0.9, 1)
    assert benefit_triangle(meant) is meant
    assert meant.mean == Decimal("0.8")
