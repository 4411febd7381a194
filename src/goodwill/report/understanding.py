"""How files were read, so that it can be put right: for the last chapter of every report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.warehouse.reading import Read, Survey


def columns_understood(surveys: Mapping[str, Survey], warnings: Sequence[Sentence] = ()) -> Finding:
    """Which column each was read from, and why."""
    columns = [
        TableColumn(Sentence("File")),
        TableColumn(Sentence("Column")),
        TableColumn(Sentence("Read from")),
        TableColumn(Sentence("Because")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (Path(source.file).name, one.column, one.source_column, one.because)
        for survey in surveys.values()
        for source in survey.sources
        for one in source.columns
    ]
    return Finding(
        "columns",
        Sentence("How the columns were understood"),
        text=[
            Sentence(
                "If one is wrong, name the right one with --map column=name, or change the files "
                "in the folder mapping and give it back with --map mapping."
            )
        ],
        table=Table(columns, rows),
        warnings=warnings,
    )


def reading_notes(surveys: Mapping[str, Survey]) -> list[Sentence]:
    """What had to be decided while reading, such as which way dates are written."""
    return [
        note for survey in surveys.values() for source in survey.sources for note in source.notes
    ]


def unreadable_values(reads: Mapping[str, Read]) -> Finding | None:
    """The values that could not be read, with their place; nothing if all could."""
    columns = [
        TableColumn(Sentence("File")),
        TableColumn(Sentence("Row"), Unit.NUMBER),
        TableColumn(Sentence("Column")),
        TableColumn(Sentence("Found")),
        TableColumn(Sentence("Why it cannot be read")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (Path(one.file).name, one.row, one.column, one.value, one.reason)
        for read in reads.values()
        for one in read.rejected
    ]
    if not rows:
        return None
    return Finding(
        "rejected",
        Sentence("Values that could not be read, for mending"),
        table=Table(columns, rows),
    )
