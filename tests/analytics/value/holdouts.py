"""Splits and families made up for tests: what is true of them is known."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from goodwill.analytics.value import nbd
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.analytics.value.nbd import Nbd


def split_of(x: Any, t_x: Any, T: Any, y: Any, t_last: Any, h: int, recent: Any = None) -> Split:
    """One cell a customer."""
    columns = [np.asarray(each, dtype=np.float64) for each in (x, t_x, T)]
    lately = columns[0] if recent is None else np.asarray(recent, dtype=np.float64)
    later = [np.asarray(each, dtype=np.float64) for each in (y, t_last)]
    longest = int(columns[2].max())
    ones, none = np.ones(len(columns[0])), np.zeros(len(columns[0]))
    return Split(0, longest, longest + h, *columns, lately, *later, ones, none, none)


def nobody_leaves(customers: int, seed: int = 1, r: float = 0.6, alpha: float = 90.0) -> Split:
    """A company that the NBD describes: 300 days observed, then 100 held out."""
    random = np.random.default_rng(seed)
    T, h = random.integers(100, 301, customers).astype(float), 100
    T[0] = 300
    rate = random.gamma(r, 1 / alpha, customers)
    x, y = random.poisson(rate * T), random.poisson(rate * h)
    recent = random.binomial(x, np.minimum(h / T, 1))
    t_x = np.where(x > 0, np.floor(T * random.random(customers)), 0)
    t_last = np.where(y > 0, T + np.ceil(h * random.random(customers)), t_x)
    return split_of(x, t_x, T, y, t_last, h, recent)


def regular_buyers(customers: int, k: int, seed: int = 1) -> Split:
    """A company that the MBG/CNBD-k describes: every k-th event of a Poisson process is a
    purchase, after each of which (the first too) a customer may leave."""
    random = np.random.default_rng(seed)
    end, h = 500, 200
    cells = []
    for _ in range(customers):
        first = random.integers(0, 250)
        rate, leaving = random.gamma(1.0, 1 / 40), random.beta(0.8, 4.0)
        days = [0]
        while random.random() >= leaving:
            gap = max(round(random.gamma(k, 1 / rate)), 1)
            if first + days[-1] + gap > end + h:
                break
            days.append(days[-1] + gap)
        T, logs = end - first, np.log(np.diff(days))
        x = sum(day <= T for day in days) - 1
        y = len(days) - 1 - x
        cells.append((x, days[x], T, x, y, days[-1], 1, logs[:x].sum(), logs.sum()))
    return Split(0, end, end + h, *np.array(cells, dtype=np.float64).T)


def variant(name: str, *, r: float = 1.0, alpha: float = 1.0) -> Any:
    """The NBD with its fitted parameters multiplied: a family that is wrong by as much."""

    def fit(*histories: Any) -> Nbd:
        model = nbd.fit(*histories)
        return replace(model, r=model.r * r, alpha=model.alpha * alpha)

    return SimpleNamespace(**{**vars(nbd), "NAME": name, "fit": fit})


def refusing(name: str, error: Exception) -> Any:
    """A family that can never be fitted."""

    def fit(*histories: Any) -> Nbd:
        raise error

    return SimpleNamespace(**{**vars(nbd), "NAME": name, "fit": fit})
