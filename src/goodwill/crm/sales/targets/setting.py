"""Setting many targets at once: cells of the grid, and those of last year carried over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.periods import Period, last_of
from goodwill.crm.sales.targets import attaining
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.teamwork import Sellers, sellers
from goodwill.language import Sentence

ROUNDED_TO = 10_000
"""Targets carried over are rounded to so many minor units."""


@dataclass(frozen=True)
class Cell:
    """What one person, team or the company is to sell in a month; None takes the target away."""

    level: str
    whose: int | None
    month: date
    amount_minor: int | None


@dataclass(frozen=True)
class Of:
    """What counts towards targets: orders or opportunities won, of a product or of all."""

    measure: str
    product: Product | None = None


def set_many(cells: Iterable[Cell], of: Of, reach: Reach, actor: Actor) -> int:
    """Make, change and take away targets in one action that can be undone; how many differed.

    Raises
    ------
    BadTarget
        If one is for somebody whose targets the person may not set.
    """
    seen = sellers(reach)
    cells = list(cells)
    for cell in cells:
        _must_be_seen(cell, seen)
    with transaction.atomic():
        return sum(_set(cell, of, actor, seen) for cell in cells)


def carried_over(
    over: Period, of: Of, reach: Reach, *, source: str, percent: Decimal
) -> list[Cell]:
    """Cells from the year before: its targets (`targets`) or what was sold (`sold`), raised.

    Only where there is no target yet.
    """
    seen = sellers(reach)
    factor = 1 + percent / 100
    there = _there(over, of, reach)
    before = _earlier(over.a_year_before(), of, reach, source, seen)
    cells = (
        Cell(level, whose, month.replace(year=month.year + 1), _rounded(amount * factor))
        for (level, whose, month), amount in sorted(before.items(), key=str)
    )
    return [cell for cell in cells if (cell.level, cell.whose, cell.month) not in there]


def _earlier(
    over: Period, of: Of, reach: Reach, source: str, seen: Sellers
) -> dict[tuple[str, int | None, date], int]:
    if source == "targets":
        return {
            key: amount for key, amount in _there(over, of, reach).items() if _is_seen(key, seen)
        }
    found: dict[tuple[str, int | None, date], int] = {}
    for month in over.months:
        came = attaining.sold(reach, of.measure, month, last_of(month), of.product)
        for one in seen.people:
            found["person", one.pk, month] = came.by_person.get(one.pk, 0)
        for place in seen.teams:
            found["team", place.team.pk, month] = came.of_teams(seen.below(place.team.pk))
        if seen.sees_all:
            found["company", None, month] = came.total
    return {key: amount for key, amount in found.items() if amount > 0}


def _there(over: Period, of: Of, reach: Reach) -> dict[tuple[str, int | None, date], int]:
    rows = Target.objects.present().within(reach).between(over.first, over.last)
    rows = rows.filter(measure=of.measure, product=of.product, currency=company().currency)
    whose = {"person": "owner_id", "team": "team_id"}
    return {
        (row["level"], row.get(whose.get(row["level"], ""), None), row["period_on"]): row[
            "amount_minor"
        ]
        for row in rows.values("level", "owner_id", "team_id", "period_on", "amount_minor")
    }


def _is_seen(key: tuple[str, int | None, date], seen: Sellers) -> bool:
    try:
        _must_be_seen(Cell(key[0], key[1], key[2], 0), seen)
    except BadTarget:
        return False
    return True


def _must_be_seen(cell: Cell, seen: Sellers) -> None:
    is_seen = {
        "person": any(one.pk == cell.whose for one in seen.people),
        "team": any(place.team.pk == cell.whose for place in seen.teams),
        "company": seen.sees_all,
    }.get(cell.level, False)
    if not is_seen:
        raise BadTarget(Sentence("This is the target of somebody whom you do not look after."))


def _set(cell: Cell, of: Of, actor: Actor, seen: Sellers) -> bool:
    facts: dict[str, Any] = {
        **{"level": cell.level, "measure": of.measure, "product": of.product},
        "period_on": cell.month,
    }
    if cell.level == "person":
        facts["owner"] = next(one for one in seen.people if one.pk == cell.whose)
    elif cell.level == "team":
        facts["team_id"] = cell.whose
    wanted = Target(currency=company().currency, amount_minor=cell.amount_minor or 0, **facts)
    wanted.complete()
    known = Target.objects.present().filter(slot=wanted.slot).first()
    if cell.amount_minor is None:
        return known is not None and bool(changing.delete(known, actor))
    if known is None:
        return bool(changing.create(wanted, actor))
    new = {"amount_minor": cell.amount_minor, "currency": wanted.currency}
    return changing.change(known, new, actor) is not None


def _rounded(amount: Decimal) -> int:
    return round(amount / ROUNDED_TO) * ROUNDED_TO
