"""Who they are: organisations and people, and how far each came from suspect to buyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.columns import NEVER, Flags, Floats, Ints, Texts, dates, table, texts, words
from goodwill.demo.company import (
    AGE_SHARES,
    AGES,
    BLOCK,
    FIRST_ABROAD,
    GROUPS,
    PLACES,
    SIZE_SHARES,
    SIZES,
    Company,
)
from goodwill.demo.names import company_names, person_names

# For organisations and people: the share that goes on, and the mean days until they do.
ENQUIRING = ((0.78, 45.0), (0.90, 15.0))
BUYING = ((0.74, 40.0), (0.86, 12.0))
KNOWN_AT_OPENING = 0.12
REFERRED = 0.14
MAY_BE_WRITTEN_TO, MAY_BE_CALLED = 0.75, 0.6
CHANNELS = ("telephone", "e-mail", "SMS", "WeChat", "post")
CHANNEL_SHARES = (0.24, 0.27, 0.10, 0.34, 0.05)
KINDS = ("organisation", "person")
WESTERN_ABROAD, WESTERN_AT_HOME = 0.85, 0.01

GROUP_KINDS = np.array([KINDS.index(group.kind) for group in GROUPS])
GROUP_NAMES = [group.name for group in GROUPS]


@dataclass(frozen=True)
class People:
    """The customers of one block as arrays, shape (customers,).

    `kind`, `group`, `size`, `age`, `place`, `prefers` are places in their lists;
    `known`, `enquired`, `first` are days, `NEVER` where it did not come to it by the
    as-of date; `first_moment` is the first purchase to the fraction of a day, beyond the
    as-of date where it has not come.
    """

    ids: Texts
    kind: Ints
    group: Ints
    size: Ints
    age: Ints
    place: Ints
    prefers: Ints
    known: Ints
    enquired: Ints
    first: Ints
    first_moment: Floats
    referrer: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def are_people(self) -> Flags:
        return np.equal(self.kind, 1)

    @property
    def bought(self) -> Flags:
        return np.not_equal(self.first, NEVER)


def people(company: Company, block: int) -> People:
    """Draw who the customers of one block are and when each came how far."""
    rng = company.generator(block, "people")
    n = company.block_size(block)
    group = rng.choice(len(GROUPS), n, p=[g.share for g in GROUPS])
    kind = GROUP_KINDS[group]
    known, enquired, first = _steps(company, rng, kind)
    first_day = _whole(first, company.end_day)
    known_day = _whole(known, company.end_day)
    return People(
        ids=_ids(block * BLOCK, n),
        kind=kind,
        group=group,
        size=np.where(kind == 0, rng.choice(len(SIZES), n, p=SIZE_SHARES), NEVER),
        age=np.where(kind == 1, rng.choice(len(AGES), n, p=AGE_SHARES), NEVER),
        place=rng.choice(len(PLACES), n, p=[p.share for p in PLACES]),
        prefers=rng.choice(len(CHANNELS), n, p=CHANNEL_SHARES),
        known=known_day,
        enquired=_whole(enquired, company.end_day),
        first=first_day,
        first_moment=first,
        referrer=_referrers(rng, known_day, first_day),
    )


def customers_table(company: Company, block: int, who: People) -> Any:
    """`customers.parquet` of one block, one row per customer."""
    return table(
        customer_id=texts(who.ids),
        name=texts(_names(company, block, who)),
        kind=words(who.kind, KINDS),
        segment=words(who.group, GROUP_NAMES),
        size=words(who.size, SIZES),
        age_group=words(who.age, AGES),
        region=words(who.place, [place.name for place in PLACES]),
        region_code=words(who.place, [place.code for place in PLACES]),
        city=words(who.place, [place.city for place in PLACES]),
        preferred_channel=words(who.prefers, CHANNELS),
        known_on=dates(who.known),
        enquired_on=dates(who.enquired),
        referred_by=words(who.referrer, who.ids),
        **_consents(company.generator(block, "consent"), who),
    )


def _consents(rng: np.random.Generator, who: People) -> dict[str, Any]:
    written, called = consents(rng, who)
    return {"email_consent": pa.array(written), "phone_consent": pa.array(called)}


def consents(rng: np.random.Generator, who: People) -> tuple[Flags, Flags]:
    """Who may be written to and called; nobody refuses the channel that he prefers."""
    written, called = (rng.random(len(who)) < share for share in (MAY_BE_WRITTEN_TO, MAY_BE_CALLED))
    prefers = [np.equal(who.prefers, CHANNELS.index(name)) for name in ("e-mail", "telephone")]
    return np.asarray(written | prefers[0]), np.asarray(called | prefers[1])


def _steps(company: Company, rng: np.random.Generator, kind: Ints) -> tuple[Floats, Floats, Floats]:
    """The moments of becoming known, enquiring and first buying; infinite if never."""
    n = len(kind)
    known = np.maximum(0.0, (rng.random(n) * (1 + KNOWN_AT_OPENING) - KNOWN_AT_OPENING))
    enquiring, buying = np.array(ENQUIRING)[kind], np.array(BUYING)[kind]
    enquired_after = rng.exponential(enquiring[:, 1]) + _never(rng, enquiring[:, 0])
    bought_after = rng.exponential(buying[:, 1]) + _never(rng, buying[:, 0])
    steps = (np.zeros(n), enquired_after, bought_after)
    moments = (np.empty(n), np.empty(n), np.empty(n))
    for place, name in enumerate(KINDS):
        clock, of_kind = company.clocks[name], kind == place
        elapsed = known[of_kind] * clock.at(company.end_day)
        for moment, step in zip(moments, steps, strict=True):
            elapsed = elapsed + step[of_kind]
            moment[of_kind] = clock.moment(elapsed)
    return moments


def _never(rng: np.random.Generator, share: Floats) -> Floats:
    return np.where(rng.random(len(share)) < share, 0.0, np.inf)


def _whole(moment: Floats, end_day: int) -> Ints:
    happened = moment < end_day
    return np.where(happened, np.floor(np.where(happened, moment, 0)), NEVER).astype(np.int64)


def _referrers(rng: np.random.Generator, known: Ints, first: Ints) -> Ints:
    """A buyer of the same block who bought before the referred became known."""
    n = len(known)
    candidate = rng.integers(0, n, n)
    fits = (first[candidate] != NEVER) & (first[candidate] < known)
    return np.where(fits & (rng.random(n) < 2 * REFERRED), candidate, NEVER)


def _ids(start: int, n: int) -> Texts:
    return np.array([f"C{k:08d}" for k in range(start + 1, start + n + 1)], dtype=object)


def _names(company: Company, block: int, who: People) -> Texts:
    rng = company.generator(block, "names")
    likely = np.where(who.place >= FIRST_ABROAD, WESTERN_ABROAD, WESTERN_AT_HOME)
    western = rng.random(len(who)) < likely
    industries = np.array(GROUP_NAMES, dtype=object)[who.group]
    cities = np.array([place.city for place in PLACES], dtype=object)[who.place]
    homely = np.where(who.place > FIRST_ABROAD, "上海", cities)  # no Chinese firm is 汉堡恒泰
    firms = company_names(rng, industries, homely, western)
    return np.where(who.are_people, person_names(rng, western), firms)
