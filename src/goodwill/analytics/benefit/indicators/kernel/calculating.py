"""Computes indicators for the periods and parts asked.

`calculate(indicators, asked) -> list[Cell]`; `rolled_up(cells, indicator, into) -> Cell`;
`figure_of(cell, indicator, currency) -> Figure`. `Asked`, `Settings`, `Answer` and `Cell` can be
imported from here.

A refusal of one indicator never stops the others: its cells are n/a and say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings, missing
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    Custom,
    Simple,
)
from goodwill.analytics.benefit.indicators.kernel.cells import (
    FEW,
    FEWEST_PERSONS,
    HIDDEN,
    UNKNOWN,
    Answer,
    Cell,
    cell_of,
)
from goodwill.analytics.benefit.indicators.kernel.counting import (
    Counted,
    counted,
    told_columns,
)
from goodwill.analytics.benefit.indicators.kernel.indicator import Group, Indicator
from goodwill.analytics.benefit.indicators.kernel.measures import (
    NOTHING,
    Measure,
    Reading,
    tables_of,
)
from goodwill.analytics.benefit.indicators.kernel.passes import Key
from goodwill.analytics.benefit.indicators.kernel.rolling import rolled_up
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Number, Unit
from goodwill.analytics.tables import Table
from goodwill.language import Sentence

__all__ = [
    "UNKNOWN",
    "Answer",
    "Asked",
    "Cell",
    "Settings",
    "calculate",
    "figure_of",
    "rolled_up",
]

FEW_REMARK = Sentence("Fewer than 30 stand behind it: too few to lean on.")
SHARED_WHOLE = Sentence("All parts are divided by the same whole, which is not told by part.")


def calculate(indicators: Sequence[Indicator], asked: Asked) -> list[Cell]:
    """The cells of each indicator in turn, by period and part; n/a with the reason."""
    reasons = _reasons(indicators, asked)
    possible = [indicator for indicator in indicators if indicator.id not in reasons]
    readings = counted(_measures(possible), asked)
    cells: list[Cell] = []
    for indicator in indicators:
        reason = reasons.get(indicator.id)
        if reason is not None:
            made: Iterable[Cell] = _without(indicator, asked, reason)
        else:
            made = _cells(indicator, asked, readings)
        cells += (_finished(cell, indicator, asked) for cell in made)
    return cells


def figure_of(cell: Cell, indicator: Indicator, currency: str) -> Figure:
    """The cell as a figure to show."""
    return Figure(
        indicator.definition,
        cell.value,
        as_of=cell.as_of,
        n=cell.n,
        currency=currency if indicator.unit is Unit.MONEY else None,
        low=cell.low,
        high=cell.high,
        level=cell.level,
        numerator=cell.numerator,
        denominator=cell.denominator,
        reason=cell.reason,
        cut={"period": cell.period.name, **cell.cut},
    )


def _measures(indicators: Iterable[Indicator]) -> Iterator[Measure]:
    for indicator in indicators:
        yield from indicator.calculation.measures.values()
        for beside in indicator.beside:
            if beside.calculation is not None:
                yield from beside.calculation.measures.values()


def _reasons(indicators: Iterable[Indicator], asked: Asked) -> dict[str, Sentence]:
    """Why indicators cannot be told at all: how they are cut, or what is not there."""
    told: dict[Table, set[str]] = {}
    wanted: dict[Table, set[str]] = {}
    for indicator in indicators:
        for table, column in indicator.takes:
            wanted.setdefault(table, set()).add(column)
    reasons = {}
    for indicator in indicators:
        reason = _untold(indicator, asked)
        for table, column in indicator.takes if reason is None else ():
            if table not in told:
                told[table] = told_columns(table, wanted[table], asked)
            if column not in told[table]:
                reason = _empty(table, column)
        if reason is not None:
            reasons[indicator.id] = reason
    return reasons


def _untold(indicator: Indicator, asked: Asked) -> Sentence | None:
    for column in asked.by:
        if column not in indicator.cuts:
            return Sentence("It is not told by {column}.", column=column)
    return next((missing(table) for table in indicator.needs if not asked.has(table)), None)


def _empty(table: Table, column: str) -> Sentence:
    return Sentence("No row of {table} tells {column}.", table=table.name, column=column)


def _without(indicator: Indicator, asked: Asked, reason: Sentence) -> list[Cell]:
    return [Cell(indicator.id, period, {}, None, reason=reason) for period in asked.periods]


def _cells(
    indicator: Indicator, asked: Asked, readings: Mapping[Measure, Counted]
) -> Iterable[Cell]:
    calculation = indicator.calculation
    if isinstance(calculation, Custom):
        try:
            return list(calculation.function(asked))
        except AnalyticsError as refusal:
            return _without(indicator, asked, refusal.sentence)
    uncut = _not_cut(calculation, asked, readings)
    if uncut is not None:
        return _without(indicator, asked, uncut)
    return [
        _answered(indicator, calculation, asked, readings, key)
        for key in _keys(calculation, asked, readings)
    ]


def _not_cut(
    calculation: Simple, asked: Asked, readings: Mapping[Measure, Counted]
) -> Sentence | None:
    """Why it cannot be cut as asked: a column is missing where it is needed."""
    for name, measure in calculation.measures.items():
        if readings[measure].refusal is not None:
            return readings[measure].refusal
        if name in calculation.whole:
            continue
        for column in asked.by:
            if column not in readings[measure].by:
                return Sentence(
                    "The table {table} does not tell {column}.",
                    table=tables_of(measure.table)[0].name,
                    column=column,
                )
    return None


def _keys(calculation: Simple, asked: Asked, readings: Mapping[Measure, Counted]) -> list[Key]:
    """Every period and part that any measure tells of; the whole always."""
    if not asked.by:
        return [(place, ()) for place in range(len(asked.periods))]
    full = [m for m in calculation.measures.values() if readings[m].by == asked.by]
    return sorted({key for measure in full for key in readings[measure].readings})


def _answered(
    indicator: Indicator,
    calculation: Simple,
    asked: Asked,
    readings: Mapping[Measure, Counted],
    key: Key,
) -> Cell:
    place, part = key
    answer = calculation.answer(_readings(calculation, asked, readings, key), asked)
    beside: dict[str, Number] = dict(answer.beside)
    for each in indicator.beside:
        told = _beside(each.calculation, asked, readings, key)
        if told is not None:
            beside[each.code] = told
    if answer.remark is None and _is_shared(calculation, asked, readings):
        answer = replace(answer, remark=SHARED_WHOLE)
    cut = dict(zip(asked.by, part, strict=True))
    return cell_of(indicator.id, asked.periods[place], cut, replace(answer, beside=beside))


def _readings(
    calculation: Simple, asked: Asked, readings: Mapping[Measure, Counted], key: Key
) -> dict[str, Reading]:
    place, part = key
    named = dict(zip(asked.by, part, strict=True))
    found = {}
    for name, measure in calculation.measures.items():
        read = readings[measure]
        own = tuple(named[column] for column in read.by)
        found[name] = read.readings.get((place, own), NOTHING)
    return found


def _beside(
    calculation: Simple | None, asked: Asked, readings: Mapping[Measure, Counted], key: Key
) -> Number | None:
    if calculation is None or any(m not in readings for m in calculation.measures.values()):
        return None
    if _not_cut(calculation, asked, readings) is not None:
        return None
    return calculation.answer(_readings(calculation, asked, readings, key), asked).value


def _is_shared(calculation: Simple, asked: Asked, readings: Mapping[Measure, Counted]) -> bool:
    return any(readings[m].by != asked.by for m in calculation.measures.values())


def _finished(cell: Cell, indicator: Indicator, asked: Asked) -> Cell:
    """With version and date of the data; flagged if few, hidden if few persons."""
    dated = replace(cell, version=indicator.version, as_of=asked.as_of)
    if _speaks_of_persons(indicator, asked) and cell.n < FEWEST_PERSONS:
        return _hidden(dated)
    if isinstance(cell.value, Decimal) and indicator.unit is not Unit.MONEY:
        dated = replace(dated, value=float(cell.value))
    if cell.value is not None and cell.n < FEW and cell.remark is None:
        dated = replace(dated, remark=FEW_REMARK)
    return dated


def _speaks_of_persons(indicator: Indicator, asked: Asked) -> bool:
    return (
        indicator.about_persons or indicator.group is Group.EMPLOYEES or "employee_id" in asked.by
    )


def _hidden(cell: Cell) -> Cell:
    return Cell(
        cell.indicator_id,
        cell.period,
        cell.cut,
        None,
        reason=cell.reason or HIDDEN,
        version=cell.version,
        as_of=cell.as_of,
    )
