"""Who moved where between a day in the past and the last valuation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min

from goodwill.analytics.figure import Figure
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.analytics.value.today.migration import (
    GONE,
    NEW,
    Kind,
    Matrix,
    counted,
    figures,
    label,
)
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.seeing import scores_within
from goodwill.crm.value.stages.models import Transition
from goodwill.language import Sentence

BACK = (30, 90, 365)


@dataclass(frozen=True)
class Moved:
    """The matrix with a figure for each cell, by state before and after."""

    matrix: Matrix
    figures: dict[tuple[str, str], Figure]
    first: date

    @property
    def rows(self) -> list[str]:
        """The states that anybody was in on the first day."""
        return [
            state
            for state in self.matrix.rows
            if self.matrix.move(state, self.matrix.columns[0]).of
        ]

    def name(self, state: str) -> Sentence:
        """A state in words, short enough for a column."""
        if state in set(ValueClass):
            return Sentence("Class {word}", word=state)
        return label(state, self.matrix.kind)


def moved(of: str, reach: Reach, valuation: Valuation, back: int) -> Moved | None:
    """The moves of the last `back` days, or since the first valuation; None before a second one.

    Somebody who was no customer yet, or of whom no state is told, counts as not yet a customer.
    """
    if valuation.as_of is None:
        return None
    seen = Transition.objects.filter(of=of)
    began = seen.aggregate(first=Min("on"))["first"]
    if began is None or began >= valuation.as_of:
        return None
    first = max(began, valuation.as_of - timedelta(days=back))
    kind = Kind(of)
    pairs = _pairs(of, reach, first, kind)
    days = {"start_day": day_of(first), "end_day": day_of(valuation.as_of)}
    matrix = counted(pairs, kind, **days)
    cells = figures(matrix, as_of=valuation.as_of)
    by_cell = {(one.cut["from"], one.cut["to"]): one for one in cells}
    return Moved(matrix, by_cell, first)


def _pairs(of: str, reach: Reach, first: date, kind: Kind) -> Counter[tuple[str, str]]:
    """How many were in a state at the end of the first day and are in another now.

    Whoever has not moved since is where they are now.
    """
    scores = scores_within(reach)
    now: Counter[str] = Counter(dict(scores.order_by().values_list(of).annotate(n=Count("pk"))))
    later: Any = Transition.objects.filter(of=of, on__gt=first).order_by("customer_id", "on")
    if not reach.is_everything:
        later = later.filter(customer__in=Customer.objects.present().within(reach).values("pk"))
    later = later.filter(customer__in=scores.values("customer_id"))
    ends: dict[int, tuple[str, str]] = {}
    for customer, before, after in later.values_list("customer_id", "before", "after").iterator():
        ends[customer] = (ends[customer][0] if customer in ends else before, after)
    pairs: Counter[tuple[str, str]] = Counter()
    for before, after in ends.values():
        pairs[_pair(before, after, kind)] += 1
        now[after] -= 1
    for state, n in now.items():
        pairs[_pair(state, state, kind)] += n
    pairs.pop((NEW, GONE), None)
    return pairs


def _pair(before: str, after: str, kind: Kind) -> tuple[str, str]:
    """States that the matrix has; before any of them NEW, after all of them GONE."""
    return (
        before if before in kind.states else NEW,
        after if after in kind.states else GONE,
    )
