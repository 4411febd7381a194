"""The cost ledger: believable, and with a few things in it that are to be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.activities import EQUATIONS
from goodwill.demo.capacity import PRACTICAL, Capacity, overloaded
from goodwill.demo.columns import NEVER, Floats, Ints, dates, money, numbers, table, texts
from goodwill.demo.company import Campaign, Company
from goodwill.demo.months import Months, first_day
from goodwill.demo.spending import (
    ADVERTISING,
    ANOMALY,
    ANOMALY_BEFORE,
    ASSETS,
    CATEGORY_OF,
    CURRENCIES,
    DUPLICATE_BEFORE,
    HOSTING,
    ITEMS,
    MISSING_BEFORE,
    ON_TOP,
    PAY,
    REVERSED_BEFORE,
    SALES_PAY,
    STORAGE,
    Item,
)
from goodwill.demo.staff import IT, MARKETING, POOLED, SERVICE, TEAM, WORK_DEPARTMENTS

CUSTOMERS = 5_000
"""For so many customers are the amounts of `spending`."""
AUTHORS = ("王会计", "李会计", "陈会计")
CAMPAIGN_STAGES = {"CMP-02": "retain", "CMP-06": "retain", "CMP-08": "retain"}
INVITATION = Item("relationship-care", "和平饭店", 0, "retain", treatment="direct",
                  behaviour="one-off")  # fmt: skip
INVITATION_FEN = (60_000, 240_000)
SAYS_RATE = 0.5
"""The share of entries in foreign money that say the rate themselves."""


@dataclass(frozen=True)
class Entry:
    """One entry; `amount` in the minor unit of its item's currency, `series` where it came from."""

    item: Item
    day: int
    amount: int
    campaign: str | None = None
    asset: str | None = None
    customer: str | None = None
    reverses: int = NEVER
    series: int = NEVER
    copy: bool = False


@dataclass(frozen=True)
class Ledger:
    """Entries in the order of the book, and what was planned for each, in the same order."""

    entries: tuple[Entry, ...]
    planned: tuple[int, ...]
    rates: dict[str, Floats]
    span: Months

    def id(self, place: int) -> str:
        return f"L{place + 1:06d}"


def ledger(company: Company, can: Capacity, treated: Ints) -> Ledger:
    """All that was spent; `treated` is how many members each campaign contacted."""
    rng, span = company.whole("ledger"), can.span
    scale = company.customers / CUSTOMERS
    rates = _rates(rng, span)
    planned = [
        *_paid(company, can, scale),
        *_items(rng, span, scale),
        *_invited(company, span),
        *_campaigns(company, treated),
        *_bought(span, scale),
    ]
    kept = [(one, plan) for one, plan in planned if span.start_day <= one.day < span.end_day]
    kept.sort(key=lambda each: (each[0].day, each[0].item.subcategory, each[0].item.vendor))
    book = _with_reversal(*_with_duplicate([e for e, _ in kept], [p for _, p in kept], span), span)
    return Ledger(tuple(book[0]), tuple(book[1]), rates, span)


def entries_table(company: Company, it: Ledger) -> Any:
    """`cost_entries.parquet`."""
    rng, them = company.whole("records"), it.entries
    items = [one.item for one in them]
    authors = rng.integers(0, len(AUTHORS), len(them))
    return table(
        entry_id=texts([it.id(place) for place in range(len(them))]),
        served_on=dates(np.array([one.day for one in them], np.int64)),
        amount=money(np.array([one.amount for one in them], np.int64)),
        currency=texts([item.currency for item in items]),
        rate=pa.array(_said_rates(rng, it), pa.float64()),
        category=texts([CATEGORY_OF[item.subcategory] for item in items]),
        subcategory=texts([item.subcategory for item in items]),
        stage=texts([item.stage for item in items]),
        department=texts([item.department for item in items]),
        channel=texts([item.channel for item in items]),
        campaign_id=texts([one.campaign for one in them]),
        product_id=texts([None] * len(them)),
        region=texts([item.region for item in items]),
        customer_id=texts([one.customer for one in them]),
        segment=texts([item.segment for item in items]),
        nature=texts([item.nature for item in items]),
        behaviour=texts([item.behaviour for item in items]),
        treatment=texts([item.treatment for item in items]),
        driver=texts([item.driver for item in items]),
        evidence=texts([item.evidence for item in items]),
        asset_id=texts([one.asset for one in them]),
        reverses=texts([it.id(one.reverses) if one.reverses != NEVER else None for one in them]),
        recurs=texts([item.recurs for item in items]),
        until_on=dates(np.array([_until(it.span, one) for one in them], np.int64)),
        vendor=texts([item.vendor for item in items]),
        source_system=texts([item.system for item in items]),
        author=texts([AUTHORS[place] for place in authors]),
    )


