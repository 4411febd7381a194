"""P(still a customer) by how often somebody bought and how long they have been silent.

What the purchase model believes, on a grid: the same silence says little of somebody who
buys rarely and much of somebody who used to buy often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.family import Family
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.triples import Triples
from goodwill.language import Sentence

MOST_REPEATS = 10
SILENT_DAYS = (0, 30, 60, 90, 120, 180, 270, 365, 540, 730)


@dataclass(frozen=True)
class Presence:
    """The grid: `shares[repeats][silence]`, both ascending.

    `days_observed` is the time since the first purchase that the grid is told for: the median
    of all customers, or the silence itself for those who bought once.
    """

    days_observed: int
    repeats: tuple[int, ...]
    silent_days: tuple[int, ...]
    shares: tuple[tuple[float, ...], ...]

    @property
    def tells_apart(self) -> bool:
        """False where the model holds everybody for a customer, or nobody was seen for long."""
        return len(self.silent_days) > 2 and min(map(min, self.shares)) < 1


def presence(outlook: Outlook) -> Presence:
    """Asked of the fitted model alone; no customer is looked at again."""
    seen = outlook.histories
    days = median_days(seen)
    silent = tuple(each for each in SILENT_DAYS if each < days)
    most = int(min(MOST_REPEATS, seen.x.max()))
    shares = _grid(outlook.family, outlook.model, days, np.array(silent, float), most)
    told = tuple(tuple(float(share) for share in line) for line in shares)
    return Presence(days, tuple(range(most + 1)), silent, told)


STILL_A_CUSTOMER = Definition(
    "still_a_customer",
    1,
    Sentence("Still a customer"),
    Sentence("The chance that somebody with this history is still a customer."),
    Sentence("P(still a customer), given purchases, last purchase and time known"),
    Unit.SHARE,
)
DEFINITIONS = (STILL_A_CUSTOMER,)


def figure(
    presence: Presence, outlook: Outlook, repeats: int, silent_days: int, *, as_of: date
) -> Figure:
    """One cell of the grid."""
    line = presence.shares[presence.repeats.index(repeats)]
    told: dict[str, Any] = {"as_of": as_of, "n": round(outlook.histories.customers)}
    return Figure(
        STILL_A_CUSTOMER,
        line[presence.silent_days.index(silent_days)],
        cut={"purchases": str(repeats + 1), "silent_days": str(silent_days)},
        part=Sentence(
            "{purchases} purchases, silent for {days} days",
            purchases=repeats + 1,
            days=silent_days,
        ),
        method=Sentence(
            "{model}, in days, for somebody first seen {days} days ago.",
            model=outlook.family.NAME,
            days=presence.days_observed,
        ),
        **told,
    )


def median_days(seen: Triples) -> int:
    """Half of the customers were first seen so long ago or longer."""
    order = np.argsort(seen.T, kind="stable")
    held = np.cumsum(seen.weight[order])
    return int(seen.T[order][np.searchsorted(held, held[-1] / 2)])


def _grid(family: Family, model: object, days: int, silent: Floats, most: int) -> Floats:
    """Who bought once has been silent for as long as they are known."""
    once = family.probability_alive(model, np.zeros(1), np.zeros(1), silent)
    repeats = np.arange(1.0, most + 1)[:, None]
    often = family.probability_alive(model, repeats, days - silent, np.full(len(silent), days))
    return np.vstack([once[None, :], often])
