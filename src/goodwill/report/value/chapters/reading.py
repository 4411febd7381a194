"""What was read, what was set aside and why: it adds up to the row and to the cent."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.information.quality import Count
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.understanding import columns_understood, reading_notes, unreadable_values
from goodwill.report.value.measuring import Measured
from goodwill.report.words import Amount, money_column

ROWS_USED = Definition(
    "rows_used",
    1,
    Sentence("Rows used"),
    Sentence("The share of the rows read that the figures are made of."),
    Sentence("rows used ÷ rows read"),
    Unit.SHARE,
)


def reading(measured: Measured) -> Chapter:
    findings = [_rows(measured)]
    unreadable = unreadable_values(measured.prepared.inputs.reads)
    if unreadable is not None:
        findings.append(unreadable)
    costs = measured.prepared.unassigned
    if costs and (costs.rows or costs.rows_without_amount):
        findings.append(_unassigned(measured))
    return Chapter("reading", Sentence("What was read"), findings)


def used(measured: Measured) -> Figure:
    page = measured.prepared.quality
    return ratio(
        ROWS_USED,
        page.used.rows,
        page.read.rows,
        as_of=measured.as_of,
        n=page.read.rows,
        records="lines.parquet: set_aside is null",
    )


def _rows(measured: Measured) -> Finding:
    page = measured.prepared.quality
    share = used(measured)
    title = (
        Sentence("All {rows} rows could be used", rows=page.read.rows)
        if not page.rows_set_aside
        else Sentence(
            "{share} of {rows} rows could be used; {aside} were set aside, each for a reason",
            share=share,
            rows=page.read.rows,
            aside=page.rows_set_aside,
        )
    )
    return Finding(
        "rows",
        title,
        text=[
            Sentence(
                "Nothing is dropped: rows read = rows used + rows set aside, and so do the "
                "amounts. Those set aside are in set-aside.csv, with file, row and reason; every "
                "row is in lines.parquet."
            )
        ],
        figures=[share, page.share_of_guests(measured.as_of)],
        chart=_set_aside(measured) if page.set_aside else None,
        table=_reconciliation(measured),
        warnings=_warnings(measured),
    )


def _set_aside(measured: Measured) -> Chart:
    return bars(
        [Item(each.reason.label, each.count.rows) for each in measured.prepared.quality.set_aside],
        description=Sentence("Rows set aside, by reason."),
        label=Sentence("Reason"),
        measure=Sentence("Rows"),
        unit=Unit.ROWS,
    )


def _reconciliation(measured: Measured) -> Table:
    page, currency = measured.prepared.quality, measured.currency
    columns = [
        TableColumn(Sentence("What became of them")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        money_column(Sentence("Amount"), currency),
        TableColumn(Sentence("Why, and what to do")),
    ]

    def row(label: Sentence, count: Count, why: Cell = None) -> tuple[Cell, ...]:
        return label, count.rows, count.customers, major(count.amount_minor, currency), why or ""

    rows = [
        row(Sentence("Sales"), page.sales),
        row(
            Sentence("Returns netted against their order"),
            page.returns_matched,
            Sentence("They count on the day of the order they take back."),
        ),
        row(
            Sentence("Returns without their order"),
            page.returns_unmatched,
            Sentence("No sale was found that they take back; they count on their own day."),
        ),
        row(Sentence("Used"), page.used),
        *(row(each.reason.label, each.count, each.reason.remedy) for each in page.set_aside),
        row(Sentence("Read"), page.read),
    ]
    if page.source_total is not None and page.rounding:
        rows.append(
            (
                Sentence("Rounding to the smallest coin"),
                None,
                None,
                str(page.rounding.normalize()),
                Sentence(
                    "The amounts of your file have more decimals than the currency; in full they "
                    "add up to {total}.",
                    total=str(page.source_total),
                ),
            )
        )
    return Table(columns, rows)


def _warnings(measured: Measured) -> list[Sentence]:
    page, found = measured.prepared.quality, []
    if page.look_alikes:
        found.append(
            Sentence(
                "{n} row looks like another but has no order number to tell a copy from a second "
                "purchase: it is counted.",
                "{n} rows look like others but have no order number to tell a copy from a second "
                "purchase: they are counted.",
                n=page.look_alikes,
            )
        )
    if measured.prepared.currency_unknown:
        found.append(
            Sentence(
                "The file names no currency, so amounts are shown without one. "
                "Give it with --currency."
            )
        )
    return [*found, *reading_notes(measured.prepared.inputs.surveys)]


def understanding(measured: Measured) -> Chapter:
    """The last chapter: how each file was read, so that it can be put right."""
    return Chapter(
        "understanding",
        Sentence("How your files were read"),
        [columns_understood(measured.prepared.inputs.surveys)],
    )


def _unassigned(measured: Measured) -> Finding:
    costs = measured.prepared.unassigned
    assert costs is not None
    return Finding(
        "unassigned-costs",
        Sentence(
            "{amount} of cost belongs to no known customer",
            amount=Amount(major(costs.amount_minor, measured.currency), measured.currency),
        ),
        text=[
            Sentence(
                "{n} row of the costs file names nobody, or somebody who is in no other file. It "
                "is left out of every customer's profit.",
                "{n} rows of the costs file name nobody, or somebody who is in no other file. They "
                "are left out of every customer's profit.",
                n=costs.rows,
            ),
            *(
                [
                    Sentence(
                        "{n} row of the costs file has no amount that can be read.",
                        "{n} rows of the costs file have no amount that can be read.",
                        n=costs.rows_without_amount,
                    )
                ]
                if costs.rows_without_amount
                else []
            ),
        ],
    )
