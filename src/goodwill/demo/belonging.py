"""Customers among themselves: recommendations, the community, and helping themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.buying import Lives
from goodwill.demo.columns import NEVER, Ints, dates, flags, numbered, table, words
from goodwill.demo.company import Company
from goodwill.demo.contacting import ISSUE_SHARES, ISSUES, moving, progress
from goodwill.demo.people import CHANNEL_SHARES, CHANNELS, People
from goodwill.demo.staff import SERVICE, Team

DID = ("registered", "posted", "answered", "rated")
JOINING = 0.15
POSTS_A_YEAR = (0.9, 0.6, 1.1)
"""What a member posts, answers and rates in a year; the satisfied answer more."""
STAFF_ANSWERS = 3.0
"""Answers of our own people for each of theirs in a year, times ten."""
PORTAL_CHANNELS = ("online shop", "mini program", "WeChat")
SESSIONS_A_YEAR = (0.8, 2.6)
"""Visits to the portal at the opening and at the as-of date: it grows."""
SOLVED = (0.42, 0.60)
OUT_OF_HOURS = 0.34


def referrals_table(rng: np.random.Generator, who: People) -> Any:
    """`referrals.parquet` of one block: those who came by a recommendation."""
    referred = np.flatnonzero(who.referrer != NEVER)
    order = np.argsort(who.known[referred], kind="stable")
    referred = referred[order]
    channel = rng.choice(len(CHANNELS), len(referred), p=CHANNEL_SHARES)
    return table(
        referrer_id=words(who.referrer[referred], who.ids),
        customer_id=words(referred, who.ids),
        channel=words(channel, CHANNELS),
        referred_on=dates(who.known[referred]),
        bought_on=dates(who.first[referred]),
    )


def community_table(
    company: Company, rng: np.random.Generator, who: People, life: Lives, team: Team
) -> Any:
    """`community.parquet` of one block: members who bought, and the people of customer service."""
    member = np.flatnonzero(who.bought & (rng.random(len(who)) < JOINING))
    joined = np.minimum(who.first[member] + rng.integers(0, 60, len(member)), company.end_day - 1)
    last = np.minimum(life.death[member], company.end_day)
    years = np.maximum(last - joined, 0) / 365.25
    warmth = np.exp(0.4 * life.satisfaction[member])
    parts = [(member, np.zeros(len(member), np.int64), joined)]
    for did, a_year in enumerate(POSTS_A_YEAR, start=1):
        at = np.repeat(np.arange(len(member)), rng.poisson(a_year * warmth * years))
        day = joined[at] + np.floor(rng.random(len(at)) * (years * 365.25)[at]).astype(np.int64)
        parts.append((member[at], np.full(len(at), did), day))
    parts.append(_staff(company, rng, len(who), team))
    who_did, kind, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((kind, who_did, day))
    who_did, kind, day = who_did[order], kind[order], day[order]
    ours = who_did >= len(who)
    names = [*(f"M{name[1:]}" for name in who.ids), *(f"S{name}" for name in team.ids)]
    return table(
        member_id=words(who_did, names),
        customer_id=words(np.where(ours, NEVER, who_did), who.ids),
        kind=words(kind, DID),
        staff=flags(ours),
        happened_on=dates(day),
    )


def portal_table(
    company: Company, rng: np.random.Generator, block: int, who: People, life: Lives
) -> Any:
    """`portal_sessions.parquet` of one block."""
    last = np.minimum(life.death, company.end_day)
    days = np.where(who.bought, last - who.first, 0.0)
    most = max(SESSIONS_A_YEAR)
    customer = np.repeat(np.arange(len(who)), rng.poisson(most * days / 365.25))
    day = who.first[customer] + np.floor(rng.random(len(customer)) * days[customer])
    day = day.astype(np.int64)
    kept = rng.random(len(day)) * most < moving(SESSIONS_A_YEAR, progress(company, day))
    customer, day = customer[kept], day[kept]
    order = np.lexsort((customer, day))
    customer, day = customer[order], day[order]
    n, share = len(day), progress(company, day)
    return table(
        session_id=numbered(f"PS{block:05d}", n),
        customer_id=words(customer, who.ids),
        channel=words(rng.choice(3, n, p=(0.4, 0.3, 0.3)), PORTAL_CHANNELS),
        issue=words(rng.choice(len(ISSUES), n, p=ISSUE_SHARES), ISSUES),
        started_on=dates(day),
        solved=flags(rng.random(n) < moving(SOLVED, share)),
        out_of_hours=flags(rng.random(n) < OUT_OF_HOURS),
    )


def _staff(
    company: Company, rng: np.random.Generator, customers: int, team: Team
) -> tuple[Ints, Ints, Ints]:
    """Our own people answer too; they stand behind the customers in the list of names."""
    them = np.flatnonzero(team.department == SERVICE)
    days = company.end_day - company.start_day
    at = np.repeat(them, rng.poisson(10 * STAFF_ANSWERS * days / 365.25, len(them)))
    joined = np.full(len(them), company.start_day)
    day = company.start_day + rng.integers(0, days, len(at))
    member = np.concatenate([them, at]) + customers
    kind = np.repeat([0, 2], [len(them), len(at)])
    return member, kind, np.concatenate([joined, day])
