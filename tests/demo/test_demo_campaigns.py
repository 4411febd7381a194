"""Campaigns do what the truth says, to those they reached and to nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.demo.company import CAMPAIGNS

IDS = [campaign.id for campaign in CAMPAIGNS]


def arms(ask, campaign: str) -> dict[str, tuple[int, int]]:
    """For each arm: how many members, and how many orders they placed while it ran."""
    return {
        arm: (members, orders)
        for arm, members, orders in ask(
            f"""select arm, count(distinct m.customer_id), count(distinct order_no)
            from campaign_members m join campaigns using (campaign_id) left join good_lines l
            on l.customer_id = m.customer_id and quantity > 0
            and order_date >= starts_on and order_date < ends_on
            where campaign_id = '{campaign}' group by all"""
        )
    }


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=IDS)
def test_the_holdout_is_as_large_as_planned(ask, campaign):
    [(held, members)] = ask(
        f"""select count_if(arm = 'holdout'), count(*) from campaign_members
        where campaign_id = '{campaign.id}'"""
    )
    share = campaign.holdout_share
    assert held / members == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / members))


def test_nobody_in_a_holdout_was_contacted_and_everybody_else_was(ask):
    assert ask(
        "select count(*) from campaign_members where (arm = 'treated') = (contacted_on is null)"
    ) == [(0,)]


def test_members_had_bought_before_it_began_and_are_in_it_once(ask):
    assert ask(
        """select count(*) from campaign_members join campaigns using (campaign_id)
        join customer_truth using (customer_id)
        where first_bought_on is null or first_bought_on >= starts_on"""
    ) == [(0,)]
    assert ask(
        """select count(*) - count(distinct (campaign_id, customer_id)) from campaign_members"""
    ) == [(0,)]


def test_campaigns_caused_as_many_orders_as_they_were_going_to(ask):
    rows = ask("select extra_orders, extra_orders_expected, lift from campaign_truth")
    for caused, expected, lift in rows:
        assert caused == pytest.approx(expected, abs=4 * np.sqrt(expected))
        assert (expected > 0) == (lift > 0)


@pytest.mark.parametrize("campaign", IDS)
def test_the_difference_between_the_arms_is_the_true_one(ask, campaign):
    """Treated orders less what the hold-out's rate would have given, within four sigma."""
    arm = arms(ask, campaign)
    (treated, orders), (held, base) = arm["treated"], arm["holdout"]
    [(caused,)] = ask(
        f"select sum(extra_orders) from campaign_truth where campaign_id = '{campaign}'"
    )
    estimate = orders - base * treated / held
    # Orders of one customer cluster, so their variance is more than a Poisson's.
    error = np.sqrt(2.0 * (orders + base * (treated / held) ** 2))
    assert estimate == pytest.approx(float(caused), abs=4 * error)


def test_a_lift_can_be_seen_and_a_lift_of_nought_cannot(ask):
    seen = {}
    for campaign in ("CMP-04", "CMP-06"):
        arm = arms(ask, campaign)
        (treated, orders), (held, base) = arm["treated"], arm["holdout"]
        error = np.sqrt(1 / orders + 1 / base)
        seen[campaign] = np.log(orders / treated / (base / held)) / error
    assert seen["CMP-04"] > 2.5
    assert abs(seen["CMP-06"]) < 2.5
