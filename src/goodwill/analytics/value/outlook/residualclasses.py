"""Value classes by what is still expected, and one spending policy for each.

The class by current value says how a customer is served; this one says how much may still
be spent. Customers of one class are treated alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import classes, ranking
from goodwill.analytics.value.today.classes import Cutoffs, ValueClass
from goodwill.analytics.value.today.contribution import contribution
from goodwill.language import Sentence

LABELS: Mapping[ValueClass, Sentence] = {
    ValueClass.A: Sentence("A: the 20 % of whom most is expected"),
    ValueClass.B: Sentence("B: the next 30 % by expected value"),
    ValueClass.C: Sentence("C: the rest of whom no loss is expected"),
    ValueClass.N: Sentence("N: customers who are expected to cost more than they bring"),
}
POLICIES: Mapping[ValueClass, Sentence] = {
    ValueClass.A: Sentence(
        "Invest first: no campaign passes them by, and none of them is lost without a call."
    ),
    ValueClass.B: Sentence(
        "Invest where it pays: offers whose cost the expected value of the customer covers."
    ),
    ValueClass.C: Sentence("Spend only what costs next to nothing: newsletters, self-service."),
    ValueClass.N: Sentence(
        "Spend nothing more until price, order size or channel have been put right."
    ),
}


@dataclass(frozen=True)
class ResidualRow:
    """One class: its customers, and the residual value expected of them, minor units."""

    residual_class: ValueClass
    customers: int
    residual_minor: int


RESIDUAL_CLASS_SIZE = Definition(
    "residual_class_customers",
    1,
    Sentence("Customers in a class of expected value"),
    Sentence("A: the 20 % of whom most is expected; B: the next 30 %; C: the rest; N: below zero."),
    Sentence(
        "customers with residual value ≥ that of the customer ranked ceil(20 %), ceil(50 %), or ≥ 0"
    ),
    Unit.CUSTOMERS,
)


def ranked(scored: Frame) -> Frame:
    """Customers by expected residual value, as `ranking.ranked` ranks them by current value.

    `whale.curve(ranked(scored), Basis.RESIDUAL)` is the whale curve of expected value; there
    `value_minor` is the residual value. Settle what this returns.
    """
    return ranking.ranked(scored, Basis.RESIDUAL)


def cutoffs(ranked: Frame) -> Cutoffs:
    """The least residual value of class A and of class B."""
    return classes.cutoffs(ranked)


def classified(scored: Frame, cutoffs: Cutoffs) -> Frame:
    """Adds `residual_class`: A, B, C or N; null where no forecast is."""
    value = nw.col("residual_value_minor")
    return scored.with_columns(residual_class=classes.letter(value, cutoffs))


def table(classified: Frame) -> tuple[ResidualRow, ...]:
    """All four classes, empty ones too; one row a class is collected."""
    sums = (
        classified.group_by("residual_class")
        .agg(
            customers=nw.len().cast(nw.Int64),
            residual=nw.col("residual_value_minor").sum().cast(nw.Int64),
        )
        .select("residual_class", "customers", "residual")
    )
    found = {row[0]: (int(row[1]), int(row[2] or 0)) for row in sums.collect().rows()}
    return tuple(ResidualRow(each, *found.get(each.value, (0, 0))) for each in ValueClass)


def figures(rows: tuple[ResidualRow, ...], *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """For each class its size and its share of all expected value."""
    total = sum(row.residual_minor for row in rows)
    gains = sum(row.residual_minor for row in rows if row.residual_class is not ValueClass.N)
    return tuple(
        figure for row in rows for figure in _row_figures(row, total, gains, currency, as_of)
    )


def _row_figures(
    row: ResidualRow, total: int, gains: int, currency: str, as_of: date
) -> tuple[Figure, Figure]:
    letter = row.residual_class
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": row.customers,
        "cut": {"residual_class": letter.value},
        "part": LABELS[letter],
        "records": f"customers.csv: residual_class = {letter.value}",
    }
    method = Sentence("Value is {basis}.", basis=Basis.RESIDUAL.sentence)
    share = contribution(
        row.residual_minor, total, gains, Basis.RESIDUAL, currency=currency, **told
    )
    return Figure(RESIDUAL_CLASS_SIZE, row.customers, method=method, **told), share
