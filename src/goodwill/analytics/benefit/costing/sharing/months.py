"""Departments month by month: pool, time and what was done; and what has no rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from goodwill.analytics.benefit.costing.sharing.capacity import Capacity, Place, Pool, PoolMonth
from goodwill.analytics.benefit.costing.sharing.equations import THOUSANDTHS
from goodwill.analytics.benefit.costing.sharing.lines import Line, Reason, Uncosted
from goodwill.analytics.tables import Frame


@dataclass(frozen=True)
class Used:
    """What was done in one department, month and kind, and whether it can be costed."""

    department: str | None
    period: int | None
    kind: str | None
    reason: str | None
    weight: int
    activities: int
    told: float


def used_of(work: Frame) -> list[Used]:
    """Work by department, month, kind and why it cannot be costed.

    Parameters
    ----------
    work
        As `work.worked` returns it.
    """
    keys = ("department", "period", "kind", "reason")
    found = work.group_by(*keys).agg(
        nw.col("weight").sum().cast(nw.Int64),
        nw.col("activities").sum().cast(nw.Int64),
        nw.col("told").sum(),
    )
    return [Used(**row) for row in found.collect("pyarrow").rows(named=True)]


def months_of(
    pools: Mapping[Place, Pool], able: Mapping[Place, Capacity], used: Iterable[Used]
) -> tuple[PoolMonth, ...]:
    """Every department and month with practical minutes, in order of month and department."""
    minutes: dict[Place, int] = {}
    activities: dict[Place, int] = {}
    for each in used:
        if each.reason is None and each.department is not None and each.period is not None:
            place = (each.department, each.period)
            minutes[place] = minutes.get(place, 0) + each.weight
            activities[place] = activities.get(place, 0) + each.activities
    return tuple(
        PoolMonth(
            *place,
            pools.get(place, Pool()),
            able[place],
            Fraction(minutes.get(place, 0), THOUSANDTHS),
            activities.get(place, 0),
        )
        for place in sorted(able, key=lambda place: (place[1], place[0]))
        if able[place].practical_minutes
    )


def without_capacity(pools: Mapping[Place, Pool], able: Mapping[Place, Capacity]) -> Iterable[Line]:
    """Pools of departments of which nobody knows how much they can work."""
    for place, pool in pools.items():
        if place not in able or not able[place].practical_minutes:
            yield Line(
                place[1],
                pool.pool_minor,
                Reason.NO_CAPACITY,
                department=place[0],
                entries=pool.entries,
                is_estimate=pool.is_estimate,
            )


def uncosted_of(used: Iterable[Used], able: Mapping[Place, Capacity]) -> tuple[Uncosted, ...]:
    """Activities that got no cost, in order of month, department and kind."""
    found = [
        Uncosted(
            each.period,
            each.department,
            each.kind,
            each.activities,
            each.told,
            Reason(each.reason) if each.reason else Reason.NO_CAPACITY,
        )
        for each in used
        if each.reason or not _has_rate(each, able)
    ]
    return tuple(
        sorted(found, key=lambda e: (e.period or 0, e.department or "", e.kind or "", e.reason))
    )


def _has_rate(each: Used, able: Mapping[Place, Capacity]) -> bool:
    place = (each.department or "", each.period or 0)
    return place in able and bool(able[place].practical_minutes)
