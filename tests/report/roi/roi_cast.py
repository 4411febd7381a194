"""Programmes for tests of the report: one by hand, one published, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import (
    Alternative,
    Cost,
    Hazard,
    Programme,
    Simulating,
)
from goodwill.analytics.benefit.returns.realisation import Realisation
from goodwill.analytics.benefit.returns.register import Baseline, Benefit, Kind, Rung
from goodwill.analytics.benefit.returns.risk import Triangle
from goodwill.analytics.figure import Grade
from goodwill.report.roi.asking import Inputs
from goodwill.report.roi.measuring import Measured, measure
from goodwill.report.roi.preparing import ready

START = date(2026, 1, 1)


def money(*amounts: object) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(amount)) for amount in amounts)


def benefit(id_: str, *amounts: object, **more: Any) -> Benefit:
    told = {"kind": Kind.COST_AVOIDED, "grade": Grade.RANDOM_HOLDOUT, "owner": "王芳"} | more
    return Benefit(id_, Name(id_), amounts=money(*amounts), **told)


def cost(id_: str, *amounts: object, **more: Any) -> Cost:
    return Cost(id_, Name(id_), money(*amounts), **more)


def programme(**more: Any) -> Programme:
    """Told after its first year: one benefit on plan, one behind, one guessed, one listed."""
    told: dict[str, Any] = {
        "as_of": date(2027, 2, 1),
        "costs": (
            cost("licences", 30_000, 60_000, 60_000, 60_000, risk=Decimal("0.05")),
            cost("people", 90_000, 40_000, 40_000, 40_000, risk=Triangle(*money(1, 1.1, 1.5))),
        ),
        "benefits": (
            benefit(
                *("kept", 0, 110_000, 170_000, 200_000),
                risk=Triangle(*money(0.3, 0.9, 1.05)),
                realisation=Realisation(measured={1: Decimal(1)}),
            ),
            benefit(
                *("served", 0, 70_000, 80_000, 90_000),
                grade=Grade.INDEXED_BEFORE_AFTER,
                attribution=Decimal("0.8"),
                risk=Decimal("0.2"),
                baseline=Baseline(Decimal(4)),
                realisation=Realisation(measured={1: Decimal("0.5")}),
            ),
            benefit(
                *("guessed", 0, 20_000, 20_000, 20_000),
                grade=Grade.EXPERT_ESTIMATE,
                attribution=Decimal(1),
                owner="",
            ),
            Benefit("liked", Name("liked"), Kind.INTANGIBLE, rung=Rung.OBSERVABLE),
        ),
        "alternatives": (
            Alternative("branch", Name("branch"), money(0, 160_000, 190_000, 210_000),
                        money(123_000, 110_000, 110_000, 110_000)),
        ),
        "hazards": (
            Hazard("use", Name("use"), owner="赵磊", probability=Decimal("0.3"),
                   impact=Decimal(50_000), action="train"),
            Hazard("vendor", Name("vendor"), probability=Decimal("0.1"), impact=Decimal(80_000)),
        ),
        "simulating": Simulating(draws=2_000),
    }  # fmt: skip
    return Programme("crm", Name("CRM"), "CNY", START, **told | more)


def plain(**more: Any) -> Programme:
    """One cost and one benefit, certain."""
    told: dict[str, Any] = {
        "costs": (cost("licences", 100, 50),),
        "benefits": (benefit("kept", 0, 220),),
        "horizon": 1,
        "alternatives": (),
        "hazards": (),
        "simulating": Simulating(draws=1_000),
    }
    return replace(programme(), as_of=None, **told | more)


def measured(asked: Programme, **more: Any) -> Measured:
    return measure(ready(Inputs("crm.toml", asked, **more), lambda *_: None), lambda *_: None)
