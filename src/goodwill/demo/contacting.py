"""Every contact with a customer: who had it, what for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.baskets import PRODUCT_IDS, TEST_PRODUCT, departments
from goodwill.demo.buying import Lives, Orders
from goodwill.demo.caring import Cases
from goodwill.demo.columns import (
    NEVER,
    Flags,
    Floats,
    Ints,
    answers,
    dates,
    flags,
    numbered,
    table,
    words,
)
from goodwill.demo.company import PLACES, Company
from goodwill.demo.people import People
from goodwill.demo.serving import CONTACT_KINDS, Contacts
from goodwill.demo.staff import SERVICE, WORK_DEPARTMENTS, Team

VISIT, CALL, E_MAIL, CHAT = range(len(CONTACT_KINDS))
CONTACT_CHANNELS = ("visit", "telephone", "e-mail", "WeChat")
PURPOSES = ("sales", "service", "care", "win-back", "cross-sell")
SALES, SERVING, CARE, WIN_BACK, CROSS_SELL = range(len(PURPOSES))
PURPOSE_SHARES = ((0.50, 0.05, 0.30, 0.0, 0.15), (0.10, 0.50, 0.30, 0.0, 0.10),
                  (0.0, 1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0, 0.0))  # fmt: skip
"""What visits, calls, e-mails and chats are for."""
WINNING_BACK = 0.6
"""The share of our contacts after a loss that are meant to win the customer back."""
STAGES = ("acquire", "retain", "expand", "churn")
ACQUIRE, RETAIN, EXPAND, CHURN = range(len(STAGES))
ISSUES = ("delivery", "quality", "price", "order", "use", "invoice")
ISSUE_SHARES = (0.24, 0.16, 0.12, 0.20, 0.18, 0.10)
TRAVEL_MINUTES = 34
SEARCH_SECONDS = (95.0, 40.0)
"""Mean search for information at the opening and at the as-of date."""
WAIT_MINUTES = (0.0, 2.0, 75.0, 9.0)
UNANSWERED = (0.09, 0.04)
"""The share of service contacts without an answer at the opening and at the as-of date."""
OFFERED = (0.6, 0.2, 0.1, 0.7, 0.9)
"""The share of contacts of each purpose in which something is offered."""
OFFER_DAYS = 14
OFFER_CREDITED = 0.6
"""Of those who order within the days after an offer, how many say that it is why."""
CASE_DAYS = 7
TAKES_PLACE = 0.95
OUTAGE_EVERY, OUTAGE_DAYS = 211, 2


@dataclass(frozen=True)
class Handled:
    """What was decided about each contact, shape (contacts,); `stage` and `purpose` are places
    in `STAGES` and `PURPOSES`, `department` in `WORK_DEPARTMENTS`, `employee` in the team."""

    department: Ints
    employee: Ints
    purpose: Ints
    stage: Ints
    travel: Ints
    completed: Flags


def handled(
    rng: np.random.Generator, who: People, life: Lives, them: Contacts, team: Team
) -> Handled:
    """Sales departments visit, customer service calls and answers."""
    sells = departments(who)[them.customer]
    visits = them.kind == VISIT
    department = np.where(visits & (sells > 0), sells, SERVICE)
    shares = np.cumsum(PURPOSE_SHARES, axis=1)[them.kind]
    purpose = (rng.random(len(them))[:, None] > shares[:, :-1]).sum(axis=1)
    gone = (life.death[them.customer] < them.day) & ~them.inbound
    back = gone & (rng.random(len(them)) < WINNING_BACK)
    purpose = np.where(back, WIN_BACK, purpose)
    before = _before_first(who, them.customer, them.day)
    purpose = np.where(before, np.where(visits, SALES, SERVING), purpose)
    haul = np.array([place.haul for place in PLACES])[who.place[them.customer]]
    travel = np.rint(TRAVEL_MINUTES * haul * (0.5 + rng.random(len(them)))).astype(np.int64)
    return Handled(
        department=department,
        employee=team.chosen(department, them.customer),
        purpose=purpose,
        stage=stages(before, purpose),
        travel=np.where(visits, travel, 0),
        completed=rng.random(len(them)) < TAKES_PLACE,
    )


def stages(before: Flags, purpose: Ints) -> Ints:
    """Before the first order to acquire; else by purpose."""
    of_purpose = np.array([RETAIN, RETAIN, RETAIN, CHURN, EXPAND])[purpose]
    return np.where(before, ACQUIRE, of_purpose)


def _before_first(who: People, customer: Ints, day: Ints) -> Flags:
    first = who.first[customer]
    return np.asarray((first == NEVER) | (day < first))


def interactions_table(
    company: Company,
    rng: np.random.Generator,
    block: int,
    *,
    who: People,
    team: Team,
    them: Contacts,
    how: Handled,
    cases: Cases,
    bought: Orders,
) -> Any:
    """`interactions.parquet` of one block."""
    n = len(them)
    late = progress(company, them.day)
    serving, issue = how.purpose == SERVING, rng.choice(len(ISSUES), n, p=ISSUE_SHARES)
    search = np.rint(rng.exponential(moving(SEARCH_SECONDS, late))).astype(np.int64)
    wait = np.ceil(rng.exponential(np.array(WAIT_MINUTES)[them.kind] * (1.2 - 0.4 * late)))
    answered = (rng.random(n) >= moving(UNANSWERED, late)).astype(np.int64)
    offered = how.completed & (rng.random(n) < np.array(OFFERED)[how.purpose])
    ordered = followed(bought.customer, bought.day, them.customer, them.day, OFFER_DAYS)
    accepted = offered & ordered & (rng.random(n) < OFFER_CREDITED)
    case = preceding(cases.customer, cases.opened, them.customer, them.day, CASE_DAYS)
    outage = (them.day - company.start_day) % OUTAGE_EVERY < OUTAGE_DAYS
    product = rng.integers(0, TEST_PRODUCT, n)
    return table(
        interaction_id=numbered(f"IA{block:05d}", n),
        customer_id=words(them.customer, who.ids),
        employee_id=words(how.employee, team.ids),
        department=words(how.department, WORK_DEPARTMENTS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        channel=words(them.kind, CONTACT_CHANNELS),
        product_id=words(np.where(serving, product, NEVER), PRODUCT_IDS),
        issue=words(np.where(serving, issue, NEVER), ISSUES),
        kind=words(them.kind, CONTACT_KINDS),
        direction=words(them.inbound.astype(np.int64), ("outbound", "inbound")),
        purpose=words(how.purpose, PURPOSES),
        case_id=words(np.where(serving, case, NEVER), case_ids(block, len(cases))),
        started_on=dates(them.day),
        minutes=answers(them.minutes),
        travel_minutes=answers(how.travel),
        search_seconds=answers(np.where(serving, search, NEVER)),
        wait_minutes=answers(np.where(them.inbound, wait.astype(np.int64), NEVER)),
        completed=flags(how.completed),
        answered=answers(np.where(serving, answered, NEVER)),
        offered=flags(offered),
        accepted=answers(np.where(offered, accepted, NEVER)),
        outage=flags(outage & them.inbound),
    )


def case_ids(block: int, n: int) -> list[str]:
    return [f"CA{block:05d}{k:06d}" for k in range(1, n + 1)]


def followed(customer: Ints, day: Ints, of: Ints, after: Ints, within: int) -> Flags:
    """Whether `of` had anything of `customer` and `day` in the days after `after`."""
    key = np.sort(_keys(customer, day))
    low = np.searchsorted(key, _keys(of, after), side="right")
    high = np.searchsorted(key, _keys(of, after + within), side="right")
    return np.asarray(high > low)


def preceding(customer: Ints, day: Ints, of: Ints, before: Ints, within: int) -> Ints:
    """The place of the last of `customer` and `day` that `of` had in the days up to `before`."""
    key = _keys(customer, day)
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key[order], _keys(of, before), side="right") - 1
    found = np.append(order, NEVER)[place]
    fits = (place >= 0) & (key[found] >= _keys(of, before - within)) if len(key) else place >= 0
    return np.where(fits, found, NEVER)


def _keys(customer: Ints, day: Ints) -> Ints:
    return customer * 1_000_000 + day


def progress(company: Company, day: Ints) -> Floats:
    """0 at the opening, 1 at the as-of date."""
    return np.asarray((day - company.start_day) / (company.end_day - company.start_day))


def moving(ends: tuple[float, float], share: Floats) -> Floats:
    """From the first to the last, evenly."""
    return ends[0] + (ends[1] - ends[0]) * share
