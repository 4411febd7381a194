"""What changed and why: what each part did to the change, adding up exactly."""

from __future__ import annotations

from fractions import Fraction

from goodwill.analytics.benefit.indicators.cells import HIDDEN
from goodwill.analytics.benefit.indicators.cells import Cell as IndicatorCell
from goodwill.analytics.benefit.indicators.contributions import Change, Contribution, Split, changed
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.labels import bare_cell, bare_value, figure, period_words
from goodwill.report.indicators.measuring import Cut, Measured
from goodwill.report.indicators.rows import Row
from goodwill.report.tables import Cell, Difference, Table, TableColumn

MOST_CHANGES = 6
"""Of one column; the others are in indicators.csv."""
MOST_PARTS = 8


def why(measured: Measured) -> Chapter | None:
    """Nothing without a cut."""
    found = [
        _change(change, cut, measured)
        for cut in measured.cuts
        for change in cut.changes[:MOST_CHANGES]
        if change.contributions and change.total
    ]
    if not found:
        return None
    return Chapter("why", Sentence("What changed, and why"), found)


def sentence_why(row: Row, measured: Measured) -> Sentence | None:
    """The part that did most of it; without a cut, whether it was above or below the line."""
    for cut in measured.cuts:
        for change in cut.changes:
            if change.indicator_id == row.indicator.id and change.contributions and change.total:
                return _mostly(change, cut, row, measured)
    return _above_or_below(row, measured)


def _mostly(change: Change, cut: Cut, row: Row, measured: Measured) -> Sentence:
    first = change.contributions[0]
    return Sentence(
        "Of the change of {total}, {part} did {its}.",
        total=_moved(change.total, row, measured),
        part=_part(first, cut),
        its=_moved(first.total, row, measured),
    )


def _above_or_below(row: Row, measured: Measured) -> Sentence | None:
    before, after = row.before, row.latest
    if before is None or after is None or not before.denominator or not after.denominator:
        return None
    try:
        change = changed(row.indicator, Split(before, (before,)), Split(after, (after,)))
    except AnalyticsError:
        return None
    if not change.above and not change.below:
        return None
    return Sentence(
        "Of the change of {total}, what stands above the line did {above} and what stands below "
        "it {below}.",
        total=_moved(change.total, row, measured),
        above=_moved(change.above or Fraction(0), row, measured),
        below=_moved(change.below or Fraction(0), row, measured),
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
                "From {before} to {after}, by {column}. A part changes the whole by its own value "
                "having changed, and by its weight in the whole having changed; together they add "
                "up to the whole change.",
                before=period_words(change.before.period),
                after=period_words(change.after.period),
                column=cut.column,
            )
        ],
        table=_table(change, cut, row, measured),
    )


def _table(change: Change, cut: Cut, row: Row, measured: Measured) -> Table:
    columns = [
        TableColumn(cut.column),
        TableColumn(Sentence("Before"), align="end"),
        TableColumn(Sentence("Newest"), align="end"),
        TableColumn(Sentence("Its own value"), align="end"),
        TableColumn(Sentence("Its weight"), align="end"),
        TableColumn(Sentence("Together"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            _part(each, cut),
            bare_cell(row, each.before, measured.currency),
            bare_cell(row, each.after, measured.currency),
            _moved(each.rate, row, measured),
            _moved(each.mix, row, measured),
            _moved(each.total, row, measured),
        )
        for each in change.contributions[:MOST_PARTS]
    ]
    rest = change.contributions[MOST_PARTS:]
    if rest:
        rows.append(
            (
                Sentence("{n} other part", "{n} other parts", n=len(rest)),
                None,
                None,
                _moved(sum((each.rate for each in rest), Fraction(0)), row, measured),
                _moved(sum((each.mix for each in rest), Fraction(0)), row, measured),
                _moved(sum((each.total for each in rest), Fraction(0)), row, measured),
            )
        )
    rows.append(
        (
            Sentence("Whole"),
            bare_cell(row, change.before, measured.currency),
            bare_cell(row, change.after, measured.currency),
            _moved(change.rate, row, measured),
            _moved(change.mix, row, measured),
            _moved(change.total, row, measured),
        )
    )
    return Table(columns, rows)


def _moved(value: Fraction, row: Row, measured: Measured) -> Difference:
    return Difference(float(value), row.indicator.unit, measured.currency)


def _part(each: Contribution, cut: Cut) -> str:
    return each.part.get(cut.column) or "—"


def by_parts(measured: Measured) -> list[Chapter]:
    """A chapter for each column: indicators by their parts, in the newest period told."""
    return [_chapter(cut, measured) for cut in measured.cuts if cut.cells]


def _chapter(cut: Cut, measured: Measured) -> Chapter:
    parts = _largest(cut)
    every = len({cell.cut[cut.column] for cells in cut.cells.values() for cell in cells})
    rows = [measured.row(identity) for identity in cut.cells]
    columns = [
        TableColumn(Sentence("Indicator")),
        *(TableColumn(part or Sentence("not told"), align="end") for part in parts),
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
                "{n} indicator cannot be told by {column}.",
                "{n} indicators cannot be told by {column}.",
                n=len(cut.reasons),
                column=cut.column,
            )
        )
    title = Sentence(
        "{n} indicator by {column}: where the parts lie furthest apart is {indicator}",
        "{n} indicators by {column}: where the parts lie furthest apart is {indicator}",
        n=len(rows),
        column=cut.column,
        indicator=_furthest(rows, cut).indicator.label,
    )
    return Chapter(
        f"by-{cut.column}".replace("_", "-"),
        Sentence("By {column}", column=cut.column),
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
    return sorted(weight, key=lambda part: (-weight[part], part))[:MOST_PARTS]


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


def _is_firm(cell: IndicatorCell) -> bool:
    return cell.value is not None and not cell.is_few
