"""What was sent to customers, by campaigns and out of care, and what was kept back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.buying import Lives
from goodwill.demo.columns import (
    MONEY,
    NEVER,
    Flags,
    Floats,
    Ints,
    answers,
    dates,
    flags,
    money,
    numbered,
    table,
    words,
)
from goodwill.demo.company import PLACES, Company
from goodwill.demo.people import CHANNELS, People, consents
from goodwill.demo.staff import MARKETING, Team
from goodwill.demo.touches import Touched

PURPOSES = ("promotion", "care", "service")
PROMOTION, CARE, SERVICE = range(len(PURPOSES))
CARE_A_YEAR, SERVICE_A_YEAR = 1.2, 0.8
MESSAGE_FEN = (2500, 30, 60, 40, 450)
"""What a message by each channel costs, where no campaign says it."""
BLOCKED = ("no consent", "contacted too often")
DELIVERED, REPEATED = 0.97, 0.015
RESPONDING = (0.07, 0.12, 0.20)
"""Of what arrived, by purpose."""
SENT_ANYWAY = 0.3
"""The share of messages by a channel that is not allowed, that went out all the same."""
RECKONED = 0.7
"""The share of promotions of which somebody reckoned the margin to be expected."""


@dataclass(frozen=True)
class Sent:
    """Messages sorted by day, shape (messages,); `blocked` is `NEVER` for those that went out."""

    customer: Ints
    campaign: Ints
    channel: Ints
    purpose: Ints
    day: Ints
    allowed: Flags
    blocked: Ints
    delivered: Flags
    repeated: Flags
    responded: Ints
    cost: Ints
    expected: Ints


def sent(
    company: Company,
    rng: np.random.Generator,
    consent: np.random.Generator,
    *,
    who: People,
    life: Lives,
    touched: Touched,
    margin: Floats,
) -> Sent:
    """`margin` is what an order of each customer is expected to bring, in fen."""
    customer, campaign, channel, purpose, day = _meant(company, rng, who, life, touched)
    n = len(day)
    allowed = _allowed(consent, who, customer, channel)
    too_often = (purpose == PROMOTION) & (rng.random(n) < 0.01)
    kept = (~allowed & (rng.random(n) >= SENT_ANYWAY)) | too_often
    blocked = np.where(kept, np.where(allowed, 1, 0), NEVER)
    delivered = ~kept & (rng.random(n) < DELIVERED)
    responding = delivered & (rng.random(n) < np.array(RESPONDING)[purpose])
    answered = day + rng.integers(0, 6, n)
    cost = _costs(company, campaign, channel)
    lift = np.array([max(it.lift.values()) for it in company.campaigns] or [0.0])
    reckoned = (purpose == PROMOTION) & (rng.random(n) < RECKONED)
    belief = lift[campaign] * life.rate[customer] / 12 * margin[customer]
    expected = np.rint(belief * rng.lognormal(0, 0.3, n)).astype(np.int64)
    return Sent(
        customer,
        campaign,
        channel,
        purpose,
        day,
        allowed,
        blocked,
        delivered,
        ~kept & (rng.random(n) < REPEATED),
        np.where(responding & (answered < company.end_day), answered, NEVER),
        np.where(kept, 0, cost),
        np.where(reckoned, expected, NEVER),
    )


def messages_table(company: Company, block: int, who: People, team: Team, them: Sent) -> Any:
    """`messages.parquet` of one block."""
    n = len(them.day)
    sender = team.chosen(np.full(n, MARKETING), them.customer)
    reckoned = pa.array(them.expected == NEVER)
    return table(
        message_id=numbered(f"MS{block:05d}", n),
        customer_id=words(them.customer, who.ids),
        campaign_id=words(them.campaign, [it.id for it in company.campaigns]),
        employee_id=words(sender, team.ids),
        channel=words(them.channel, CHANNELS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        purpose=words(them.purpose, PURPOSES),
        sent_on=dates(them.day),
        blocked=words(them.blocked, BLOCKED),
        allowed=flags(them.allowed),
        delivered=answers(np.where(them.blocked == NEVER, them.delivered, NEVER)),
        duplicate=flags(them.repeated),
        responded_on=dates(them.responded),
        cost=money(them.cost),
        expected=pa.compute.if_else(reckoned, pa.scalar(None, MONEY), money(them.expected)),
    )


def _meant(
    company: Company, rng: np.random.Generator, who: People, life: Lives, touched: Touched
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Customer, campaign, channel, purpose and day of what somebody wanted to send."""
    seen = touched.day < company.end_day
    last = np.minimum(life.death, company.end_day)
    years = np.where(who.bought, last - who.first, 0.0) / 365.25
    parts = []
    for meant, a_year in ((CARE, CARE_A_YEAR), (SERVICE, SERVICE_A_YEAR)):
        customer = np.repeat(np.arange(len(who)), rng.poisson(a_year * years))
        day = who.first[customer] + np.floor(
            rng.random(len(customer)) * (last - who.first)[customer]
        ).astype(np.int64)
        parts.append((customer, meant, day))
    customer = np.concatenate([touched.customer[seen], *(part[0] for part in parts)])
    purpose = np.repeat([PROMOTION, CARE, SERVICE], [seen.sum(), *(len(p[0]) for p in parts)])
    day = np.concatenate([touched.day[seen], *(part[2] for part in parts)])
    none = np.full(len(customer) - seen.sum(), NEVER)
    campaign = np.concatenate([touched.campaign[seen], none])
    channel = np.concatenate([touched.channel[seen], who.prefers[customer[seen.sum() :]]])
    order = np.lexsort((channel, customer, day))
    return customer[order], campaign[order], channel[order], purpose[order], day[order]


def _allowed(rng: np.random.Generator, who: People, customer: Ints, channel: Ints) -> Flags:
    written, called = consents(rng, who)
    phone = channel == CHANNELS.index("telephone")
    mail = channel == CHANNELS.index("e-mail")
    return np.where(phone, called[customer], np.where(mail, written[customer], True))


def _costs(company: Company, campaign: Ints, channel: Ints) -> Ints:
    usual = np.array(MESSAGE_FEN)[channel]
    own = np.array([it.contact_cost_minor for it in company.campaigns] or [0])
    of_campaign = np.array([CHANNELS.index(it.channel) for it in company.campaigns] or [0])
    is_own = (campaign != NEVER) & (channel == of_campaign[campaign])
    return np.where(is_own, own[campaign], usual)
