"""What a person says beside the files, and what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from goodwill.analytics.benefit.pilots.criteria import Criterion
from goodwill.analytics.benefit.pilots.panel_reading import Incomplete
from goodwill.analytics.figure import Grade
from goodwill.warehouse.reading import Read, Survey

METRICS = ("revenue", "margin", "orders", "customers", "average_order", "returns", "units")
"""What a panel is made of out of orders; shares of shares are left to those who ask."""


@dataclass(frozen=True)
class Asked:
    """The question, as far as the files do not say it.

    Parameters
    ----------
    unit
        What tells units apart in the orders, where the file of pilots does not say it.
    pilots
        Names or ids of the pilots to measure; empty: all of the file.
    minimum, after, grade
        The criterion; none was fixed where all are None.
    relative
        Effects are shares of what each unit had before, and `minimum` is one. None: so it is
        with orders, where units are of every size, and not with a panel.
    decrease
        Less is better.
    incomplete
        None: refuse in a panel, nought in orders.
    ran, since
        Units of a panel in which the pilot ran, and its first period, as the panel's numbers
        count (1970, 202403, days since 1970-01-01), where no column of the file says it.
    """

    unit: str | None = None
    metric: str = "revenue"
    period: str = "month"
    pilots: tuple[str, ...] = ()
    minimum: float | None = None
    after: int | None = None
    grade: Grade | None = None
    relative: bool | None = None
    decrease: bool = False
    incomplete: Incomplete | None = None
    ran: tuple[str, ...] = ()
    since: int | None = None

    def criterion(self, metric: str) -> Criterion | None:
        if self.minimum is None and self.after is None and self.grade is None:
            return None
        return Criterion(
            metric,
            self.minimum or 0.0,
            better=-1 if self.decrease else 1,
            periods=self.after,
            grade=self.grade or Grade.DIFFERENCE_IN_DIFFERENCES,
        )


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True)
class Inputs:
    """A panel, or order lines and pilots, as read; and the question."""

    surveys: Mapping[str, Survey]
    reads: Mapping[str, Read]
    asked: Asked
    as_of: date | None = None
    today: date = field(default_factory=_today)

    def file(self, table: str) -> str:
        """What people call the table's file, in sentences about it."""
        return ", ".join(Path(source.file).name for source in self.surveys[table].sources)
