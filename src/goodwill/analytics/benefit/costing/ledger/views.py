"""The two views of the ledger: what was paid, and what was used up; never mixed in one figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

import narwhals as nw

from goodwill.analytics.benefit.costing.naming.kinds import Behaviour, Nature
from goodwill.analytics.errors import NotTogether
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


class View(StrEnum):
    """Cash: assets when they are paid. Consumption: assets while they are used."""

    CASH = "cash"
    CONSUMPTION = "consumption"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


LABELS: Mapping[View, Sentence] = {
    View.CASH: Sentence("As paid"),
    View.CONSUMPTION: Sentence("As used up"),
}
MEANINGS: Mapping[View, Sentence] = {
    View.CASH: Sentence("Assets count when they are paid. For NPV, ROI and payback."),
    View.CONSUMPTION: Sentence(
        "Assets count while they are used, and costs that nobody pays count too. For the cost "
        "to serve and the cost of stages."
    ),
}

V = TypeVar("V", bound=View)
Cash = Literal[View.CASH]
Consumption = Literal[View.CONSUMPTION]


@dataclass(frozen=True)
class Seen(Generic[V]):
    """The entries of one view: whoever sums them knows which view the sum is of."""

    view: V
    frame: Frame


@dataclass(frozen=True)
class Cost(Generic[V]):
    """An amount of one view in minor units; what rests on estimates is told beside.

    Costs of different views have different types, so that adding them is a type error; where
    types are not checked it is refused all the same.
    """

    view: V
    currency: str
    amount_minor: int
    estimated_minor: int = 0
    entries: int = 0

    def __add__(self, other: Cost[V]) -> Cost[V]:
        """The sum of both.

        Raises
        ------
        NotTogether
            They are of different views or in different currencies.
        """
        _must_be_of_one_view(self.view, other.view)
        if self.currency != other.currency:
            raise NotTogether(
                Sentence(
                    "Costs in {one} and {other} cannot be added.",
                    one=self.currency,
                    other=other.currency,
                )
            )
        return Cost(
            self.view,
            self.currency,
            self.amount_minor + other.amount_minor,
            self.estimated_minor + other.estimated_minor,
            self.entries + other.entries,
        )


def seen(entries: Frame, view: V) -> Seen[V]:
    """The entries that count in a view.

    Parameters
    ----------
    entries
        The table `entries.ENTRIES`.
    """
    return Seen(view, entries.filter(counts_in(view)))


def counts_in(view: View) -> nw.Expr:
    """Whether an entry counts in a view; true or false, never null.

    Paid costs count in both, but buying an asset only as cash, and depreciation and imputed
    costs only as consumption. What is for information only counts in neither.
    """
    nature = nw.col("nature").fill_null("")
    buys = nw.col("behaviour").fill_null("") == Behaviour.CAPEX.value
    paid = nature == Nature.CASH.value
    if view is View.CASH:
        return paid
    unpaid = nature.is_in([Nature.DEPRECIATION.value, Nature.IMPUTED.value])
    return (paid & ~buys) | unpaid


def together(seen: Iterable[Seen[V]]) -> Seen[V]:
    """Entries of one view put together.

    Raises
    ------
    NotTogether
        They are of different views.
    """
    first, *others = seen
    for other in others:
        _must_be_of_one_view(first.view, other.view)
    return Seen(first.view, nw.concat([first.frame, *(other.frame for other in others)]))


def _must_be_of_one_view(one: View, other: View) -> None:
    if one is not other:
        raise NotTogether(
            Sentence(
                "Costs {one} and {other} cannot be added: an asset would count twice.",
                one=one.label,
                other=other.label,
            )
        )
