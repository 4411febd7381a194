"""From tables as read to a judged ledger and the months that the report speaks of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.depreciating import columns_of
from goodwill.analytics.benefit.costing.ledger.explaining import why
from goodwill.analytics.benefit.costing.ledger.judging import Judged, judged
from goodwill.analytics.benefit.costing.periods import month_of_date
from goodwill.analytics.benefit.costing.yearmonths import (
    index_of,
    later,
    months_between,
    period_at,
    said,
)
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.information.calendar import day_of, first_of_month
from goodwill.analytics.tables import ACTIVITIES, Frame
from goodwill.language import Sentence
from goodwill.report.cost.asking import Asked, Inputs
from goodwill.report.preparing import Step
from goodwill.report.tables import Month
from goodwill.warehouse import Warehouse

YEAR = 12


@dataclass(frozen=True)
class Window:
    """The months that the report speaks of, both ends included: 202307 to 202606."""

    first: int
    last: int

    @property
    def months(self) -> int:
        return months_between(self.first, self.last) + 1

    def holds(self, period: nw.Expr) -> nw.Expr:
        return (period >= self.first) & (period <= self.last)

    @property
    def said(self) -> dict[str, Month]:
        """For sentences: `first` and `last` as months."""
        return {"first": month(self.first), "last": month(self.last)}


def month(period: int) -> Month:
    """As reports show it."""
    return Month(first_of_month(index_of(period)))


@dataclass(frozen=True)
class Ready:
    """The ledger and the tables beside it, ready to be measured.

    Parameters
    ----------
    whole
        The judged ledger, all of it.
    ledger
        The same, of the months of the window alone.
    last_whole
        The last month that is over on the day of the report.
    activities
        Those of the window; without a file an empty table.
    """

    warehouse: Warehouse
    inputs: Inputs
    whole: Judged
    ledger: Judged
    window: Window
    last_whole: int
    activities: Frame
    capacity: Frame | None
    drivers: Frame | None

    @property
    def asked(self) -> Asked:
        return self.inputs.asked

    @property
    def currency(self) -> str:
        return self.whole.currency

    @property
    def as_of(self) -> date:
        return self.whole.as_of

    @property
    def is_part(self) -> bool:
        """Whether the window leaves out some of the ledger."""
        return self.asked.first is not None or self.asked.last is not None

    def scanned(self, table: str) -> Frame | None:
        """A table as read, or None where there is no file of it."""
        if not self.inputs.has(table):
            return None
        return self.warehouse.scan(self.inputs.reads[table].table)


def ready(warehouse: Warehouse, inputs: Inputs, step: Step) -> Ready:
    """Judge the ledger and find the months.

    Raises
    ------
    NotTogether
        The ledger is in several currencies and none is said to be the company's.
    Undefined
        Not one row of the ledger can be used, or none lies in the months asked for.
    """
    label = Sentence("Judging the ledger")
    step(label, 0.0)
    tables = {name: warehouse.scan(read.table) for name, read in inputs.reads.items()}
    entries = tables["cost_entries"]
    as_of = inputs.as_of or _last_day(entries, inputs.today)
    found = judged(
        entries,
        currency=currency_of(inputs, tables),
        as_of=as_of,
        settle=warehouse.settle,
        rates=tables.get("exchange_rates"),
        assets=tables.get("assets"),
    )
    step(label, 0.8)
    _refuse_unusable(found)
    whole = replace(found, frame=warehouse.settle(found.frame))
    window = _window(whole, inputs.asked)
    ledger = replace(
        whole, frame=warehouse.settle(whole.frame.filter(window.holds(nw.col("period"))))
    )
    step(label, 1.0)
    done = tables.get("activities")
    if done is None:
        done = warehouse.settle(nw.from_dict(columns_of(ACTIVITIES), backend="pyarrow"))
    return Ready(
        warehouse=warehouse,
        inputs=inputs,
        whole=whole,
        ledger=ledger,
        window=window,
        last_whole=min(_last_whole(as_of), window.last),
        activities=_within(done, window, "done_on"),
        capacity=_within_any(tables.get("capacity"), window),
        drivers=_within_any(tables.get("drivers"), window),
    )


def currency_of(inputs: Inputs, tables: dict[str, Frame]) -> str:
    """The company's currency: as said, else the only one, else the only one without a rate."""
    said_one = inputs.surveys["cost_entries"].settings.currency
    if said_one:
        return said_one.upper()
    named = {code.upper() for code in inputs.reads["cost_entries"].currencies if code}
    if len(named) > 1 and "exchange_rates" in tables:
        rates = tables["exchange_rates"].select("currency").unique().collect("pyarrow")
        named -= {str(code).upper() for code in rates["currency"].to_list()}
    if not named:
        return NO_CURRENCY
    if len(named) > 1:
        raise NotTogether(
            Sentence(
                "The ledger is in several currencies: {currencies}. Say with --currency in which "
                "of them the company counts, and give the exchange rates of the others with "
                "--rates.",
                currencies=", ".join(sorted(named)),
            )
        )
    return named.pop()


