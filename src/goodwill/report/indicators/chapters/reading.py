"""How the files were read: tables, rows, order lines set aside, values that could not be read."""

from __future__ import annotations

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.chapters.missing import refused
from goodwill.report.indicators.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.understanding import columns_understood, reading_notes, unreadable_values


def reading(measured: Measured) -> Chapter:
    inputs = measured.ready.inputs
    surveyed = {
        name: survey
        for name, survey in inputs.surveys.items()
        if any(source.ready is None for source in survey.sources)
    }
    found = [
        refused(measured),
        _tables(measured),
        _lines(measured),
        unreadable_values(inputs.reads),
        columns_understood(surveyed, reading_notes(surveyed)) if surveyed else None,
    ]
    return Chapter(
        "reading", Sentence("How the files were read"), [each for each in found if each is not None]
    )


def _tables(measured: Measured) -> Finding:
    inputs = measured.ready.inputs
    columns = [
        TableColumn(Sentence("Table")),
        TableColumn(Sentence("File")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Set aside"), Unit.ROWS),
        TableColumn(Sentence("Rows with values that could not be read"), Unit.ROWS),
    ]
    rows: list[tuple[Cell, ...]] = [
        (name, inputs.file(name), read.rows, read.set_aside, sum(read.unreadable.values()))
        for name, read in inputs.reads.items()
    ]
    return Finding(
        "tables-read",
        Sentence(
            "{n} table was read, {rows} rows",
            "{n} tables were read, {rows} rows",
            n=len(rows),
            rows=sum(read.rows for read in inputs.reads.values()),
        ),
        table=Table(columns, rows),
        warnings=measured.ready.remarks,
    )


def _lines(measured: Measured) -> Finding | None:
    lines = measured.ready.lines
    if lines is None or not lines.set_aside:
        return None
    columns = [
        TableColumn(Sentence("Reason")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Why, and what to do")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (label, rows, remedy) for label, rows, remedy in lines.reasons()
    ]
    return Finding(
        "lines-aside",
        Sentence(
            "{aside} of {rows} order lines are set aside, each for a reason",
            aside=lines.read - lines.used,
            rows=lines.read,
        ),
        text=[
            Sentence(
                "Returns count in the order that they take back, so sales are net of them in its "
                "month."
            )
        ],
        table=Table(columns, rows),
    )
