"""Words that several chapters and the workbook share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from goodwill.analytics.figure import Grade, Unit
from goodwill.language import Sayable, Sentence
from goodwill.report.tables import Cell, Label, TableColumn

YEAR = Sentence("Year")
SIDES: Mapping[str, Sentence] = {
    "vendor": Sentence("Vendor"),
    "company": Sentence("Company"),
    "partner": Sentence("Partner"),
    "customer": Sentence("Customers"),
}
GRADES: Mapping[Grade, Sentence] = {
    Grade.RANDOM_HOLDOUT: Sentence(
        "Some were drawn by lot to go without. All of the effect inside those measured counts."
    ),
    Grade.DIFFERENCE_IN_DIFFERENCES: Sentence(
        "Compared with others over the same time, and a test on an earlier time found nothing."
    ),
    Grade.MATCHED_CONTROL: Sentence(
        "Compared with others who were alike before; whoever found no like is named."
    ),
    Grade.INDEXED_BEFORE_AFTER: Sentence(
        "Before and after, freed of market and season. Only the stated share is the programme's."
    ),
    Grade.EXPERT_ESTIMATE: Sentence(
        "Somebody's estimate. It may be planned with, and is never confirmed."
    ),
}


def named(name: Sayable | str) -> Label:
    """A name that the company gave, as a label."""
    return name if isinstance(name, str) else Sentence("{entry}", entry=name)


def or_nobody(owner: str) -> Label:
    return owner or Sentence("nobody")


def share_column(label: Sentence) -> TableColumn:
    return TableColumn(label, Unit.SHARE)


def months(number: float) -> str:
    """Months in a sentence: one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")


def plain(number: Decimal) -> Cell:
    """With all its digits; large ones in groups."""
    if abs(number) >= GROUPED:
        return Sentence("{number}", number=number)
    return f"{number.normalize():f}"


GROUPED = 1_000
