"""Who the customers are, whom to speak to there, how to reach them, what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.crm.customers.models import Consent, ContactPoint, Customer, Relation
from goodwill.crm.customers.naming import key
from goodwill.crm.site.filling.blocks import NOBODY, Block, Days, Ints, texts
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.crm.site.filling.staff import Staff
from goodwill.crm.site.filling.words import ORIGINS, ROLES, SEGMENTS, SIZES
from goodwill.demo.company import PLACES

CHANNELS = {"telephone": "phone", "e-mail": "email", "SMS": "sms", "WeChat": "wechat",
            "post": "post"}  # fmt: skip
COMPOUND = ("欧阳", "司马", "上官")
DIALLED = {"CN": "+86199{:08d}", "HK": "+8525{:07d}", "SG": "+658{:07d}", "DE": "+491555{:07d}",
           "GB": "+4477009{:05d}"}  # fmt: skip
BRANCH_OF = {place.code: place.branch for place in PLACES}
OF_A_GROUP = 0.04
"""The share of smaller organisations that belong to a larger one."""


@dataclass(frozen=True)
class Customers:
    """The customers of one block as arrays, shape (customers,)."""

    ids: Ints
    public_ids: list[str]
    owners: Ints
    teams: Ints
    is_person: NDArray[np.bool_]
    known: Days
    names: NDArray[np.object_]
    contacts: Ints
    """The person to speak to at each, `NOBODY` at private people."""

    def __len__(self) -> int:
        return len(self.ids)


def enter(filling: Filling, block: Block, staff: Staff, stages: NDArray[np.object_]) -> Customers:
    """Write the block's customers and their contact persons, points and consents."""
    table = block["customers"]
    n, names = len(table), texts(table["name"])
    is_person = texts(table["kind"]) == "person"
    owners = staff.looking_after(_teams(table, is_person))
    owners_teams = staff.teams_of(owners)
    known = block.days(table["known_on"])
    rows = filling.rows(Customer)
    public_ids = rows.public_ids(n)
    codes = texts(table["region_code"])
    ids = rows.write(
        n,
        public_id=public_ids,
        sort=np.where(is_person, "person", "organisation"),
        number=texts(table["customer_id"]),
        name=names,
        **named(names, is_person),
        parent_id=_parents(filling, rows.next_id, texts(table["size"])),
        category=_said(filling.said(SIZES), table["size"]),
        segment=_said(filling.said(SEGMENTS), table["segment"]),
        stage=stages,
        origin=_origins(filling, block),
        country=[code[:2] for code in codes],
        region=[code if "-" in code else "" for code in codes],
        city=texts(table["city"]),
        language=[tongue(name) for name in names],
        credit_rating=np.where(is_person, "", filling.randomness.choice(list("AAABBBCD"), n)),
        preferred_channel=_said(CHANNELS, table["preferred_channel"]),
        born_on=_born(filling, texts(table["age_group"])),
        known_on=known,
        owner_id=nullable(owners),
        team_id=nullable(owners_teams),
        **kept(filling.moments(known), owners),
    )
    contacts = np.full(n, NOBODY)
    who = Customers(ids, public_ids, owners, owners_teams, is_person, known, names, contacts)
    _contact_persons(filling, block, who)
    _points(filling, block, who)
    _consents(filling, block, who)
    return who


def _teams(table: Any, is_person: NDArray[np.bool_]) -> list[str]:
    """Who sells to whom: as the simulated company divides it (see `goodwill.demo`)."""
    codes, sizes = texts(table["region_code"]), texts(table["size"])
    is_key = np.isin(sizes, ["medium", "large"])
    is_key &= np.array([BRANCH_OF[code] != "Export" for code in codes])
    teams = np.where(is_person, "Online shop", np.where(is_key, "Key accounts", codes))
    return [str(team) for team in teams]


def named(names: NDArray[np.object_], is_person: NDArray[np.bool_]) -> dict[str, Any]:
    parts = [
        _parts(name) if person else ("", "") for name, person in zip(names, is_person, strict=True)
    ]
    return {
        "name_key": [key(name) for name in names],
        "family_name": [family for family, _ in parts],
        "given_name": [given for _, given in parts],
        "legal_name": np.where(is_person, "", names),
    }


def _parts(name: str) -> tuple[str, str]:
    if " " in name:
        given, _, family = name.rpartition(" ")
        return family, given
    at = 2 if name.startswith(COMPOUND) else 1
    return name[:at], name[at:]


def tongue(name: str) -> str:
    return "en" if name.isascii() else "zh-Hans"


