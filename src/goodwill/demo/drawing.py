"""One block of the company drawn: everything that happened to its customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.demo import (
    activities,
    baskets,
    buying,
    campaigns,
    caring,
    case_handling,
    contacting,
    pilots,
    serving,
    touches,
)
from goodwill.demo.columns import NEVER, Floats
from goodwill.demo.company import Company
from goodwill.demo.people import People, people
from goodwill.demo.staff import Team, team


@dataclass(frozen=True)
class Bought:
    """Who they are, how long they live, and what they bought and why."""

    who: People
    life: buying.Lives
    done: campaigns.Done
    piloted: pilots.Piloted
    orders: buying.Orders
    how: baskets.Terms
    clean: baskets.Lines
    order_margin: Floats


@dataclass(frozen=True)
class Cared:
    """What was done for them, and what they said to it."""

    team: Team
    costs: serving.Served
    cases: caring.Cases
    handling: case_handling.Handling
    surveyed: caring.Surveyed
    contacts: serving.Contacts
    handled: contacting.Handled
    touched: touches.Touched
    work: activities.Work


def bought(company: Company, block: int) -> Bought:
    """What campaigns and pilots caused is among the orders, what they lost is not."""
    who = people(company, block)
    life = buying.lives(company, block, who)
    plain = buying.orders(company, block, who, life)
    done = campaigns.done(company, block, who, life, plain)
    piloted = pilots.piloted(company, company.generator(block, "pilots"), who, life)
    orders = _with_extra(done.kept(plain), done.extra, piloted)
    rng = company.generator(block, "lines")
    how = baskets.terms(rng, who)
    clean = baskets.filled(company, rng, who, how, orders)
    margin = baskets.expected_order_margin(company, who, how)
    return Bought(who, life, done, piloted, orders, how, clean, margin)


def cared(company: Company, block: int, it: Bought) -> Cared:
    """The care that a block's customers got from its team."""
    rng = company.generator(block, "serving")
    costs = serving.served(company, rng, who=it.who, life=it.life, bought=it.orders, lines=it.clean)
    staff, rng = team(company, block), company.generator(block, "care")
    cases = caring.cases(company, rng, who=it.who, life=it.life, bought=it.orders)
    surveyed = caring.surveyed(company, rng, it.who, it.life)
    contacts = serving.contacted(company, rng, it.who, it.life, costs)
    rng = company.generator(block, "contacts")
    handled = contacting.handled(rng, it.who, it.life, contacts, staff)
    members, rng = it.done.members, company.generator(block, "case handling")
    return Cared(
        team=staff,
        costs=costs,
        cases=cases,
        handling=case_handling.handling(company, rng, cases, staff),
        surveyed=surveyed,
        contacts=contacts,
        handled=handled,
        touched=touches.touched(company, company.generator(block, "touches"), members),
        work=activities.work(
            company,
            company.generator(block, "activities"),
            who=it.who,
            contacts=(contacts, handled),
            orders=(it.orders, it.clean),
            cases=cases,
            members=members,
        ),
    )


def _with_extra(
    orders: buying.Orders, extra: campaigns.Extra, piloted: pilots.Piloted
) -> buying.Orders:
    return buying.in_order(
        np.concatenate([orders.customer, extra.customer, piloted.customer]),
        np.concatenate([orders.day, extra.day, piloted.day]),
        np.concatenate([orders.campaign, extra.campaign, np.full(len(piloted.day), NEVER)]),
    )
