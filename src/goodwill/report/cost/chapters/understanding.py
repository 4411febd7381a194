"""How the files were read, so that it can be put right."""

from __future__ import annotations

from goodwill.analytics.benefit.costing.sharing.equations import TimeEquation
from goodwill.language import Sentence
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.understanding import columns_understood, reading_notes, unreadable_values


def understanding(measured: Measured) -> Chapter:
    inputs = measured.ready.inputs
    unreadable = unreadable_values(inputs.reads)
    return Chapter(
        "understanding",
        Sentence("How the files were read"),
        [
            _equations(measured),
            *([unreadable] if unreadable else []),
            columns_understood(inputs.surveys, reading_notes(inputs.surveys)),
        ],
    )


def _equations(measured: Measured) -> Finding:
    them = measured.ready.asked.equations
    rows: list[tuple[Cell, ...]] = [
        (labels.kind(each.kind), each.department or Sentence("everywhere"), _said(each))
        for each in them
    ]
    columns = [
        TableColumn(Sentence("Activity")),
        TableColumn(Sentence("Where")),
        TableColumn(Sentence("Minutes, where they were not measured")),
    ]
    return Finding(
        "equations",
        Sentence(
            "{n} time equation tells minutes that nobody measured",
            "{n} time equations tell minutes that nobody measured",
            n=len(them),
        ),
        text=[Sentence("Change them with --equations FILE.toml.")],
        table=Table(columns, rows),
    )


def _said(each: TimeEquation) -> str:
    return each.minutes.said
