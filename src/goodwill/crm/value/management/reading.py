"""The figures of the last valuation, as `goodwill value` left them; and those of a part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import Count, Q, Sum

from goodwill.analytics.figure import Definition, Figure, Unit, from_json, money
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.catalogue import DEFINITIONS
from goodwill.analytics.value.today import whale
from goodwill.analytics.value.today.whale import Whale
from goodwill.analytics.value.today.whalevalues import curve_of
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.value.scoring import files
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.scoring.running import latest
from goodwill.crm.value.seeing import Worth, scores_within, sees_costs, worth_for
from goodwill.language import Sentence
from goodwill.report.value.outputs import FIGURES

HEAD = ("VA05", "VA05_change", "expected_value_365", "value_at_risk", "customers_at_risk", "RL01")
"""What somebody who reads nothing else should see, in this order."""
WITHOUT_COSTS = frozenset({"customers_at_risk", "RL01", "expected_purchases", "expected_active"})
"""What may be seen of a valuation by whom costs are hidden from."""

EXPECTED = Definition(
    "expected_of_customers",
    1,
    Sentence("Expected of these customers"),
    Sentence("The sum of what is expected of each of the customers."),
    Sentence("Σ expectation of each customer"),
    Unit.MONEY,
)
AT_RISK = Definition(
    "at_risk_of_customers",
    1,
    Sentence("At risk with these customers"),
    Sentence("What they would bring more if they certainly stayed."),
    Sentence("Σ over customers: expected ÷ P(still a customer) × (1 − P(still a customer))"),
    Unit.MONEY,
)
LEAVING = Definition(
    "customers_about_to_leave",
    1,
    Sentence("Customers who may be leaving"),
    Sentence("Customers of the list of those about to be lost."),
    Sentence("customers with a reason why they are at risk"),
    Unit.CUSTOMERS,
)
NO_INTERVAL = Sentence(
    "Added up from the {n} customers you may see. An interval is told for all customers together "
    "only: those of single customers cannot be added."
)


@dataclass(frozen=True)
class Seen:
    """The last valuation as far as one person may see it."""

    valuation: Valuation
    reach: Reach
    figures: tuple[Figure, ...]
    whale: Whale
    worth: Worth

    @property
    def is_whole(self) -> bool:
        """Whether the figures are of all customers."""
        return self.reach.is_everything

    @property
    def currency(self) -> str:
        return self.valuation.currency

    @property
    def as_of(self) -> date:
        return self.valuation.as_of or date.min

    @property
    def whale_figures(self) -> tuple[Figure, ...]:
        """How much the best bring and the last take away."""
        return whale.figures(self.whale, currency=self.currency, as_of=self.as_of)

    def named(self, word: str) -> Figure | None:
        """One of the figures that the page shows."""
        told = {slug(one): one for one in (*self.whale_figures, *self.figures)}
        return told.get(word)


def slug(figure: Figure) -> str:
    """The word of a figure in addresses."""
    cut = "-".join(figure.cut.values())
    return f"{figure.definition.id}-{cut}".rstrip("-").lower().replace(" ", "-").replace("/", "-")


def seen(reach: Reach) -> Seen | None:
    """The last valuation for a person; None before the first."""
    valuation = latest()
    if valuation is None:
        return None
    worth = worth_for(reach)
    found = _of_all(valuation, reach) if reach.is_everything else _of_some(valuation, reach, worth)
    return Seen(valuation, reach, found, _whale(valuation, reach, worth), worth)


def _of_all(valuation: Valuation, reach: Reach) -> tuple[Figure, ...]:
    """The figures of the valuation's own file, the head first."""
    folder = files.folder_of(valuation)
    told = {one.definition.id: one for one in reversed(_figures(folder))} if folder else {}
    may_all = sees_costs(reach) or valuation.basis == Basis.REVENUE
    return tuple(told[word] for word in HEAD if word in told and (may_all or word in WITHOUT_COSTS))


def _of_some(valuation: Valuation, reach: Reach, worth: Worth) -> tuple[Figure, ...]:
    """The same of the customers within reach, added up from their scores."""
    scores = scores_within(reach)
    told = scores.aggregate(
        n=Count("pk"),
        expected=Sum(worth.expected),
        at_risk=Sum(worth.at_risk),
        leaving=Count("pk", filter=~Q(churn_reason="")),
    )
    as_of = valuation.as_of or date.min
    method = Sentence(NO_INTERVAL.text, n=told["n"])
    more: dict[str, Any] = {"as_of": as_of, "n": told["n"], "method": method}
    return (
        money(EXPECTED, told["expected"], valuation.currency, **more),
        money(AT_RISK, told["at_risk"], valuation.currency, **more),
        Figure(LEAVING, told["leaving"], **more),
    )


def _whale(valuation: Valuation, reach: Reach, worth: Worth) -> Whale:
    """The curve of the customers within reach who bought; revenue where costs are not for them."""
    column = worth.so_far if valuation.basis != Basis.REVENUE else "revenue_minor"
    scores = scores_within(reach).filter(orders__gt=0)
    values = scores.exclude(**{column: None}).order_by().values_list(column, flat=True)
    held = np.fromiter(values.iterator(20_000), dtype=np.int64)
    unknown = scores.filter(**{column: None}).count()
    basis = Basis.REVENUE if column == "revenue_minor" else Basis(valuation.basis)
    return curve_of(held, basis, unknown=unknown)


def _figures(folder: Path) -> tuple[Figure, ...]:
    file = folder / FIGURES
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else ()


@lru_cache(maxsize=2)
def _read(file: Path, stamp: int) -> tuple[Figure, ...]:
    told: list[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    known = ((one, DEFINITIONS.get(one["id"])) for one in told)
    return tuple(
        from_json(one, definition)
        for one, definition in known
        if definition is not None and definition.version == one["version"]
    )
