"""Histories of opportunities, and days of orders, as the forecast takes them.

How fast opportunities move is learned from all of the company's; sums are told only of those
that the person sees. What is gathered is kept until something changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.db import connection
from django.db.models import Count, F, Max, Sum
from django.utils import timezone

from goodwill.analytics.execution.forecasting.journeys import Journeys, journeys
from goodwill.analytics.numerics.arrays import Integers
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Order
from goodwill.crm.sales.opportunities.models import Opportunity, Stage, StageChange
from goodwill.crm.sales.periods import day_of
from goodwill.crm.sales.targets import attaining

T = TypeVar("T")

ORDER_DAYS = 760
"""How far back days of orders are gathered."""
UNSEEN = 0
"""The group of what the person does not see."""


@dataclass(frozen=True)
class Group:
    """Whose, and in which pipeline: the smallest part that a forecast is told by."""

    owner: int | None
    team: int | None
    pipeline: int | None = None


@dataclass(frozen=True)
class Gathered:
    """Histories with their groups: `groups[0]` is what the person does not see."""

    them: Journeys
    groups: tuple[Group, ...]
    stage_chance: tuple[float, ...]
    ids: tuple[int, ...]
    """The ids of the opportunities, in the order of `Journeys.place`."""
    foreign: int
    """How many are left out because they are in another currency."""

    def where(self, fits: Callable[[Group], bool]) -> list[int]:
        """The places of the groups that fit; never what the person does not see."""
        return [place for place, one in enumerate(self.groups) if place and fits(one)]

    @property
    def seen(self) -> list[int]:
        return list(range(1, len(self.groups)))


def gathered(reach: Reach) -> Gathered:
    """The histories of all opportunities, told apart by those that the person sees."""
    return kept((stamp(), "gathered", _who(reach)), lambda: _gather(reach))


def stamp() -> Hashable:
    """Changes whenever an opportunity or its history does, and every day."""
    told = Opportunity.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    moves = StageChange.objects.aggregate(n=Count("pk"), last=Max("pk"))
    base = connection.settings_dict["NAME"]
    return (str(base), *told.values(), *moves.values(), timezone.localdate())


def stamp_of_orders() -> Hashable:
    """Changes whenever an order does, and every day."""
    told = Order.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    return (str(connection.settings_dict["NAME"]), *told.values(), timezone.localdate())


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What was made for the key before, else made now; the latest few are kept."""
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            found: T = _KEPT[key]
            return found
    made = make()
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return made


def _gather(reach: Reach) -> Gathered:
    stages = list(Stage.objects.filter(sort=Stage.Sort.OPEN).order_by("pipeline", "place", "pk"))
    place = {stage.pk: at for at, stage in enumerate(stages)}
    currency = company().currency
    told = Opportunity.objects.present()
    facts = told.filter(currency=currency).order_by("pk")
    rows = list(
        facts.values_list(
            *("pk", "opened_on", "closed_on", "status", "amount_minor"),
            *("owner_id", "team_id", "pipeline_id", "chance"),
        )
    )
    visible = set(told.within(reach).values_list("pk", flat=True))
    groups: dict[Group | None, int] = {None: UNSEEN}
    deals: dict[str, list[Any]] = {
        name: [] for name in ("id", "opened", "closed", "won", "worth", "group")
    }
    for pk, opened, closed, status, amount, owner, team, pipeline, _ in rows:
        whose = Group(owner, team, pipeline) if pk in visible else None
        deals["id"].append(pk)
        deals["opened"].append(day_of(opened))
        deals["closed"].append(None if closed is None else day_of(max(closed, opened)))
        deals["won"].append(status == Opportunity.Status.WON)
        deals["worth"].append(amount or 0)
        deals["group"].append(groups.setdefault(whose, len(groups)))
    stays = _stays(place, {row[0]: row for row in rows})
    return Gathered(
        them=journeys(deals, stays, stages=max(len(stages), 1)),
        groups=tuple(one or Group(None, None) for one in groups),
        stage_chance=tuple(stage.chance / 100 for stage in stages),
        ids=tuple(deals["id"]),
        foreign=told.count() - len(rows),
    )


def _stays(place: dict[int, int], deals: dict[int, Any]) -> dict[str, list[Any]]:
    """Stays in stages that are open; of the last, amount and chance are those of today."""
    zone = timezone.get_default_timezone()
    stays: dict[str, list[Any]] = {
        name: [] for name in ("id", "stage", "entered", "left", "thought", "chance")
    }
    rows = StageChange.objects.filter(to_stage__in=list(place)).order_by(
        "opportunity_id", "entered_at", "pk"
    )
    told = ("opportunity_id", "to_stage_id", "entered_at", "left_at", "amount_minor", "chance")
    for deal, stage, entered, left, amount, chance in rows.values_list(*told).iterator():
        known = deals.get(deal)
        if known is None:
            continue
        _, opened, closed, status, worth, *_, own_chance = known
        first = max(_day(entered, zone), day_of(opened))
        last = None if left is None else max(_day(left, zone), first)
        if status != Opportunity.Status.OPEN and last is None:
            last = max(day_of(closed), first) if closed else first
        is_now = last is None
        stays["id"].append(deal)
        stays["stage"].append(place[stage])
        stays["entered"].append(first)
        stays["left"].append(last)
        stays["thought"].append((worth if is_now else amount) or 0)
        said = own_chance if is_now else chance
        stays["chance"].append(None if said is None else said / 100)
    return stays


def _day(moment: datetime, zone: Any) -> int:
    return day_of(timezone.localdate(moment, zone))


@dataclass(frozen=True)
class OrderDays:
    """Net sales by day and group, in minor units; one row for each day and group."""

    days: Integers
    sums: Integers
    group: Integers
    groups: tuple[Group, ...]

    def where(self, fits: Callable[[Group], bool]) -> list[int]:
        return [place for place, one in enumerate(self.groups) if fits(one)]


def order_days(reach: Reach) -> OrderDays:
    """Orders and returns that the person sees, by day and by who looks after the customer."""
    return kept((stamp_of_orders(), "orders", _who(reach)), lambda: _order_days(reach))


def _order_days(reach: Reach) -> OrderDays:
    today = timezone.localdate()
    rows = (
        attaining.orders(reach, today - timedelta(days=ORDER_DAYS), today)
        .order_by()
        .values(day=F("ordered_on"), who=F("customer__owner_id"), whose=F("customer__team_id"))
        .annotate(sum=Sum("amount_minor"))
        .values_list("day", "who", "whose", "sum")
    )
    groups: dict[Group, int] = {}
    found = [
        (day_of(day), amount, groups.setdefault(Group(who, whose), len(groups)))
        for day, who, whose, amount in sorted(rows, key=str)
    ]
    days, sums, group = (
        np.array(column, dtype=np.int64)
        for column in (zip(*found, strict=True) if found else ([],) * 3)
    )
    return OrderDays(days, sums, group, tuple(groups) or (Group(None, None),))


def _who(reach: Reach) -> Hashable:
    return None if reach.is_everything else (reach.user_id, reach.scope, reach.team_ids)


def today() -> date:
    """The last day of which the histories tell."""
    return timezone.localdate()


MOST_KEPT = 24
_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_LOCK = Lock()
