"""A programme refuses what cannot be meant, and says what would be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.return_cast import START, benefit, cost, money, programme

from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import (
    Alternative,
    Hazard,
    Programme,
    Simulating,
)
from goodwill.analytics.errors import SettingRefused
from goodwill.language import speak


def test_the_terms_are_three_years_and_ten_per_cent_unless_said():
    bare = Programme("crm", Name("CRM"), "CNY", START)
    assert (bare.horizon, bare.rate, bare.recaptured) == (3, Decimal("0.1"), Decimal("0.5"))
    assert bare.told_on == START


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"costs": (cost("people", 1, 2, 3),)}, "has 3 numbers; 4 are needed"),
        ({"benefits": (benefit("ads", 1, 2, 3, 4, 5),)}, "has 5 numbers; 4 are needed"),
        ({"costs": (cost("ads", 1, 2, 3, 4),) * 2}, "Two entries have the id ads"),
        ({"horizon": 0}, "from 1 to 50 is meant"),
        ({"rate": Decimal(-1)}, "such as 0.1 for 10 %"),
        ({"rate": Decimal("NaN")}, "a number is meant"),
        ({"rate": Decimal(10)}, "such as 0.1 for 10 %"),
        ({"recaptured": Decimal(50)}, "a share from 0 to 1"),
        ({"missed": money(0, 1, 1, 1)}, "leave out `missed`"),
        ({"delay_months": Decimal(-1)}, "below 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong, said):
    with pytest.raises(SettingRefused, match=said):
        replace(programme(), **wrong)


def test_a_benefit_and_a_cost_need_different_ids():
    with pytest.raises(SettingRefused, match="id ads"):
        replace(
            programme(), costs=(cost("ads", 1, 1, 1, 1),), benefits=(benefit("ads", 1, 1, 1, 1),)
        )


def test_an_alternative_needs_its_years_on_both_sides():
    with pytest.raises(SettingRefused, match="has no years"):
        Alternative("bank", Name("Bank"), (), ())
    with pytest.raises(SettingRefused, match="has 1 numbers; 2 are needed"):
        Alternative("bank", Name("Bank"), money(0, 1), money(1))


def test_a_hazard_is_expected_by_its_chance():
    assert Hazard("x", Name("X"), probability=exactly(0.2), impact=Decimal(50)).expected == 10
    with pytest.raises(SettingRefused, match="probability"):
        Hazard("x", Name("X"), probability=Decimal(2))


def test_draws_that_cannot_be_made_are_refused():
    with pytest.raises(SettingRefused, match="between 1,000 and 10,000,000"):
        Simulating(draws=10)
    with pytest.raises(SettingRefused):
        Simulating(seed=-1)


def test_a_name_is_shown_in_the_reader_s_language_if_it_has_it():
    name = Name("Retention", zh_hans="留存")
    assert [name.said_in(speak(tag)) for tag in ("en", "zh-Hans", "zh-Hant")] == [
        *("Retention", "留存", "Retention")
    ]


def test_a_float_is_taken_as_it_is_written():
    assert exactly(0.1) == Decimal("0.1")
