"""How many to leave alone: enough to see it, and what that costs and is worth."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import numpy as np
import pytest

from goodwill.analytics.campaigns.foretelling.chances import Chance, chances
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts
from goodwill.analytics.campaigns.foretelling.holdouts import (
    SHARES,
    best_trade,
    control_group_share,
    holdout_at,
    smallest_share,
    worth_of_knowing,
)
from goodwill.analytics.campaigns.foretelling.premises import Premises, premises
from goodwill.analytics.campaigns.planning import plan_from
from goodwill.analytics.errors import TooFew

TEXT = """
campaign = "spring"
starts_on = 2025-03-01
days = 14
currency = "CNY"
[arms]
holdout = {holdout}
[costs]
per_contact = {contact}
[expect]
lift_low = 0.0
lift_high = 0.2
baseline_rate = 0.05
order_margin = 62
order_margin_sd = 80
[decide]
{decide}
"""


def premises_of(
    members: int,
    *,
    holdout: float = 0.2,
    contact: float = 0.045,
    decide: str = "",
    customers: int | None = None,
) -> Premises:
    text = TEXT.format(holdout=holdout, contact=contact, decide=decide)
    plan = plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")
    return premises(plan, AudienceFacts(members, customers=customers))


def power_at(members: int, share: float, metric: str = "buyers", decide: str = "") -> float:
    (one,) = [
        each
        for (name, _), each in chances(premises_of(members, holdout=share, decide=decide)).items()
        if name == metric
    ]
    assert isinstance(one, Chance)
    return one.power


def test_the_smallest_share_is_enough_and_a_smaller_one_is_not() -> None:
    share = smallest_share(premises_of(300_000))
    assert share < 0.2
    assert power_at(300_000, share) >= 0.8 > power_at(300_000, share - 0.001)


def test_money_needs_a_hundred_buyers_in_the_holdout() -> None:
    """Of ten million, shares would show it with far fewer than the 2,000 that money takes."""
    big = 'minimum_effect = 5.0\nprimary = ["margin_minor"]'
    assert smallest_share(premises_of(10_000_000, decide=big)) * 10_000_000 * 0.05 >= 100
    assert smallest_share(premises_of(100_000, decide=big)) == pytest.approx(0.02)


def test_too_small_an_audience_is_told_how_many_it_takes() -> None:
    with pytest.raises(TooFew) as refused:
        smallest_share(premises_of(20_000))
    assert refused.value.have == 20_000
    needed = refused.value.needed
    assert smallest_share(premises_of(needed)) == pytest.approx(0.5, abs=0.02)


def test_a_holdout_costs_what_its_members_would_have_brought() -> None:
    """2,000 left alone × (5 % × 10 % × ¥62 − ¥0.045)."""
    found = holdout_at(premises_of(10_000), 0.2)
    assert found.members == 2000
    assert found.cost == pytest.approx(2000 * (0.05 * 0.1 * 6200 - 4.5))
    assert (found.cost_low, found.cost_high) == pytest.approx(
        (2000 * -4.5, 2000 * (0.05 * 0.2 * 6200 - 4.5)), abs=1e-6
    )


def test_leaving_alone_who_would_cost_more_than_they_bring_saves_money() -> None:
    assert holdout_at(premises_of(10_000, contact=1.0), 0.2).cost < 0


@pytest.mark.parametrize(
    ("mean", "spread", "error"), [(0.0, 2.0, 1.0), (1.5, 2.0, 3.0), (-1, 1, 1)]
)
def test_worth_of_knowing_is_what_simulated_decisions_earn(
    mean: float, spread: float, error: float
) -> None:
    """The truth is drawn, measured with error, and contacts are made where it seems to pay."""
    rng = np.random.default_rng(8)
    truth = rng.normal(mean, spread, 400_000)
    seen = truth + rng.normal(0, error, truth.size)
    posterior = (seen / error**2 + mean / spread**2) / (1 / error**2 + 1 / spread**2)
    earned = np.where(posterior > 0, truth, 0.0)
    gained = earned.mean() - max(mean, 0.0)
    assert worth_of_knowing(mean, spread, error) == pytest.approx(
        gained, abs=4 * earned.std() / np.sqrt(truth.size)
    )


def test_who_measures_nothing_learns_nothing() -> None:
    assert worth_of_knowing(1.0, 2.0, np.inf) == 0


def test_the_best_trade_is_better_than_its_neighbours() -> None:
    """With contacts about to break even, knowing decides much; the gain is largest there."""
    decide = "later_contacts = 500000"
    found = premises_of(20_000, contact=0.25, decide=decide)
    trade = best_trade(found)
    assert 0 < trade.holdout.share < 0.5
    assert trade.gain == pytest.approx(trade.worth - trade.holdout.cost, rel=1e-3)
    assert trade.gain > 0


def test_the_more_depends_on_it_the_more_are_left_alone() -> None:
    shares = [
        best_trade(premises_of(20_000, decide=f"later_contacts = {later}")).holdout.share
        for later in (1_000, 100_000, 10_000_000)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_control_group_is_the_smallest_that_shows_the_lift() -> None:
    found = premises_of(10_000, customers=1_000_000)
    share = control_group_share(found)
    assert share in SHARES
    assert power_at(1_000_000, share) >= 0.8 > power_at(1_000_000, share - 0.001)
    with pytest.raises(TooFew, match="control group of a fifth"):
        control_group_share(premises_of(10_000, customers=20_000))
