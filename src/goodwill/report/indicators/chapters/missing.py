"""What cannot be told, why not, and what to record so that it can."""

from __future__ import annotations

from collections import defaultdict

from goodwill.analytics.tables import Table as ContractTable
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.labels import Named, names
from goodwill.report.indicators.measuring import Measured, tables_missing
from goodwill.report.indicators.rows import Row
from goodwill.report.tables import Cell, Table, TableColumn


def missing(measured: Measured) -> Chapter | None:
    """Nothing if everything can be told."""
    found = [each for each in (_tables(measured), _others(measured)) if each is not None]
    if not found:
        return None
    return Chapter("missing", Sentence("What cannot be told, and what it takes"), found)


def by_table(measured: Measured) -> list[tuple[ContractTable, list[Row]]]:
    """Tables that are not there and the indicators that only they keep from being told;
    first what brings most."""
    found: dict[ContractTable, list[Row]] = defaultdict(list)
    for row in measured.untold:
        tables = tables_missing(row, measured.ready)
        if len(tables) == 1:
            found[tables[0]].append(row)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0].name))


def record_words(table: ContractTable, rows: list[Row]) -> Sentence:
    return Sentence("{table} would bring {names}.", table=table.name, names=names(rows))


def _tables(measured: Measured) -> Finding | None:
    waiting = [row for row in measured.untold if tables_missing(row, measured.ready)]
    if not waiting:
        return None
    by_need: dict[str, tuple[ContractTable, list[Row]]] = {}
    for row in waiting:
        for table in tables_missing(row, measured.ready):
            by_need.setdefault(table.name, (table, []))[1].append(row)
    alone = {table.name: len(rows) for table, rows in by_table(measured)}
    columns = [
        TableColumn(Sentence("Table to record")),
        TableColumn(Sentence("What stands in it")),
        TableColumn(Sentence("Brings by itself"), align="end"),
        TableColumn(Sentence("Indicators that need it")),
    ]
    ordered = sorted(by_need.values(), key=lambda each: (-alone.get(each[0].name, 0), each[0].name))
    rows: list[tuple[Cell, ...]] = [
        (
            table.name,
            table.description,
            alone.get(table.name, 0),
            Sentence("{names}", names=names(needing, 12)),
        )
        for table, needing in ordered
    ]
    return Finding(
        "tables-missing",
        Sentence(
            "{n} indicator waits for a table that the folder does not hold",
            "{n} indicators wait for tables that the folder does not hold",
            n=len(waiting),
        ),
        text=[
            Sentence(
                "A table is a file of that name in the folder, as CSV, Excel or Parquet; the "
                "reference of tables lists its columns."
            )
        ],
        table=Table(columns, rows),
    )


def _others(measured: Measured) -> Finding | None:
    """The tables are there, and still it cannot be told."""
    rows = [row for row in measured.untold if not tables_missing(row, measured.ready)]
    if not rows:
        return None
    columns = [TableColumn(Sentence("Indicator")), TableColumn(Sentence("Why not"))]
    told: list[tuple[Cell, ...]] = [
        (row.indicator.label, _reason(row) or Sentence("There is nothing of it yet."))
        for row in rows
    ]
    return Finding(
        "others-missing",
        Sentence(
            "{n} indicator cannot be told though its tables are there",
            "{n} indicators cannot be told though their tables are there",
            n=len(rows),
        ),
        text=[
            Sentence(
                "Days, windows and assumptions that only the company knows are given with "
                "--settings SETTINGS.toml."
            )
        ],
        table=Table(columns, told),
    )


def _reason(row: Row) -> Sentence | None:
    if row.reason is not None:
        return row.reason
    return next((cell.reason for cell in reversed(row.parts) if cell.reason), None)


def refused(measured: Measured) -> Finding | None:
    """Tables whose file could not be used."""
    given = measured.ready.inputs.refused
    if not given:
        return None
    columns = [TableColumn(Sentence("Table")), TableColumn(Sentence("Why not"))]
    rows: list[tuple[Cell, ...]] = [(name, why.sentence) for name, why in given.items()]
    return Finding(
        "tables-refused",
        Sentence(
            "The file of {names} could not be used, so it counts as not there",
            "{n} files could not be used, so they count as not there: {names}",
            n=len(given),
            names=Named(tuple(given)),
        ),
        table=Table(columns, rows),
    )
