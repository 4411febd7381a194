"""Every contact of a campaign with a member: by which channel, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.campaigns import Members
from goodwill.demo.columns import Ints, dates, table, words
from goodwill.demo.company import Company
from goodwill.demo.people import CHANNEL_SHARES, CHANNELS, People

MORE_TOUCHES = 0.7
"""How many times, on average, a treated member is contacted again, by any channel."""


@dataclass(frozen=True)
class Touched:
    """Contacts of one block's members, in the order of the file, shape (contacts,)."""

    customer: Ints
    campaign: Ints
    channel: Ints
    day: Ints


def touched(company: Company, rng: np.random.Generator, them: Members) -> Touched:
    """The campaign's own channel on its first day, then others in its first half. None of the
    later ones changes what anybody buys."""
    treated = np.flatnonzero(them.treated)
    again = np.repeat(treated, rng.poisson(MORE_TOUCHES, len(treated)))
    begins = np.array([company.begins(it) for it in company.campaigns] or [0], np.int64)
    half = np.array([it.duration_days // 2 for it in company.campaigns] or [1], np.int64)
    own = np.array([CHANNELS.index(it.channel) for it in company.campaigns] or [0], np.int64)
    member = np.concatenate([treated, again])
    later = rng.integers(1, half[them.campaign[again]] + 1)
    by = rng.choice(len(CHANNELS), len(again), p=CHANNEL_SHARES)
    channel = np.concatenate([own[them.campaign[treated]], by])
    day = begins[them.campaign[member]] + np.concatenate([np.zeros(len(treated), int), later])
    order = np.lexsort((channel, day, member))
    return Touched(
        them.customer[member][order], them.campaign[member][order], channel[order], day[order]
    )


def touches_table(company: Company, who: People, it: Touched) -> Any:
    """`touches.parquet` of one block."""
    return table(
        customer_id=words(it.customer, who.ids),
        campaign_id=words(it.campaign, [each.id for each in company.campaigns]),
        channel=words(it.channel, CHANNELS),
        touched_on=dates(it.day),
    )
