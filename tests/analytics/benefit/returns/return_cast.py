"""A small programme, and the flows of a published study."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.returns.flows import flows_of
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Cost, Programme
from goodwill.analytics.benefit.returns.register import Benefit, Kind, Link
from goodwill.analytics.benefit.returns.risk import Triangle
from goodwill.analytics.figure import Grade

# The risk-adjusted table of a Total Economic Impact study, in US dollars.
TEI_COSTS = (53_150, 666_715, 636_772, 647_783)
TEI_BENEFITS = (0, 1_606_511, 3_061_331, 4_229_760)
TEI = flows_of(TEI_BENEFITS, TEI_COSTS)

START = date(2026, 1, 1)


def money(*amounts: object) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(amount)) for amount in amounts)


def benefit(id_: str, *amounts: object, **more: Any) -> Benefit:
    """Measured beside a random hold-out, all of it, unless said otherwise."""
    told = {"kind": Kind.COST_AVOIDED, "grade": Grade.RANDOM_HOLDOUT} | more
    return Benefit(id_, Name(id_), amounts=money(*amounts), **told)


def cost(id_: str, *amounts: object, **more: Any) -> Cost:
    return Cost(id_, Name(id_), money(*amounts), **more)


def programme(**more: Any) -> Programme:
    """Two benefits and two costs over three years, each with its triangle."""
    told: dict[str, Any] = {
        "costs": (
            cost("licences", 30_000, 60_000, 60_000, 60_000, risk=Decimal("0.05")),
            cost("people", 90_000, 40_000, 40_000, 40_000, risk=triangle(1, 1.1, 1.5)),
        ),
        "benefits": (
            benefit("retention", 0, 110_000, 170_000, 200_000, risk=triangle(0.3, 0.9, 1.05)),
            benefit("service", 0, 70_000, 80_000, 90_000, risk=Decimal("0.2")),
        ),
    }
    return Programme("crm", Name("CRM"), "CNY", START, **told | more)


def triangle(low: object, mode: object, high: object) -> Triangle:
    return Triangle(*money(low, mode, high))


def chain(base: Programme, *, satisfaction: bool = True) -> Programme:
    """The same with retention and cross-selling in one group, and satisfaction if wanted."""
    group = ("loyalty",)
    kept = benefit("keeping", 0, 50_000, 60_000, 70_000, link=Link.RETENTION, overlap_groups=group)
    sold = benefit(
        *("selling", 0, 20_000, 30_000, 40_000),
        link=Link.CROSS_SELL,
        overlap_groups=group,
        overlap=Decimal("0.25"),
    )
    liked = benefit("liking", 0, 9, 9, 9, link=Link.SATISFACTION, overlap_groups=group)
    return replace(base, benefits=(kept, sold, *((liked,) if satisfaction else ())))
