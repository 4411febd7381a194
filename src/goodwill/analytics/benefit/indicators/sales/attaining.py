"""Sales against targets, of persons, teams or the company (SL09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.purchases import used_lines, whole, with_parts
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW, divided
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part
from goodwill.analytics.benefit.indicators.kernel.periods import Period, date_of, months
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import major
from goodwill.analytics.tables import ORDER_HANDLING, TARGETS, Frame
from goodwill.language import Sentence

LEVELS = ("company", "team", "person")
"""Highest first; the levels repeat each other and are never added."""

NO_TARGET = Sentence("There is no target for this period.")


@dataclass(frozen=True)
class Target:
    """What is to be sold a month, from a day on until another target of the same holds."""

    level: str
    who: tuple[str, ...]
    part: Part
    day: int
    amount_minor: int


def attainment(asked: Asked) -> Iterator[Cell]:
    """SL09: net sales ÷ target; a target that changes within a month holds for its days.

    By employee the targets of persons count, by department those of teams, else the highest
    level that there is. An order is its handler's, where that is asked.

    Raises
    ------
    Undefined
        There are no targets of that level, or nobody says who handled orders.
    """
    targets = _of_level(_targets(asked), asked)
    wanted = _wanted(targets, asked)
    sums = {"amount": nw.col("amount_minor").sum().cast(nw.Int64), "n": nw.len().cast(nw.Int64)}
    sold = dict(rows_by_period(_sales(asked), "day", asked, sums))
    answers = {}
    for key, target in wanted.items():
        row: Mapping[str, Any] = sold.get(key, {"amount": 0, "n": 0})
        actual = major(row["amount"], asked.currency)
        below = major(round(target), asked.currency)
        value = float(divided(actual, below)) if below else None
        reason = None if below else NOTHING_BELOW
        answers[key] = Answer(value, actual, below, row["n"], reason=reason)
    return cells_of("SL09", asked, answers, Answer(None, reason=NO_TARGET))


def _targets(asked: Asked) -> list[Target]:
    rows = with_parts(asked.frame(TARGETS), asked)
    names = ("employee_id", "department", "region", "product_id")
    own = [f"own_{name}" for name in names]
    known = rows.filter(~nw.col("period_day").is_null(), ~nw.col("target_minor").is_null()).select(
        *asked.by,
        *("level", "period_day", "target_minor"),
        **{new: nw.col(old).cast(nw.String) for new, old in zip(own, names, strict=True)},
    )
    return [
        Target(
            row["level"] or LEVELS[0],
            tuple(row[name] or UNKNOWN for name in own),
            tuple(row[name] for name in asked.by),
            row["period_day"],
            row["target_minor"],
        )
        for row in known.collect("pyarrow").iter_rows(named=True)
    ]


def _of_level(targets: Sequence[Target], asked: Asked) -> list[Target]:
    found = {target.level for target in targets}
    level = next((each for each in LEVELS if each in found), None)
    if "employee_id" in asked.by:
        level = "person"
    elif "department" in asked.by and "team" in found:
        level = "team"
    elif asked.by and level == "company" and not _tells(targets, asked):
        level = next((each for each in LEVELS[1:] if each in found), level)
    if level not in found:
        raise Undefined(Sentence("There are no targets of this level: add them to the table."))
    return [target for target in targets if target.level == level]


def _tells(targets: Sequence[Target], asked: Asked) -> bool:
    """Whether the company's targets are given by the columns asked."""
    ours = [target for target in targets if target.level == LEVELS[0]]
    return all(UNKNOWN not in target.part for target in ours)


def _wanted(targets: Sequence[Target], asked: Asked) -> dict[Key, float]:
    """Targets of the periods in minor units, each month's by the days that it holds."""
    series: dict[tuple[Part, tuple[str, ...], str], list[Target]] = defaultdict(list)
    for target in targets:
        month = f"{date_of(target.day):%Y-%m}"
        series[target.part, target.who, month].append(target)
    found: dict[Key, float] = defaultdict(float)
    for (part, _, _), held in series.items():
        first = date_of(held[0].day).replace(day=1)
        whole_month = months(first, first)[0]
        for place, period in enumerate(asked.periods):
            if period.start_day < whole_month.end_day and whole_month.start_day < period.end_day:
                found[place, part] += _of_month(held, whole_month, period)
    return found


def _of_month(held: Sequence[Target], month: Period, period: Period) -> float:
    """What of the month's target falls into the period."""
    ordered = sorted(held, key=lambda target: target.day)
    total = 0.0
    for at, target in enumerate(ordered):
        since = month.start_day if at == 0 else target.day
        until = ordered[at + 1].day if at + 1 < len(ordered) else month.end_day
        days = min(until, period.end_day) - max(since, period.start_day)
        total += target.amount_minor * max(days, 0) / month.days
    return total


def _sales(asked: Asked) -> Frame:
    """Net sales with the columns cut by."""
    if "employee_id" not in asked.by:
        return used_lines(asked)
    handled = asked.frame(ORDER_HANDLING).filter(~nw.col("order_id").is_null())
    handler = handled.group_by("order_id").agg(nw.col("employee_id").min())
    return with_parts(used_lines(whole(asked)).join(handler, on="order_id", how="left"), asked)
