"""Credit shared out among channels. It is attributed, not incremental.

Attribution says which channels were there when customers bought. Most of them would have
bought anyway, so it says nothing of what a channel brought; only a hold-out does.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

LABEL = Sentence("Attributed, not incremental")


@dataclass(frozen=True)
class Credit:
    """What a method credits each channel with.

    Parameters
    ----------
    name
        `last_touch`, `shapley`, `markov` …
    conversions, amount
        Shape (channels,); the amount in minor units. They add up to those of all journeys.
    """

    name: str
    title: Sentence
    method: Sentence
    channels: tuple[str, ...]
    conversions: Floats
    amount: Floats

    @property
    def label(self) -> Sentence:
        """What must be said wherever it is shown."""
        return LABEL

    def of(self, channel: str) -> float:
        """The amount credited to a channel; nothing to one that was in no journey."""
        if channel not in self.channels:
            return 0.0
        return float(self.amount[self.channels.index(channel)])
