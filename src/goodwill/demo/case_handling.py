"""How cases went through the house: who solved them, how quickly, and what happened on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.baskets import PRODUCT_IDS, TEST_PRODUCT
from goodwill.demo.caring import CASE_KINDS, PRIORITIES, Cases
from goodwill.demo.columns import NEVER, Ints, answers, dates, table, texts, words
from goodwill.demo.company import PLACES, Company
from goodwill.demo.contacting import ISSUE_SHARES, ISSUES, case_ids, moving, preceding, progress
from goodwill.demo.months import MINUTES_A_DAY
from goodwill.demo.people import CHANNELS, People
from goodwill.demo.staff import POOLED, SERVICE, WORK_DEPARTMENTS, Team

REPLY_MINUTES = (190.0, 80.0)
"""Mean working time to the first reply at the opening and at the as-of date."""
SOLVED_AT_ONCE = (0.52, 0.66)
HANDED_OVER = (0.35, 0.7, 0.4)
"""Mean changes of department of questions, complaints and repairs."""
REOPENED, REOPENED_WITHIN = 0.05, 20
REPEATED_DAYS, REPEATED = 10, 0.5
PROMISED_REPLY, PROMISED_SOLUTION = (480, 240, 120), (4800, 2400, 1440)
"""Working minutes promised by priority, for the share of cases that have a promise."""
WITH_PROMISE = 0.92
EVENTS = ("opened", "replied", "handed over", "solved", "reopened")
OPENED, REPLIED, HANDED, SOLVED, AGAIN = range(len(EVENTS))


@dataclass(frozen=True)
class Handling:
    """How each case was handled, shape (cases,); `NEVER` where it was not, or not yet."""

    employee: Ints
    issue: Ints
    product: Ints
    repeats: Ints
    reopened: Ints
    reply: Ints
    solve: Ints
    promised: Ints
    contacts: Ints
    handoffs: Ints


def handling(company: Company, rng: np.random.Generator, them: Cases, team: Team) -> Handling:
    """Replies grow quicker and more cases are solved at once, the longer the CRM runs."""
    n, share = len(them), progress(company, them.opened)
    done = them.closed != NEVER
    days = np.where(done, them.closed - them.opened, 0)
    at_once = rng.random(n) < moving(SOLVED_AT_ONCE, share)
    reopened = them.closed + rng.integers(1, REOPENED_WITHIN + 1, n)
    comes_back = done & (rng.random(n) < REOPENED) & (reopened < company.end_day)
    before = preceding(them.customer, them.opened, them.customer, them.opened - 1, REPEATED_DAYS)
    reply = np.ceil(rng.exponential(moving(REPLY_MINUTES, share))).astype(np.int64)
    worked = np.ceil(days * MINUTES_A_DAY * 5 / 7 * rng.uniform(0.35, 0.9, n)).astype(np.int64)
    promised = rng.random(n) < WITH_PROMISE
    return Handling(
        employee=team.chosen(np.full(n, SERVICE), them.customer),
        issue=rng.choice(len(ISSUES), n, p=ISSUE_SHARES),
        product=rng.integers(0, TEST_PRODUCT, n),
        repeats=np.where(rng.random(n) < REPEATED, before, NEVER),
        reopened=np.where(comes_back, reopened, NEVER),
        reply=reply,
        solve=np.where(done, np.maximum(worked, reply), NEVER),
        promised=np.where(promised, them.priority, NEVER),
        contacts=np.where(done, np.where(at_once, 1, 2 + rng.poisson(0.6, n)), 1),
        handoffs=rng.poisson(np.array(HANDED_OVER)[them.kind] * moving((1.2, 0.8), share)),
    )


def cases_table(block: int, who: People, team: Team, them: Cases, how: Handling) -> Any:
    """`cases.parquet` of one block; `closed_on` is empty for those still open."""
    ids = case_ids(block, len(them))
    return table(
        case_id=texts(ids),
        customer_id=words(them.customer, who.ids),
        employee_id=words(how.employee, team.ids),
        department=words(np.full(len(them), SERVICE), WORK_DEPARTMENTS),
        opened_on=dates(them.opened),
        closed_on=dates(them.closed),
        kind=words(them.kind, CASE_KINDS),
        priority=words(them.priority, PRIORITIES),
        channel=words(them.channel, CHANNELS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        product_id=words(how.product, PRODUCT_IDS),
        issue=words(how.issue, ISSUES),
        duplicate_of=words(how.repeats, ids),
        reopened_on=dates(how.reopened),
        reply_minutes=answers(how.reply),
        solve_minutes=answers(how.solve),
        promised_reply_minutes=answers(_promise(how, PROMISED_REPLY)),
        promised_solve_minutes=answers(_promise(how, PROMISED_SOLUTION)),
        contacts=answers(how.contacts),
        handoffs=answers(how.handoffs),
        satisfaction=answers(them.score),
    )


def events_table(
    rng: np.random.Generator, block: int, team: Team, them: Cases, how: Handling
) -> Any:
    """`case_events.parquet` of one block."""
    handed = np.repeat(np.arange(len(them)), how.handoffs)
    last = np.where(them.closed == NEVER, them.opened, them.closed)
    on_the_way = them.opened[handed] + np.floor(
        rng.random(len(handed)) * (last - them.opened)[handed]
    ).astype(np.int64)
    replied = np.minimum(them.opened + how.reply // MINUTES_A_DAY, last)
    every = np.arange(len(them))
    solved, again = np.flatnonzero(them.closed != NEVER), np.flatnonzero(how.reopened != NEVER)
    case = np.concatenate([every, every, handed, solved, again])
    sizes = [len(every), len(every), len(handed), len(solved), len(again)]
    event = np.repeat(np.arange(len(EVENTS)), sizes)
    day = np.concatenate(
        [them.opened, replied, on_the_way, them.closed[solved], how.reopened[again]]
    )
    department = np.where(event == HANDED, rng.choice(POOLED, len(case)), SERVICE)
    order = np.lexsort((event, case, day))
    case, event, day = case[order], event[order], day[order]
    department = department[order]
    return table(
        case_id=words(case, case_ids(block, len(them))),
        event=words(event, EVENTS),
        employee_id=words(team.chosen(department, them.customer[case]), team.ids),
        department=words(department, WORK_DEPARTMENTS),
        happened_on=dates(day),
    )


def _promise(how: Handling, minutes: tuple[int, ...]) -> Ints:
    return np.where(how.promised == NEVER, NEVER, np.array(minutes)[how.promised])
