"""Words for codes, as the chapters of the cost report show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodwill.analytics.benefit.costing.ledger.views import View
from goodwill.analytics.benefit.costing.naming.catalogue import Category, Stage
from goodwill.analytics.benefit.costing.naming.subcategories import BY_CODE
from goodwill.analytics.benefit.costing.watching.flags import Cut
from goodwill.language import Sentence
from goodwill.report.tables import Label

UNSTATED = Sentence("(not stated)")
NOWHERE = Sentence("No department")
DIMENSIONS: Mapping[str, Sentence] = {
    "kind": Sentence("What it was for"),
    "channel": Sentence("Channel"),
    "campaign_id": Sentence("Campaign"),
    "region": Sentence("Region"),
    "product_id": Sentence("Product"),
    "department": Sentence("Department"),
}
TITLES: Mapping[str, Callable[..., Sentence]] = {
    "kind": lambda **told: Sentence(
        "Most was spent on “{value}”: {amount}, {share} of what was assigned", **told
    ),
    "channel": lambda **told: Sentence(
        "The dearest channel is {value}: {amount}, {share} of what was assigned", **told
    ),
    "campaign_id": lambda **told: Sentence(
        "The dearest campaign is {value}: {amount}, {share} of what was assigned", **told
    ),
    "region": lambda **told: Sentence(
        "The dearest region is {value}: {amount}, {share} of what was assigned", **told
    ),
    "product_id": lambda **told: Sentence(
        "The product that took most work is {value}: {amount}, {share} of what was assigned",
        **told,
    ),
    "department": lambda **told: Sentence(
        "The department that spent most on customers is {value}: {amount}, {share} of what was "
        "assigned",
        **told,
    ),
}
STAGE_NAMES: Mapping[str, Sentence] = {stage.value: stage.label for stage in Stage}
VIEW_TITLES: Mapping[View, Sentence] = {
    View.CASH: Sentence("as paid"),
    View.CONSUMPTION: Sentence("as used up"),
}


def category(code: str | None) -> Label:
    try:
        return Category(str(code)).label
    except ValueError:
        return UNSTATED


def subcategory(code: str | None) -> Label:
    """Of a code; a word that is none stays as it is."""
    if not code:
        return UNSTATED
    return BY_CODE[code].label if code in BY_CODE else code


def kind(code: str | None) -> Label:
    """What was done, or the sub-category of a direct entry."""
    if not code:
        return UNSTATED
    return BY_CODE[code].label if code in BY_CODE else code


def value(name: str, code: str | None) -> Label:
    return kind(code) if name in ("kind", "subcategory") else code or UNSTATED


def place(cut: Cut) -> Sentence:
    """Where a cost stands: `Data storage, Marketing`."""
    has_part = bool(dict(cut).get("subcategory"))
    told = [
        _part(name, code) for name, code in cut if code and not (name == "category" and has_part)
    ]
    if not told:
        return Sentence("All costs")
    found = Sentence("{part}", part=told[0])
    for part in told[1:]:
        found = Sentence("{one}, {other}", one=found, other=part)
    return found


def _part(name: str, code: str) -> Label:
    if name == "category":
        return category(code)
    return subcategory(code) if name == "subcategory" else code
