"""Credit by the Shapley value of channel sets (MK09).

The value of a set S of channels is the conversions of journeys that used only channels of
S. Each channel gets what it adds to a set, averaged over all orders in which the sets can
grow: φᵢ = Σ_S |S|!(n − |S| − 1)!/n! · (v(S ∪ i) − v(S)). Since v is a sum over journeys, and
the Shapley value of a sum is the sum of Shapley values, every journey's conversion is shared
alike by the different channels in it. That is exact for any number of channels: no sampling of
orders is needed, not even beyond ten.

References
----------
Shapley (1953), A value for n-person games, in Contributions to the Theory of Games II.
Zhao, Mahboobi & Bagheri (2018), arXiv:1804.05327: the short form for attribution.
"""

from __future__ import annotations

import numpy as np

from goodwill.analytics.benefit.incrementality.attribution.credit import Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import Journeys
from goodwill.language import Sentence


def shapley(journeys: Journeys) -> Credit:
    """The Shapley value of each channel; they add up to the conversions of all journeys."""
    conversions = np.zeros(len(journeys.channels))
    amount = np.zeros(len(journeys.channels))
    for together in journeys.sets:
        at = [journeys.channels.index(channel) for channel in together.channels]
        conversions[at] += together.conversions / len(at)
        amount[at] += together.amount / len(at)
    return Credit("shapley", TITLE, METHOD, journeys.channels, conversions, amount)


TITLE = Sentence("Shapley value")
METHOD = Sentence(
    "Shapley value over sets of channels, exact: what a channel adds to a set, averaged over "
    "all orders in which channels can join."
)
