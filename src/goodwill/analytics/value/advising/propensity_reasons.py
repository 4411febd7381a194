"""Why a customer scores as he does, in words.

One group of features at a time is put to what the typical customer shows; how far the
probability moves is what the group contributes. Features that say nearly the same (silence
in days and in own intervals) move together, or each would hide the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.advising.forest import IS
from goodwill.analytics.value.advising.propensity import Propensity, Scores, turned
from goodwill.language import Sentence

REASONS = 3
SMALLEST = 0.005
"""Contributions below half a percentage point are not worth a sentence."""

Facts = Mapping[str, float]


@dataclass(frozen=True)
class Reason:
    """`effect`: by how much it moves the probability, against the typical customer."""

    about: str
    effect: float
    sentence: Sentence


@dataclass(frozen=True)
class Explained:
    """One customer of a list, with the reasons that move the score most, strongest first."""

    customer_id: str
    probability: float
    reasons: tuple[Reason, ...]


def explained(model: Propensity, scores: Scores, top: int = 20) -> tuple[Explained, ...]:
    """The `top` customers with the highest probability of the target, and why."""
    order = np.lexsort((scores.customer_id.astype(str), -scores.probability))[:top]
    if not len(order):
        return ()
    matrix = model.forest.encoder.matrix(scores.seen)[order]
    groups = _groups(model)
    moved = {about: _moved(model, matrix, columns) for about, columns in groups.items()}
    return tuple(
        Explained(
            str(scores.customer_id[row]),
            float(scores.probability[row]),
            _reasons({about: each[at] for about, each in moved.items()}, model, scores, row),
        )
        for at, row in enumerate(order)
    )


_OF = {
    "days_since_last": "silence",
    "overdue": "silence",
    "repeats": "frequency",
    "median_gap_days": "frequency",
    "recent_purchases": "recent",
    "spend_trend": "recent",
    "days_observed": "age",
    "order_minor": "order",
    "lines_an_order": "lines",
    "returned_share": "returns",
    "categories": "categories",
}


def _groups(model: Propensity) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(model.forest.encoder.names):
        if name in model.typical:
            groups.setdefault(_OF.get(name, name), []).append(at)
    return groups


def _moved(model: Propensity, matrix: Floats, columns: list[int]) -> Floats:
    """Probability of the target less what it would be with the typical customer's values."""
    other = matrix.copy()
    for at in columns:
        other[:, at] = model.typical[model.forest.encoder.names[at]]
    now, then = (turned(model.target, model.forest.probability(m)) for m in (matrix, other))
    return now - then


def _reasons(
    moved: Mapping[str, float], model: Propensity, scores: Scores, row: int
) -> tuple[Reason, ...]:
    """Only what pushes the score to where it is: up, on a list of the highest."""
    ranked = sorted(moved.items(), key=lambda item: (-item[1], item[0]))
    behaviour = {name: float(values[row]) for name, values in scores.seen.behaviour.items()}
    attributes = {name: values[row] for name, values in scores.seen.attributes.items()}
    return tuple(
        Reason(about, float(effect), _said(about, behaviour, model, attributes))
        for about, effect in ranked[:REASONS]
        if effect >= SMALLEST
    )


def _said(about: str, own: Facts, model: Propensity, attributes: Mapping[str, Any]) -> Sentence:
    if about in _SAYINGS:
        return _SAYINGS[about](own, model.typical)
    name = about.removeprefix(IS)
    value = attributes.get(name)
    if value is None or str(value) == "nan":
        return Sentence("{name} is not known.", name=name)
    return Sentence("{name} is {value}.", name=name, value=value)


def _silence(own: Facts, typical: Facts) -> Sentence:
    days, gap = round(own["days_since_last"]), own["median_gap_days"]
    if not np.isnan(gap):
        return Sentence(
            "Last bought {n} day ago; used to buy every {gap} days.",
            "Last bought {n} days ago; used to buy every {gap} days.",
            n=days,
            gap=round(gap),
        )
    return Sentence(
        "Bought on one day only, {n} day ago; the typical customer last did {typical} days ago.",
        "Bought on one day only, {n} days ago; the typical customer last did {typical} days ago.",
        n=days,
        typical=round(typical["days_since_last"]),
    )


def _frequency(own: Facts, typical: Facts) -> Sentence:
    times = round(own["repeats"]) + 1
    if times == 1:
        return Sentence(
            "Has bought on one day only; the typical customer on {typical}.",
            typical=round(typical.get("repeats", 0.0)) + 1,
        )
    return Sentence(
        "Has bought on {times} days, about every {gap} days; the typical customer on {typical}.",
        times=times,
        gap=round(own["median_gap_days"]),
        typical=round(typical.get("repeats", 0.0)) + 1,
    )


def _recent(own: Facts, typical: Facts) -> Sentence:
    lately = round(own["recent_purchases"])
    if lately == 0:
        return Sentence("No purchase in the last horizon of days.")
    if own["spend_trend"] < 0:
        return Sentence(
            "{n} purchase lately, for less than in the time before.",
            "{n} purchases lately, for less than in the time before.",
            n=lately,
        )
    return Sentence(
        "{n} purchase lately, for no less than in the time before.",
        "{n} purchases lately, for no less than in the time before.",
        n=lately,
    )


def _age(own: Facts, typical: Facts) -> Sentence:
    return Sentence(
        "First bought {days} days ago; the typical customer {typical} days ago.",
        days=round(own["days_observed"]),
        typical=round(typical["days_observed"]),
    )


def _order(own: Facts, typical: Facts) -> Sentence:
    if own["order_minor"] >= typical["order_minor"]:
        return Sentence("Orders are larger than the typical customer's.")
    return Sentence("Orders are smaller than the typical customer's.")


def _lines(own: Facts, typical: Facts) -> Sentence:
    return Sentence(
        "{lines} lines an order; the typical customer has {typical}.",
        lines=round(own["lines_an_order"], 1),
        typical=round(typical["lines_an_order"], 1),
    )


def _returns(own: Facts, typical: Facts) -> Sentence:
    share = own["returned_share"]
    if np.isnan(share) or share == 0:
        return Sentence("Has brought nothing back.")
    return Sentence("Has brought back {share}% of what was bought.", share=round(100 * share, 1))


def _categories(own: Facts, typical: Facts) -> Sentence:
    return Sentence(
        "Has bought from {n} category; the typical customer from {typical}.",
        "Has bought from {n} categories; the typical customer from {typical}.",
        n=round(own["categories"]),
        typical=round(typical["categories"]),
    )


_SAYINGS: dict[str, Callable[[Facts, Facts], Sentence]] = {
    "silence": _silence,
    "frequency": _frequency,
    "recent": _recent,
    "age": _age,
    "order": _order,
    "lines": _lines,
    "returns": _returns,
    "categories": _categories,
}
