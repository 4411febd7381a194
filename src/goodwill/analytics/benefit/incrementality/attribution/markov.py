"""Credit by what would be lost without a channel in a Markov chain of journeys.

Journeys are taken as walks in which the next step depends on the present channel only. A
channel's removal effect is the share of conversions that the chain loses when every step into
the channel leads nowhere instead. The effects are scaled to add up to all conversions.

References
----------
Anderl, Becker, von Wangenheim & Schumann (2016), International Journal of Research in
Marketing 33(3), 457-474, doi:10.1016/j.ijresmar.2016.03.001.
"""

from __future__ import annotations

import numpy as np

from goodwill.analytics.benefit.incrementality.attribution.credit import Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import Journeys
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence


def markov(journeys: Journeys) -> Credit:
    """The credit of each channel by its removal effect; orders of one."""
    effects = removal_effects(journeys.steps)
    share = effects / effects.sum()
    conversions, amount = share * journeys.conversions, share * journeys.amount
    return Credit("markov", TITLE, METHOD, journeys.channels, conversions, amount)


TITLE = Sentence("Markov chain")
METHOD = Sentence(
    "Removal effect in a Markov chain of order 1: the share of conversions lost when no step "
    "leads to the channel, scaled to all conversions. Amounts follow conversions."
)


def removal_effects(steps: Floats) -> Floats:
    """The share of conversions lost without each channel, shape (channels,).

    Parameters
    ----------
    steps
        As in `Journeys`: at least one step leads to a conversion.
    """
    chances = steps / np.maximum(steps.sum(axis=1, keepdims=True), 1)
    whole = _chance_of_conversion(chances)
    without = [_chance_of_conversion(_without(chances, i)) for i in range(len(steps) - 1)]
    return np.asarray(1 - np.array(without) / whole)


def _without(chances: Floats, channel: int) -> Floats:
    """Every step into the channel leads nowhere."""
    left = chances.copy()
    left[:, channel] = 0
    return left


def _chance_of_conversion(chances: Floats) -> float:
    """From the start: s(I − Q)⁻¹r, of an absorbing chain."""
    channels = len(chances) - 1
    between, converts = chances[:channels, :channels], chances[:channels, channels]
    reached = np.linalg.solve(np.eye(channels) - between, converts)
    return float(chances[channels, :channels] @ reached)
