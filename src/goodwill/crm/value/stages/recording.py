"""Writes down who moved between loyalty stages and value classes, after each valuation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from goodwill.crm.value.scoring.models import Score, Valuation
from goodwill.crm.value.stages.models import Transition

AT_ONCE = 5_000


def record(valuation: Valuation) -> int:
    """Keep every move since the last one kept of each customer; how many.

    Doing it again for the same valuation writes nothing; a valuation that was passed over is
    made up for by the next.
    """
    return sum(_record(valuation, of) for of in Transition.Of.values)


def _record(valuation: Valuation, of: str) -> int:
    if valuation.as_of is None:
        return 0
    kept = 0
    moves = _moves(valuation, of, valuation.as_of)
    while rows := list(islice(moves, AT_ONCE)):
        Transition.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["customer", "of", "on"],
            update_fields=["after"],
        )
        kept += len(rows)
    return kept


def _moves(valuation: Valuation, of: str, on: date) -> Iterator[Transition]:
    """Each customer whose state is another than the last one kept, in the order of customers.

    Read a piece at a time by customer: what is written meanwhile does not come up again.
    """
    last = Transition.objects.filter(customer=OuterRef("customer"), of=of).order_by("-on")
    known = Coalesce(Subquery(last.values("after")[:1]), Value(""))
    told: Any = Score.objects.filter(valuation=valuation).annotate(known=known)
    moved = told.filter(~Q(known=F(of))).order_by("customer_id")
    start = 0
    while rows := list(
        moved.filter(customer_id__gt=start).values_list("customer_id", "known", of)[:AT_ONCE]
    ):
        start = rows[-1][0]
        for customer, before, after in rows:
            yield Transition(customer_id=customer, of=of, before=before, after=after, on=on)
