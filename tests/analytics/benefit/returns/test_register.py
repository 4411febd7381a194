"""What the register holds and refuses, and which share of a benefit it credits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from analytics.benefit.returns.return_cast import benefit

from goodwill.analytics.benefit.returns.crediting import credit, worth
from goodwill.analytics.benefit.returns.register import Competing, Kind, Rung, Status
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Grade

HALF = Decimal("0.5")
ESTIMATE = benefit("ads", 0, 10, 10, 10, grade=Grade.EXPERT_ESTIMATE, attribution=HALF)
COMPARED = [
    Grade.RANDOM_HOLDOUT,
    Grade.DIFFERENCE_IN_DIFFERENCES,
    Grade.MATCHED_CONTROL,
]
NOT_COMPARED = [Grade.INDEXED_BEFORE_AFTER, Grade.EXPERT_ESTIMATE]


def causes(**worths):
    """`crm_price=3` is what both bring together."""
    sets = {frozenset(name.split("_")): Decimal(value) for name, value in worths.items()}
    return Competing("crm", sets)


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.CLOSED])
def test_an_expert_estimate_is_never_confirmed(status):
    with pytest.raises(SettingRefused, match="cannot be confirmed"):
        replace(ESTIMATE, status=status)
    assert replace(ESTIMATE, grade=Grade.INDEXED_BEFORE_AFTER, status=status).status is status


def test_a_benefit_in_two_overlap_groups_is_refused():
    with pytest.raises(SettingRefused, match="loyalty and time"):
        benefit("ads", 1, overlap_groups=("loyalty", "time"))


@pytest.mark.parametrize("share", ["1.1", "-0.1", "NaN"])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(SettingRefused, match="a share from 0 to 1"):
        benefit("ads", 1, transfer=Decimal(share))


def test_amounts_below_nought_are_refused():
    with pytest.raises(SettingRefused, match="in year 1, below 0"):
        benefit("ads", 0, -5)


@pytest.mark.parametrize("grade", COMPARED)
def test_what_was_compared_counts_whole_inside_its_sample(grade):
    assert credit(benefit("ads", 1, grade=grade)).share == 1
    with pytest.raises(SettingRefused, match="all of the effect counts"):
        credit(benefit("ads", 1, grade=grade, attribution=HALF))
    with pytest.raises(SettingRefused, match="not projected"):
        credit(benefit("ads", 1, grade=grade, transfer=HALF))


@pytest.mark.parametrize("grade", COMPARED)
def test_a_roll_out_needs_the_share_that_carries_over(grade):
    rolled_out = benefit("ads", 1, grade=grade, is_rolled_out=True)
    with pytest.raises(SettingRefused, match="enter `transfer`"):
        credit(rolled_out)
    assert credit(replace(rolled_out, transfer=HALF)).share == HALF


@pytest.mark.parametrize("grade", NOT_COMPARED)
def test_what_was_not_compared_needs_a_stated_share(grade):
    with pytest.raises(SettingRefused, match="enter `attribution`"):
        credit(benefit("ads", 1, grade=grade))
    assert credit(benefit("ads", 1, grade=grade, attribution=HALF)).share == HALF


def test_competing_causes_share_by_what_they_add():
    """CRM alone 60, a price cut alone 20, both 100: ½ (60 + 80) = 70 of 100."""
    competing = causes(crm=60, price=20, crm_price=100)
    found = credit(replace(ESTIMATE, attribution=None, competing=competing))
    assert found.share == Decimal("0.7")
    assert found.causes is not None
    assert found.causes.values == {"crm": Fraction(70), "price": Fraction(30)}


def test_a_stated_share_beside_competing_causes_is_refused():
    with pytest.raises(SettingRefused, match="leave one of them out"):
        credit(replace(ESTIMATE, competing=causes(crm=1, price=1, crm_price=2)))


@pytest.mark.parametrize(
    "competing",
    [causes(crm=1, price=1), causes(crm_price=0), causes(price=1)],
    ids=["no whole", "whole is nothing", "not the programme"],
)
def test_causes_without_the_programme_or_the_whole_are_refused(competing):
    with pytest.raises(SettingRefused, match="do not name the programme"):
        credit(replace(ESTIMATE, attribution=None, competing=competing))


def test_a_programme_that_does_harm_by_its_causes_is_refused():
    with pytest.raises(SettingRefused, match="Check what the sets"):
        credit(
            replace(ESTIMATE, attribution=None, competing=causes(crm=0, price=100, crm_price=50))
        )


def test_revenue_counts_as_margin():
    sales = benefit("sales", 0, 100, kind=Kind.REVENUE_MARGIN, margin_rate=Decimal("0.3"))
    assert worth(sales, HALF) == Decimal("0.3")
    with pytest.raises(SettingRefused, match="only its margin counts"):
        worth(replace(sales, margin_rate=None), HALF)
    with pytest.raises(SettingRefused, match="is not revenue"):
        worth(benefit("ads", 1, margin_rate=HALF), HALF)


def test_released_time_counts_by_the_share_put_to_use():
    time = benefit("time", 0, 100, kind=Kind.TIME_RELEASED)
    assert worth(time, HALF) == HALF
    assert worth(replace(time, recaptured=Decimal("0.8")), HALF) == Decimal("0.8")


def test_only_a_financial_benefit_needs_its_years():
    brand = benefit("brand", rung=Rung.MEASURABLE, kind=Kind.INTANGIBLE)
    brand.check(3)
    with pytest.raises(SettingRefused, match="has 0 numbers; 4 are needed"):
        replace(brand, rung=Rung.FINANCIAL).check(3)


def test_every_code_has_its_words():
    assert all(str(each.label) for kind in (Kind, Rung, Status) for each in kind)
