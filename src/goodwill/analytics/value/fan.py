"""What the customers of today will bring, month by month: a year ahead that opens like a fan.

Cumulative and not discounted. The last step is the year of `portfolio`, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.family import drawn
from goodwill.analytics.value.lifetime import Outlook
from goodwill.analytics.value.portfolio import (
    DRAWS,
    Total,
    Worth,
    noise_of,
    spend_factors,
    with_chance,
    worth_of,
)
from goodwill.analytics.value.scores import YEAR, alike

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
    ratios = _ratios(outlook, worth, ahead, expected) * spend_factors(outlook)
    steps = []
    for number, days in enumerate(ahead):
        purchases = expected[number]
        variance = family.variance_of_purchases(model, days, *at)
        noise = noise_of(purchases, variance, worth, outlook)
        total = with_chance(float(purchases @ worth.value), ratios[number], noise)
        steps.append(Step(days, total))
    return tuple(steps)


def _ratios(outlook: Outlook, worth: Worth, ahead: tuple[int, ...], expected: Floats) -> Floats:
    """Totals under each draw of the parameters ÷ at the estimate, shape (ahead, draws).

    As in `portfolio`, but whether somebody is still there is asked once for all steps.
    """
    totals = expected @ worth.value
    if outlook.model.estimate is None or not totals.all():
        return np.ones((len(ahead), 1))
    seen, family = outlook.histories, outlook.family
    chosen, group = alike(seen)
    at = (seen.x[chosen], seen.t_x[chosen], seen.T[chosen])
    still, money = expected[:, chosen], expected * worth.value
    mass = np.array([np.bincount(group, weights=line, minlength=len(chosen)) for line in money])
    share = np.divide(mass, still, out=np.zeros_like(mass), where=still > 0) / totals[:, None]
    within = np.array(ahead, dtype=np.float64)[:, None]
    draws = drawn(outlook.model, DRAWS)
    moved = [(family.expected_purchases(which, within, *at) * share).sum(axis=1) for which in draws]
    return np.array(moved).T
