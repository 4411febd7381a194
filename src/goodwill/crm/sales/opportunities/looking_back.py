"""What was won and lost, by what one likes to compare: with figures that say what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from numpy.typing import NDArray

from goodwill.analytics.execution.winning import (
    Deals,
    average_won,
    chance_from_here,
    cycle,
    stay,
    velocity,
    win_rate,
    won_value,
)
from goodwill.analytics.figure import Figure
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.lists import conditions
from goodwill.crm.records.lists.conditions import Condition, Conditions
from goodwill.crm.sales.opportunities.kinds import LOST_REASONS
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage, StageChange
from goodwill.crm.sales.opportunities.standing_still import days_of
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sayable, Sentence

MOST = 200_000
"""So many deals are looked at on one page."""
MOST_GROUPS = 40
MANY, KEPT_SECONDS = 10_000, 600
"""From so many deals on, how many of them were won is counted anew only so often."""
EPOCH = date(1970, 1, 1)

PERIODS: Mapping[str, Sentence] = {
    "90": Sentence("last 90 days"),
    "365": Sentence("last 12 months"),
    "all": Sentence("all time"),
}
BY: Mapping[str, Sentence] = {
    "owner": Sentence("Person"),
    "product": Sentence("Product"),
    "source": Sentence("Source"),
    "lost_reason": Sentence("Why lost"),
    "lost_to": Sentence("Competitor"),
    "region": Sentence("Region"),
}
"""By what what was won and lost is compared."""
LOST_ONLY = ("lost_reason", "lost_to")


@dataclass(frozen=True)
class Asked:
    """Whose deals, of which pipeline and which time."""

    reach: Reach
    today: date
    period: str = "365"
    pipeline: Pipeline | None = None
    by: str = "owner"

    @property
    def first(self) -> date | None:
        """The first day on which those that count were decided."""
        return None if self.period == "all" else self.today - timedelta(days=int(self.period))

    def query(self, **changes: str) -> str:
        """The address of the same with something different."""
        told = {
            "period": self.period,
            "pipeline": str(self.pipeline.public_id) if self.pipeline else "",
            "by": self.by,
            **changes,
        }
        return urlencode({name: value for name, value in told.items() if value})

    def seen(self) -> Any:
        """The deals the person may see, of the pipeline."""
        found = Opportunity.objects.present().within(self.reach)
        return found.filter(pipeline=self.pipeline) if self.pipeline else found

    def decided(self) -> Any:
        """Those decided in the time."""
        closed = self.seen().closed().exclude(closed_on=None)
        return closed.filter(closed_on__gte=self.first) if self.first else closed

    def records(self, *more: Condition) -> str:
        """The address of the list of those decided."""
        kind, first = kind_of("opportunities"), self.first
        parts: list[Condition] = [*more]
        if not any(one.field.name == "status" for one in more):
            status = kind.field("status")
            parts.append(conditions.condition(kind, status, "any_of", ["won", "lost"]))
        if first:
            day = kind.field("closed_on")
            before = (first - timedelta(days=1)).isoformat()
            parts.append(conditions.condition(kind, day, "after", before))
        if self.pipeline:
            one = kind.field("pipeline")
            parts.append(conditions.condition(kind, one, "is", str(self.pipeline.public_id)))
        where = Conditions(parts=tuple(parts)).text()
        return urlencode({"shape": "list", "sort": "-amount_minor", "where": where})


@dataclass(frozen=True)
class Group:
    """One person, product, reason …: how many were won and lost, and the figures of it."""

    name: str
    won: int
    lost: int
    rate: Figure
    value: Figure
    days: Figure
    value_word: str = ""
    """The group as an address says it."""

    @property
    def all(self) -> int:
        return self.won + self.lost


@dataclass(frozen=True)
class StageTold:
    """One stage: how many were in it, how long they stayed, how many of them are won."""

    stage: Stage
    entered: int
    stay: Figure
    chance: Figure


class Past:
    """Everything one page tells of what was won and lost."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.currency = company().currency
        names = ("status", "amount_minor", "currency", "opened_on", "closed_on", _PATHS[asked.by])
        rows = list(asked.decided().order_by("-closed_on", "-pk").values_list(*names)[:MOST])
        self.is_cut = len(rows) == MOST
        self.keys = np.array([_text(row[5]) for row in rows], dtype=object)
        self.deals = _deals(rows, self.currency)
        self.foreign = sum(1 for row in rows if row[1] and row[2] != self.currency)

    @cached_property
    def open(self) -> int:
        return int(self.asked.seen().open().count())

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures of all of them, by the word of their address."""
        today = self.asked.today
        return {
            "win_rate": win_rate(self.deals, today),
            "won_value": won_value(self.deals, today),
            "average_won": average_won(self.deals, today),
            "cycle": cycle(self.deals, today),
            "velocity": velocity(self.open, self.deals, today),
        }

    @cached_property
    def groups(self) -> list[Group]:
        """By what the person compares, those with most deals first."""
        keys = self.keys.astype(str)
        counted = ~self.deals.won if self.asked.by in LOST_ONLY else np.ones(len(keys), bool)
        words, counts = np.unique(keys[counted], return_counts=True)
        most = sorted(zip((-counts).tolist(), words.tolist(), strict=True))[:MOST_GROUPS]
        names = _named(self.asked.by, [word for _, word in most])
        return [
            self._group(word, names.get(word, word), counted & (keys == word)) for _, word in most
        ]

    def _group(self, word: str, name: str, where: NDArray[np.bool_]) -> Group:
        some, today = self.deals.only(where), self.asked.today
        won = int(some.won.sum())
        part = Sentence("{name}", name=name)
        return Group(
            name,
            won,
            len(some) - won,
            win_rate(some, today, part=part),
            won_value(some, today, part=part),
            cycle(some, today, part=part),
            word,
        )


def stages_told(asked: Asked, pipeline: Pipeline) -> list[StageTold]:
    """Each open stage of a pipeline: how long one stays there, and what becomes of those."""
    found = []
    seen = asked.seen().filter(pipeline=pipeline)
    for stage in pipeline.stages.present().filter(sort=Stage.Sort.OPEN).order_by("place"):
        part = Sentence("{name}", name=stage.name)
        entries = StageChange.objects.filter(to_stage=stage, opportunity__in=seen)
        left = entries.filter(left_at__isnull=False).order_by("-left_at")
        if asked.first:
            left = left.filter(left_at__date__gte=asked.first)
        days = days_of(left.values_list("entered_at", "left_at")[:MOST])
        found.append(
            StageTold(
                stage,
                entries.values("opportunity").distinct().count(),
                stay(days, asked.today, part=part),
                chance_here(stage, asked.reach, asked.today, part=part),
            )
        )
    return found


def chance_here(stage: Stage, reach: Reach, today: date | None = None, **more: Any) -> Figure:
    """Of those decided that were in the stage once, how many were won."""
    key = f"chance-{stage.pk}-{'all' if reach.is_everything else reach.user_id}"
    told = cache.get(key)
    if told is None:
        were = StageChange.objects.filter(to_stage=stage).values("opportunity")
        seen = Opportunity.objects.present().within(reach).closed().filter(pk__in=were)
        told = seen.order_by().aggregate(n=Count("pk"), won=Count("pk", filter=_WON))
        if told["n"] >= MANY:
            cache.set(key, told, KEPT_SECONDS)
    return chance_from_here(told["won"], told["n"], today or timezone.localdate(), **more)


_WON = Q(status=Opportunity.Status.WON)


def _deals(rows: list[Any], currency: str) -> Deals:
    """Amounts in another currency count as deals, not as money."""
    days = [(opened - EPOCH).days if opened else None for *_, opened, _, _ in rows]
    closed = [(row[4] - EPOCH).days for row in rows]
    return Deals(
        np.array([row[0] == Opportunity.Status.WON for row in rows], dtype=bool),
        np.array([(row[1] or 0) if row[2] == currency else 0 for row in rows], dtype=np.int64),
        np.array([end if day is None else day for day, end in zip(days, closed, strict=True)],
                 dtype=np.int64),
        np.array(closed, dtype=np.int64),
        currency,
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _named(by: str, words: list[str]) -> dict[str, str]:
    """What people call the groups."""
    made = _NAMES[by](words) if by in _NAMES else {}
    return {**{word: word for word in words}, **made, "": made.get("", say("Not said"))}


def _people(words: list[str]) -> dict[str, str]:
    people = User.objects.filter(pk__in=[word for word in words if word])
    return {str(one.pk): one.name for one in people}


def _products(words: list[str]) -> dict[str, str]:
    products = Product.objects.filter(pk__in=[word for word in words if word])
    return {str(one.pk): one.name for one in products}


def _reasons(words: list[str]) -> dict[str, str]:
    known: Mapping[str, Sayable] = LOST_REASONS
    return {word: show(known[word]) for word in words if word in known}


_PATHS = {
    "owner": "owner_id",
    "product": "product_id",
    "source": "source",
    "lost_reason": "lost_reason",
    "lost_to": "lost_to",
    "region": "region",
}
_NAMES: Mapping[str, Callable[[list[str]], dict[str, str]]] = {
    "owner": _people,
    "product": _products,
    "lost_reason": _reasons,
}
