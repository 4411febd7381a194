"""Cuts for people: any measures by any columns, as labelled slices, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goodwill.analytics.figure import Number, Unit, major
from goodwill.analytics.information.cuts import cut, possible_columns
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.tables import Cell, Table, TableColumn

__all__ = ["MEASURES", "Slices", "cut_table", "label_of", "possible_columns", "slices"]

LABELS = {
    "channel": Sentence("Channel"),
    "region": Sentence("Region"),
    "customer_region": Sentence("Customer's region"),
    "department": Sentence("Department"),
    "category": Sentence("Product family"),
    "product_id": Sentence("Product"),
    "description": Sentence("Description"),
    "customer_id": Sentence("Customer"),
    "segment": Sentence("Segment"),
    "kind": Sentence("Kind of customer"),
    "status": Sentence("Status"),
    "currency": Sentence("Currency"),
    "month": Sentence("Month"),
    "quarter": Sentence("Quarter"),
    "year": Sentence("Year"),
}

CODES: Mapping[str, Mapping[str, Sentence | str]] = {
    "kind": {"organisation": Sentence("Organisations"), "person": Sentence("People")}
}
"""Values that are codes of the contract, not words of the company's own."""


@dataclass(frozen=True)
class Slices:
    """One row per slice, the greatest first; a value is a number or None where there is none.

    `names` are what people call the values of the first column: products by their id.
    """

    by: tuple[str, ...]
    measures: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    currency: str
    names: Mapping[str, Sentence | str] = field(default_factory=dict)

    def label(self, row: Mapping[str, Any]) -> Sentence | str:
        values = [row[name] for name in self.by]
        if len(values) == 1 and values[0] in self.names:
            return self.names[values[0]]
        known = " · ".join(str(self.names.get(value, value)) for value in values if value)
        return known or Sentence("(unknown)")

    def value(self, row: Mapping[str, Any], measure: str) -> Number | None:
        """In major units for money."""
        found: Number | None = row[measure]
        if found is None or MEASURES[measure].definition.unit is not Unit.MONEY:
            return found
        return major(round(found), self.currency)


def slices(
    lines: Frame,
    by: Sequence[str],
    measures: Sequence[str],
    currency: str,
    *,
    most: int | None = None,
) -> Slices:
    """The cut collected; sorted by time where it is cut by time first, else greatest first.

    `most` takes the first so many.
    """
    found = cut(lines, by, measures)
    if by[0] in {"month", "quarter", "year"}:
        ordered = found.sort(*by, nulls_last=True)
    else:
        downwards = [True, *(False for _ in by)]
        ordered = found.sort(measures[-1], *by, descending=downwards, nulls_last=True)
    chosen = ordered if most is None else ordered.head(most)
    rows = tuple(chosen.collect().rows(named=True))
    return Slices(
        tuple(by), tuple(measures), rows, currency, CODES.get(by[0].removeprefix("customer_"), {})
    )


def label_of(column: str) -> Sentence:
    """What people call a column; an attribute keeps its own name."""
    name = column.removeprefix("customer_")
    known = LABELS.get(column) or LABELS.get(name)
    return known or Sentence("{name}", name=name[:1].upper() + name[1:].replace("_", " "))


def cut_table(slices: Slices) -> Table:
    """A column for each dimension and measure; few customers are marked."""
    columns = [
        *(TableColumn(label_of(name)) for name in slices.by),
        *(
            TableColumn(
                MEASURES[name].definition.label, MEASURES[name].definition.unit, slices.currency
            )
            for name in slices.measures
        ),
        TableColumn(Sentence("Note")),
    ]
    few = Sentence("fewer than 5 customers")
    rows: list[tuple[Cell, ...]] = [
        (
            *(
                slices.names.get(row[name], row[name]) or Sentence("(unknown)")
                for name in slices.by
            ),
            *(slices.value(row, name) for name in slices.measures),
            few if row["is_few"] else "",
        )
        for row in slices.rows
    ]
    return Table(columns, rows)
