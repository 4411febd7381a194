"""What anybody would foretell without a model: it goes on as it was.

Two ways to say so. Each customer keeps a rate of buying, and nobody leaves; the purchases
are Poisson at that rate, so that such a forecast can be scored like a model's. Half a
purchase at the rate of all customers together is added to what each one has shown, so
that somebody without a repeat purchase is not foretold to buy never again, and somebody
acquired today has a rate at all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.language import Sentence

BORROWED = 0.5
"""Purchases that each customer borrows from the rate of all."""


def past_rate(known: Split) -> Floats:
    """Purchases a day: all repeat purchases over all the time since the first.

    Raises
    ------
    TooFew
        Nobody has come back, so there is no rate to borrow from.
    """
    return _rate(known, known.x, known.T)


def last_period_rate(known: Split) -> Floats:
    """Purchases a day in as many days before the calibration end as are held out after it."""
    return _rate(known, known.recent, np.minimum(known.T, known.duration))


FORECASTS: tuple[tuple[Sentence, Callable[[Split], Floats]], ...] = (
    (Sentence("Past rate goes on"), past_rate),
    (Sentence("Same as the last period"), last_period_rate),
)


def _rate(known: Split, purchases: Floats, time: Floats) -> Floats:
    all_bought, all_time = float(known.weight @ known.x), float(known.weight @ known.T)
    if not (all_bought and all_time):
        raise TooFew(Sentence("repeat purchases to fit models on"), 0, 1)
    pooled = all_bought / all_time
    rate: Floats = (purchases + BORROWED) / (time + BORROWED / pooled)
    return rate