def _parents(filling: Filling, first_id: int, sizes: NDArray[np.object_]) -> list[int | None]:
    large = np.flatnonzero(sizes == "large")
    smaller = np.isin(sizes, ["micro", "small"]) & filling.chosen(len(sizes), OF_A_GROUP)
    if not len(large):
        return [None] * len(sizes)
    chosen = filling.randomness.choice(large, len(sizes)) + first_id
    return [int(one) if part else None for one, part in zip(chosen, smaller, strict=True)]


def _origins(filling: Filling, block: Block) -> list[str]:
    leads = block["leads"]
    told, said = np.full(len(block.places), "", dtype=object), filling.said(ORIGINS)
    of = block.customers_of(leads)
    for place, source in zip(of.tolist(), leads["source"].to_pylist(), strict=True):
        if place != NOBODY and source:
            told[place] = said.get(source, source)
    return list(told)


def _born(filling: Filling, ages: NDArray[np.object_]) -> Days:
    youngest = np.array([int(age[:2]) if age else 0 for age in ages])
    days = (youngest * 365.25 + filling.randomness.random(len(ages)) * 9 * 365).astype(int)
    born = filling.day - days.astype("m8[D]")
    known = (youngest > 0) & filling.chosen(len(ages), 0.6)
    return np.where(known, born, np.datetime64("NaT", "D"))


def _contact_persons(filling: Filling, block: Block, who: Customers) -> None:
    table = block["contacts"]
    if not len(table):
        return
    at, names = block.customers_of(table), texts(table["name"])
    made = kept(filling.moments(who.known[at]), who.owners[at])
    owned = {"owner_id": nullable(who.owners[at]), "team_id": nullable(who.teams[at])}
    roles = _said(filling.said(ROLES), table["role"])
    persons = filling.rows(Customer).write(
        len(table),
        sort="person",
        is_customer=False,
        name=names,
        **{**named(names, np.ones(len(names), dtype=bool)), "legal_name": ""},
        title=roles,
        language=[tongue(name) for name in names],
        preferred_channel=_said(CHANNELS, table["preferred_channel"]),
        **owned,
        **made,
    )
    who.contacts[at] = persons
    filling.rows(Relation).write(
        len(table), customer_id=who.ids[at], person_id=persons, role=roles, since=who.known[at],
        is_main=True, **owned, **made,
    )  # fmt: skip


def _points(filling: Filling, block: Block, who: Customers) -> None:
    table, numbers = block["customers"], texts(block["customers"]["customer_id"])
    countries = [code[:2] for code in texts(table["region_code"])]
    digits = [int(number[1:]) for number in numbers]
    phones = [_dialled(country, digit) for country, digit in zip(countries, digits, strict=True)]
    mails = [f"{number.lower()}@example.com" for number in numbers]
    reached = np.where(who.contacts == NOBODY, who.ids, who.contacts)
    everyone = np.arange(len(who))
    writes_wechat = np.flatnonzero(texts(table["preferred_channel"]) == "WeChat")
    wechat = [f"wx_{number.lower()}" for number in numbers]
    _write_points(filling, who, "phone", of=who.ids, given=phones, at=everyone)
    _write_points(filling, who, "email", of=reached, given=mails, at=everyone)
    _write_points(filling, who, "wechat", of=reached, given=wechat, at=writes_wechat)


def _write_points(
    filling: Filling, who: Customers, sort: str, *, of: Ints, given: list[str], at: Ints
) -> None:
    chosen = [given[place] for place in at.tolist()]
    filling.rows(ContactPoint).write(
        len(at), customer_id=of[at], sort=sort, given=chosen, value=chosen, is_primary=True,
        owner_id=nullable(who.owners[at]), team_id=nullable(who.teams[at]),
        **kept(filling.moments(who.known[at]), who.owners[at]),
    )  # fmt: skip


def _dialled(country: str, digits: int) -> str:
    pattern = DIALLED[country]
    width = int(pattern[pattern.index(":0") + 2 : -2])
    return pattern.format(digits % 10**width)


def _consents(filling: Filling, block: Block, who: Customers) -> None:
    table = block["customers"]
    for channel, column in (("email", "email_consent"), ("phone", "phone_consent")):
        agreed = np.array(table[column].to_pylist(), dtype=bool)
        stated = filling.moments(who.known)
        filling.rows(Consent).write(
            len(who),
            customer_id=who.ids,
            topic="*",
            channel=channel,
            state=np.where(agreed, "given", "refused"),
            basis=np.where(agreed, "consent", "objection"),
            proof=texts(table["customer_id"]),
            stated_at=stated,
            recorded_at=stated,
            recorded_by_id=nullable(who.owners),
        )


def _said(words: dict[str, str], column: Any) -> list[str]:
    return [words.get(word, word) for word in texts(column)]
