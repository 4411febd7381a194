"""Who carries the company and who costs it money: the whale curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goodwill.analytics.figure import Unit, major
from goodwill.analytics.value.basis import Basis
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Mark, whale_curve
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.measuring import Measured
from goodwill.report.words import (
    BASIS,
    HEADINGS,
    amount,
    customer_name,
    find,
    money_column,
)

NOT_PROFIT = {
    Basis.MARGIN: Sentence(
        "No cost to serve was given, so this is margin, not profit: customers who take much "
        "service look better here than they are. Give it with --costs."
    ),
    Basis.REVENUE: Sentence(
        "No cost was given, so this is revenue, not profit: who costs money cannot be seen. "
        "Give costs of goods with a cost column or --products, and cost to serve with --costs."
    ),
}


def worth(measured: Measured) -> Chapter:
    findings = [_whale(measured), _rule(measured), _best(measured)]
    if measured.negative:
        findings.append(_negative(measured))
    return Chapter("worth", Sentence("Who carries the company"), findings)


def _whale(measured: Measured) -> Finding:
    figures = measured.whale_figures
    top = find(figures, "VA07")
    said = {"top": top, "basis": BASIS[measured.prepared.basis]}
    if measured.whale.negative_customers:
        title = Sentence(
            "The best 20 % bring {top} of {basis}; {others}",
            others=_losing(measured),
            **said,
        )
    elif top.value is None:
        title = Sentence("The customers together have brought nothing")
    else:
        title = Sentence("The best 20 % of customers bring {top} of {basis}", **said)
    warnings = [NOT_PROFIT[b] for b in (measured.prepared.basis,) if b in NOT_PROFIT]
    if measured.prepared.lines_without_cost:
        warnings.append(
            Sentence(
                "{n} line used has no cost and counts as costless: the value of its customer is "
                "too high.",
                "{n} lines used have no cost and count as costless: the value of their customers "
                "is too high.",
                n=measured.prepared.lines_without_cost,
            )
        )
    if measured.whale.unknown:
        warnings.append(
            Sentence(
                "{n} customer has no known cost and is not on the curve.",
                "{n} customers have no known cost and are not on the curve.",
                n=measured.whale.unknown,
            )
        )
    return Finding(
        "whale",
        title,
        text=[
            Sentence(
                "Customers are ranked, the most valuable first. The curve climbs while customers "
                "bring something, peaks at {peak}, and falls where customers cost more than they "
                "bring.",
                peak=find(figures, "whale_peak"),
            )
        ],
        figures=[
            *measured.contribution,
            *(find(figures, name) for name in ("whale_peak_customers", "whale_tail")),
        ],
        chart=_curve(measured),
        warnings=warnings,
    )


def _losing(measured: Measured) -> Sentence:
    """Below zero means something else where only revenue is known."""
    n = find(measured.whale_figures, "negative_customers")
    if measured.prepared.basis is Basis.REVENUE:
        return Sentence("{n} customers brought back more than they bought", n=n)
    return Sentence("{n} customers cost more than they bring", n=n)


def _curve(measured: Measured) -> Chart:
    whale, basis = measured.whale, measured.prepared.basis
    described: Any = {
        "description": Sentence(
            "Cumulative {basis} by customer, the most valuable first.", basis=BASIS[basis]
        ),
        "marks": [Mark(0.2, Sentence("best 20 %")), Mark(0.7, Sentence("worst 30 % from here"))],
    }
    if whale.total_minor > 0:
        shares = [(p.customer_share, p.cumulative_minor / whale.total_minor) for p in whale.points]
        measure = Sentence("Cumulative {basis}, share of the total", basis=BASIS[basis])
        return whale_curve(shares, unit=Unit.SHARE, measure=measure, **described)
    points = [
        (p.customer_share, major(p.cumulative_minor, measured.currency)) for p in whale.points
    ]
    return whale_curve(
        points,
        unit=Unit.MONEY,
        currency=measured.currency,
        measure=Sentence("Cumulative {basis}", basis=BASIS[basis]),
        **described,
    )


def _rule(measured: Measured) -> Finding:
    figures = measured.whale_figures
    top, erosion = find(figures, "VA07"), find(figures, "VA08")
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Best 20 % of customers: share of the total"), top, Sentence("80 %")),
        (
            Sentence("Worst 30 % of customers: potential they take away"),
            erosion,
            Sentence("50 %"),
        ),
    ]
    columns = [
        TableColumn(Sentence("20/80/30 rule")),
        TableColumn(Sentence("Measured here"), align="end"),
        TableColumn(Sentence("Rule"), align="end"),
    ]
    return Finding(
        "rule-20-80-30",
        Sentence(
            "The 20/80/30 rule says 80 % and 50 %; here it is {top} and {erosion}",
            top=top,
            erosion=erosion,
        ),
        text=[
            Sentence(
                "The rule is a benchmark from elsewhere: the most profitable 20 % bring 80 % of "
                "profit, and the worst 30 % halve the profit that could be had."
            )
        ],
        table=Table(columns, rows),
    )


def _best(measured: Measured) -> Finding:
    return Finding(
        "best-customers",
        Sentence("The most valuable customers, each with their share"),
        table=_customers(measured, measured.best, total=measured.whale.customers, share=True),
    )


def _negative(measured: Measured) -> Finding:
    figures = measured.whale_figures
    return Finding(
        "negative-customers",
        Sentence(
            "{losing}: {tail} together",
            losing=_losing(measured),
            tail=find(figures, "whale_tail"),
        ),
        text=[
            Sentence(
                "Find the cause before you act: returns, discounts, goods sold below cost, or "
                "service that the order sizes do not carry."
            )
        ],
        table=_customers(
            measured, measured.negative, total=measured.whale.negative_customers, share=False
        ),
    )


def _customers(
    measured: Measured, rows: Sequence[dict[str, Any]], *, total: int, share: bool
) -> Table:
    """The columns that say why: revenue, returns, goods, service, value."""
    currency, basis = measured.currency, measured.prepared.basis
    fields = [("revenue_minor", Sentence("Revenue")), ("returned_minor", Sentence("Returned"))]
    if basis is not Basis.REVENUE:
        fields.append(("cost_minor", Sentence("Cost of goods")))
    if basis is Basis.PROFIT:
        fields.append(("cost_to_serve_minor", Sentence("Cost to serve")))
    if basis is not Basis.REVENUE:
        fields.append(("value_minor", HEADINGS[basis]))
    columns = [
        TableColumn(Sentence("Customer")),
        TableColumn(Sentence("Orders"), Unit.ORDERS),
        *(money_column(label, currency) for _, label in fields),
        *([TableColumn(Sentence("Share"), Unit.SHARE)] if share else []),
    ]
    cells = [
        (
            customer_name(row),
            row["orders"],
            *(amount(row[name], currency) for name, _ in fields),
            *([row["contribution_share"]] if share else []),
        )
        for row in rows
    ]
    return Table(columns, cells, total=total, file="customers.csv")