def rates_table(it: Ledger) -> Any:
    """`exchange_rates.parquet`: each currency from the first of each month on."""
    n = len(it.span)
    return table(
        currency=texts([code for code in it.rates for _ in range(n)]),
        quoted_on=dates(np.tile(it.span.days, len(it.rates))),
        rate=np.concatenate(list(it.rates.values())),
    )


def assets_table(company: Company, span: Months) -> Any:
    """`assets.parquet`."""
    them = [one for one in ASSETS if one.first < len(span)]
    scale = company.customers / CUSTOMERS
    return table(
        asset_id=texts([one.id for one in them]),
        name=texts([one.name for one in them]),
        category=texts([CATEGORY_OF[one.subcategory] for one in them]),
        subcategory=texts([one.subcategory for one in them]),
        stage=texts(["shared"] * len(them)),
        department=texts([one.department for one in them]),
        treatment=texts([one.treatment for one in them]),
        first_used_on=dates(np.array([_used_from(span, one.first) for one in them], np.int64)),
        cost=money(np.array([_fen(one.yuan, scale) for one in them], np.int64)),
        salvage=money(np.array([_fen(one.salvage, scale) for one in them], np.int64)),
        life_months=numbers(np.array([one.life_months for one in them], np.int64)),
        method=texts([one.method for one in them]),
        currency=texts(["CNY"] * len(them)),
    )


def budgets_table(it: Ledger, can: Capacity) -> Any:
    """`budgets.parquet`: what was planned for each entry, summed by month and cost; for the pay of
    departments also how many activities and how long each."""
    sums: dict[tuple[Any, ...], int] = {}
    for one, plan in zip(it.entries, it.planned, strict=True):
        if one.reverses != NEVER or one.copy or one.item.nature == "memo":
            continue
        item, month = one.item, int(it.span.place(np.array([one.day]))[0])
        key = (month, item.subcategory, item.stage, item.department, item.channel, one.campaign)
        rate = 1.0 if item.currency == "CNY" else float(it.rates[item.currency][0])
        sums[key] = sums.get(key, 0) + round(plan * rate)
    keys = sorted(sums, key=lambda key: (key[0], *(str(part or "") for part in key[1:])))
    counts = [_planned_work(can, key) for key in keys]
    return table(
        period_on=dates(it.span.days[[key[0] for key in keys]]),
        category=texts([CATEGORY_OF[key[1]] for key in keys]),
        subcategory=texts([key[1] for key in keys]),
        stage=texts([key[2] for key in keys]),
        department=texts([key[3] for key in keys]),
        channel=texts([key[4] for key in keys]),
        campaign_id=texts([key[5] for key in keys]),
        amount=money(np.array([sums[key] for key in keys], np.int64)),
        quantity=pa.array([count for count, _ in counts], pa.float64()),
        unit_minutes=pa.array([minutes for _, minutes in counts], pa.float64()),
        currency=texts(["CNY"] * len(keys)),
    )


