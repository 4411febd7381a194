"""Value classes from current value, and one policy for all customers of a class.

Classes are cut by value, not by place in the list, so customers who are worth the same
are in the same class and are treated alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today.contribution import contribution
from goodwill.language import Sentence


class ValueClass(StrEnum):
    """A best 20 %, B next 30 %, C the rest who cost no more than they bring, N negative."""

    A = "A"
    B = "B"
    C = "C"
    N = "N"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]

    @property
    def policy(self) -> Sentence:
        return _POLICIES[self]


_LABELS = {
    ValueClass.A: Sentence("A: the most valuable 20 %"),
    ValueClass.B: Sentence("B: the next 30 %"),
    ValueClass.C: Sentence("C: the rest who cost no more than they bring"),
    ValueClass.N: Sentence("N: customers who cost more than they bring"),
}
_POLICIES = {
    ValueClass.A: Sentence(
        "Keep: a named contact, first in every queue, a personal call before any price change."
    ),
    ValueClass.B: Sentence(
        "Develop: offer what similar A customers buy, and check in every quarter."
    ),
    ValueClass.C: Sentence(
        "Serve efficiently: self-service first, standard offers, no individual discounts."
    ),
    ValueClass.N: Sentence(
        "Repair or release: find the cause first (returns, discounts, cost to serve), then change "
        "price, order size or channel."
    ),
}


@dataclass(frozen=True)
class Cutoffs:
    """The least value of class A and of class B, in minor units; None if the class is empty."""

    a_minor: int | None
    b_minor: int | None


@dataclass(frozen=True)
class ClassRow:
    """One row of the table of classes; amounts in minor units, None where not known."""

    value_class: ValueClass
    customers: int
    revenue_minor: int
    value_minor: int
    cost_to_serve_minor: int | None


CLASS_SIZE = Definition(
    "value_class_customers",
    1,
    Sentence("Customers in a value class"),
    Sentence("A: the most valuable 20 %; B: the next 30 %; C: the rest from zero; N: below zero."),
    Sentence("customers with value ≥ that of the customer ranked ceil(20 %), ceil(50 %), or ≥ 0"),
    Unit.CUSTOMERS,
)


def cutoffs(ranked: Frame) -> Cutoffs:
    """The values that part the classes: one row is counted, two are looked up."""
    n = int(ranked.select(n=nw.len().cast(nw.Int64)).collect().item() or 0)
    best, better = -(-n * 2 // 10), -(-n * 5 // 10)
    at = (
        ranked.filter(nw.col("rank").is_in([best, better]) & (nw.col("value_minor") > 0))
        .select("rank", "value_minor")
        .collect()
        .rows()
    )
    values = {int(rank): int(value) for rank, value in at}
    return Cutoffs(*(_least(ranked, values, rank) for rank in (best, better)))


def classified(ranked: Frame, cutoffs: Cutoffs) -> Frame:
    """Adds `value_class`: A, B, C or N."""
    return ranked.with_columns(value_class=letter(nw.col("value_minor"), cutoffs))


def letter(value: nw.Expr, cutoffs: Cutoffs) -> nw.Expr:
    """The class of a value; null where the value is."""
    a, b = (_reached(value, least) for least in (cutoffs.a_minor, cutoffs.b_minor))
    return (
        nw.when(a)
        .then(nw.lit(ValueClass.A.value))
        .when(b)
        .then(nw.lit(ValueClass.B.value))
        .when(value >= 0)
        .then(nw.lit(ValueClass.C.value))
        .when(value < 0)
        .then(nw.lit(ValueClass.N.value))
    )


def table(classified: Frame) -> tuple[ClassRow, ...]:
    """All four classes, empty ones too; one row a class is collected."""
    sums = {
        "customers": nw.len().cast(nw.Int64),
        "revenue": nw.col("revenue_minor").sum().cast(nw.Int64),
        "value": nw.col("value_minor").sum().cast(nw.Int64),
    }
    if "cost_to_serve_minor" in classified.collect_schema().names():
        cost = nw.col("cost_to_serve_minor")
        sums["cost"] = cost.sum().cast(nw.Int64)
        sums["costed"] = (~cost.is_null()).cast(nw.Int64).sum()
    rows = classified.group_by("value_class").agg(**sums).collect().rows(named=True)
    found = {row["value_class"]: row for row in rows}
    return tuple(_row(each, found.get(each.value)) for each in ValueClass)


def figures(
    rows: tuple[ClassRow, ...], basis: Basis, *, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """For each class its size and its contribution (VA02)."""
    total = sum(row.value_minor for row in rows)
    gains = sum(row.value_minor for row in rows if row.value_class is not ValueClass.N)
    return tuple(
        figure
        for row in rows
        for figure in _class_figures(row, total, gains, basis, currency=currency, as_of=as_of)
    )


def _class_figures(
    row: ClassRow, total: int, gains: int, basis: Basis, *, currency: str, as_of: date
) -> tuple[Figure, Figure]:
    cut = {"value_class": row.value_class.value}
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": row.customers,
        "cut": cut,
        "part": row.value_class.label,
    }
    records = f"customers.csv: value_class = {row.value_class.value}"
    method = Sentence("Value is {basis}.", basis=basis.sentence)
    share = contribution(
        row.value_minor, total, gains, basis, currency=currency, records=records, **told
    )
    return Figure(CLASS_SIZE, row.customers, method=method, records=records, **told), share


def _least(ranked: Frame, values: dict[int, int], rank: int) -> int | None:
    """The value at that rank; if it is not above zero, the least that is."""
    if rank in values:
        return values[rank]
    least = ranked.filter(nw.col("value_minor") > 0).select(nw.col("value_minor").min())
    found = least.collect().item()
    return None if found is None else int(found)


def _reached(value: nw.Expr, least: int | None) -> nw.Expr:
    return nw.lit(False) if least is None else value >= least


def _row(each: ValueClass, sums: dict[str, Any] | None) -> ClassRow:
    if sums is None:
        return ClassRow(each, 0, 0, 0, None)
    cost = int(sums["cost"]) if sums.get("costed") else None
    return ClassRow(
        each, int(sums["customers"]), int(sums["revenue"] or 0), int(sums["value"] or 0), cost
    )
