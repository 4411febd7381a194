"""Whom to speak to at an organisation. All addresses are in `example` domains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.columns import table, texts, words
from goodwill.demo.company import FIRST_ABROAD
from goodwill.demo.names import person_names
from goodwill.demo.people import CHANNEL_SHARES, CHANNELS, WESTERN_ABROAD, People

ROLES = ("owner", "purchasing", "office manager", "finance", "operations")
MAY_BE_WRITTEN_TO = 0.7


def contacts_table(rng: np.random.Generator, block: int, who: People) -> Any:
    """`contacts.parquet` of one block: one person for each organisation."""
    customer = np.flatnonzero(~who.are_people)
    n = len(customer)
    western = (who.place[customer] >= FIRST_ABROAD) & (rng.random(n) < WESTERN_ABROAD)
    return table(
        contact_id=texts([f"CO{block:05d}{k:06d}" for k in range(1, n + 1)]),
        customer_id=words(customer, who.ids),
        name=texts(person_names(rng, western)),
        role=words(rng.integers(0, len(ROLES), n), ROLES),
        email=texts([f"{name.lower()}@example.com" for name in who.ids[customer]]),
        preferred_channel=words(rng.choice(len(CHANNELS), n, p=CHANNEL_SHARES), CHANNELS),
        email_consent=pa.array(rng.random(n) < MAY_BE_WRITTEN_TO),
    )
