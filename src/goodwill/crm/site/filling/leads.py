"""How organisations came in as leads, what was known of them then, and who waits to be taken.

What the simulated company's tables do not tell of a lead is drawn so that it says something about
what became of it, as in life: who leaves a number and a clear wish buys more often.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.naming import key
from goodwill.crm.sales.leads.models import (
    DistributionRule,
    Handing,
    Lead,
    LeadForm,
    LeadPool,
    Taker,
)
from goodwill.crm.sales.leads.scoring import rules
from goodwill.crm.site.filling.blocks import NOBODY, Block, Ints, texts
from goodwill.crm.site.filling.customers import Customers, tongue
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.crm.site.filling.words import SIZES
from goodwill.demo.company import PLACES
from goodwill.language import Sentence

Flags = NDArray[np.bool_]

CHANNELS = {"e-mail": "email", "telephone": "phone", "WeChat": "wechat", "visit": "visit"}
PEOPLE_BY_SIZE = {"micro": 4, "small": 18, "medium": 120, "large": 700}
TITLES = (Sentence("Owner"), Sentence("Purchasing"), Sentence("Assistant"), Sentence("Intern"))
TITLE_SHARES = ((0.40, 0.40, 0.15, 0.05), (0.15, 0.25, 0.35, 0.25))
"""Of those who bought, and of the others."""
TOLD = {"phone": (0.85, 0.55), "message": (0.60, 0.30), "interest": (0.70, 0.40),
        "employees": (0.75, 0.45), "web": (0.50, 0.40), "title": (0.80, 0.60)}  # fmt: skip
"""The shares that left it: of those who bought, and of the others."""
WISHES = (
    Sentence("Please send me your price list."),
    Sentence("We would like to see a sample first."),
    Sentence("When could you deliver?"),
    Sentence("Please call me back in the afternoon."),
)
INTERESTS = (Sentence("Desks"), Sentence("Chairs"), Sentence("Lighting"), Sentence("Service"))
REASONS = ("no need", "no budget", "not reachable", "competitor", "wrong fit")
AGREED = {
    "en": "You may send me offers by e-mail. I can take this back at any time.",
    "zh-Hans": "同意通过电子邮件接收优惠信息，我可以随时撤回。",
}
"""Visitors read it in the language of the form, whatever the demonstration speaks."""
FRESH = (
    ("上海星河软件", "周敏", "Shanghai"),
    ("Harbour Lights Hotel", "Amelia Stone", "Hong Kong"),
    ("杭州绿野餐饮", "何伟", "Hangzhou"),
    ("Nordwind Logistik", "Lena Fischer", "Hamburg"),
    ("苏州明德学校", "唐丽", "Suzhou"),
    ("广州新元贸易", "罗强", "Guangzhou"),
    ("Lion City Dental", "Wei Ming Tan", "Singapore"),
    ("成都云锦酒店", "邓洁", "Chengdu"),
)


def enter(filling: Filling, block: Block, who: Customers) -> dict[str, int]:
    """Write the block's leads; the id of each by its number in the tables."""
    table = block["leads"]
    n = len(table)
    if not n:
        return {}
    seeds = np.random.SeedSequence(filling.seed, spawn_key=(8, block.number))
    facts = _facts(filling, block, who, np.random.default_rng(seeds))
    rows = filling.rows(Lead)
    numbers = texts(table["lead_id"])
    first = rows.next_id
    of = {number: first + place for place, number in enumerate(numbers)}
    repeats = [of.get(one) for one in texts(table["duplicate_of"])]
    ids = rows.write(n, **facts, duplicate_of_id=repeats)
    _handings(filling, ids, facts)
    return of