def truth(it: Ledger, can: Capacity) -> dict[str, Any]:
    """What was planted in the ledger, and how minutes come about."""
    months, found = it.span, {}
    for place, one in enumerate(it.entries):
        if one.copy:
            found["duplicate"] = it.id(place)
        if one.reverses != NEVER:
            found["reversal"], found["reversed"] = it.id(place), it.id(one.reverses)
        if one.series == STORAGE and _is(one, months, ANOMALY_BEFORE):
            found["anomaly"] = it.id(place)
    return found | {
        "anomaly_factor": ANOMALY,
        "missing": {
            "subcategory": ITEMS[HOSTING].subcategory,
            "vendor": ITEMS[HOSTING].vendor,
            "month": _month(months, MISSING_BEFORE),
        },
        "overloaded": {
            "department": WORK_DEPARTMENTS[SERVICE],
            "month": months.name(overloaded(months)),
        },
        "equations": EQUATIONS,
        "practical_share": PRACTICAL,
        "used_minutes": {WORK_DEPARTMENTS[place]: int(can.used[place].sum()) for place in POOLED},
    }


Planned = tuple[Entry, int]
"""An entry, and what was planned for it."""


def _paid(company: Company, can: Capacity, scale: float) -> list[Planned]:
    """Pay of every department and month: pooled where its time goes by activities."""
    rng = company.whole("planning")
    found = []
    for place, name in enumerate(WORK_DEPARTMENTS):
        if not TEAM[place]:
            continue
        people = can.people[place] if place in POOLED else np.full(len(can.span), TEAM[place] / 4)
        pay = PAY.get(place, SALES_PAY) * (1 + ON_TOP) * 100
        item = _pay_item(place, name)
        for month, n in enumerate(people):
            amount = round(float(n) * pay * (1 if place in POOLED else scale))
            plan = round(amount * rng.uniform(0.95, 1.04))
            found.append((Entry(item, int(can.span.days[month]) + 14, amount), plan))
    return found


def _pay_item(place: int, name: str) -> Item:
    item = Item("pay", "工资", 0, department=name, evidence="payroll", system="HR")
    if place in POOLED:
        return replace(item, treatment="pool")
    if place == MARKETING:
        return replace(item, treatment="direct", driver="touches", stage="expand")
    return replace(item, treatment="platform" if place == IT else "sustaining")


def _items(rng: np.random.Generator, span: Months, scale: float) -> list[Planned]:
    found = []
    for series, item in enumerate(ITEMS):
        months = range(item.first, len(span), item.every)[: item.times]
        usual = _fen(item.yuan, scale)
        for month, noise in zip(months, rng.normal(0, item.noise, len(months)), strict=True):
            if series == HOSTING and month == len(span) - 1 - MISSING_BEFORE:
                continue
            much = ANOMALY if series == STORAGE and month == _at(span, ANOMALY_BEFORE) else 1.0
            day = min(int(span.days[month]) + item.day - 1, _last(span, month))
            amount = round(usual * float(np.exp(noise)) * much)
            found.append((Entry(item, day, amount, series=series), usual))
    return found


def _invited(company: Company, span: Months) -> list[Planned]:
    """Every other month one customer is invited, whatever the size of the company."""
    rng = company.whole("programme")
    found = []
    for month in range(1, len(span), 2):
        amount = round(rng.uniform(*INVITATION_FEN))
        who = f"C{rng.integers(1, company.customers + 1):08d}"
        day = int(span.days[month]) + 16
        found.append((Entry(INVITATION, day, amount, customer=who), amount))
    return found


def _campaigns(company: Company, treated: Ints) -> list[Planned]:
    """The same amounts as in `campaign_costs`."""
    found = []
    for it, members in zip(company.campaigns, treated, strict=True):
        for before, amount in (
            (14, it.fixed_cost_minor),
            (0, int(members) * it.contact_cost_minor),
        ):
            item = _campaign_item(it)
            one = Entry(item, company.begins(it) - before, amount, campaign=it.id)
            found.append((one, round(amount * 0.97)))
    return found


def _campaign_item(it: Campaign) -> Item:
    return Item(
        "promotions",
        "内部",
        0,
        stage=CAMPAIGN_STAGES.get(it.id, "expand"),
        department=WORK_DEPARTMENTS[MARKETING],
        channel=it.channel,
        treatment="direct",
        driver="touches",
        behaviour="one-off",
    )


