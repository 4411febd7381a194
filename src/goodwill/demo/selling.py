"""How organisations were won: leads, opportunities and every step between the stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.baskets import PRODUCT_IDS, TEST_PRODUCT, departments
from goodwill.demo.columns import NEVER, Flags, Ints, dates, money, table, texts, words
from goodwill.demo.company import PLACES, SIZE_SCALES, Company
from goodwill.demo.people import People
from goodwill.demo.staff import WORK_DEPARTMENTS, Team

SOURCES = ("trade fair", "web form", "recommendation", "cold call", "advertisement")
SOURCE_SHARES = (0.18, 0.34, 0.14, 0.20, 0.14)
LEAD_STATUSES = ("new", "qualified", "disqualified", "converted")
NEW, QUALIFIED, DISQUALIFIED, CONVERTED = range(len(LEAD_STATUSES))
OPPORTUNITY_STATUSES = ("open", "won", "lost")
LEAD_CHANNELS = ("visit", "e-mail", "WeChat", "telephone", "online shop")
"""By which channel a lead of each source comes in."""
REPEATED_LEADS = 0.03
CHANCES = (0.15, 0.30, 0.50, 0.70, 1.0, 0.0)
"""What people think the chance of winning is, by stage."""
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


@dataclass(frozen=True)
class Leads:
    """Every organisation was a lead once, shape (leads,); `source` is a place in `SOURCES`."""

    customer: Ints
    status: Ints
    source: Ints


def leads(company: Company, rng: np.random.Generator, who: People) -> Leads:
    """Those who enquired are qualified; of the others the old ones are given up."""
    lead = np.flatnonzero(~who.are_people)
    stale = company.end_day - who.known[lead] > STALE_AFTER_DAYS
    status = np.where(who.enquired[lead] != NEVER, 1, np.where(stale, 2, 0))
    source = rng.choice(len(SOURCES), len(lead), p=SOURCE_SHARES)
    source = np.where(who.referrer[lead] != NEVER, SOURCES.index("recommendation"), source)
    return Leads(lead, status, source)


def leads_table(
    rng: np.random.Generator, block: int, *, who: People, team: Team, them: Leads
) -> Any:
    """`leads.parquet` of one block: the leads, and then those that were entered twice."""
    n = len(them.customer)
    again = np.flatnonzero(rng.random(n) < REPEATED_LEADS)
    row = np.append(np.arange(n), again)
    customer = them.customer[row]
    repeats = np.append(np.full(n, NEVER), again)
    original = repeats == NEVER
    bought = who.bought[customer] & original
    status = np.where(bought, CONVERTED, np.where(original, them.status[row], DISQUALIFIED))
    ids = _lead_ids(block, len(row))
    sells = departments(who)[customer]
    first = np.where(bought, who.first[customer], NEVER)
    return table(
        lead_id=texts(ids),
        customer_id=words(customer, who.ids),
        employee_id=words(team.chosen(sells, customer), team.ids),
        channel=words(them.source[row], LEAD_CHANNELS),
        region=words(who.place[customer], [place.name for place in PLACES]),
        campaign_id=words(np.full(len(row), NEVER), ["CMP-01"]),
        created_on=dates(who.known[customer]),
        source=words(them.source[row], SOURCES),
        status=words(status, LEAD_STATUSES),
        duplicate_of=words(repeats, ids),
        qualified_on=dates(np.where(original, who.enquired[customer], NEVER)),
        converted_on=dates(first),
        ordered_on=dates(first),
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


def amounts(rng: np.random.Generator, who: People, them: Opportunities) -> tuple[Ints, Ints]:
    """What each would bring in fen, and why it was lost, `NEVER` if it was not."""
    n = len(them.customer)
    scale = np.array(SIZE_SCALES)[who.size[them.customer]] * rng.lognormal(0.0, 0.5, n)
    lost = np.where(them.stage == LOST, rng.integers(0, len(LOST_REASONS), n), NEVER)
    return np.rint(YEARLY_FEN * scale / 10_000).astype(np.int64) * 10_000, lost


def opportunities_table(
    rng: np.random.Generator,
    block: int,
    *,
    who: People,
    team: Team,
    leads: Leads,
    them: Opportunities,
    worth: tuple[Ints, Ints],
) -> Any:
    """`opportunities.parquet` of one block."""
    n, sells = len(them.customer), departments(who)[them.customer]
    lead = np.searchsorted(leads.customer, them.customer)
    status = np.where(them.closed == NEVER, 0, np.where(them.won, 1, 2))
    amount, lost = worth
    return table(
        opportunity_id=texts(_ids(block, n)),
        lead_id=words(lead, _lead_ids(block, len(leads.customer))),
        customer_id=words(them.customer, who.ids),
        employee_id=words(team.chosen(sells, them.customer), team.ids),
        department=words(sells, WORK_DEPARTMENTS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        product_id=words(rng.integers(0, TEST_PRODUCT, n), PRODUCT_IDS),
        source=words(leads.source[lead], SOURCES),
        status=words(status, OPPORTUNITY_STATUSES),
        opened_on=dates(them.opened),
        stage=words(them.stage, STAGES),
        amount=money(amount),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
        closed_on=dates(them.closed),
        lost_reason=words(lost, LOST_REASONS),
    )


def stage_changes_table(
    rng: np.random.Generator,
    block: int,
    *,
    who: People,
    team: Team,
    them: Opportunities,
    worth: Ints,
) -> Any:
    """`stage_changes.parquet` of one block; the first stage of each comes from nowhere. What an
    opportunity is thought to bring comes nearer to its amount from stage to stage."""
    n = len(them.customer)
    day = np.column_stack([them.opened, them.entered, them.closed])
    stage = np.tile(np.arange(5), (n, 1))
    stage[:, 4] = np.where(them.won, WON, LOST)
    happened = day != NEVER
    row, _ = np.nonzero(happened)
    to, on = stage[happened], day[happened]
    before = np.where(np.diff(row, prepend=-1) != 0, NEVER, np.roll(to, 1))
    by_day = np.lexsort((to, row, on))
    row, to, before = row[by_day], to[by_day], before[by_day]
    error = rng.normal(0, 0.35, len(row)) * (1 - np.minimum(to, WON) / WON)
    thought = np.rint(worth[row] * np.exp(error) / 10_000).astype(np.int64) * 10_000
    seller = team.chosen(departments(who)[them.customer[row]], them.customer[row])
    chance = np.clip(np.array(CHANCES)[to] + rng.normal(0, 0.06, len(row)) * (to < WON), 0, 1)
    return table(
        opportunity_id=words(row, _ids(block, n)),
        entered_on=dates(on[by_day]),
        from_stage=words(before, STAGES),
        to_stage=words(to, STAGES),
        employee_id=words(seller, team.ids),
        amount=money(thought),
        chance=np.round(chance, 2),
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


def _lead_ids(block: int, n: int) -> list[str]:
    return [f"LE{block:05d}{k:06d}" for k in range(1, n + 1)]
