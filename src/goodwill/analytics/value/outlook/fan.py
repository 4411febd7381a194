"""What the customers of today will bring, month by month: a year ahead that opens like a fan.

Cumulative and not discounted. The last step is the year of `portfolio`, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.outlook.portfolio import (
    Total,
    Worth,
    noise_of,
    ratios_of,
    spend_factors,
    with_chance,
    worth_of,
)
from goodwill.analytics.value.outlook.scores import YEAR

AHEAD = (*range(30, 331, 30), YEAR)
"""Days ahead; the twelfth month is as long as the year needs."""


@dataclass(frozen=True)
class Step:
    """What today's customers bring in so many days from now, minor units."""

    days: int
    total: Total


def fan(outlook: Outlook, ahead: tuple[int, ...] = AHEAD) -> tuple[Step, ...]:
    """A step for each number of days ahead, with its 90 % interval."""
    worth = worth_of(outlook)
    seen, model, family = outlook.histories, outlook.model, outlook.family
    at = (seen.x, seen.t_x, seen.T)
    expected = np.array([family.expected_purchases(model, days, *at) for days in ahead])
    ends = [_ratios(outlook, worth, ahead[end]) for end in (0, -1)]
    spent = spend_factors(outlook)
    steps = []
    for number, days in enumerate(ahead):
        purchases = expected[number]
        variance = family.variance_of_purchases(model, days, *at)
        noise = noise_of(purchases, variance, worth, outlook)
        part = (days - ahead[0]) / max(ahead[-1] - ahead[0], 1)
        ratios = (1 - part) * ends[0] + part * ends[1]
        total = with_chance(float(purchases @ worth.value), ratios * spent, noise)
        steps.append(Step(days, total))
    return tuple(steps)


def _ratios(outlook: Outlook, worth: Worth, days: int) -> Floats:
    """Totals under each draw of the parameters ÷ at the estimate, shape (draws,).

    Asked at both ends of the fan only: between them they move evenly with time.
    """
    family = outlook.family

    def purchases(which: Any, *at: Floats) -> Floats:
        return family.expected_purchases(which, days, *at)

    return ratios_of(outlook, purchases, worth.value)