def _bought(span: Months, scale: float) -> list[Planned]:
    found = []
    for one in ASSETS:
        if one.first >= len(span):
            continue
        item = Item(one.subcategory, "浦江设备", 0, department=one.department, behaviour="capex",
                    treatment=one.treatment)  # fmt: skip
        amount = _fen(one.yuan, scale)
        found.append((Entry(item, _used_from(span, one.first) - 6, amount, asset=one.id), amount))
    return found


def _with_duplicate(
    book: list[Entry], plans: list[int], span: Months
) -> tuple[list[Entry], list[int]]:
    """The search engine's invoice of one month again, two days later."""
    for one in book:
        if one.series == ADVERTISING and _is(one, span, DUPLICATE_BEFORE):
            again = replace(one, day=min(one.day + 2, span.end_day - 1), copy=True)
            at = next((k for k, e in enumerate(book) if e.day > again.day), len(book))
            return [*book[:at], again, *book[at:]], [*plans[:at], 0, *plans[at:]]
    return book, plans


def _with_reversal(
    book: list[Entry], plans: list[int], span: Months
) -> tuple[list[Entry], list[int]]:
    """Half of an invoice taken back ten days later; entries before it keep their places."""
    for place, one in enumerate(book):
        if one.series == ADVERTISING and _is(one, span, REVERSED_BEFORE):
            day = min(one.day + 10, span.end_day - 1)
            back = replace(one, day=day, amount=-(one.amount // 2), reverses=place)
            at = next((k for k, e in enumerate(book) if e.day > day), len(book))
            return [*book[:at], back, *book[at:]], [*plans[:at], 0, *plans[at:]]
    return book, plans


def _planned_work(can: Capacity, key: tuple[Any, ...]) -> tuple[float | None, float | None]:
    """Round numbers near what came of it, for pay of pooled departments."""
    month, subcategory, _, department, *_ = key
    place = WORK_DEPARTMENTS.index(department) if department else NEVER
    if subcategory != "pay" or place not in POOLED:
        return None, None
    done, used = float(can.done[place, month]), float(can.used[place, month])
    quarter = slice(max(0, month - 3), month + 1)
    usual = float(can.done[place, quarter].mean())
    minutes = used / done if done else 60.0
    return float(round(usual)), round(minutes * 0.96, 1)


def _rates(rng: np.random.Generator, span: Months) -> dict[str, Floats]:
    steps = rng.normal(0, 0.008, (len(CURRENCIES), len(span)))
    paths = np.exp(np.cumsum(steps, axis=1))
    return {
        code: np.round(start * path, 4)
        for (code, start), path in zip(CURRENCIES.items(), paths, strict=True)
    }


def _said_rates(rng: np.random.Generator, it: Ledger) -> list[float | None]:
    says = rng.random(len(it.entries)) < SAYS_RATE
    month = it.span.place(np.array([one.day for one in it.entries], np.int64))
    return [
        float(it.rates[one.item.currency][m]) if said and one.item.currency in it.rates else None
        for one, m, said in zip(it.entries, month, says, strict=True)
    ]


def _until(span: Months, one: Entry) -> int:
    if one.item.lasts is None:
        return NEVER
    month = span.numbers[span.place(np.array([one.day]))] + one.item.lasts
    return int(first_day(month)[0])


def _fen(yuan: float, scale: float) -> int:
    return round(yuan * scale * 100)


def _used_from(span: Months, first: int) -> int:
    return int(span.days[first]) + 9


def _last(span: Months, month: int) -> int:
    return int(span.days[month + 1]) - 1 if month + 1 < len(span) else span.end_day - 1


def _at(span: Months, before: int) -> int:
    return len(span) - 1 - before


def _is(one: Entry, span: Months, before: int) -> bool:
    return int(span.place(np.array([one.day]))[0]) == _at(span, before)


def _month(span: Months, before: int) -> str | None:
    return span.name(_at(span, before)) if before < len(span) else None
