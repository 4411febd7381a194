"""What the tests of value at stake have in common."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.returns.stakes.stake import Basis, Stake
from goodwill.analytics.benefit.returns.stakes.stated import Stated
from goodwill.analytics.figure import Figure

CNY = Basis("CNY", date(2026, 1, 1))


def between(low: str, high: str, source: str = "head of service") -> Stated:
    return Stated(Decimal(low), Decimal(high), source)


def figure(stake: Stake, id_: str) -> Figure:
    every = (*stake.figures, *stake.measured, *stake.benchmarks)
    return next(each for each in every if each.definition.id == id_)


def ends(found: Figure) -> tuple[object, object, object]:
    return found.low, found.value, found.high
