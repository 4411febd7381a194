"""Campaigns do what the truth says, to those they reached and to nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.demo.company import CAMPAIGNS

IDS = [campaign.id for campaign in CAMPAIGNS]
RANDOM = [campaign for campaign in CAMPAIGNS if not campaign.moved_share]
BROKEN = "CMP-08"


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


@pytest.mark.parametrize("campaign", RANDOM, ids=lambda it: it.id)
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
    columns = "extra_orders, extra_orders_expected, extra_orders_sd, lift"
    truths = ("campaign_truth", "preference_truth")
    rows = [row for truth in truths for row in ask(f"select {columns} from {truth}")]
    for caused, expected, spread, lift in rows:
        assert caused == pytest.approx(expected, abs=4 * spread)
        assert np.sign(expected) == np.sign(lift)


def test_truth_by_preference_adds_up_to_truth_by_segment_and_by_member(ask):
    both = ask(
        """select sum(treated), sum(extra_orders), round(sum(extra_orders_expected), 6)
        from campaign_truth where campaign_id = 'CMP-07' union
        select sum(treated), sum(extra_orders), round(sum(extra_orders_expected), 6)
        from preference_truth"""
    )
    assert len(both) == 1
    of_members = ask(
        """select campaign_id, round(sum(extra_orders_if_treated), 6) from member_truth
        join campaign_members using (campaign_id, customer_id) where arm = 'treated'
        group by all order by 1"""
    )
    assert of_members == ask(
        """select campaign_id, round(sum(extra_orders_expected), 6) from campaign_truth
        group by all order by 1"""
    )


@pytest.mark.parametrize("campaign", [campaign.id for campaign in RANDOM])
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


def orders_a_member(ask, campaign: str, by: str) -> dict[tuple[str, str], float]:
    """Orders during the campaign for each member, by arm and a column of the customers."""
    rows = ask(
        f"""select m.arm, c.{by}, count(distinct order_no) / count(distinct m.customer_id)
        from campaign_members m join campaigns using (campaign_id)
        join customers c using (customer_id) left join good_lines l
        on l.customer_id = m.customer_id and quantity > 0
        and order_date >= starts_on and order_date < ends_on
        where campaign_id = '{campaign}' group by all"""
    )
    return {(arm, group): orders for arm, group, orders in rows}


def test_the_effect_depends_on_the_preferred_channel_and_some_are_put_off(ask):
    each = orders_a_member(ask, "CMP-07", "preferred_channel")
    for channel, lift in ask("select preferred_channel, lift from preference_truth"):
        seen = each["treated", channel] / each["holdout", channel] - 1
        assert seen == pytest.approx(lift, abs=0.35 if channel == "post" else 0.2), channel
    assert each["treated", "post"] < each["holdout", "post"]
    assert each["treated", "WeChat"] > 1.4 * each["holdout", "WeChat"]


def test_where_the_best_were_moved_shares_and_balance_are_broken(ask):
    [(held, members, moved, planned)] = ask(
        f"""select count_if(arm = 'holdout'), count(*), (select sum(moved) from campaign_truth
        where campaign_id = '{BROKEN}'), any_value(holdout_share)
        from campaign_members join campaigns using (campaign_id) where campaign_id = '{BROKEN}'"""
    )
    deviation = np.sqrt(planned * (1 - planned) * members)
    assert held + moved == pytest.approx(planned * members, abs=4 * deviation)
    assert held < planned * members - 6 * deviation
    before = dict(
        ask(
            f"""select arm, count(distinct order_no) / count(distinct m.customer_id)
            from campaign_members m join campaigns using (campaign_id) left join good_lines l
            on l.customer_id = m.customer_id and order_date < starts_on
            and order_date >= starts_on - 365 and quantity > 0
            where campaign_id = '{BROKEN}' group by all"""
        )
    )
    assert before["treated"] > 1.2 * before["holdout"]


def test_only_the_broken_campaign_has_moved_members(ask):
    assert ask("select distinct campaign_id from campaign_truth where moved > 0") == [(BROKEN,)]
    assert ask(
        """select count(*) from member_truth join campaign_members
        using (campaign_id, customer_id) where moved and arm = 'holdout'"""
    ) == [(0,)]


def test_a_naive_comparison_of_the_broken_campaign_says_too_much(ask):
    arm = arms(ask, BROKEN)
    (treated, orders), (held, base) = arm["treated"], arm["holdout"]
    [(caused,)] = ask(
        f"select sum(extra_orders) from campaign_truth where campaign_id = '{BROKEN}'"
    )
    assert orders - base * treated / held > 2 * float(caused)


def test_costs_are_what_was_fixed_and_what_each_contact_cost(ask):
    assert ask(
        """select count(*) from (select campaign_id, sum(amount) as spent from campaign_costs
        where activity = 'contacts' group by all) join (select campaign_id,
        count_if(arm = 'treated') as contacts from campaign_members group by all)
        using (campaign_id) join campaigns using (campaign_id)
        where spent <> contacts * contact_cost"""
    ) == [(0,)]
    assert ask("select count(*) from campaign_costs where activity = 'design'") == [(len(IDS),)]


def test_every_treated_member_was_touched_first_by_the_channel_of_the_campaign(ask):
    assert ask(
        """with first as (select campaign_id, customer_id, arg_min(t.channel, touched_on) as way,
        min(touched_on) as touched_on from touches t group by all)
        select count(*) from campaign_members m full join first f
        using (campaign_id, customer_id) left join campaigns c using (campaign_id)
        where contacted_on is distinct from f.touched_on
        or (arm = 'treated' and way is distinct from c.channel)"""
    ) == [(0,)]
    [(several, late)] = ask(
        """select count(*) - count(distinct (campaign_id, customer_id)),
        count_if(touched_on >= ends_on) from touches join campaigns using (campaign_id)"""
    )
    assert several > 1000
    assert late == 0
