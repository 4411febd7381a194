"""What time costs that is lost: deciding and agreeing, projects that come late, waiting (CO09)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.acquiring import DAYS_A_MONTH
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, part_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import DELAYS, INTERACTIONS, MEETINGS, Table
from goodwill.language import Sentence

NO_LIMIT = Sentence(
    "Say how many minutes customers may wait and what a minute beyond is worth; 0 if waiting is "
    "not to count."
)
ECONOMIC = Sentence("Customers' waiting is imputed, nobody pays it: outside the cash ROI.")


@dataclass(frozen=True)
class _Part:
    """A component of one period and part, and of how many meetings, delays or contacts."""

    minor: int
    n: int


Parts = dict[Key, _Part]


def time_cost(asked: Asked) -> Iterator[Cell]:
    """CO09: hours of deciding and agreeing × loaded rate + months late × monthly net benefit
    + minutes waited beyond the target × their value.

    A component whose table does not tell a column cut by has no part in it.

    Raises
    ------
    Undefined
        No component tells the columns cut by.
    """
    found: dict[str, Parts] = {}
    for name, component in COMPONENTS.items():
        if _tells(component.table, asked):
            found[name] = component.found(asked)
    if not found:
        raise Undefined(purchases.no_column(asked.by[0]))
    keys = {key for parts in found.values() for key in parts}
    answers = {key: _cost(key, found, asked) for key in keys}
    return cells_of("CO09", asked, answers, _cost((0, ()), {name: {} for name in found}, asked))


def _tells(table: Table, asked: Asked) -> bool:
    return set(asked.by) <= set(asked.frame(table).collect_schema().names())


def _cost(key: Key, found: dict[str, Parts], asked: Asked) -> Answer:
    nothing = _Part(0, 0)
    parts = {name: each.get(key, nothing) for name, each in found.items()}
    beside: dict[str, Number] = {
        name: major(part.minor, asked.currency) for name, part in parts.items()
    }
    n = sum(part.n for part in parts.values())
    if "waiting" in parts and _unset(asked):
        del beside["waiting"]
        return Answer(None, n=n, reason=NO_LIMIT, beside=beside)
    total = sum((Decimal(str(amount)) for amount in beside.values()), Decimal(0))
    remark = ECONOMIC if parts.get("waiting", nothing).minor else None
    return Answer(total, n=n, remark=remark, beside=beside)


def _unset(asked: Asked) -> bool:
    settings = asked.settings
    if settings.waiting_minute_minor == 0:
        return False
    return settings.waiting_minute_minor is None or settings.waiting_target is None


def _talked(asked: Asked) -> Parts:
    cost = (nw.col("minutes") * nw.col("hourly_minor") / 60 + 0.5).floor().cast(nw.Int64)
    rows = asked.frame(MEETINGS).filter(~nw.col("hourly_minor").is_null())
    rows = rows.filter(~nw.col("minutes").is_null()).with_columns(cost=cost)
    return _summed(purchases.with_parts(rows, asked), "held_day", "cost", asked)


def _waited(asked: Asked) -> Parts:
    settings = asked.settings
    if _unset(asked) or not settings.waiting_minute_minor:
        return {}
    over = nw.col("wait_minutes") - (settings.waiting_target or 0)
    rows = asked.frame(INTERACTIONS).filter((over > 0).fill_null(False))
    rows = rows.with_columns(cost=(over * settings.waiting_minute_minor).cast(nw.Int64))
    return _summed(purchases.with_parts(rows, asked), "started_day", "cost", asked)


def _summed(rows: Any, day: str, column: str, asked: Asked) -> Parts:
    sums = {"total": nw.col(column).sum().cast(nw.Int64), "n": nw.len().cast(nw.Int64)}
    return {
        key: _Part(int(row["total"] or 0), row["n"])
        for key, row in rows_by_period(rows, day, asked, sums)
    }


def _late(asked: Asked) -> Parts:
    """Months late within the period × what a month with it would have brought."""
    rows = asked.frame(DELAYS).filter(~nw.col("planned_day").is_null())
    rows = purchases.with_parts(rows.filter(~nw.col("monthly_minor").is_null()), asked)
    columns = dict.fromkeys((*asked.by, "planned_day", "done_day", "monthly_minor"))
    found: dict[Key, list[Decimal]] = {}
    for row in rows.select(*columns).collect("pyarrow").iter_rows(named=True):
        until = asked.as_of_day + 1 if row["done_day"] is None else row["done_day"]
        for place, period in enumerate(asked.periods):
            days = _overlap(period, row["planned_day"], until)
            if days > 0:
                lost = Decimal(days) * row["monthly_minor"] / Decimal(str(DAYS_A_MONTH))
                found.setdefault((place, part_of(row, asked)), []).append(lost)
    return {key: _Part(round(sum(lost)), len(lost)) for key, lost in found.items()}


def _overlap(period: Period, since: int, until: int) -> int:
    return min(period.end_day, until) - max(period.start_day, since)


@dataclass(frozen=True)
class _Component:
    table: Table
    found: Callable[[Asked], Parts]


COMPONENTS = {
    "talking": _Component(MEETINGS, _talked),
    "delay": _Component(DELAYS, _late),
    "waiting": _Component(INTERACTIONS, _waited),
}
