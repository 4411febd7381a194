"""What was really paid beside what was planned, where a cost ledger was given."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from goodwill.analytics.benefit.returns.flows import total
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.actuals import Actual, Actuals
from goodwill.report.roi.labels import YEAR, named
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, money_column


def chapter(measured: Measured) -> Chapter | None:
    found = measured.ready.actuals
    if found is None:
        return None
    currency = measured.appraisal.programme.currency
    findings = [_beside(measured, found, currency), *_elsewhere(found, currency)]
    return Chapter("paid", Sentence("What was paid so far"), findings)


def _beside(measured: Measured, found: Actuals, currency: str) -> Finding:
    if not found.years:
        return Finding(
            "paid",
            Sentence("The ledger does not reach the end of any year that is over: the plan stands"),
        )
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(YEAR, align="end"),
        money_column(Sentence("Planned"), currency),
        money_column(Sentence("Paid"), currency),
        money_column(Sentence("Difference"), currency),
        TableColumn(Sentence("Of the plan"), Unit.SHARE),
    ]
    rows = [_row(row, year) for row in found.rows for year in found.years if year in row.paid]
    assert measured.planned is not None
    note = Sentence(
        "The cash view of the ledger until {day}. These amounts stand in the place of the planned "
        "ones, and carry no risk any more. With the costs as planned the net present value is "
        "{npv}.",
        day=found.covered_to,
        npv=_as_planned(measured),
    )
    return Finding("paid", _title(found, currency), table=Table(columns, rows, note=note))


def _title(found: Actuals, currency: str) -> Sentence:
    planned = total(row.planned[year] for row in found.rows for year in row.paid)
    spent = total(amount for row in found.rows for amount in row.paid.values())
    told = {"paid": Amount(spent, currency), "planned": Amount(planned, currency)}
    if spent > planned:
        more = Amount(spent - planned, currency)
        return Sentence(
            "{paid} was paid, {more} more than the {planned} planned", more=more, **told
        )
    if spent < planned:
        less = Amount(planned - spent, currency)
        return Sentence(
            "{paid} was paid, {less} less than the {planned} planned", less=less, **told
        )
    return Sentence("{paid} was paid, just as planned", **told)


def _as_planned(measured: Measured) -> object:
    assert measured.planned is not None
    figure = measured.planned.returns.npv
    return replace(figure, cut={"costs": "planned"}, part=Sentence("Costs as planned"))


def _row(row: Actual, year: int) -> tuple[Cell, ...]:
    planned, spent = row.planned[year], row.paid[year]
    part = float(spent / planned) if planned else None
    return (named(row.name), str(year), planned, spent, spent - planned, part)


def _elsewhere(found: Actuals, currency: str) -> list[Finding]:
    if not found.elsewhere:
        return []
    columns = [
        TableColumn(Sentence("Category")),
        money_column(Sentence("Paid"), currency),
    ]
    rows: list[tuple[Cell, ...]] = [(each.label, paid) for each, paid in found.elsewhere.items()]
    title = Sentence(
        "The ledger has {amount} more, in categories that the programme does not have",
        amount=Amount(total(map(Decimal, found.elsewhere.values())), currency),
    )
    text = [
        Sentence(
            "It is not counted. If it belongs to the programme, enter a cost of that category, "
            "with the amount planned or 0."
        )
    ]
    return [Finding("elsewhere", title, text=text, table=Table(columns, rows))]
