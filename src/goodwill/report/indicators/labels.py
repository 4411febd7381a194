"""Words and figures that the chapters on indicators share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.indicators.kernel.calculating import figure_of
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length, length_of
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.watching.alerts import Alarm
from goodwill.analytics.benefit.indicators.watching.targets import Status, Target
from goodwill.analytics.figure import Figure, Number, Unit, shown
from goodwill.language import Language, Sentence
from goodwill.report.indicators.rows import Row, change, is_better, series
from goodwill.report.tables import Difference, Label, Month, Trend

BETTER, WORSE = Sentence("better"), Sentence("worse")
ALARMS = {
    Alarm.HIGH: Sentence("unusually high"),
    Alarm.LOW: Sentence("unusually low"),
    Alarm.SHIFTED_UP: Sentence("above the usual for long"),
    Alarm.SHIFTED_DOWN: Sentence("below the usual for long"),
}


COLUMNS = {
    "department": Sentence("Department"),
    "channel": Sentence("Channel"),
    "region": Sentence("Region"),
    "segment": Sentence("Segment"),
    "category": Sentence("Category"),
    "product_id": Sentence("Product"),
    "employee_id": Sentence("Employee"),
    "campaign_id": Sentence("Campaign"),
    "customer_id": Sentence("Customer"),
    "stage": Sentence("Stage"),
    "issue": Sentence("Issue"),
    "source": Sentence("Source"),
    "process": Sentence("Process"),
    "role": Sentence("Job role"),
}
"""What people call columns to cut by; another is called as its file does."""


def column_words(column: str) -> Sentence:
    return COLUMNS.get(column, Sentence("{column}", column=column))


@dataclass(frozen=True)
class Named:
    """Several names in one sentence; of many the first, and how many more."""

    names: tuple[object, ...]
    most: int = 6

    def said_in(self, language: Language) -> str:
        shown_ones = self.names[: self.most]
        left = len(self.names) - len(shown_ones)
        if not left:
            return language.list(shown_ones)
        first = language.show(", ").join(language.show(name) for name in shown_ones)
        return language.say("{names} and {left} more", names=first, left=left)


@dataclass(frozen=True)
class Bare:
    """A number with its unit inside a sentence or cell, where no receipt is wanted."""

    value: Number | None
    unit: Unit
    currency: str | None = None

    def said_in(self, language: Language) -> str:
        size = abs(float(self.value or 0)) if self.unit is Unit.MONEY else 0.0
        return shown(
            self.value,
            self.unit,
            language,
            currency=self.currency,
            compact=size >= 100_000,
            whole=size >= 1_000,
        )


def period_words(period: Period) -> Label:
    """`Mar 2026`, `2026-Q1`, `2026`."""
    return Month(period.starts_on) if length_of(period) is Length.MONTH else period.name


def figure(row: Row, cell: Cell, currency: str) -> Figure:
    """The cell with its receipt; its part in words."""
    parts = [str(value) or "—" for value in cell.cut.values()]
    found = figure_of(cell, row.indicator, currency)
    words: Sentence = Sentence("{period}", period=period_words(cell.period))
    if parts:
        words = Sentence("{part}, {period}", part=", ".join(parts), period=words)
    method = cell.remark
    return replace(found, part=words, method=method)


def bare_value(row: Row, cell: Cell | None, currency: str) -> Bare:
    value = cell.value if cell is not None else None
    return Bare(value, row.indicator.unit, currency)


def bare_cell(row: Row, cell: Cell | None, currency: str) -> Sentence | None:
    """The same for a table, empty where there is none."""
    if cell is None or cell.value is None:
        return None
    return Sentence("{value}", value=bare_value(row, cell, currency))


def difference(row: Row, before: Cell | None, currency: str) -> Difference | None:
    """The newest value less that one, and whether that is good."""
    moved = change(before, row.latest)
    if moved is None:
        return None
    better = is_better(row, before, row.latest)
    word = None if better is None else BETTER if better else WORSE
    return Difference(moved, row.indicator.unit, currency, word)


def trend(row: Row, currency: str) -> Trend | None:
    told = row.told
    if len(told) < 2:
        return None
    said = Sentence(
        "from {first} in {start} to {last} in {end}",
        first=bare_value(row, told[0], currency),
        start=period_words(told[0].period),
        last=bare_value(row, told[-1], currency),
        end=period_words(told[-1].period),
    )
    return Trend(series(row.cells), said)


def standing_words(row: Row, currency: str) -> Sentence | None:
    """How it stands against its target, and whether it is out of the ordinary."""
    words: Sentence | None = None
    standing = row.standing
    if standing is not None and standing.target is not None and row.status is not Status.UNTOLD:
        words = Sentence(
            "{status} ({target})",
            status=row.status.label,
            target=target_words(row.indicator, standing.target, currency),
        )
    alarm = row.alarm
    if alarm is None or alarm.alarm is None:
        return words
    if words is None:
        return ALARMS[alarm.alarm]
    return Sentence("{status}; {alarm}", status=words, alarm=ALARMS[alarm.alarm])


def target_words(indicator: Indicator, target: Target, currency: str) -> Sentence:
    """`at least 90 %`, `75 % to 90 %`, `at most 24 hours`."""
    low, high = (Bare(end, indicator.unit, currency) for end in (target.low, target.high))
    if target.low is None:
        return Sentence("at most {high}", high=high)
    if target.high is None:
        return Sentence("at least {low}", low=low)
    if target.low == target.high:
        return Sentence("{low}", low=low)
    return Sentence("{low} to {high}", low=low, high=high)


def names(rows: Iterable[Row], most: int = 6) -> Named:
    return Named(tuple(row.indicator.label for row in rows), most)


def counted(rows: Sequence[Row]) -> tuple[int, int]:
    """How many are better and how many worse than a year before."""
    verdicts = [is_better(row, row.year_ago, row.latest) for row in rows]
    return verdicts.count(True), verdicts.count(False)
