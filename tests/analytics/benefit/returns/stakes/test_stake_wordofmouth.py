"""Natural income: always a range, from published multiples and the company's own shares."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.stakes.stake_cast import CNY, between, ends, figure

from goodwill.analytics.benefit.returns.stakes.stated import Measured, exactly
from goodwill.analytics.benefit.returns.stakes.wordofmouth import Talk, natural_income
from goodwill.analytics.errors import Undefined
from goodwill.analytics.value.outlook.advocacy import word_of_mouth
from goodwill.analytics.value.outlook.multiples import Assumptions, Feelings, Multiples

KNOWN = Talk(1000, 200, exactly("0.01"), exactly("0.005"), exactly(300))


def test_natural_income_is_what_comes_less_what_stays_away() -> None:
    """MK12: 1,000 × 5 × (1 + 1…2) × .01 × 300 − 200 × 10 × (1 + 5) × .005 × 300."""
    stake = natural_income(KNOWN, CNY)
    assert ends(figure(stake, "stake_natural_income")) == (
        *(Decimal("12000.00"), Decimal("19500.00"), Decimal("27000.00")),
    )
    assert ends(figure(stake, "stake_reach")) == (10_000, 12_500, 15_000)
    assert figure(stake, "stake_reach_bad").value == 12_000


def test_it_agrees_with_the_outlook() -> None:
    found = figure(natural_income(KNOWN, CNY), "stake_natural_income")
    word = word_of_mouth(
        Feelings(advocates=1000, completely_dissatisfied=200),
        Assumptions(conversion=0.01, deterred=0.005),
        newcomer_minor=30_000,
    )
    assert word.natural_low_minor is not None
    assert word.deterred_minor is not None
    assert found.low == Decimal(word.natural_low_minor + word.deterred_minor) / 100


def test_it_may_be_a_loss() -> None:
    unhappy = replace(KNOWN, dissatisfied=2000)
    low, _, high = ends(figure(natural_income(unhappy, CNY), "stake_natural_income"))
    assert (low, high) == (Decimal("-150000.00"), Decimal("-135000.00"))


def test_uncertain_shares_widen_the_range() -> None:
    unsure = replace(KNOWN, conversion=between("0.005", "0.02"))
    low, _, high = ends(figure(natural_income(unsure, CNY), "stake_natural_income"))
    assert (low, high) == (Decimal("-3000.00"), Decimal("72000.00"))


def test_a_point_is_refused() -> None:
    with pytest.raises(Undefined, match="a range, never a point"):
        natural_income(replace(KNOWN, multiples=Multiples(they_tell=(1, 1))), CNY)


def test_it_says_that_it_is_not_added_to_the_multiple() -> None:
    assert "1.8" in str(natural_income(KNOWN, CNY).counted)


def test_referred_customers_stand_beside_it() -> None:
    assert "not recorded" in str(natural_income(KNOWN, CNY).measured[0].reason)
    sent = replace(KNOWN, measured=Measured(Decimal("8400.00"), 28))
    assert natural_income(sent, CNY).measured[0].value == Decimal("8400.00")


@pytest.mark.parametrize("key", ["talkers", "dissatisfied", "conversion", "deterrence", "margin"])
def test_nothing_is_assumed_for_the_company(key: str) -> None:
    with pytest.raises(Undefined, match=key):
        natural_income(replace(KNOWN, **{key: None}), CNY)


def test_percent_for_a_share_is_refused() -> None:
    with pytest.raises(Undefined, match="between 0 and 1"):
        natural_income(replace(KNOWN, conversion=exactly(2)), CNY)
