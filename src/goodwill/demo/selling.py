"""How organisations were won: leads, opportunities and every step between the stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.columns import NEVER, Flags, Ints, dates, money, table, texts, words
from goodwill.demo.company import SIZE_SCALES, Company
from goodwill.demo.people import People

SOURCES = ("trade fair", "web form", "recommendation", "cold call", "advertisement")
SOURCE_SHARES = (0.18, 0.34, 0.14, 0.20, 0.14)
LEAD_STATUSES = ("new", "qualified", "disqualified")
STAGES = ("enquiry", "qualified", "proposal", "negotiation", "won", "lost")
WON, LOST = 4, 5
LOST_REASONS = ("price", "competitor", "no budget", "no decision", "missing product")
LOST_AFTER_DAYS = 70.0
STALE_AFTER_DAYS = 180
YEARLY_FEN = 900_000


@dataclass(frozen=True)
class Opportunities:
    """One for each organisation that enquired, shape (opportunities,).

    `entered[:, k]` is the day on which it came into stage k + 1 (qualified … won or lost
    last), `NEVER` if it did not.
    """

    customer: Ints
    opened: Ints
    closed: Ints
    won: Flags
    stage: Ints
    entered: Ints


def leads_table(company: Company, rng: np.random.Generator, block: int, who: People) -> Any:
    """`leads.parquet` of one block: every organisation was a lead once."""
    lead = np.flatnonzero(~who.are_people)
    stale = company.end_day - who.known[lead] > STALE_AFTER_DAYS
    status = np.where(who.enquired[lead] != NEVER, 1, np.where(stale, 2, 0))
    source = rng.choice(len(SOURCES), len(lead), p=SOURCE_SHARES)
    source = np.where(who.referrer[lead] != NEVER, SOURCES.index("recommendation"), source)
    return table(
        lead_id=texts([f"LE{block:05d}{k:06d}" for k in range(1, len(lead) + 1)]),
        customer_id=words(lead, who.ids),
        created_on=dates(who.known[lead]),
        source=words(source, SOURCES),
        status=words(status, LEAD_STATUSES),
        qualified_on=dates(who.enquired[lead]),
    )


def opportunities(company: Company, rng: np.random.Generator, who: People) -> Opportunities:
    """Won on the day of the first purchase; else lost after a while, or open still."""
    customer = np.flatnonzero(~who.are_people & (who.enquired != NEVER))
    opened, won = who.enquired[customer], who.bought[customer]
    patience = np.ceil(rng.exponential(LOST_AFTER_DAYS, len(customer))).astype(np.int64)
    closing = np.where(won, who.first[customer], opened + patience)
    closed = np.where(closing < company.end_day, closing, NEVER)
    entered = _entered(company, rng, opened, closing, won)
    reached = (entered != NEVER).sum(axis=1)
    stage = np.where(closed == NEVER, reached, np.where(won, WON, LOST))
    return Opportunities(customer, opened, closed, won, stage, entered)


def opportunities_table(
    rng: np.random.Generator, block: int, who: People, them: Opportunities
) -> Any:
    """`opportunities.parquet` of one block."""
    n = len(them.customer)
    scale = np.array(SIZE_SCALES)[who.size[them.customer]] * rng.lognormal(0.0, 0.5, n)
    lost = np.where(them.stage == LOST, rng.integers(0, len(LOST_REASONS), n), NEVER)
    return table(
        opportunity_id=texts(_ids(block, n)),
        customer_id=words(them.customer, who.ids),
        opened_on=dates(them.opened),
        stage=words(them.stage, STAGES),
        amount=money(np.rint(YEARLY_FEN * scale / 10_000).astype(np.int64) * 10_000),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
        closed_on=dates(them.closed),
        lost_reason=words(lost, LOST_REASONS),
    )


def stage_changes_table(block: int, them: Opportunities) -> Any:
    """`stage_changes.parquet` of one block; the first stage of each comes from nowhere."""
    n = len(them.customer)
    day = np.column_stack([them.opened, them.entered, them.closed])
    stage = np.tile(np.arange(5), (n, 1))
    stage[:, 4] = np.where(them.won, WON, LOST)
    happened = day != NEVER
    row, _ = np.nonzero(happened)
    to, on = stage[happened], day[happened]
    before = np.where(np.diff(row, prepend=-1) != 0, NEVER, np.roll(to, 1))
    by_day = np.lexsort((to, row, on))
    return table(
        opportunity_id=words(row[by_day], _ids(block, n)),
        changed_on=dates(on[by_day]),
        from_stage=words(before[by_day], STAGES),
        to_stage=words(to[by_day], STAGES),
    )


def _entered(
    company: Company, rng: np.random.Generator, opened: Ints, closing: Ints, won: Flags
) -> Ints:
    """Days of `qualified`, `proposal`, `negotiation`: in order, between opening and closing.

    What is won went through all three; what is lost stopped somewhere.
    """
    share = np.sort(rng.random((len(opened), 3)), axis=1)
    day = opened[:, None] + np.floor(share * (closing - opened)[:, None]).astype(np.int64)
    furthest = np.where(won, 3, rng.integers(0, 4, len(opened)))
    there = (np.arange(3) < furthest[:, None]) & (day < company.end_day)
    return np.where(there, day, NEVER)


def _ids(block: int, n: int) -> list[str]:
    return [f"OP{block:05d}{k:06d}" for k in range(1, n + 1)]
