"""Whether the ledger reconciles: from rows read to every place where the cost went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.benefit.costing.sharing.lines import Line, Reason
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.language import Sentence
from goodwill.report.charts import Item, waterfall
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, money_column


@dataclass(frozen=True)
class ForReason:
    """All lines of one reason together."""

    reason: Reason
    amount_minor: int
    entries: int
    months: int


def reconciling(measured: Measured) -> Chapter:
    findings = [_books(measured), _identity(measured)]
    if measured.allocation.unassigned:
        findings.append(_unassigned(measured))
    if measured.allocation.uncosted:
        findings.append(_uncosted(measured))
    if measured.ready.whole.page.set_aside:
        findings.append(_set_aside(measured))
    return Chapter("reconciling", Sentence("Does it reconcile?"), findings)


def identity_figures(measured: Measured) -> tuple[Figure, ...]:
    """The parts of the ledger in the order of the identity."""
    identity = measured.allocation.identity
    return (
        measured.money(figures.TO_CUSTOMERS, identity.to_customers),
        measured.money(figures.TO_OTHERS, identity.to_others),
        measured.money(figures.UNUSED, identity.unused),
        measured.money(figures.SUSTAINING, identity.sustaining),
        measured.money(figures.UNASSIGNED, identity.unassigned),
    )


def reasons(lines: Iterable[Line]) -> tuple[ForReason, ...]:
    """By reason, the largest amount first."""
    found: dict[Reason, list[Line]] = {}
    for line in lines:
        found.setdefault(line.reason, []).append(line)
    told = (
        ForReason(
            reason,
            sum(line.amount_minor for line in each),
            sum(line.entries for line in each),
            len({line.period for line in each}),
        )
        for reason, each in found.items()
    )
    return tuple(sorted(told, key=lambda one: (-abs(one.amount_minor), one.reason.value)))


def _books(measured: Measured) -> Finding:
    """From rows of the file to the two views."""
    page, currency = measured.ready.whole.page, measured.currency
    aside = page.rows_read - page.rows_used
    title = Sentence("All {rows} rows of the ledger count", rows=page.rows_read)
    if aside:
        title = Sentence(
            "Of {rows} rows of the ledger {used} count and {aside} are set aside, each for a "
            "reason",
            rows=page.rows_read,
            used=page.rows_used,
            aside=aside,
        )
    whole = page.entries + page.repetitions + page.depreciation
    memo = whole.amount_minor - (
        page.cash.amount_minor + page.used_up.amount_minor + page.imputed.amount_minor
    )
    memo_rows = whole.rows - page.cash.rows - page.used_up.rows - page.imputed.rows
    lines: list[tuple[Sentence, int, int]] = [
        (Sentence("Rows used, in {currency}", currency=currency), page.entries.rows,
         page.entries.amount_minor),
        (Sentence("+ later months of entries that come again"), page.repetitions.rows,
         page.repetitions.amount_minor),
        (Sentence("+ depreciation of the assets listed"), page.depreciation.rows,
         page.depreciation.amount_minor),
        (Sentence("− for information only, in no total"), -memo_rows, -memo),
        (Sentence("− assets used up (depreciation)"), -page.used_up.rows,
         -page.used_up.amount_minor),
        (Sentence("− costs that nobody pays (imputed)"), -page.imputed.rows,
         -page.imputed.amount_minor),
        (Sentence("= as paid"), page.cash.rows, page.cash.amount_minor),
        (Sentence("− assets bought"), -page.capex.rows, -page.capex.amount_minor),
        (Sentence("+ assets used up (depreciation)"), page.used_up.rows,
         page.used_up.amount_minor),
        (Sentence("+ costs that nobody pays (imputed)"), page.imputed.rows,
         page.imputed.amount_minor),
        (Sentence("= as used up"), page.consumption.rows, page.consumption.amount_minor),
    ]  # fmt: skip
    kept = [line for line in lines if line[1] or line[2] or str(line[0]).startswith("=")]
    rows: list[tuple[Cell, ...]] = [(label, amount(minor, currency), n) for label, n, minor in kept]
    text = [
        Sentence(
            "Nothing is dropped: rows read = rows used + rows set aside, and so do their "
            "amounts, in each currency."
        )
    ]
    outside = measured.outside
    if measured.ready.is_part:
        text.append(
            Sentence(
                "Of this, {paid} as paid and {used} as used up lie outside the months asked for "
                "and are in no other figure of this report.",
                paid=Amount(major(outside.cash, currency), currency),
                used=Amount(major(outside.consumption, currency), currency),
            )
        )
    columns = [
        TableColumn(Sentence("From the file to the two views")),
        money_column(Sentence("Amount"), currency),
        TableColumn(Sentence("Entries"), Unit.ROWS),
    ]
    return Finding(
        "books",
        title,
        text=text,
        table=Table(columns, rows),
        warnings=measured.ready.whole.remarks,
    )


def _identity(measured: Measured) -> Finding:
    identity, currency = measured.allocation.identity, measured.currency
    parts = identity_figures(measured)
    rows: list[tuple[Cell, ...]] = [
        (figure.definition.label, figure.value, _of(measured, figure)) for figure in parts
    ]
    rows.append((Sentence("Together"), amount(identity.ledger - identity.difference, currency),
                 None))  # fmt: skip
    rows.append(
        (Sentence("Cost of the ledger, as used up"), measured.consumption.total.value, None)
    )
    rows.append((Sentence("Difference"), amount(identity.difference, currency), None))
    chart = waterfall(
        [Item(figure.definition.label, figure.value) for figure in parts if figure.value],
        total=Sentence("Cost of the ledger"),
        description=Sentence("Where the cost of the ledger went; the bars add up to it."),
        label=Sentence("Where it went"),
        measure=Sentence("Amount"),
        unit=Unit.MONEY,
        currency=currency,
    )
    columns = [
        TableColumn(Sentence("Where it went")),
        money_column(Sentence("Amount"), currency),
        TableColumn(Sentence("Share"), Unit.SHARE),
    ]
    return Finding(
        "identity",
        Sentence(
            "{share} of the cost could be assigned: {customers} to customers and {others} to "
            "campaigns and channels",
            share=measured.share(figures.ASSIGNED_SHARE, identity.assigned, identity.ledger),
            customers=parts[0],
            others=parts[1],
        ),
        text=[
            Sentence(
                "Customers + campaigns and channels + unused capacity + company level + not "
                "assigned = the ledger, to the smallest coin. Unused capacity is never spread "
                "over customers: they did not use it."
            )
        ],
        chart=chart,
        table=Table(columns, rows),
    )


def _of(measured: Measured, figure: Figure) -> Cell:
    whole = measured.consumption.total.value
    if figure.value is None or not whole:
        return None
    return float(figure.value) / float(whole)


def _unassigned(measured: Measured) -> Finding:
    currency = measured.currency
    found = reasons(measured.allocation.unassigned)
    identity = measured.allocation.identity
    rows: list[tuple[Cell, ...]] = [
        (each.reason.label, amount(each.amount_minor, currency), each.entries, each.months)
        for each in found
    ]
    rows.append((Sentence("Together"), amount(identity.unassigned, currency), None, None))
    columns = [
        TableColumn(Sentence("Why, and what to do")),
        money_column(Sentence("Amount"), currency),
        TableColumn(Sentence("Entries"), Unit.ROWS),
        TableColumn(Sentence("Months"), Unit.NUMBER),
    ]
    return Finding(
        "unassigned",
        Sentence(
            "{amount} is not assigned, for this reason",
            "{amount} is not assigned, for {n} reasons",
            n=len(found),
            amount=measured.money(figures.UNASSIGNED, identity.unassigned),
        ),
        table=Table(columns, rows),
    )


def _uncosted(measured: Measured) -> Finding:
    lines = measured.allocation.uncosted
    together: dict[tuple[str, str, Reason], tuple[int, float]] = {}
    for each in lines:
        key = (each.kind or "", each.department or "", each.reason)
        n, minutes = together.get(key, (0, 0.0))
        together[key] = (n + each.activities, minutes + each.minutes)
    ordered = sorted(together.items(), key=lambda item: (-item[1][0], item[0]))
    rows: list[tuple[Cell, ...]] = [
        (labels.kind(kind), department or labels.NOWHERE, n, round(minutes), reason.label)
        for (kind, department, reason), (n, minutes) in ordered
    ]
    columns = [
        TableColumn(Sentence("Activity")),
        TableColumn(Sentence("Department")),
        TableColumn(Sentence("Activities"), Unit.NUMBER),
        TableColumn(Sentence("Minutes known"), Unit.NUMBER),
        TableColumn(Sentence("Why, and what to do")),
    ]
    return Finding(
        "uncosted",
        Sentence(
            "{n} activity got no cost",
            "{n} activities got no cost",
            n=sum(each.activities for each in lines),
        ),
        text=[
            Sentence(
                "Their customers look cheaper than they are, and their departments look less busy."
            )
        ],
        table=Table(columns, rows),
    )


def _set_aside(measured: Measured) -> Finding:
    page = measured.ready.whole.page
    columns = [
        TableColumn(Sentence("Reason")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Amount"), align="end"),
        TableColumn(Sentence("What to do")),
        TableColumn(Sentence("For example row")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            each.reason.label,
            count.rows,
            Sentence("{amount}", amount=Amount(major(count.amount_minor, code), code)),
            each.reason.remedy,
            ", ".join(map(str, each.source_rows)),
        )
        for each in page.set_aside
        for code, count in each.by_currency.items()
    ]
    aside = page.rows_read - page.rows_used
    return Finding(
        "set-aside",
        Sentence("{n} row is set aside", "{n} rows are set aside", n=aside),
        text=[
            Sentence("All of them are in set-aside.csv, to be mended and given again."),
        ],
        table=Table(columns, rows, file="set-aside.csv"),
    )
