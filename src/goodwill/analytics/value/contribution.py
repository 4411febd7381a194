"""Customer profit (VA01) and contribution (VA02): the whole, and whose part in it."""

from __future__ import annotations

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
            CUSTOMER_PROFIT,
            total if known else None,
            currency,
            as_of=as_of,
            n=known,
            method=method,
            reason=None if known else NO_VALUE,
        ),
        ratio(
            PROFIT_PER_CUSTOMER,
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
        CONTRIBUTION,
        major(part_minor, currency),
        major(whole, currency),
        as_of=as_of,
        n=n,
        method=method,
        cut=cut,
        records=records,
    )
