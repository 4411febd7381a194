"""What would be if customers left more slowly, asked of the Pareto/NBD.

Its customers leave at rates of their own that have nothing to do with how often they buy.
So a factor c on leaving only stretches time: a lifetime lasts u / c instead of u, and the
discounted purchases after today are DERT(δ / c) / c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value import paretonbd
from goodwill.analytics.value.family import drawn
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.outlook.portfolio import worth_of
from goodwill.analytics.value.outlook.scores import YEAR, alike, per_day
from goodwill.analytics.value.outlook.slowerleaving import Scenario
from goodwill.analytics.value.triples import Triples

DRAWS = 50


def scenarios(outlook: Outlook) -> tuple[Scenario, Iterator[Scenario]]:
    """As things are by the estimate, and by draws of its parameters.

    Where another model was chosen, a Pareto/NBD is fitted for this question alone. Beyond
    twenty thousand histories alike ones stand for one another.
    """
    model, seen = outlook.model, outlook.histories
    if not isinstance(model, paretonbd.Paretonbd):
        model = paretonbd.fit(seen.x, seen.t_x, seen.T, seen.weight)
    chosen, group = alike(seen)
    few = Triples(
        seen.x[chosen],
        seen.t_x[chosen],
        seen.T[chosen],
        _gathered(seen.weight, group),
    )
    money = _gathered(worth_of(outlook).value, group)
    discount = per_day(outlook.annual)

    def asked(which: Any) -> Scenario:
        return _scenario(which, few, money, discount)

    return asked(model), (asked(which) for which in drawn(model, DRAWS))


def _gathered(values: Floats, group: Integers) -> Floats:
    return np.bincount(group, weights=values).astype(np.float64)


def _scenario(
    model: paretonbd.Paretonbd, seen: Triples, money: Floats, discount: float
) -> Scenario:
    alive = paretonbd.probability_alive(model, seen.x, seen.t_x, seen.T) * seen.weight
    still_there = alive.sum()
    observed = model.beta + seen.T

    def retention(factor: float) -> float:
        stay = (observed / (observed + factor * YEAR)) ** model.s
        return float(alive @ stay / still_there) if still_there > 0 else 0.0

    def value_minor(factor: float) -> float:
        purchases = paretonbd.discounted_purchases(
            model, discount / factor, seen.x, seen.t_x, seen.T
        )
        return float(money @ purchases) / factor

    return Scenario(retention, value_minor)
