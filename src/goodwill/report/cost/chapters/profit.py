"""What customers bring after the cost of serving them: the whale curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Unit, major
from goodwill.analytics.value.basis import Basis
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Mark, whale_curve
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.profiting import Profit
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, customer_name, find, money_column


def profits(measured: Measured) -> Chapter | None:
    """None where there are no orders."""
    found = measured.profit
    if found is None:
        return None
    if isinstance(found, GoodwillError):
        said = Sentence("What customers bring cannot be told")
        findings = [Finding("profit-curve", said, text=[found.sentence])]
    else:
        findings = [_whale(measured, found)]
        if found.basis is Basis.PROFIT:
            findings.append(_best(measured, found))
            if found.negative:
                findings.append(_losing(measured, found))
    return Chapter("profit", Sentence("Who earns more than they cost"), findings)


def title(found: Profit) -> Sentence:
    top = find(found.figures, "VA07")
    if found.basis is not Basis.PROFIT:
        return Sentence("Profit by customer cannot be told: the cost of the goods is not known")
    if top.value is None:
        return Sentence("After the cost to serve the customers together bring nothing")
    if not found.whale.negative_customers:
        return Sentence(
            "After the cost to serve, the best 20 % of customers bring {top} of profit", top=top
        )
    return Sentence(
        "After the cost to serve, the best 20 % of customers bring {top} of profit; {n} customers "
        "cost more than they bring, {tail} together",
        top=top,
        n=find(found.figures, "negative_customers"),
        tail=find(found.figures, "whale_tail"),
    )


def _whale(measured: Measured, found: Profit) -> Finding:
    if found.basis is not Basis.PROFIT:
        return Finding(
            "profit-curve",
            title(found),
            text=[
                Sentence(
                    "Give the cost of goods with a cost column in the orders, or --products with "
                    "unit costs."
                )
            ],
        )
    window = measured.window
    text = [
        Sentence(
            "Revenue from {first} to {last} less the cost of goods less the cost to serve of the "
            "same months. Customers are ranked, the most profitable first: the curve falls where "
            "they cost more than they bring.",
            **window.said,
        )
    ]
    rest = measured.allocation.identity.to_customers - found.served_minor
    if rest:
        text.append(
            Sentence(
                "{amount} was spent on customers who bought nothing in these months; they are not "
                "on the curve.",
                amount=Amount(major(rest, measured.currency), measured.currency),
            )
        )
    return Finding(
        "profit-curve",
        title(found),
        text=text,
        figures=[find(found.figures, "whale_peak"), find(found.figures, "whale_tail")],
        chart=_curve(measured, found),
    )


def _curve(measured: Measured, found: Profit) -> Chart:
    it = found.whale
    marks = [Mark(0.2, Sentence("best 20 %")), Mark(0.7, Sentence("worst 30 % from here"))]
    description = Sentence("Cumulative profit by customer, the most profitable first.")
    if it.total_minor > 0:
        shares = [(p.customer_share, p.cumulative_minor / it.total_minor) for p in it.points]
        return whale_curve(
            shares,
            description=description,
            marks=marks,
            unit=Unit.SHARE,
            measure=Sentence("Cumulative profit, share of the total"),
        )
    amounts = [(p.customer_share, major(p.cumulative_minor, measured.currency)) for p in it.points]
    return whale_curve(
        amounts, description=description, marks=marks, unit=Unit.MONEY, currency=measured.currency
    )


def _best(measured: Measured, found: Profit) -> Finding:
    return Finding(
        "most-profitable",
        Sentence("{customer} brings most profit", customer=customer_name(found.best[0])),
        table=_customers(measured, found.best, found.whale.customers),
    )


def _losing(measured: Measured, found: Profit) -> Finding:
    return Finding(
        "costing-more",
        Sentence(
            "{n} customers cost more than they bring: {tail} together",
            n=find(found.figures, "negative_customers"),
            tail=find(found.figures, "whale_tail"),
        ),
        text=[
            Sentence(
                "Find the cause before you act: visits that orders do not carry, goods sold below "
                "cost, complaints, discounts."
            )
        ],
        table=_customers(measured, found.negative, found.whale.negative_customers),
    )


def _customers(measured: Measured, rows: Sequence[Mapping[str, Any]], total: int) -> Table:
    fields = (
        ("value_minor", Sentence("Profit")),
        ("revenue_minor", Sentence("Revenue")),
        ("cost_minor", Sentence("Cost of goods")),
        ("cost_to_serve_minor", Sentence("Cost to serve")),
    )
    columns = [
        TableColumn(Sentence("Customer")),
        *(money_column(label, measured.currency) for _, label in fields),
    ]
    cells: list[tuple[Cell, ...]] = [
        (customer_name(row), *(amount(row[name], measured.currency) for name, _ in fields))
        for row in rows
    ]
    return Table(columns, cells, total=total, file="customers.csv")
