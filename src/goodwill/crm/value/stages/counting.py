"""How many customers are in each stage, and were at the end of each month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from goodwill.analytics.figure import Figure
from goodwill.analytics.value.today import stages
from goodwill.analytics.value.today.stages import NO_ADVOCATES, LoyaltyStage, Population
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.kinds import LOST
from goodwill.crm.value.seeing import scores_within
from goodwill.crm.value.stages.models import Transition

MONTHS = 24
ENQUIRED = (LoyaltyStage.SUSPECT.value, LoyaltyStage.PROSPECT.value)


def populations(reach: Reach) -> tuple[Population, ...]:
    """Each stage, lowest first, with how many reached it and none above; of those, how many
    are lost. Stages nobody is in are left out, but for advocates, who are not measured."""
    lost = Count("pk", filter=Q(stage=LOST))
    rows = scores_within(reach).order_by().values_list("reached").annotate(n=Count("pk"), lost=lost)
    found = {stage: (n, gone) for stage, n, gone in rows}
    return tuple(
        Population(stage, None, None, NO_ADVOCATES)
        if stage is LoyaltyStage.ADVOCATE
        else Population(stage, *found[stage.value])
        for stage in LoyaltyStage
        if stage.value in found or stage is LoyaltyStage.ADVOCATE
    )


def figures(found: tuple[Population, ...], as_of: date) -> Sequence[Figure]:
    """RL07 of each stage, and how many of it are lost."""
    return stages.figures(found, as_of=as_of)


@dataclass(frozen=True)
class Month:
    """How many customers were in each state at the end of a month, and how many came and went."""

    month: date
    counts: Mapping[str, int]
    moved: int


def months(of: str, reach: Reach) -> list[Month]:
    """The last months, the latest last; each as the last valuation in it said.

    What is counted are moves: those into a state less those out of it, from the beginning.
    """
    moves = Transition.objects.filter(of=of)
    if not reach.is_everything:
        seen = Customer.objects.present().within(reach)
        return _summed(_by_day(moves.filter(customer__in=seen.values("pk"))))[-MONTHS:]
    # Of all moves an index knows enough; those of the few who are in the bin are taken off.
    binned = moves.filter(customer__in=Customer.objects.exclude(deleted_at=None).values("pk"))
    counted = _by_day(moves)
    counted.subtract(_by_day(binned))
    return _summed(+counted)[-MONTHS:]


Moves = Counter[tuple[date, str, str]]


def _by_day(moves: Any) -> Moves:
    """How many moved from one state to another on each day that customers were valued."""
    told = moves.order_by().values_list("on", "before", "after").annotate(n=Count("pk"))
    return Counter({(on, before, after): n for on, before, after, n in told})


def _summed(counted: Moves) -> list[Month]:
    by_month: dict[date, Counter[tuple[str, str]]] = {}
    for (on, before, after), n in counted.items():
        by_month.setdefault(on.replace(day=1), Counter())[before, after] += n
    counts: Counter[str] = Counter()
    found = []
    for month, moves in sorted(by_month.items()):
        for (before, after), n in moves.items():
            counts[after] += n
            counts[before] -= n
        now = {state: n for state, n in counts.items() if state and n}
        found.append(Month(month, now, sum(n for (before, _), n in moves.items() if before)))
    return found
