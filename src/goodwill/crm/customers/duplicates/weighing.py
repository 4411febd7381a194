"""How likely two customers are one: what speaks for it and against it, weighed and added up.

Each level of agreement has a weight in logits, apart for people and for organisations: how much
likelier it is among two entries of one customer than among two customers that share a key
(Fellegi & Sunter 1969, JASA 64(328)). The weights here were fitted to simulated card files
(`goodwill.demo.doubling`); `learning` moves them to what a company's own people decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log2

from goodwill.crm.customers.duplicates.comparing import Levels

Weights = Mapping[str, float]

MOST_NAMESAKES = 64


@dataclass(frozen=True)
class Weighed:
    """What speaks for and against two entries being one; `score` between 0 and 1."""

    score: float
    parts: Mapping[str, float]
    """Weight in logits of each level, `phone.same`."""


def features(levels: Levels, *, is_person: bool, namesakes: int = 0) -> dict[str, float]:
    """What is weighed: 1 for each level, and how common the name is where it agrees.

    `namesakes` counts those of the same name besides these two.
    """
    of = "person" if is_person else "firm"
    told = {f"{of}.{what}.{level}": 1.0 for what, level in levels.items()}
    told[f"{of}.always"] = 1.0
    if namesakes and levels.get("name") in ("same", "sound"):
        told[f"{of}.name.common"] = log2(1 + min(namesakes, MOST_NAMESAKES))
    return told


def weigh(told: Mapping[str, float], weights: Weights) -> Weighed:
    """The weight of each feature, and the probability that all of them make."""
    parts = {name: weights.get(name, 0.0) * value for name, value in told.items()}
    return Weighed(probability(sum(parts.values())), parts)


def probability(logits: float) -> float:
    """Between 0 and 1; never rounds to either."""
    bounded = max(-30.0, min(30.0, logits))
    return 1 / (1 + exp(-bounded))


_FITTED: Mapping[str, tuple[float, float]] = {
    "always": (-6.9, -5.1),
    "name.same": (4.7, 5.0),
    "name.sound": (5.8, 4.1),
    "name.nearly": (4.2, 3.7),
    "name.initial": (3.2, 0.0),
    "name.short": (2.0, 2.1),
    "name.brand": (0.0, -2.2),
    "name.family": (-5.6, 0.0),
    "name.different": (-5.1, -2.6),
    "name.common": (-0.7, -0.9),
    "phone.same": (5.5, 6.9),
    "phone.nearly": (2.0, 2.0),
    "phone.different": (-1.9, -1.8),
    "mail.same": (6.4, 5.0),
    "mail.nearly": (3.5, 3.5),
    "mail.box": (2.0, 2.0),
    "mail.different": (-1.3, -0.5),
    "account.same": (5.0, 5.0),
    "account.different": (-1.0, -1.0),
    "domain.same": (2.0, 2.5),
    "domain.different": (-1.5, -1.0),
    "address.same": (3.7, 5.1),
    "address.nearly": (2.5, 2.5),
    "address.different": (-1.5, -1.4),
    "city.same": (0.5, 0.7),
    "city.different": (-2.8, -2.1),
    "country.different": (-2.0, -2.0),
    "born.same": (5.5, 0.0),
    "born.nearly": (2.0, 0.0),
    "born.different": (-4.0, 0.0),
    "employer.same": (2.5, 0.0),
    "employer.different": (-0.7, 0.0),
    "sort.different": (-8.0, -8.0),
    "tie.known": (-8.0, -8.0),
    "numeral.different": (0.0, -6.8),
    "place.different": (0.0, -4.1),
}
"""For people and for organisations."""

WEIGHTS: Weights = {
    f"{of}.{name}": weight
    for name, weights in _FITTED.items()
    for of, weight in zip(("person", "firm"), weights, strict=True)
}
"""What is used until a company's people have decided enough."""