def set_up(filling: Filling) -> None:
    """Rules, a pool, a form in two languages, and leads of these days that wait for somebody."""
    say = filling.say
    rules.begin_with_usual()
    pool = LeadPool.objects.create(name=say(Sentence("Open leads")), claims_a_day=5)
    sellers = list(User.objects.filter(role__word="sales_rep").order_by("pk")[:6])
    head = User.objects.filter(role__word="sales_manager").order_by("pk").first()
    if not sellers:
        return
    rule = DistributionRule.objects.create(
        name=say(Sentence("From the web site")),
        place=0,
        conditions={"source": ["web form"]},
        way=DistributionRule.Way.LOAD,
        pool=pool,
        accept_within_hours=8,
        escalate_to=head,
    )
    rule.people.set(sellers)
    DistributionRule.objects.create(
        name=say(Sentence("All others")), place=1, way=DistributionRule.Way.POOL, pool=pool
    )
    for seller, skills in zip(sellers, (["en", "zh-Hans"], ["zh-Hans"], ["en"]), strict=False):
        Taker.objects.create(user=seller, skills=skills, most_open=40)
    for tag, title in (("en", "How can we help you?"), ("zh-Hans", "我们能为您做什么？")):
        LeadForm.objects.create(
            name=f"{title} ({tag})",
            title=title,
            language=tag,
            fields=["person_name", "company", "email", "phone", "message"],
            required=["person_name"],
            consent_text=AGREED[tag],
            topic="offers",
        )
    _fresh(filling, pool, sellers)


def _facts(
    filling: Filling, block: Block, who: Customers, chance: np.random.Generator
) -> dict[str, Any]:
    table = block["leads"]
    n, customer = len(table), block.customers_of(table)
    status, known = texts(table["status"]), block.days(table["created_on"])
    bought, is_repeat = status == "converted", texts(table["duplicate_of"]) != ""
    told = {name: _told(chance, bought, shares) for name, shares in TOLD.items()}
    sizes = texts(block["customers"]["size"])[customer]
    codes = texts(block["customers"]["region_code"])[customer]
    cities = {place.code: place.city for place in PLACES}
    working = (status == "new") & (chance.random(n) < 0.4)
    status = np.where(working, "working", status)
    given_up = status == "disqualified"
    because = np.where(is_repeat, "duplicate", chance.choice(REASONS, n))
    received = filling.at(known, _seconds(chance, n))
    accepted = received + (3600 * chance.lognormal(1.0, 0.9, n)).astype("m8[s]")
    names = who.names[customer]
    owners = np.where(customer == NOBODY, NOBODY, who.owners[customer])
    latest = np.minimum(known + chance.integers(1, 12, n).astype("m8[D]"), filling.day)
    touched = filling.at(np.where(status == "new", np.datetime64("NaT"), latest), 36_000)
    qualified = block.days(table["qualified_on"])
    return {
        "name": names,
        "name_key": [key(name) for name in names],
        "company": names,
        "title": _picked(filling, chance, TITLES, told["title"], _titles(chance, bought)),
        "phone": np.where(told["phone"], _numbers(chance, n), "").astype(object),
        "email": [f"info{number}@lead.example" for number in chance.integers(1, 10**9, n)],
        "web": np.where(told["web"], "https://www.example.com", "").astype(object),
        "country": [code[:2] for code in codes],
        "region": [code if "-" in code else "" for code in codes],
        "city": [cities.get(code, "") for code in codes],
        "language": [tongue(name) for name in names],
        "category": [filling.said(SIZES).get(size, "") for size in sizes],
        "employees": _employees(chance, sizes, told["employees"]),
        "source": texts(table["source"]),
        "channel": [CHANNELS.get(one, "") for one in texts(table["channel"])],
        "interest": _picked(filling, chance, INTERESTS, told["interest"]),
        "message": _picked(filling, chance, WISHES, told["message"]),
        "received_at": received,
        "status": status.astype(object),
        "disqualified_because": np.where(given_up, because, "").astype(object),
        "assigned_at": received,
        "accepted_at": np.where(status == "new", np.datetime64("NaT"), accepted),
        "touched_at": touched,
        "qualified_on": qualified,
        "disqualified_on": np.where(
            given_up, known + np.timedelta64(30, "D"), np.datetime64("NaT")
        ),
        "converted_at": filling.at(block.days(table["converted_on"]), 43_200),
        "customer_id": nullable(who.ids[customer]),
        "person_id": nullable(np.where(bought, who.contacts[customer], NOBODY)),
        "owner_id": nullable(owners),
        "team_id": nullable(who.teams[customer]),
        **kept(received, owners),
    }


