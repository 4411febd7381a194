"""Simulated customers who buy until they leave, as the Pareto/NBD describes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Leavers:
    """Histories to a day T, and what the customers bought in the time after it."""

    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    alive: np.ndarray
    later: np.ndarray


def leavers(model, customers, seed, *, longest=700.0, within=365.0, whole_days=False) -> Leavers:
    """α and β of the model may be arrays, one for each customer."""
    random = np.random.default_rng(seed)
    T = random.uniform(0, longest, customers)
    if whole_days:
        T = np.floor(T)
    rate = random.gamma(model.r, 1 / model.alpha, customers)
    lifetime = random.exponential(1 / random.gamma(model.s, 1 / model.beta, customers))
    seen = np.minimum(lifetime, T)
    x = random.poisson(rate * seen).astype(float)
    t_x = np.where(x > 0, seen * random.random(customers) ** (1 / np.maximum(x, 1)), 0.0)
    if whole_days:
        t_x = np.minimum(np.ceil(t_x), T)
        x = np.minimum(x, t_x)
    later = random.poisson(rate * np.clip(lifetime - T, 0, within)).astype(float)
    return Leavers(x, np.where(x > 0, t_x, 0.0), T, lifetime > T, later)
