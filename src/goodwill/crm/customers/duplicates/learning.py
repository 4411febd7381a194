"""Weights that follow the decisions of a company's people, held near those they began with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from goodwill.crm.customers.duplicates import weighing
from goodwill.crm.customers.duplicates.models import Learnt, Suspicion
from goodwill.crm.customers.duplicates.weighing import Weights

FIRMNESS = 0.5
"""How many decisions' worth the weights one begins with have: the ridge's penalty."""


@dataclass(frozen=True)
class Decision:
    """Two entries that somebody judged: what was weighed, and whether they are one."""

    features: Mapping[str, float]
    is_same: bool


def learn(decisions: Sequence[Decision], begun: Weights, firmness: float = FIRMNESS) -> Weights:
    """The weights under which the decisions are likeliest, without leaving the old ones rashly.

    Logistic regression whose ridge draws towards `begun` instead of zero, so that a level
    nobody has judged yet keeps its weight and few decisions move little.
    """
    names = sorted({name for one in decisions for name in one.features})
    place = {name: at for at, name in enumerate(names)}
    told = np.zeros((len(decisions), len(names)))
    for row, one in enumerate(decisions):
        for name, value in one.features.items():
            told[row, place[name]] = value
    same = np.array([one.is_same for one in decisions], dtype=float)
    start = np.array([begun.get(name, 0.0) for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = told @ weights
        moved = weights - start
        likelihood = np.logaddexp(0, logits) - same * logits
        slope = told.T @ (expit(logits) - same) + firmness * moved
        return float(likelihood.sum() + firmness / 2 * (moved @ moved)), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return {**begun, **{name: round(float(found[at]), 3) for name, at in place.items()}}


FEWEST = 20
"""So many decisions, some of each sort, before the weights follow them."""
LATEST = 5000


def learn_from_decisions() -> bool:
    """Let the weights follow what people decided; whether there was enough to learn from."""
    told = Suspicion.objects.decided().order_by("-decided_at", "-pk")[:LATEST]
    decisions = [
        Decision(
            weighing.features(one.levels, is_person=one.is_person, namesakes=one.namesakes),
            one.state == Suspicion.State.SAME,
        )
        for one in told
    ]
    same = sum(one.is_same for one in decisions)
    if len(decisions) < FEWEST or same in (0, len(decisions)):
        return False
    weights = learn(decisions, weighing.WEIGHTS)
    Learnt.objects.create(weights=dict(weights), same=same, different=len(decisions) - same)
    return True


def latest() -> Learnt | None:
    """What was learnt last."""
    found: Learnt | None = Learnt.objects.order_by("-pk").first()
    return found


def weights_now() -> Weights:
    """The weights that decide now: the learnt ones, or those that everybody begins with."""
    learnt = latest()
    return {**weighing.WEIGHTS, **learnt.weights} if learnt else weighing.WEIGHTS
