"""What changed and why: what each part did to the change, adding up exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN
from goodwill.analytics.benefit.indicators.kernel.cells import Cell as IndicatorCell
from goodwill.analytics.benefit.indicators.watching.contributions import Change, Contribution
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.labels import (
    bare_cell,
    bare_value,
    column_words,
    figure,
    names,
    period_words,
)
from goodwill.report.indicators.measuring import Cut, Measured
from goodwill.report.indicators.rows import Row
from goodwill.report.tables import Cell, Difference, Table, TableColumn

MOVED = 1.0
"""Standard deviations below which a change is what changes always are."""
MOST_CHANGES = 5
"""Of one column; the others are in indicators.csv."""
MOST_PARTS = 8
MOST_COLUMNS = 5
NOT_TOLD = Sentence("not told")
WEIGHT = Sentence(
    "A part changes the whole by its own value having changed, and by its weight in the whole "
    "having changed."
)


def why(measured: Measured) -> Chapter | None:
    """Nothing without a cut."""
    found = [
        _change(change, cut, measured)
        for cut in measured.cuts
        for change in _telling(cut)[:MOST_CHANGES]
        if measured.row(change.indicator_id).moved >= MOVED
    ]
    if not found:
        return None
    return Chapter("why", Sentence("What changed, and why"), found)


def _telling(cut: Cut) -> list[Change]:
    """Changes of which more than one part did something: of one part there is no why."""
    return [
        change
        for change in cut.changes
        if change.total and sum(bool(each.total) for each in change.contributions) > 1
    ]


def sentence_why(row: Row, measured: Measured) -> Sentence | None:
    """The part that did most of it; nothing without a cut."""
    for cut in measured.cuts:
        for change in _telling(cut):
            if change.indicator_id == row.indicator.id:
                return _mostly(change, cut, row, measured)
    return None


def _mostly(change: Change, cut: Cut, row: Row, measured: Measured) -> Sentence:
    first = change.contributions[0]
    return Sentence(
        "Of the change of {total}, {part} did {its}.",
        total=_moved(change.total, row, measured),
        part=_part(first, cut),
        its=_moved(first.total, row, measured),
    )


def _change(change: Change, cut: Cut, measured: Measured) -> Finding:
    row = measured.row(change.indicator_id)
    first = change.contributions[0]
    title = Sentence(
        "{indicator} went from {before} to {value}: {part} did {its} of {total}",
        indicator=row.indicator.label,
        before=bare_value(row, change.before, measured.currency),
        value=figure(row, change.after, measured.currency),
        part=_part(first, cut),
        its=_moved(first.total, row, measured),
        total=_moved(change.total, row, measured),
    )
    return Finding(
        f"why-{cut.column}-{change.indicator_id.lower()}".replace("_", "-"),
        title,
        text=[
            Sentence(
                "From {before} to {after}. What the parts did adds up to the whole change.",
                before=period_words(change.before.period),
                after=period_words(change.after.period),
            ),
            *([WEIGHT] if change.above is not None else []),
        ],
        table=_table(change, cut, row, measured),
    )


def _table(change: Change, cut: Cut, row: Row, measured: Measured) -> Table:
    """Of a total there is no weight: what a part grew by is all that it did."""
    is_ratio = change.above is not None
    columns = [
        TableColumn(column_words(cut.column)),
        TableColumn(Sentence("Before"), align="end"),
        TableColumn(Sentence("Newest"), align="end"),
        *(
            TableColumn(label, align="end")
            for label in (Sentence("Its own value"), Sentence("Its weight"))
            if is_ratio
        ),
        TableColumn(Sentence("Together") if is_ratio else Sentence("Change"), align="end"),
    ]

    def told(label: Cell, ends: tuple[IndicatorCell | None, ...], did: _Did) -> tuple[Cell, ...]:
        effects = (did.rate, did.mix) if is_ratio else ()
        return (
            label,
            *(bare_cell(row, end, measured.currency) for end in ends),
            *(_moved(effect, row, measured) for effect in (*effects, did.rate + did.mix)),
        )

    active = [each for each in change.contributions if each.rate or each.mix]
    rows = [
        told(_part(each, cut), (each.before, each.after), _Did(each.rate, each.mix))
        for each in active[:MOST_PARTS]
    ]
    rest = active[MOST_PARTS:]
    if rest:
        did = _Did(
            sum((each.rate for each in rest), Fraction(0)),
            sum((each.mix for each in rest), Fraction(0)),
        )
        others = Sentence("{n} other part", "{n} other parts", n=len(rest))
        rows.append(told(others, (None, None), did))
    whole = _Did(change.rate, change.mix)
    rows.append(told(Sentence("Whole"), (change.before, change.after), whole))
    return Table(columns, rows)


class _Did(NamedTuple):
    """What a part did by its own value and by its weight."""

    rate: Fraction
    mix: Fraction


def _moved(value: Fraction, row: Row, measured: Measured) -> Difference:
    return Difference(float(value), row.indicator.unit, measured.currency)


def _part(each: Contribution, cut: Cut) -> str | Sentence:
    return each.part.get(cut.column) or NOT_TOLD


def by_parts(measured: Measured) -> list[Chapter]:
    """A chapter for each column: indicators by their parts, in the newest period told."""
    found = [_chapter(cut, measured) for cut in measured.cuts if cut.cells]
    return [chapter for chapter in found if chapter is not None]


def _chapter(cut: Cut, measured: Measured) -> Chapter | None:
    parts = _largest(cut)
    every = len({cell.cut[cut.column] for cells in cut.cells.values() for cell in cells})
    rows = [row for row in map(measured.row, cut.cells) if len(_told_parts(row, cut)) > 1]
    if not rows:
        return None
    columns = [
        TableColumn(Sentence("Indicator")),
        *(TableColumn(part or NOT_TOLD, align="end") for part in parts),
    ]
    told = [_by_part(row, cut, parts, measured) for row in rows]
    text = []
    if every > len(parts):
        text.append(
            Sentence(
                "The {shown} parts with most behind them, of {n}; all are in indicators.csv.",
                shown=len(parts),
                n=every,
            )
        )
    if cut.reasons:
        text.append(
            Sentence(
                "Cannot be told by it: {names}.",
                names=names((measured.row(identity) for identity in cut.reasons), 12),
            )
        )
    title = Sentence(
        "The parts lie furthest apart in {indicator}",
        indicator=_furthest(rows, cut).indicator.label,
    )
    return Chapter(
        f"by-{cut.column}".replace("_", "-"),
        Sentence("By part: {column}", column=column_words(cut.column)),
        [
            Finding(
                f"parts-of-{cut.column}".replace("_", "-"),
                title,
                text=text,
                table=Table(columns, told, file="indicators.csv"),
            )
        ],
    )


def _largest(cut: Cut) -> list[str]:
    weight: dict[str, int] = {}
    for cells in cut.cells.values():
        for cell in cells:
            part = cell.cut[cut.column]
            weight[part] = weight.get(part, 0) + cell.n
    return sorted(weight, key=lambda part: (-weight[part], part))[:MOST_COLUMNS]


def _by_part(row: Row, cut: Cut, parts: list[str], measured: Measured) -> tuple[Cell, ...]:
    values = _newest(row, cut)
    cells: list[Cell] = []
    for part in parts:
        cell = values.get(part)
        if cell is None or (cell.value is None and cell.reason is not HIDDEN):
            cells.append(None)
        elif cell.value is None:
            cells.append(Sentence("hidden"))
        else:
            cells.append(bare_cell(row, cell, measured.currency))
    return (row.indicator.label, *cells)


def _newest(row: Row, cut: Cut) -> dict[str, IndicatorCell]:
    """Part → its cell in the newest period in which a part is told."""
    told = [cell for cell in cut.cells[row.indicator.id] if cell.value is not None]
    period = max(cell.period.start_day for cell in told)
    return {
        cell.cut[cut.column]: cell
        for cell in cut.cells[row.indicator.id]
        if cell.period.start_day == period
    }


def _furthest(rows: list[Row], cut: Cut) -> Row:
    """By the spread of its parts over their middle, of ratios with enough behind them."""

    def spread(row: Row) -> float:
        if row.indicator.unit is Unit.MONEY or row.indicator.unit is Unit.CUSTOMERS:
            return 0.0
        values = [float(c.value or 0) for c in _newest(row, cut).values() if _is_firm(c)]
        middle = sum(map(abs, values)) / len(values) if values else 0.0
        return (max(values) - min(values)) / middle if middle else 0.0

    return max(rows, key=lambda row: (spread(row), row.indicator.id))


def _told_parts(row: Row, cut: Cut) -> list[IndicatorCell]:
    """Parts with a value, or hidden; of one alone a table tells no more than the whole does."""
    return [
        cell
        for cell in _newest(row, cut).values()
        if cell.value is not None or cell.reason is HIDDEN
    ]


def _is_firm(cell: IndicatorCell) -> bool:
    return cell.value is not None and not cell.is_few
