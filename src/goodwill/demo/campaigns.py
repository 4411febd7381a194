"""Campaigns with random hold-outs, and the orders that they cause and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from goodwill.demo.buying import Lives, Orders
from goodwill.demo.columns import NEVER, Flags, Floats, Ints, dates, money, table, texts, words
from goodwill.demo.company import DAYS_PER_YEAR, MOVED_FROM, Campaign, Company
from goodwill.demo.people import CHANNELS, GROUP_NAMES, KINDS, People

ARMS = ("treated", "holdout")


@dataclass(frozen=True)
class Members:
    """Who was in which campaign, shape (members,); `campaign` is a place in the company's
    campaigns. `usual` is how many orders a member of this rate and life places in that time,
    and `expected` how many more if treated. `moved` were drawn for the hold-out."""

    campaign: Ints
    customer: Ints
    treated: Flags
    moved: Flags
    lift: Floats
    usual: Floats

    @property
    def expected(self) -> Floats:
        return np.asarray(self.lift * self.usual)


@dataclass(frozen=True)
class Extra:
    """Orders that campaigns caused, shape (orders,)."""

    customer: Ints
    day: Ints
    campaign: Ints


@dataclass(frozen=True)
class Done:
    """All that campaigns did in one block: `lost` are places of orders that never came."""

    members: Members
    extra: Extra
    lost: Ints
    lost_to: Ints
    lost_by: Ints

    def kept(self, orders: Orders) -> Orders:
        kept = np.ones(len(orders), np.bool_)
        kept[self.lost] = False
        return Orders(orders.customer[kept], orders.day[kept], orders.campaign[kept])


def done(company: Company, block: int, who: People, life: Lives, orders: Orders) -> Done:
    """Draw who was in which campaign, and what came of it, beside `orders` without any.

    Campaigns of one topic share a generator, so that later ones leave the earlier as they were.
    """
    them, caused = [], []
    for topic in ("campaigns", "later campaigns"):
        rng = company.generator(block, topic)
        places = [at for at, it in enumerate(company.campaigns) if it.topic == topic]
        them.append(members(company, rng, places, who=who, life=life, orders=orders))
        caused.append(extra_orders(company, rng, who, life, them[-1]))
    everyone, extra = _together(them), _together(caused)
    lost, to = _lost(company, company.generator(block, "lost orders"), orders, everyone)
    return Done(everyone, extra, lost, to, orders.customer[lost])


def members(
    company: Company,
    rng: np.random.Generator,
    places: Sequence[int],
    *,
    who: People,
    life: Lives,
    orders: Orders,
) -> Members:
    """All who had bought before it began, in the segments meant; each arm by its own coin."""
    found = [_NOBODY]
    for place in places:
        it = company.campaigns[place]
        lift = _lifts(it, who)
        chosen = np.flatnonzero(~np.isnan(lift) & who.bought & (who.first < company.begins(it)))
        drawn = rng.random(len(chosen)) >= it.holdout_share
        span = _time_in(company, place, who, life, chosen)
        found.append(
            Members(
                np.full(len(chosen), place),
                chosen,
                drawn,
                _moved(company, rng, it, orders=orders, chosen=chosen, drawn=drawn),
                lift[chosen],
                life.rate[chosen] / DAYS_PER_YEAR * span,
            )
        )
    them = _together(found)
    return replace(them, treated=them.treated | them.moved)


def _lifts(it: Campaign, who: People) -> Floats:
    """Each customer's true lift, NaN outside the audience."""
    lift = np.array([it.lift.get(name, np.nan) for name in GROUP_NAMES])[who.group]
    if not it.lift_by_preference:
        return np.asarray(lift)
    by_preference = np.array([it.lift_by_preference[name] for name in CHANNELS])[who.prefers]
    return np.where(np.isnan(lift), np.nan, by_preference)


def _moved(
    company: Company,
    rng: np.random.Generator,
    it: Campaign,
    *,
    orders: Orders,
    chosen: Ints,
    drawn: Flags,
) -> Flags:
    """Those of the hold-out with the most orders in the year before, as far as it was meddled
    with."""
    if not it.moved_share:
        return np.zeros(len(chosen), np.bool_)
    begins = company.begins(it)
    recent = (orders.day >= begins - DAYS_PER_YEAR) & (orders.day < begins)
    bought = np.bincount(orders.customer[recent], minlength=chosen.max(initial=-1) + 1)[chosen]
    best = bought > np.quantile(bought, MOVED_FROM) if len(bought) else drawn
    return np.asarray(~drawn & best & (rng.random(len(chosen)) < it.moved_share))


def _lost(
    company: Company, rng: np.random.Generator, orders: Orders, them: Members
) -> tuple[Ints, Ints]:
    """Places of the orders that a negative lift takes from treated members, and the campaigns."""
    lost, to = [_NO_PLACES], [_NO_PLACES]
    for place, it in enumerate(company.campaigns):
        meant = (them.campaign == place) & them.treated & (them.lift < 0)
        share = np.zeros(1 + max(orders.customer.max(initial=0), them.customer.max(initial=0)))
        share[them.customer[meant]] = -them.lift[meant]
        running = (orders.day >= company.begins(it)) & (orders.day < company.ends(it))
        at = np.flatnonzero(running & (share[orders.customer] > 0))
        at = at[rng.random(len(at)) < share[orders.customer[at]]]
        lost.append(at)
        to.append(np.full(len(at), place))
    return np.concatenate(lost), np.concatenate(to)


Columns = TypeVar("Columns", Members, Extra)


def _together(parts: Sequence[Columns]) -> Columns:
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(parts[0])
    }
    return type(parts[0])(**columns)


def extra_orders(
    company: Company, rng: np.random.Generator, who: People, life: Lives, them: Members
) -> Extra:
    """A Poisson process with the rate λ·season(t)·lift, for treated members who live."""
    count = rng.poisson(np.where(them.treated, np.maximum(them.expected, 0.0), 0.0))
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
        kind=texts([c.kind for c in them]),
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


_NO_PLACES = np.empty(0, np.int64)
_NO_FLAGS = np.empty(0, np.bool_)
_NO_FLOATS = np.empty(0, np.float64)
_NOBODY = Members(_NO_PLACES, _NO_PLACES, _NO_FLAGS, _NO_FLAGS, _NO_FLOATS, _NO_FLOATS)