def _last_day(entries: Frame, today: date) -> date:
    """The end of the month of the last entry that is not in the future."""
    day = nw.col("served_on")
    row = entries.filter(day <= today).select(day.max()).collect("pyarrow").row(0)
    if row[0] is None:
        return today
    following = first_of_month(index_of(later(_period(row[0]), 1)))
    return min(following - timedelta(days=1), today)


def _last_whole(as_of: date) -> int:
    this = _period(as_of)
    is_over = _period(as_of + timedelta(days=1)) != this
    return this if is_over else later(this, -1)


def _period(day: date) -> int:
    return day.year * 100 + day.month


def _refuse_unusable(found: Judged) -> None:
    if found.page.rows_used:
        return
    if not found.page.rows_read:
        raise Undefined(Sentence("The ledger has no rows."))
    rows = found.rejected.select("code", "about").collect("pyarrow").rows()
    (code, about), n = Counter((str(code), about) for code, about in rows).most_common(1)[0]
    raise Undefined(
        Sentence(
            "Not one of the {rows} rows of the ledger can be used. Most often ({n} times): {why}",
            rows=found.page.rows_read,
            n=n,
            why=why(code, about),
        )
    )


def _window(whole: Judged, asked: Asked) -> Window:
    ends = whole.frame.select(first=nw.col("period").min(), last=nw.col("period").max()).collect(
        "pyarrow"
    )
    first, last = int(ends["first"][0]), int(ends["last"][0])
    window = Window(
        max(first, asked.first) if asked.first else first,
        min(last, asked.last) if asked.last else last,
    )
    if asked.first and asked.last and asked.first > asked.last:
        raise SettingRefused(
            Sentence(
                "--from {first} is later than --until {last}.",
                first=said(asked.first),
                last=said(asked.last),
            )
        )
    if window.first > window.last:
        raise Undefined(
            Sentence(
                "The ledger has costs from {first} to {last} and none in the months asked for.",
                first=said(first),
                last=said(last),
            )
        )
    return window


def _within(frame: Frame, window: Window, day: str) -> Frame:
    """Of the window; what has no date is kept, to be told."""
    placed = frame.with_columns(_period=month_of_date(day))
    period = nw.col("_period")
    return placed.filter(period.is_null() | window.holds(period)).drop("_period")


def _within_any(frame: Frame | None, window: Window) -> Frame | None:
    return None if frame is None else _within(frame, window, "period_on")


def last_months(window: Window, last_whole: int, most: int = YEAR) -> tuple[int, ...]:
    """The last whole months of the window, twelve at most."""
    end = index_of(last_whole)
    begin = max(index_of(window.first), end - most + 1)
    return tuple(period_at(i) for i in range(begin, end + 1))


def days_of(periods: tuple[int, ...]) -> tuple[int, int]:
    """The first day of the first month and the first day after the last, since 1970-01-01."""
    first, end = index_of(periods[0]), index_of(periods[-1]) + 1
    return day_of(first_of_month(first)), day_of(first_of_month(end))
