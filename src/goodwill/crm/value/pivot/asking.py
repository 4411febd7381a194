"""What a table shall show: what its address says, and what a saved one holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.information.pivoting import BUILT_IN, Measure, own
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import Refused
from goodwill.crm.value.pivot import periods
from goodwill.crm.value.pivot.dimensions import Parted
from goodwill.crm.value.pivot.models import OwnMeasure
from goodwill.crm.value.seeing import sees_costs
from goodwill.language import Sentence

MOST_ROWS, MOST_COLUMNS, MOST_MEASURES, MOST_VALUES = 3, 2, 6, 200
KEPT = "in."
"""What begins the name of a condition in an address: `in.channel=web`."""
USUAL_ROWS, USUAL_COLUMNS, USUAL_MEASURES = ("channel",), ("quarter",), ("revenue",)


@dataclass(frozen=True)
class Asked:
    """One table: what it measures, parted by what, of which facts and which time.

    `keep` holds for each dimension the values that are wanted.
    """

    rows: tuple[str, ...] = USUAL_ROWS
    columns: tuple[str, ...] = USUAL_COLUMNS
    measures: tuple[str, ...] = USUAL_MEASURES
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: str = periods.USUAL
    first: str = ""
    last: str = ""
    compare: str = periods.NOT
    heat: bool = False
    chart: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """What an address says of it."""
        told = [("rows", word) for word in self.rows or ("-",)]
        told += [("columns", word) for word in self.columns or ("-",)]
        told += [("measures", word) for word in self.measures]
        told += [(KEPT + name, value) for name, held in self.keep.items() for value in held]
        told += [("period", self.period)]
        told += [(name, value) for name in ("first", "last", "compare")
                 if (value := getattr(self, name))]  # fmt: skip
        return told + [(name, "1") for name in ("heat", "chart") if getattr(self, name)]

    def query(self, **more: str) -> str:
        """The part of an address behind `?`."""
        return urlencode([*self.pairs(), *more.items()])

    def json(self) -> dict[str, Any]:
        """As a saved table holds it."""
        return {"pairs": [list(pair) for pair in self.pairs()]}

    def without(self, name: str, value: str = "") -> Asked:
        """The same without a condition, or without one value of it."""
        keep = {word: held for word, held in self.keep.items() if word != name}
        left = tuple(one for one in self.keep.get(name, ()) if value and one != value)
        return replace(self, keep={**keep, name: left} if left else keep)

    def turned(self) -> Asked:
        """Rows as columns and columns as rows."""
        return replace(self, rows=self.columns[:MOST_ROWS], columns=self.rows[:MOST_COLUMNS])


def read(told: QueryDict, known: Mapping[str, Parted], measures: Mapping[str, Measure]) -> Asked:
    """What an address asks for; what it leaves open is as usual.

    Raises
    ------
    Refused
        It names what there is not, or what the person may not see.
    """
    usual = Asked()
    rows = _words(told, "rows", usual.rows, MOST_ROWS)
    columns = tuple(
        word for word in _words(told, "columns", usual.columns, MOST_COLUMNS) if word not in rows
    )
    wanted = _words(told, "measures", usual.measures, MOST_MEASURES)
    keep = {
        name.removeprefix(KEPT): tuple(dict.fromkeys(values))[:MOST_VALUES]
        for name, values in told.lists()
        if name.startswith(KEPT) and values
    }
    if {*rows, *columns, *keep} - known.keys() or set(wanted) - measures.keys():
        raise Refused(
            Sentence("This table asks for something that does not exist or is hidden from you.")
        )
    period = told.get("period", usual.period)
    return Asked(
        rows,
        columns,
        wanted,
        keep,
        period if period in periods.PERIODS else usual.period,
        told.get("first", ""),
        told.get("last", ""),
        told.get("compare", "") if told.get("compare", "") in periods.COMPARED else periods.NOT,
        told.get("heat") == "1",
        told.get("chart") == "1",
    )


def revived(held: Mapping[str, Any]) -> QueryDict:
    """What a saved table holds, as an address would say it."""
    told = QueryDict(mutable=True)
    for name, value in held.get("pairs", []):
        told.appendlist(name, value)
    return told


def measures_for(reach: Reach) -> dict[str, Measure]:
    """The measures a person may see: built in, then the company's own."""
    found = {word: one for word, one in BUILT_IN.items() if may_measure(one, reach)}
    for kept in OwnMeasure.objects.order_by("label", "pk"):
        try:
            made = measure_of(kept)
        except GoodwillError:  # it names what a later version does not have
            continue
        if may_measure(made, reach):
            found[made.word] = made
    return found


def measure_of(kept: OwnMeasure) -> Measure:
    """A company's own measure, read again from its formula."""
    return own(
        f"own-{kept.word}",
        kept.label,
        kept.formula,
        meaning=kept.meaning,
        is_share=kept.shown_as == OwnMeasure.Shown.SHARE,
        version=kept.version,
    )


def may_measure(measure: Measure, reach: Reach) -> bool:
    """Whether a measure tells the person nothing that is hidden from them."""
    if measure.is_of_cost and not sees_costs(reach):
        return False
    return all(reach.may(ability) for base in measure.bases for ability in NEEDED[base.facts])


NEEDED = {
    "sales": ("customers.view", "orders.view"),
    "contacts": ("customers.view", "activities.view"),
    "portfolio": ("customers.view",),
}
"""What it takes to see figures of each sort of facts."""


def may_look(me: User) -> bool:
    """Whether there is anything the person may part."""
    return me.may("customers.view") and me.may("orders.view")


def _words(told: QueryDict, name: str, usual: tuple[str, ...], most: int) -> tuple[str, ...]:
    if name not in told:
        return usual
    words = (word for word in told.getlist(name) if word and word != "-")
    found = tuple(dict.fromkeys(words))[:most]
    return found or (usual if name == "measures" else ())
