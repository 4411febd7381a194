"""The 20/80/30 rule measured on a whale curve: VA07, VA08, the peak and the tail.

The rule of the books stands beside each figure as its benchmark and is never mixed in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Unit, major, money, ratio
from goodwill.analytics.value.contribution import NO_VALUE
from goodwill.analytics.value.whale import Whale
from goodwill.language import Sentence

TOP_SHARE = Definition(
    "VA07",
    1,
    Sentence("Top-20 % profit share"),
    Sentence("What the most valuable fifth of the customers brings, as a share of the total."),
    Sentence("value of the best ceil(20 %) of customers ÷ total value"),
    Unit.SHARE,
    benchmark=Sentence("20/80/30 rule: the most profitable 20 % bring 80 % of total profit."),
)
POOL_SHARE = Definition(
    "top_fifth_of_gains",
    1,
    Sentence("Top-20 % share of all gains"),
    Sentence("What the most valuable fifth brings, as a share of what all who bring anything do."),
    Sentence("value of the best ceil(20 %) of customers ÷ Σ value of customers above zero"),
    Unit.SHARE,
)
EROSION = Definition(
    "VA08",
    1,
    Sentence("Worst-30 % erosion"),
    Sentence("How much of the profit that could be had the least valuable 30 % take away again."),
    Sentence("−value of the worst ceil(30 %) of customers ÷ (total value − that value)"),
    Unit.SHARE,
    benchmark=Sentence("20/80/30 rule: the worst 30 % halve the potential profit (50 %)."),
)
PEAK = Definition(
    "whale_peak",
    1,
    Sentence("Peak of the whale curve"),
    Sentence("What the customers who bring something bring together."),
    Sentence("Σ value of customers above zero"),
    Unit.MONEY,
)
PEAK_SHARE = Definition(
    "whale_peak_share",
    1,
    Sentence("Peak as a share of the total"),
    Sentence("The highest point of the whale curve against where it ends."),
    Sentence("Σ value of customers above zero ÷ total value"),
    Unit.SHARE,
)
PEAK_CUSTOMERS = Definition(
    "whale_peak_customers",
    1,
    Sentence("Customers up to the peak"),
    Sentence("How many customers bring more than they cost."),
    Sentence("customers with value above zero"),
    Unit.CUSTOMERS,
)
TAIL = Definition(
    "whale_tail",
    1,
    Sentence("Loss in the tail"),
    Sentence("What the customers who cost more than they bring take away."),
    Sentence("total value − peak of the whale curve"),
    Unit.MONEY,
)
NEGATIVE_CUSTOMERS = Definition(
    "negative_customers",
    1,
    Sentence("Negative-value customers"),
    Sentence("How many customers cost more than they bring."),
    Sentence("customers with value below zero"),
    Unit.CUSTOMERS,
)
ZERO_CUSTOMERS = Definition(
    "zero_customers",
    1,
    Sentence("Customers worth nothing"),
    Sentence("How many customers bring exactly what they cost."),
    Sentence("customers with value of exactly zero"),
    Unit.CUSTOMERS,
)

DEFINITIONS = (
    *(TOP_SHARE, POOL_SHARE, EROSION, PEAK, PEAK_SHARE, PEAK_CUSTOMERS),
    *(TAIL, NEGATIVE_CUSTOMERS, ZERO_CUSTOMERS),
)


def figures(whale: Whale, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """VA07 and VA08 with the peak, the tail and the customers on either side of zero.

    Without a customer of known value every figure is n/a.
    """
    told: dict[str, Any] = {"as_of": as_of, "n": whale.customers, "method": _method(whale)}
    if whale.customers == 0:
        return tuple(Figure(each, None, reason=NO_VALUE, **told) for each in DEFINITIONS)
    best, gains = major(whale.best_minor, currency), major(whale.peak_minor, currency)
    loss = "customers.value_minor < 0"
    return (
        _top_share(whale, currency, **told),
        ratio(POOL_SHARE, best, gains, **told),
        _erosion(whale, currency, **told),
        money(PEAK, whale.peak_minor, currency, **told),
        _of_the_total(PEAK_SHARE, whale.peak_minor, whale, currency, **told),
        Figure(PEAK_CUSTOMERS, whale.peak_rank, records="customers.value_minor > 0", **told),
        money(TAIL, whale.tail_minor, currency, records=loss, **told),
        Figure(NEGATIVE_CUSTOMERS, whale.negative_customers, records=loss, **told),
        Figure(ZERO_CUSTOMERS, whale.zero_customers, records="customers.value_minor = 0", **told),
    )


def _method(whale: Whale) -> Sentence:
    counted = Sentence(
        "Every buyer of these data is counted, so there is no sampling interval. Value is {basis}.",
        basis=whale.basis.sentence,
    )
    if not whale.unknown:
        return counted
    return Sentence(
        "{counted} {n} customer without a known value is left out.",
        "{counted} {n} customers without a known value are left out.",
        counted=counted,
        n=whale.unknown,
    )


def _top_share(whale: Whale, currency: str, **told: Any) -> Figure:
    records = f"customers.rank <= {whale.best_customers}"
    return _of_the_total(TOP_SHARE, whale.best_minor, whale, currency, records=records, **told)


def _erosion(whale: Whale, currency: str, **told: Any) -> Figure:
    lost = max(0, -whale.worst_minor)
    potential = whale.total_minor - whale.worst_minor
    records = f"customers.rank > {whale.customers - whale.worst_customers}"
    if potential <= 0:
        reason = Sentence("Without the worst 30 % there is no profit that could be eroded.")
        return Figure(EROSION, None, reason=reason, records=records, **told)
    return ratio(
        EROSION, major(lost, currency), major(potential, currency), records=records, **told
    )


def _of_the_total(
    definition: Definition, part: int, whale: Whale, currency: str, **told: Any
) -> Figure:
    if whale.total_minor <= 0:
        reason = Sentence("A share of a total that is not positive has no meaning.")
        return Figure(definition, None, reason=reason, **told)
    return ratio(
        definition,
        major(part, currency),
        major(whale.total_minor, currency),
        **told,
    )
