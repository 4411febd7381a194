"""What it costs to serve a customer, and the contacts that the cost is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.baskets import RETURNED, Lines
from goodwill.demo.buying import Lives, Orders
from goodwill.demo.columns import NEVER, Flags, Floats, Ints, dates, money, table, words
from goodwill.demo.company import DAYS_PER_YEAR, GROUPS, PLACES, SIZE_VISITS, Company
from goodwill.demo.people import People

ACTIVITIES = ("delivery", "returns handling", "visit", "call", "first visit")
DELIVERY, HANDLING, VISIT, CALL, FIRST_VISIT = range(5)
# Fen for organisations and for people, before region and chance.
DELIVERY_COST, HANDLING_COST = (5500, 1900), (9000, 3200)
VISIT_COST, CALL_COST, FIRST_VISIT_COST = 75_000, 5_500, 40_000
DEMANDING_SHAPE = 0.5
"""Gamma shape of how demanding customers are: a few take most of the visits and calls."""
FIRST_VISITS = 0.35
DAYS_STILL_SERVED = 60
"""For so long after a loss nobody notices, and the visits go on."""
CONTACT_KINDS = ("visit", "call", "e-mail", "chat")
INBOUND_A_YEAR = 1.1


@dataclass(frozen=True)
class Served:
    """Costs sorted by day, shape (entries,); `amount` in fen."""

    customer: Ints
    day: Ints
    activity: Ints
    amount: Ints


def served(
    company: Company,
    rng: np.random.Generator,
    *,
    who: People,
    life: Lives,
    bought: Orders,
    lines: Lines,
) -> Served:
    """Everything that was spent on the customers of one block beyond the goods."""
    back = lines.status == RETURNED
    parts = [
        _each(rng, who, (bought.customer, bought.day), DELIVERY, DELIVERY_COST),
        _each(rng, who, (lines.customer[back], lines.day[back]), HANDLING, HANDLING_COST),
        *_looked_after(company, rng, who, life),
        _courted(company, rng, who),
    ]
    customer, day, activity, amount = (np.concatenate(p) for p in zip(*parts, strict=True))
    by_day = np.lexsort((activity, customer, day))
    return Served(customer[by_day], day[by_day], activity[by_day], amount[by_day])


def costs_table(who: People, spent: Served) -> Any:
    """`costs.parquet` of one block."""
    return table(
        customer_id=words(spent.customer, who.ids),
        date=dates(spent.day),
        activity=words(spent.activity, ACTIVITIES),
        amount=money(spent.amount),
        currency=words(np.zeros(len(spent.day), np.int64), ["CNY"]),
    )


@dataclass(frozen=True)
class Contacts:
    """Contacts sorted by day, shape (contacts,); `kind` is a place in `CONTACT_KINDS`."""

    customer: Ints
    day: Ints
    kind: Ints
    inbound: Flags
    minutes: Ints

    def __len__(self) -> int:
        return len(self.day)


def contacted(
    company: Company, rng: np.random.Generator, who: People, life: Lives, spent: Served
) -> Contacts:
    """Visits and calls of ours, and what customers wrote, of one block."""
    ours = np.flatnonzero(spent.activity >= VISIT)
    writer, wrote = _spread(company, rng, who, life, np.full(len(who), INBOUND_A_YEAR))
    inbound = np.repeat([False, True], [len(ours), len(writer)])
    kind = np.where(spent.activity[ours] == CALL, 1, 0)
    kind = np.concatenate([kind, 2 + (rng.random(len(writer)) < 0.5)])
    customer = np.concatenate([spent.customer[ours], writer])
    day = np.concatenate([spent.day[ours], wrote])
    by_day = np.lexsort((kind, customer, day))
    minutes = np.array([55, 9, 4, 7])[kind] * (0.5 + rng.random(len(kind)))
    return Contacts(
        customer[by_day],
        day[by_day],
        kind[by_day],
        inbound[by_day],
        np.ceil(minutes[by_day]).astype(np.int64),
    )


Entries = tuple[Ints, Ints, Ints, Ints]


def _each(
    rng: np.random.Generator,
    who: People,
    at: tuple[Ints, Ints],
    activity: int,
    costs: tuple[int, int],
) -> Entries:
    customer, day = at
    cost = np.array(costs)[who.kind[customer]] * (0.8 + 0.4 * rng.random(len(customer)))
    if activity == DELIVERY:
        cost *= np.array([place.haul for place in PLACES])[who.place[customer]]
    return customer, day, np.full(len(customer), activity), np.rint(cost).astype(np.int64)


def _looked_after(
    company: Company, rng: np.random.Generator, who: People, life: Lives
) -> list[Entries]:
    """Visits and calls go by how demanding a customer is, not by what it brings."""
    demanding = rng.gamma(DEMANDING_SHAPE, 1 / DEMANDING_SHAPE, len(who))
    size = np.where(who.are_people, 1.0, np.array(SIZE_VISITS)[who.size])
    visits = np.array([g.visits_a_year for g in GROUPS])[who.group] * size * demanding
    calls = np.array([g.calls_a_year for g in GROUPS])[who.group] * np.sqrt(size) * demanding
    return [
        _costed(rng, *_spread(company, rng, who, life, visits), VISIT, VISIT_COST),
        _costed(rng, *_spread(company, rng, who, life, calls), CALL, CALL_COST),
    ]


def _courted(company: Company, rng: np.random.Generator, who: People) -> Entries:
    """Some organisations are visited when they enquire, whether they then buy or not."""
    asked = (who.enquired != NEVER) & ~who.are_people & (rng.random(len(who)) < FIRST_VISITS)
    customer = np.flatnonzero(asked)
    day = np.minimum(who.enquired[customer] + 7, company.end_day - 1)
    return _costed(rng, customer, day, FIRST_VISIT, FIRST_VISIT_COST)


def _costed(
    rng: np.random.Generator, customer: Ints, day: Ints, activity: int, cost: int
) -> Entries:
    amount = np.rint(cost * (0.6 + 0.8 * rng.random(len(customer)))).astype(np.int64)
    return customer, day, np.full(len(customer), activity), amount


def _spread(
    company: Company, rng: np.random.Generator, who: People, life: Lives, a_year: Floats
) -> tuple[Ints, Ints]:
    """Poisson many days, spread evenly over the time that a buyer is served."""
    last = np.minimum(life.death + DAYS_STILL_SERVED, company.end_day)
    days = np.where(who.bought, last - who.first, 0.0)
    customer = np.repeat(np.arange(len(who)), rng.poisson(a_year * days / DAYS_PER_YEAR))
    day = who.first[customer] + np.floor(rng.random(len(customer)) * days[customer])
    return customer, _workdays(day.astype(np.int64), who.first[customer], who.are_people[customer])


def _workdays(day: Ints, first: Ints, people: Flags) -> Ints:
    """An organisation is not seen at weekends: back to Friday, but not before it bought."""
    past_friday = np.maximum((day + 3) % 7 - 4, 0)  # 1970-01-01 was a Thursday
    return np.where(people, day, np.maximum(day - past_friday, first))
