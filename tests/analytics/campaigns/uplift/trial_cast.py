"""Campaigns of which the effect on each member is known."""

from __future__ import annotations

import numpy as np

from goodwill.analytics.campaigns.uplift.trials import Trial, trial
from goodwill.analytics.numerics.arrays import Floats


def campaign(
    members: int, *, seed: int = 1, differs: float = 0.15, share: float = 0.5, columns: int = 4
) -> tuple[Trial, Floats]:
    """Yes or no: contact moves members by 0.05 + differs · (tanh(x0) + tanh(x1))."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(members, columns))
    w = (rng.random(members) < share).astype(np.float64)
    effect = 0.05 + differs * (np.tanh(x[:, 0]) + np.tanh(x[:, 1]))
    base = 0.3 + 0.2 / (1 + np.exp(-x[:, 2]))
    y = (rng.random(members) < base + w * effect).astype(np.float64)
    named = {f"x{place}": x[:, place] for place in range(columns)}
    return trial(named, w, y, share=share), effect


def spending(members: int, *, seed: int = 1, share: float = 0.5) -> tuple[Trial, Floats]:
    """Amounts in minor units: contact brings 300 · x0 more, on skewed spend of one in three."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(members, 3))
    w = (rng.random(members) < share).astype(np.float64)
    effect = 300 * x[:, 0]
    buys = rng.random(members) < 1 / 3
    y = np.where(buys, rng.lognormal(6, 0.8, members) + 3 * w * effect, 0.0)
    return trial({f"x{place}": x[:, place] for place in range(3)}, w, y, share=share), effect