def _handings(filling: Filling, ids: Ints, facts: dict[str, Any]) -> None:
    """Each was given to its owner when it came, to be accepted within eight hours."""
    given = np.flatnonzero([owner is not None for owner in facts["owner_id"]])
    at, accepted = facts["received_at"][given], facts["accepted_at"][given]
    filling.rows(Handing).write(
        len(given),
        lead_id=ids[given],
        to_id=[facts["owner_id"][one] for one in given],
        why="rule",
        at=at,
        accept_by=at + np.timedelta64(8 * 3600, "s"),
        accepted_at=accepted,
    )


def _fresh(filling: Filling, pool: LeadPool, sellers: list[User]) -> None:
    """Leads of the last days: every second lies in the pool, the others wait to be accepted."""
    seeds = np.random.SeedSequence(filling.seed, spawn_key=(9,))
    chance = np.random.default_rng(seeds)
    n = len(FRESH)
    in_pool = np.arange(n) % 2 == 0
    days = filling.day - np.sort(chance.integers(0, 4, n))[::-1].astype("m8[D]")
    received = filling.at(days, 8 * 3600 + 600 * np.arange(n))
    owner = [None if lies else sellers[at // 2 % len(sellers)] for at, lies in enumerate(in_pool)]
    given = np.where(in_pool, np.datetime64("NaT"), received)
    filling.rows(Lead).write(
        n,
        name=[company for company, _, _ in FRESH],
        name_key=[key(company) for company, _, _ in FRESH],
        company=[company for company, _, _ in FRESH],
        person_name=[person for _, person, _ in FRESH],
        city=[city for _, _, city in FRESH],
        language=[tongue(company) for company, _, _ in FRESH],
        email=[f"hello{at}@fresh.example" for at in range(n)],
        email_key=[f"hello{at}@fresh.example" for at in range(n)],
        phone=_numbers(chance, n).astype(object),
        source="web form",
        interest=_picked(filling, chance, INTERESTS, np.ones(n, dtype=bool)),
        message=_picked(filling, chance, WISHES, np.ones(n, dtype=bool)),
        received_at=received,
        pool_id=pool.pk,
        owner_id=[one.pk if one else None for one in owner],
        team_id=[one.team_id if one else None for one in owner],
        assigned_at=given,
        accept_by=given + np.timedelta64(3 * 24 * 3600, "s"),
        **kept(received),
    )


def _told(chance: np.random.Generator, bought: Flags, shares: tuple[float, float]) -> Flags:
    return np.asarray(chance.random(len(bought)) < np.where(bought, *shares))


def _titles(chance: np.random.Generator, bought: Flags) -> Ints:
    drawn = [chance.choice(len(TITLES), len(bought), p=shares) for shares in TITLE_SHARES]
    return np.where(bought, *drawn)


def _picked(
    filling: Filling,
    chance: np.random.Generator,
    words: tuple[Sentence, ...],
    told: Flags,
    which: Ints | None = None,
) -> list[str]:
    said = [filling.say(one) for one in words]
    which = chance.integers(0, len(said), len(told)) if which is None else which
    return [said[at] if is_told else "" for at, is_told in zip(which, told, strict=True)]


def _employees(
    chance: np.random.Generator, sizes: NDArray[np.object_], told: Flags
) -> list[int | None]:
    usual = np.array([PEOPLE_BY_SIZE.get(size, 0) for size in sizes])
    drawn = np.maximum(1, np.rint(usual * chance.lognormal(0.0, 0.4, len(sizes)))).astype(int)
    known = told & (usual > 0)
    return [int(one) if is_known else None for one, is_known in zip(drawn, known, strict=True)]


def _numbers(chance: np.random.Generator, n: int) -> NDArray[Any]:
    return np.array([f"+86 199 {number:08d}" for number in chance.integers(0, 10**8, n)])


def _seconds(chance: np.random.Generator, n: int) -> Ints:
    return chance.integers(9 * 60, 18 * 60, n) * 60
