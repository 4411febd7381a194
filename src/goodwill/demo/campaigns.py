"""Campaigns with random hold-outs, and the orders that they cause and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.buying import Lives
from goodwill.demo.columns import NEVER, Flags, Floats, Ints, dates, money, table, texts, words
from goodwill.demo.company import DAYS_PER_YEAR, GROUPS, Company
from goodwill.demo.people import GROUP_NAMES, KINDS, People

ARMS = ("treated", "holdout")


@dataclass(frozen=True)
class Members:
    """Who was in which campaign, shape (members,); `campaign` is a place in the company's
    campaigns. `expected` is how many orders the campaign was going to cause for a treated
    member, given the member's rate and life."""

    campaign: Ints
    customer: Ints
    treated: Flags
    expected: Floats


@dataclass(frozen=True)
class Extra:
    """Orders that campaigns caused, shape (orders,)."""

    customer: Ints
    day: Ints
    campaign: Ints


def members(company: Company, rng: np.random.Generator, who: People, life: Lives) -> Members:
    """All who had bought before it began, in the segments meant; each arm by its own coin."""
    campaign, customer, treated, expected = [_NOBODY], [_NOBODY], [_NO_FLAGS], [_NO_FLOATS]
    for place, it in enumerate(company.campaigns):
        lift = np.array([it.lift.get(name, np.nan) for name in GROUP_NAMES])[who.group]
        chosen = np.flatnonzero(~np.isnan(lift) & who.bought & (who.first < company.begins(it)))
        campaign.append(np.full(len(chosen), place))
        customer.append(chosen)
        treated.append(rng.random(len(chosen)) >= it.holdout_share)
        span = _time_in(company, place, who, life, chosen)
        expected.append(life.rate[chosen] / DAYS_PER_YEAR * lift[chosen] * span)
    return Members(
        np.concatenate(campaign),
        np.concatenate(customer),
        np.concatenate(treated),
        np.concatenate(expected),
    )


def extra_orders(
    company: Company, rng: np.random.Generator, who: People, life: Lives, them: Members
) -> Extra:
    """A Poisson process with the rate λ·season(t)·lift, for treated members who live."""
    count = rng.poisson(np.where(them.treated, them.expected, 0.0))
    member = np.repeat(np.arange(len(count)), count)
    customer, campaign = them.customer[member], them.campaign[member]
    day = np.empty(len(member), np.int64)
    share = rng.random(len(member))
    for place in range(len(company.campaigns)):
        for kind, name in enumerate(KINDS):
            rows = np.flatnonzero((campaign == place) & (who.kind[customer] == kind))
            low, high = _span(company, place, name, life.death[customer[rows]])
            moment = company.clocks[name].moment(low + share[rows] * (high - low))
            day[rows] = np.floor(moment).astype(np.int64)
    return Extra(customer, day, campaign)


def campaigns_table(company: Company) -> Any:
    """`campaigns.parquet`: `ends_on` is the first day after it."""
    them = company.campaigns
    return table(
        campaign_id=texts([c.id for c in them]),
        name=texts([c.name for c in them]),
        channel=texts([c.channel for c in them]),
        starts_on=dates(np.array([company.begins(c) for c in them], np.int64)),
        ends_on=dates(np.array([company.ends(c) for c in them], np.int64)),
        audience=texts([", ".join(c.lift) for c in them]),
        holdout_share=np.array([c.holdout_share for c in them], np.float64),
        contact_cost=money(np.array([c.contact_cost_minor for c in them], np.int64)),
        currency=texts(["CNY"] * len(them)),
    )


def members_table(company: Company, who: People, them: Members) -> Any:
    """`campaign_members.parquet` of one block: nobody in a hold-out was contacted."""
    starts = np.array([company.begins(c) for c in company.campaigns] or [0], np.int64)
    contacted = np.where(them.treated, starts[them.campaign], NEVER)
    return table(
        campaign_id=words(them.campaign, [c.id for c in company.campaigns]),
        customer_id=words(them.customer, who.ids),
        arm=words((~them.treated).astype(np.int64), ARMS),
        assigned_on=dates(starts[them.campaign] - 3),
        contacted_on=dates(contacted),
    )


def truth_table(company: Company, sums: Floats) -> Any:
    """`truth/campaigns.parquet`, from the sums over all blocks of `summed`."""
    rows = [
        (place, group)
        for place, campaign in enumerate(company.campaigns)
        for group, name in enumerate(GROUP_NAMES)
        if name in campaign.lift
    ]
    kept = np.array([sums[place, group] for place, group in rows]).reshape(-1, 5)
    them = [company.campaigns[place] for place, _ in rows]
    return table(
        campaign_id=texts([c.id for c in them]),
        segment=texts([GROUP_NAMES[group] for _, group in rows]),
        starts_on=dates(np.array([company.begins(c) for c in them], np.int64)),
        lift=np.array([them[k].lift[GROUP_NAMES[g]] for k, (_, g) in enumerate(rows)], float),
        treated=kept[:, 0].astype(np.int64),
        holdout=kept[:, 1].astype(np.int64),
        extra_orders_expected=kept[:, 2],
        extra_orders=kept[:, 3].astype(np.int64),
        extra_margin_expected=money(np.rint(kept[:, 4]).astype(np.int64)),
    )


def summed(
    company: Company, who: People, them: Members, extra: Extra, order_margin: Floats
) -> Floats:
    """Treated, hold-out, extra orders expected and caused, extra margin expected in fen:
    shape (campaigns, groups, 5)."""
    shape = (len(company.campaigns), len(GROUPS))
    cell = them.campaign * len(GROUPS) + who.group[them.customer]
    caused = extra.campaign * len(GROUPS) + who.group[extra.customer]
    expected = np.where(them.treated, them.expected, 0.0)
    size = shape[0] * shape[1]
    sums = [
        np.bincount(cell, them.treated, size),
        np.bincount(cell, ~them.treated, size),
        np.bincount(cell, expected, size),
        np.bincount(caused, minlength=size).astype(np.float64),
        np.bincount(cell, expected * order_margin[them.customer], size),
    ]
    return np.stack(sums, axis=-1).reshape(*shape, 5)


def _time_in(company: Company, place: int, who: People, life: Lives, chosen: Ints) -> Floats:
    """Buying time during the campaign before each customer's death, shape (chosen,)."""
    time = np.zeros(len(chosen))
    for kind, name in enumerate(KINDS):
        rows = who.kind[chosen] == kind
        low, high = _span(company, place, name, life.death[chosen[rows]])
        time[rows] = high - low
    return time


def _span(company: Company, place: int, kind: str, death: Floats) -> tuple[float, Floats]:
    campaign, clock = company.campaigns[place], company.clocks[kind]
    low = float(clock.at(company.begins(campaign)))
    last = np.minimum(death, min(company.ends(campaign), company.end_day))
    return low, np.maximum(clock.at(last), low)


_NOBODY = np.empty(0, np.int64)
_NO_FLAGS = np.empty(0, np.bool_)
_NO_FLOATS = np.empty(0, np.float64)
