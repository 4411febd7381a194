"""Customer profit (VA01) and contribution (VA02): the whole, and whose part in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, major, money, ratio
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis, has_used_lines, valued
from goodwill.language import Sentence

CUSTOMER_PROFIT = Definition(
    "VA01",
    1,
    Sentence("Customer profit"),
    Sentence("What the customers have brought so far, after what they cost."),
    Sentence("Σ (net revenue − cost of goods − cost to serve)"),
    Unit.MONEY,
)
PROFIT_PER_CUSTOMER = Definition(
    "VA01_mean",
    1,
    Sentence("Profit per customer"),
    Sentence("Customer profit spread evenly over the customers who bought."),
    Sentence("Σ customer profit ÷ customers with at least one used line"),
    Unit.MONEY,
)
CONTRIBUTION = Definition(
    "VA02",
    1,
    Sentence("Profit contribution share"),
    Sentence("The part of all customer profit that these customers bring."),
    Sentence("Σ profit of these customers ÷ Σ profit of all; of the gains if the total is ≤ 0"),
    Unit.SHARE,
)

CUSTOMER_MARGIN = replace(
    CUSTOMER_PROFIT,
    id="VA01_margin",
    label=Sentence("Customer margin"),
    meaning=Sentence("What the customers have brought so far, after the cost of goods."),
    formula=Sentence("Σ (net revenue − cost of goods)"),
)
CUSTOMER_REVENUE = replace(
    CUSTOMER_PROFIT,
    id="VA01_revenue",
    label=Sentence("Customer revenue"),
    meaning=Sentence("What the customers have paid so far, returns taken off."),
    formula=Sentence("Σ (gross amount − returns)"),
)
CUSTOMER_VALUE = {
    Basis.PROFIT: CUSTOMER_PROFIT,
    Basis.MARGIN: CUSTOMER_MARGIN,
    Basis.REVENUE: CUSTOMER_REVENUE,
}
MARGIN_PER_CUSTOMER = replace(
    PROFIT_PER_CUSTOMER,
    id="VA01_mean_margin",
    label=Sentence("Margin per customer"),
    meaning=Sentence("Customer margin spread evenly over the customers who bought."),
    formula=Sentence("Σ customer margin ÷ customers with at least one used line"),
)
REVENUE_PER_CUSTOMER = replace(
    PROFIT_PER_CUSTOMER,
    id="VA01_mean_revenue",
    label=Sentence("Revenue per customer"),
    meaning=Sentence("Customer revenue spread evenly over the customers who bought."),
    formula=Sentence("Σ customer revenue ÷ customers with at least one used line"),
)
PER_CUSTOMER = {
    Basis.PROFIT: PROFIT_PER_CUSTOMER,
    Basis.MARGIN: MARGIN_PER_CUSTOMER,
    Basis.REVENUE: REVENUE_PER_CUSTOMER,
}
MARGIN_CONTRIBUTION = replace(
    CONTRIBUTION,
    id="VA02_margin",
    label=Sentence("Margin contribution share"),
    meaning=Sentence("The part of all customer margin that these customers bring."),
    formula=Sentence("Σ margin of these customers ÷ Σ margin of all; of the gains if it is ≤ 0"),
)
REVENUE_CONTRIBUTION = replace(
    CONTRIBUTION,
    id="VA02_revenue",
    label=Sentence("Revenue contribution share"),
    meaning=Sentence("The part of all customer revenue that these customers bring."),
    formula=Sentence("Σ revenue of these customers ÷ Σ revenue of all; of the gains if it is ≤ 0"),
)
RESIDUAL_CONTRIBUTION = replace(
    CONTRIBUTION,
    id="VA02_residual_value",
    label=Sentence("Share of expected value"),
    meaning=Sentence("The part of all expected residual value that these customers hold."),
    formula=Sentence(
        "Σ residual value of these customers ÷ Σ residual value of all; of the gains if it is ≤ 0"
    ),
)
CONTRIBUTIONS = {
    Basis.PROFIT: CONTRIBUTION,
    Basis.MARGIN: MARGIN_CONTRIBUTION,
    Basis.REVENUE: REVENUE_CONTRIBUTION,
    Basis.RESIDUAL: RESIDUAL_CONTRIBUTION,
}
"""VA01 and VA02 are about profit; on other data each figure is named for what it is."""

NO_VALUE = Sentence("There is no customer whose value is known.")


def figures(
    summaries: Frame, basis: Basis = Basis.PROFIT, *, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """VA01, total and per customer. One row is collected."""
    value = nw.col("value_minor")
    buyers = valued(summaries, basis).filter(has_used_lines())
    sums = buyers.select(
        known=(~value.is_null()).cast(nw.Int64).sum(), total=value.sum().cast(nw.Int64)
    )
    known, total = (int(x or 0) for x in sums.collect().row(0))
    method = Sentence("Value is {basis}.", basis=basis.sentence)
    amount = major(total, currency)
    return (
        money(
            CUSTOMER_VALUE[basis],
            total if known else None,
            currency,
            as_of=as_of,
            n=known,
            method=method,
            reason=None if known else NO_VALUE,
        ),
        ratio(
            PER_CUSTOMER[basis],
            amount,
            known,
            as_of=as_of,
            n=known,
            currency=currency,
            method=method,
        ),
    )


def contribution(
    part_minor: int,
    total_minor: int,
    gains_minor: int,
    basis: Basis,
    *,
    currency: str,
    as_of: date,
    n: int,
    cut: dict[str, str],
    part: Sentence | None = None,
    records: str | None = None,
) -> Figure:
    """VA02 of some customers: ÷ the total, or ÷ the gains where the total is not positive."""
    if total_minor > 0:
        whole, method = (
            total_minor,
            Sentence(
                "Share of the total of all customers. Value is {basis}.", basis=basis.sentence
            ),
        )
    else:
        whole = gains_minor
        method = Sentence(
            "The total is not positive, so this is the share of what customers above zero bring. "
            "Value is {basis}.",
            basis=basis.sentence,
        )
    return ratio(
        CONTRIBUTIONS[basis],
        major(part_minor, currency),
        major(whole, currency),
        as_of=as_of,
        n=n,
        method=method,
        cut=cut,
        part=part,
        records=records,
    )
