"""From tables as read to one question to the indicators: sorted, netted, in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import costed, customer_states
from goodwill.analytics.benefit.indicators.kernel.asking import Asked as Question
from goodwill.analytics.benefit.indicators.kernel.lengths import WHOLE, Length
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.benefit.indicators.sales import crossing
from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.information import netting
from goodwill.analytics.information.joining import with_product_costs
from goodwill.analytics.information.sorting import LINE, REASONS, default_as_of, sort_lines
from goodwill.analytics.tables import (
    ACTIVITIES,
    CAPACITY,
    COST_ENTRIES,
    EXCHANGE_RATES,
    ORDER_LINES,
    PRODUCTS,
    TABLES,
    Frame,
)
from goodwill.language import Sentence
from goodwill.report.indicators.asking import Asked, Inputs
from goodwill.report.indicators.currencies import Exchange, currency_of
from goodwill.report.preparing import EPOCH, Step
from goodwill.warehouse import Warehouse

HAPPENED = {
    "interactions": "started_day",
    "cases": "opened_day",
    "leads": "created_day",
    "opportunities": "opened_day",
    "survey_answers": "answered_day",
    "messages": "sent_day",
    "costs": "spent_day",
    "cost_entries": "served_day",
    "work_days": "worked_day",
    "use_days": "used_day",
    "processes": "started_day",
    "portal_sessions": "started_day",
    "community": "happened_day",
    "invoices": "invoiced_day",
    "employee_answers": "answered_day",
    "data_profile": "measured_day",
}
"""Tables that tell how far the data reach, and their day."""

USUAL = {Length.MONTH: 36, Length.QUARTER: 16, Length.YEAR: 5}
"""How many periods are told where nobody says from when."""


@dataclass(frozen=True)
class LinesUsed:
    """What became of the order lines: read, used, and set aside by reason."""

    read: int
    used: int
    set_aside: Mapping[str, int]

    def reasons(self) -> list[tuple[Sentence, int, Sentence]]:
        """Label, rows and remedy of each reason, in the order of asking."""
        return [
            (each.label, self.set_aside[each.code], each.remedy)
            for each in REASONS
            if each.code in self.set_aside
        ]


@dataclass(frozen=True)
class Ready:
    """All that is asked of the tables, without a cut.

    Parameters
    ----------
    question
        Every period, nothing cut; costs shared out and purchases gathered.
    remarks
        What a person should know of how tables were prepared.
    """

    warehouse: Warehouse
    inputs: Inputs
    question: Question
    lines: LinesUsed | None
    remarks: tuple[Sentence, ...] = ()

    @property
    def asked(self) -> Asked:
        return self.inputs.asked

    @property
    def as_of(self) -> date:
        return self.question.as_of

    @property
    def currency(self) -> str:
        return self.question.currency

    def by(self, column: str) -> Question:
        """The same question, cut by a column."""
        return customer_states.settled(replace(self.question, by=(column,)), self.warehouse.settle)


def ready(warehouse: Warehouse, inputs: Inputs, step: Step) -> Ready:
    """Sort and net orders, convert currencies, judge the ledger and share out its costs.

    Raises
    ------
    NotTogether
        Tables are in several currencies and none is said to be the company's.
    TooFew
        Nothing has happened up to the day of the report.
    SettingRefused
        The periods asked for are none.
    """
    label = Sentence("Preparing the tables")
    step(label, 0.0)
    currency = currency_of(inputs.reads, inputs.currency)
    scanned = {name: warehouse.scan(read.table) for name, read in inputs.reads.items()}
    exchange = Exchange(currency, scanned.get(EXCHANGE_RATES.name), warehouse.settle)
    tables = {
        table.name: exchange.at_home(scanned[table.name], table, inputs.reads[table.name])
        for table in TABLES
        if table.name in scanned
    }
    step(label, 0.2)
    last_day = _last_day(tables, inputs)
    lines = None
    if ORDER_LINES.name in tables:
        tables[ORDER_LINES.name], lines = _used(warehouse, tables, inputs, last_day, currency)
    step(label, 0.6)
    question = Question(
        tables=tables,
        periods=_periods(tables, inputs.asked, last_day),
        by=(),
        settings=inputs.asked.settings,
        currency=currency,
        as_of=EPOCH + timedelta(days=last_day),
        settle=warehouse.settle,
    )
    question = customer_states.settled(question, warehouse.settle)
    question = crossing.settled(question, warehouse.settle)
    step(label, 0.8)
    question, refusals = _costed(question, warehouse)
    step(label, 1.0)
    remarks = (*inputs.remarks, *exchange.remarks, *refusals)
    return Ready(warehouse, inputs, question, lines, remarks)


def _costed(question: Question, warehouse: Warehouse) -> tuple[Question, list[Sentence]]:
    """With costs shared out; a ledger that cannot be is left as a table that is not there."""
    try:
        return costed.prepared(question, warehouse.settle), []
    except AnalyticsError as refusal:
        shared = {COST_ENTRIES.name, ACTIVITIES.name, CAPACITY.name}
        kept = {name: one for name, one in question.tables.items() if name not in shared}
        said = Sentence(
            "The cost ledger cannot be used, so no cost of it counts: {reason}",
            reason=refusal.sentence,
        )
        return replace(question, tables=kept), [said]


def _last_day(tables: Mapping[str, Frame], inputs: Inputs) -> int:
    """As said, else the last day of the orders, else of whatever happened, up to today."""
    if inputs.as_of is not None:
        return day_of(inputs.as_of)
    today = day_of(inputs.today)
    if ORDER_LINES.name in tables:
        return default_as_of(tables[ORDER_LINES.name], today)
    last = _ends(tables, today)[1]
    if last is None:
        raise TooFew(Sentence("rows dated up to today"), 0, 1)
    return last


def _ends(tables: Mapping[str, Frame], today: int) -> tuple[int | None, int | None]:
    """The first and the last day on which anything happened, up to today."""
    found: list[int] = []
    for name, column in {ORDER_LINES.name: "ordered_day", **HAPPENED}.items():
        if name not in tables:
            continue
        day = nw.col(column)
        past = tables[name].filter(day <= today, day >= 0)
        row = past.select(first=day.min(), last=day.max()).collect("pyarrow").row(0)
        found += [int(each) for each in row if each is not None]
    return min(found, default=None), max(found, default=None)


def _periods(tables: Mapping[str, Frame], asked: Asked, last_day: int) -> tuple[Period, ...]:
    """Those asked for; else the usual number of whole ones, not before the first data.

    A period that is not over is told only if somebody asks for its days.
    """
    last = asked.last or EPOCH + timedelta(days=last_day)
    first = asked.first or _usual_first(tables, asked.length, last, last_day)
    if first > last:
        raise SettingRefused(
            Sentence("--from {first} is later than {last}, the last day.", first=first, last=last)
        )
    found = WHOLE[asked.length](first, last)
    whole = tuple(period for period in found if period.end_day - 1 <= last_day)
    chosen = whole if whole and asked.last is None else found
    return chosen if asked.first else chosen[-USUAL[asked.length] :]


def _usual_first(tables: Mapping[str, Frame], length: Length, last: date, last_day: int) -> date:
    days = (USUAL[length] + 1) * 366 // length.in_a_year
    earliest = last - timedelta(days=days)
    began = _ends(tables, last_day)[0]
    return earliest if began is None else min(max(earliest, EPOCH + timedelta(days=began)), last)


def _used(
    warehouse: Warehouse,
    tables: Mapping[str, Frame],
    inputs: Inputs,
    last_day: int,
    currency: str,
) -> tuple[Frame, LinesUsed]:
    """Lines that count, with the order and day they count in; and what became of the others."""
    lines = tables[ORDER_LINES.name]
    if PRODUCTS.name in tables:
        lines = with_product_costs(lines, tables[PRODUCTS.name])
    named = None if currency == NO_CURRENCY else currency
    sorted_out = sort_lines(lines, as_of_day=last_day, currency=named)
    judged = warehouse.settle(_without(sorted_out, "row_hash", "unreadable"))
    counts = judged.group_by("set_aside").agg(n=nw.len().cast(nw.Int64)).collect("pyarrow")
    by_reason = {row["set_aside"]: int(row["n"]) for row in counts.iter_rows(named=True)}
    used = by_reason.pop(None, 0)
    kept = judged.filter(nw.col("set_aside").is_null())
    netted = _without(netting.net(kept, settle=warehouse.settle), *LINE, "set_aside")
    return warehouse.settle(netted), LinesUsed(used + sum(by_reason.values()), used, by_reason)


def _without(lines: Frame, *names: str) -> Frame:
    """Without columns that have served: writing millions of lines costs by the column."""
    return lines.drop(name for name in names if name in lines.collect_schema().names())
