"""From which files the report was made, and how the ledger's rows were judged."""

from __future__ import annotations

from goodwill.analytics.benefit.costing.ledger.judging import Judged
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.understanding import columns_understood, reading_notes, unreadable_values


def chapter(measured: Measured) -> Chapter:
    findings = [_programme(measured)]
    if measured.ready.ledger is not None:
        findings += _ledger(measured, measured.ready.ledger)
    return Chapter("read", Sentence("How it was read"), findings)


def _programme(measured: Measured) -> Finding:
    inputs, programme = measured.ready.inputs, measured.ready.planned
    title = Sentence(
        "{file}: {costs} costs, {benefits} benefits, {others} listed beside them",
        file=inputs.file,
        costs=len(programme.costs),
        benefits=len(measured.appraisal.lines.benefits),
        others=len(measured.appraisal.lines.listed),
    )
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Alternatives"), str(len(programme.alternatives))),
        (Sentence("Risks"), str(len(programme.hazards))),
        (Sentence("Goals"), str(len(inputs.goals))),
        (Sentence("Payments by day"), str(len(programme.payments))),
        (Sentence("Values at stake"), str(len(measured.stakes))),
    ]
    columns = [TableColumn(Sentence("Also in it")), TableColumn(Sentence("How many"), align="end")]
    return Finding("programme", title, table=Table(columns, rows))


def _ledger(measured: Measured, ledger: Judged) -> list[Finding]:
    inputs, page = measured.ready.inputs, ledger.page
    title = Sentence(
        "The ledger adds up: {read} rows read, {used} used, {aside} set aside",
        read=page.rows_read,
        used=page.rows_used,
        aside=page.rows_read - page.rows_used,
    )
    columns = [
        TableColumn(Sentence("Set aside because")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("The first of them")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (each.reason.label, each.rows, ", ".join(map(str, each.source_rows)))
        for each in page.set_aside
    ]
    table = Table(columns, rows) if rows else None
    warnings = [*reading_notes(inputs.surveys), *ledger.remarks]
    found = [
        Finding("ledger", title, table=table, warnings=warnings),
        columns_understood(inputs.surveys),
    ]
    rejected = unreadable_values(inputs.reads)
    return [*found, rejected] if rejected else found
