"""Money is compared only where enough have bought; the refusal says what is missing."""

from __future__ import annotations

import pytest

from goodwill.analytics.benefit.incrementality.believing.enough import (
    Interval,
    TooFewBuyers,
    enough_buyers,
    trusted_interval,
)
from goodwill.analytics.errors import TooFew
from goodwill.language import speak

MEMBERS = {"mail": 9_000, "control": 1_000}


def test_a_hundred_buyers_in_every_arm_are_enough() -> None:
    enough_buyers({"mail": 900, "control": 100}, MEMBERS)


def test_the_refusal_says_how_many_customers_and_weeks_are_missing() -> None:
    """40 buyers short of 100 at 60 per 10,000 members and per 30 days: 6,667 members; 20 days."""
    with pytest.raises(TooFewBuyers) as refused:
        enough_buyers({"mail": 900, "control": 60}, MEMBERS, days_so_far=30)
    assert (refused.value.arm, refused.value.have, refused.value.needed) == ("control", 60, 100)
    assert (refused.value.more_members, refused.value.more_weeks) == (6_667, 3)
    assert "control has 60 of the 100 buyers needed" in str(refused.value)
    assert "about 6,667 more customers or 3 more weeks" in str(refused.value)
    assert isinstance(refused.value, TooFew)


def test_without_days_only_customers_are_told() -> None:
    with pytest.raises(TooFewBuyers, match=r"about 6,667 more customers\.$"):
        enough_buyers({"mail": 900, "control": 60}, MEMBERS)


def test_one_week_is_singular() -> None:
    with pytest.raises(TooFewBuyers, match=r"or 1 more week\.$"):
        enough_buyers({"mail": 900, "control": 99}, MEMBERS, days_so_far=28)


def test_nobody_has_bought_yet() -> None:
    with pytest.raises(TooFewBuyers, match="nobody in control has bought") as refused:
        enough_buyers({"mail": 10}, MEMBERS, days_so_far=7)
    assert (refused.value.more_members, refused.value.more_weeks) == (None, None)


def test_a_refusal_can_be_said_in_every_language() -> None:
    refusals = []
    for buyers in ({"mail": 900, "control": 3}, {"mail": 150, "control": 30}, {}):
        for days in (None, 14):
            with pytest.raises(TooFewBuyers) as refused:
                trusted_interval(buyers, MEMBERS, days)
            refusals.append(refused.value)
    for refusal in refusals:
        for tag in ("en", "zh-Hans", "zh-Hant"):
            assert "{" not in refusal.said_in(speak(tag))


@pytest.mark.parametrize(
    ("members", "buyers", "interval"),
    [
        ((5_000, 5_000), (100, 100), Interval.WELCH),
        ((6_000, 4_000), (150, 100), Interval.WELCH),
        ((6_100, 3_900), (150, 100), Interval.SKEWED),
        ((5_000, 5_000), (101, 99), Interval.SKEWED),
        ((9_900, 100), (9_000, 95), Interval.SKEWED),
        ((9_900, 100), (180, 20), Interval.SKEWED),
    ],
)
def test_uneven_or_small_arms_get_the_skewed_interval(
    members: tuple[int, int], buyers: tuple[int, int], interval: Interval
) -> None:
    arms = ("mail", "control")
    found = trusted_interval(
        dict(zip(arms, buyers, strict=True)), dict(zip(arms, members, strict=True))
    )
    assert found is interval


def test_nineteen_buyers_in_the_hold_out_are_too_few_for_any_interval() -> None:
    with pytest.raises(TooFewBuyers, match="control has 19 of the 20"):
        trusted_interval({"mail": 5_000, "control": 19}, MEMBERS)


def test_too_few_in_all_arms_together_are_refused_as_such() -> None:
    with pytest.raises(TooFewBuyers, match="arms together have 199 of the 200") as refused:
        trusted_interval({"mail": 150, "control": 49}, MEMBERS)
    assert refused.value.arm is None
    assert refused.value.more_members == 51  # 1 of 199 short, of 10,000
