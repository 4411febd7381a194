"""Words and lookups that several chapters share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goodwill.analytics.figure import Figure, Unit, major, shown
from goodwill.analytics.value.basis import Basis
from goodwill.language import Language, Sentence
from goodwill.report.tables import TableColumn

BASIS = {
    Basis.PROFIT: Sentence("profit"),
    Basis.MARGIN: Sentence("margin"),
    Basis.REVENUE: Sentence("revenue"),
}
HEADINGS = {
    Basis.PROFIT: Sentence("Profit"),
    Basis.MARGIN: Sentence("Margin"),
    Basis.REVENUE: Sentence("Revenue"),
}


def find(figures: Iterable[Figure], identity: str, **cut: str) -> Figure:
    """The figure of that definition and cut; VA07 finds VA07_revenue where that stands for it."""
    names = {identity, *(f"{identity}_{basis.value}" for basis in Basis)}
    return next(
        figure
        for figure in figures
        if figure.definition.id in names and cut.items() <= dict(figure.cut).items()
    )


def amount(minor: int | None, currency: str) -> Decimal | None:
    """Minor units as an amount for a table's cell; nothing stays nothing."""
    return None if minor is None else major(minor, currency)


@dataclass(frozen=True)
class Amount:
    """A bare amount inside a sentence: ¥1,000."""

    value: Decimal
    currency: str

    def said_in(self, language: Language) -> str:
        is_large = abs(self.value) >= 10_000
        return shown(self.value, Unit.MONEY, language, currency=self.currency, compact=is_large)


def money_column(label: Sentence, currency: str) -> TableColumn:
    return TableColumn(label, Unit.MONEY, currency)


def customer_name(row: Mapping[str, Any]) -> str:
    """`name (id)` where a name is known."""
    name, identity = row.get("name"), row["customer_id"]
    return f"{name} ({identity})" if name else str(identity)
