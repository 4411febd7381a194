"""How selling went in a period: indicators, people side by side, and where the time went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Q, Sum
from django.utils import timezone

from goodwill.analytics.benefit.indicators.efficiency import efficiency
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate, figure_of
from goodwill.analytics.benefit.indicators.kernel.periods import Period as Days
from goodwill.analytics.benefit.indicators.sales import sales
from goodwill.analytics.execution.winning import Deals, average_won, cycle, velocity, win_rate
from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Activity
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.performance.tables import tables
from goodwill.crm.sales.periods import Period, day_of
from goodwill.crm.sales.targets import attaining
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.teamwork import sellers
from goodwill.language import Sentence
from goodwill.warehouse import open_warehouse

CONTACTS: Mapping[str, Sentence] = {
    "visit": Sentence("Visits"),
    "meeting": Sentence("Meetings"),
    "call": Sentence("Calls"),
    "email": Sentence("E-mails"),
    "message": Sentence("Messages"),
}
TIME = Definition(
    id="sales.time",
    version=1,
    label=Sentence("Share of the time recorded"),
    meaning=Sentence(
        "How much of the time that was recorded with contacts went into this sort of contact. "
        "Time that nobody recorded is not in it."
    ),
    formula=Sentence("minutes of this sort ÷ minutes recorded"),
    unit=Unit.SHARE,
)
RECORDED = Definition(
    id="sales.recorded",
    version=1,
    label=Sentence("Contacts with their time recorded"),
    meaning=Sentence("Of how many contacts it is known how long they took."),
    formula=Sentence("contacts with minutes ÷ contacts"),
    unit=Unit.SHARE,
)
INDICATORS = (
    *(one for one in sales.INDICATORS if one.id in ("SL02", "SL03", "SL04")),
    *(one for one in efficiency.INDICATORS if one.id in ("EF01", "EF02", "EF07")),
)
"""Those of the catalogue that the records of a CRM tell, and those of working time."""
SL06 = next(one for one in sales.INDICATORS if one.id == "SL06")
LONG_AGO = timedelta(days=800)


@dataclass(frozen=True)
class Person:
    """One who sells, and what came of it in the period."""

    person: User
    won: int
    decided: int
    won_minor: int
    rate: Figure
    days: Figure
    contacts: int
    minutes: int
    attained: Figure


@dataclass(frozen=True)
class Kind:
    """One sort of contact: how many, how long, and its share of the time."""

    name: Sentence
    n: int
    minutes: int
    share: Figure


@dataclass(frozen=True)
class Performance:
    """What the page shows of a period."""

    over: Period
    as_of: date
    currency: str
    figures: dict[str, Figure]
    before: dict[str, Figure]
    """The same of the period before, where it was asked."""
    people: tuple[Person, ...]
    time: tuple[Kind, ...]
    recorded: Figure


def performance(reach: Reach, over: Period) -> Performance:
    """How selling went, of what the person sees."""
    as_of = min(timezone.localdate(), over.last)
    deals, owners = _deals(reach, over)
    time, recorded = _time(reach, over, as_of)
    return Performance(
        over,
        as_of,
        company().currency,
        _figures(reach, over, as_of, deals),
        _figures(reach, over.before(), over.before().last, _deals(reach, over.before())[0]),
        _people(reach, over, as_of, (deals, owners)),
        time,
        recorded,
    )


def _figures(reach: Reach, over: Period, as_of: date, deals: Deals) -> dict[str, Figure]:
    wanted, sold = attaining.wanted(reach, Target.Measure.ORDERS, over), None
    sold = attaining.sold(reach, Target.Measure.ORDERS, over.first, as_of)
    own = sum(wanted.by_person.values()) or None
    target = wanted.company if reach.is_everything and wanted.company else own
    found = {
        "win_rate": win_rate(deals, as_of),
        "cycle": cycle(deals, as_of),
        "average": average_won(deals, as_of),
        "velocity": velocity(_open(reach, over), deals, as_of),
        "attained": attaining.attained(sold.total, target, as_of),
        "order_value": _order_value(reach, over, as_of, sold.total),
    }
    return found | _indicators(reach, over, as_of)


def _indicators(reach: Reach, over: Period, as_of: date) -> dict[str, Figure]:
    """Indicators of the catalogue over what the person sees; n/a says what is missing."""
    currency, known = company().currency, {one.id: one for one in INDICATORS}
    days = Days(over.word, over.start_day, over.end_day)
    found = tables(reach, over.first - LONG_AGO)
    with open_warehouse(threads=1) as warehouse:
        frames = {name: warehouse.settle(frame) for name, frame in found.items()}
        settle = warehouse.settle
        asked = Asked(frames, (days,), (), Settings(), currency, as_of, settle)
        cells = calculate(INDICATORS, asked)
    return {
        cell.indicator_id: figure_of(cell, known[cell.indicator_id], currency) for cell in cells
    }


def _order_value(reach: Reach, over: Period, as_of: date, sold: int) -> Figure:
    n = (
        attaining.orders(reach, over.first, as_of)
        .filter(sort=Order.Sort.SALE)
        .aggregate(n=Count("pk"))["n"]
    )
    currency = company().currency
    above = major(sold, currency)
    return ratio(SL06.definition, above, n, as_of=as_of, n=n, currency=currency)


def _open(reach: Reach, over: Period) -> int:
    """How many were open on the last day of the period."""
    begun = Opportunity.objects.present().within(reach).filter(opened_on__lte=over.last)
    return int(begun.filter(Q(closed_on=None) | Q(closed_on__gt=over.last)).count())


def _deals(reach: Reach, over: Period) -> tuple[Deals, np.ndarray[Any, Any]]:
    """Those decided in the period, and whose they were (0 for nobody's)."""
    currency = company().currency
    decided = (
        Opportunity.objects.present()
        .within(reach)
        .closed()
        .filter(closed_on__gte=over.first, closed_on__lte=over.last, currency=currency)
    )
    names = ("status", "amount_minor", "opened_on", "closed_on", "owner_id")
    rows = list(decided.order_by("pk").values_list(*names))
    whole = Deals(
        np.array([row[0] == Opportunity.Status.WON for row in rows], dtype=bool),
        np.array([row[1] or 0 for row in rows], dtype=np.int64),
        np.array([day_of(row[2]) for row in rows], dtype=np.int64),
        np.array([day_of(row[3]) for row in rows], dtype=np.int64),
        currency,
    )
    return whole, np.array([row[4] or 0 for row in rows], dtype=np.int64)


def _people(
    reach: Reach, over: Period, as_of: date, decided: tuple[Deals, Any]
) -> tuple[Person, ...]:
    deals, owners = decided
    wanted = attaining.wanted(reach, Target.Measure.ORDERS, over)
    sold = attaining.sold(reach, Target.Measure.ORDERS, over.first, as_of)
    contacts = _contacts(reach, over)
    by_owner = contacts.values("owner_id").annotate(n=Count("pk"), minutes=Sum("minutes"))
    met = {row["owner_id"]: row for row in by_owner.order_by()}
    found = []
    for one in sellers(reach).people:
        own = deals.only(owners == one.pk)
        row = met.get(one.pk, {"n": 0, "minutes": 0})
        target = wanted.by_person.get(one.pk)
        if not (len(own) or row["n"] or target):
            continue
        won = int(own.won.sum())
        part = Sentence("{name}", name=one.name)
        found.append(
            Person(
                one,
                won,
                len(own),
                int(own.amount_minor[own.won].sum()),
                win_rate(own, as_of, part=part),
                cycle(own, as_of, part=part),
                row["n"],
                row["minutes"] or 0,
                attaining.attained(sold.by_person.get(one.pk, 0), target, as_of),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.won_minor, one.person.name)))


def _time(reach: Reach, over: Period, as_of: date) -> tuple[tuple[Kind, ...], Figure]:
    """Where the time recorded went."""
    rows = _contacts(reach, over).values("sort").order_by()
    told = {
        row["sort"]: row
        for row in rows.annotate(n=Count("pk"), told=Count("minutes"), minutes=Sum("minutes"))
    }
    whole = sum(row["minutes"] or 0 for row in told.values())
    kinds = []
    for sort, name in CONTACTS.items():
        row = told.get(sort)
        if row is None:
            continue
        minutes = row["minutes"] or 0
        share = ratio(TIME, minutes, whole, as_of=as_of, n=row["told"], part=name)
        kinds.append(Kind(name, row["n"], minutes, share))
    known, every = (sum(row[word] for row in told.values()) for word in ("told", "n"))
    return tuple(kinds), ratio(RECORDED, known, every, as_of=as_of, n=every)


def _contacts(reach: Reach, over: Period) -> Any:
    """Contacts of the period by people who sell or whoever the person sees."""
    return (
        Activity.objects.present()
        .within(reach)
        .filter(
            sort__in=CONTACTS, happened_at__date__gte=over.first, happened_at__date__lte=over.last
        )
    )
