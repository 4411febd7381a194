"""Value classes with their policy; and who is out of rhythm, where no model can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.analytics.value.today.rhythm import Rhythm, rule
from goodwill.language import Sentence
from goodwill.report.charts import Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.measuring import Measured
from goodwill.report.words import (
    HEADINGS,
    amount,
    customer_name,
    find,
    money_column,
)

EPOCH = date(1970, 1, 1)


def classes(measured: Measured) -> Chapter:
    findings = [_classes(measured)]
    if isinstance(measured.forecast, AnalyticsError):
        findings += [_rhythm(measured), _about_to_lapse(measured)]
    return Chapter("classes", Sentence("What to do"), findings)


def _classes(measured: Measured) -> Finding:
    currency = measured.currency
    columns = [
        TableColumn(Sentence("Class")),
        TableColumn(Sentence("Customers"), align="end"),
        money_column(Sentence("Revenue"), currency),
        money_column(HEADINGS[measured.prepared.basis], currency),
        TableColumn(Sentence("Share"), align="end"),
        TableColumn(Sentence("Policy")),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in measured.classes:
        name = row.value_class.value
        rows.append(
            (
                row.value_class.label,
                find(measured.class_figures, "value_class_customers", value_class=name),
                amount(row.revenue_minor, currency),
                amount(row.value_minor, currency),
                find(measured.class_figures, "VA02", value_class=name),
                row.value_class.policy,
            )
        )
    share = find(measured.class_figures, "VA02", value_class=ValueClass.A.value)
    return Finding(
        "value-classes",
        Sentence("Class A brings {share}: one policy for each class", share=share),
        text=[
            Sentence(
                "Classes are cut from current value. Customers who are worth the same are in the "
                "same class and are treated alike."
            )
        ],
        table=Table(columns, rows),
    )


def _rhythm(measured: Measured) -> Finding:
    lost = find(measured.rhythm_figures, "lost_customers")
    return Finding(
        "rhythm",
        Sentence("{lost} buyers have fallen out of their own rhythm", lost=lost)
        if lost.value is not None
        else Sentence("No rhythm of buying can be measured yet"),
        figures=measured.rhythm_figures,
        chart=bars(
            [Item(each.rhythm.label, each.customers) for each in measured.rhythm],
            description=Sentence("Buyers by where they stand against their own rhythm."),
            label=Sentence("Rhythm"),
            measure=Sentence("Customers"),
            unit=Unit.CUSTOMERS,
        ),
        warnings=[rule()],
    )


def _about_to_lapse(measured: Measured) -> Finding:
    about = find(measured.rhythm_figures, "about_to_lapse")
    stake = find(measured.rhythm_figures, "value_at_stake")
    total = next((r.customers for r in measured.rhythm if r.rhythm is Rhythm.LAPSING), 0)
    return Finding(
        "about-to-lapse",
        Sentence(
            "{n} customers are about to be lost; {stake} a year is at stake", n=about, stake=stake
        )
        if about.value
        else Sentence("No customer is about to be lost by their own rhythm"),
        text=[Sentence("Call these first: the most at stake stands on top.")]
        if about.value
        else [],
        table=_worklist(measured, measured.about_to_lapse, total) if about.value else None,
    )


def _worklist(measured: Measured, rows: Sequence[dict[str, Any]], total: int) -> Table:
    columns = [
        TableColumn(Sentence("Customer")),
        TableColumn(Sentence("Class")),
        TableColumn(Sentence("Last purchase"), align="end"),
        TableColumn(Sentence("Usual interval"), Unit.DAYS),
        TableColumn(Sentence("Days silent"), Unit.DAYS),
        money_column(Sentence("At stake a year"), measured.currency),
    ]
    cells = [
        (
            customer_name(row),
            row["value_class"],
            EPOCH + timedelta(days=row["last_day"]),
            row["interval_days"],
            row["days_since_last"],
            amount(row["at_stake_minor"], measured.currency),
        )
        for row in rows
    ]
    return Table(columns, cells, total=total, file="customers.csv")
