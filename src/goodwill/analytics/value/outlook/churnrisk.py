"""Who may be leaving: customers and their value by P(still a customer), and silence ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.family import at
from goodwill.analytics.value.outlook.lifetime import Outlook, Z
from goodwill.analytics.value.outlook.portfolio import Total
from goodwill.analytics.value.outlook.scores import LEVEL, SILENCES, alike
from goodwill.analytics.value.outlook.worklists import GONE, WATCHED, with_risk
from goodwill.language import Sentence

EDGES = (0.0, GONE, 0.5, WATCHED, 0.95, 1.0)
"""Between the bounds of the list of those about to be lost, and on both sides of it."""


@dataclass(frozen=True)
class Band:
    """Customers with least ≤ P(still a customer) < below; the last band holds 1 as well.

    Amounts in minor units; `at_risk_minor` as in `worklists`, of those worth something.
    """

    least: float
    below: float
    customers: int
    residual_minor: int
    at_risk_minor: int

    @property
    def is_listed(self) -> bool:
        """Whether its customers are on the list of those about to be lost."""
        return GONE <= self.least < WATCHED


def bands(scored: Frame) -> tuple[Band, ...]:
    """All bands, the surest customers first, empty ones too; one row a band is collected."""
    p, risk = nw.col("p_alive"), nw.col("value_at_risk_minor")
    number = sum(((p >= edge).cast(nw.Int64) for edge in EDGES[1:-1]), nw.lit(0, nw.Int64))
    known = with_risk(scored.filter(~p.is_null())).with_columns(band=number)
    sums = (
        known.group_by("band")
        .agg(
            customers=nw.len().cast(nw.Int64),
            residual=nw.col("residual_value_minor").sum().cast(nw.Int64),
            at_risk=nw.when(risk > 0).then(risk).sum().cast(nw.Int64),
        )
        .select("band", "customers", "residual", "at_risk")
    )
    found = {int(row[0]): tuple(int(x or 0) for x in row[1:]) for row in sums.collect().rows()}
    every = [
        Band(*ends, *found.get(place, (0, 0, 0))) for place, ends in enumerate(pairwise(EDGES))
    ]
    return tuple(reversed(every))


def silences(outlook: Outlook) -> tuple[Total, ...]:
    """How many of all who ever bought will buy nothing in 90, 180 and 365 days."""
    return tuple(_silence(outlook, days) for days in SILENCES)


def _silence(outlook: Outlook, days: int) -> Total:
    """The interval holds the parameters, by the points of the estimate, and chance."""
    seen, family, model = outlook.histories, outlook.family, outlook.model
    chosen, group = alike(seen)
    weight = np.bincount(group, weights=seen.weight, minlength=len(chosen))

    def quiet(which: Any, place: Any = ...) -> Floats:
        history = (seen.x[place], seen.t_x[place], seen.T[place])
        return family.probability_of_no_purchase(which, days, *history)

    nothing = quiet(model)
    value, variance = float(nothing @ seen.weight), float((nothing * (1 - nothing)) @ seen.weight)
    if model.estimate is not None:
        centre = nothing[chosen] @ weight
        moved = [quiet(at(model, theta), chosen) @ weight for theta in model.estimate.points]
        variance += float(np.mean((np.array(moved) - centre) ** 2))
    half = Z * variance**0.5
    return Total(value, max(0.0, value - half), min(seen.customers, value + half))


NO_PURCHASE = Definition(
    "customers_without_purchase",
    1,
    Sentence("Customers who will not buy"),
    Sentence("How many of all who ever bought are expected to buy nothing for so long."),
    Sentence("Σ P(no purchase in so many days)"),
    Unit.CUSTOMERS,
)
DEFINITIONS = (NO_PURCHASE,)


def figures(silences: tuple[Total, ...], outlook: Outlook, *, as_of: date) -> tuple[Figure, ...]:
    """One for each horizon, with its interval."""
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": round(outlook.histories.customers),
        "level": LEVEL,
        "method": Sentence(
            "{model}, in days. The 90 % interval holds parameters and chance.",
            model=outlook.family.NAME,
        ),
    }
    return tuple(
        Figure(
            NO_PURCHASE,
            total.value,
            low=total.low,
            high=total.high,
            cut={"days": str(days)},
            part=Sentence("in {days} days", days=days),
            **told,
        )
        for days, total in zip(SILENCES, silences, strict=True)
    )
