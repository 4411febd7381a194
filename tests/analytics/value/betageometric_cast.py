"""Histories that the tests of BG/NBD and its relatives share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from analytics.value.published import rows_of_file
from hypothesis import strategies as st

from goodwill.analytics.value.triples import Triples, triples

END = date(1997, 9, 30)


def cdnow_weeks() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t_x and T in weeks of the 2,357 customers of the sample, until 1997-09-30."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in rows_of_file("cdnow_sample.csv"):
        days[row["customer_id"]].add(date.fromisoformat(row["date"]))
    seen = [sorted(on for on in each if on <= END) for each in days.values()]
    x = np.array([len(on) - 1 for on in seen], dtype=float)
    t_x = np.array([(on[-1] - on[0]).days / 7 for on in seen])
    return x, t_x, np.array([(END - on[0]).days / 7 for on in seen])


@dataclass
class Lives:
    """Customers as seen until T, who of them is alive then, and their purchases after it."""

    x: np.ndarray
    t_x: np.ndarray
    log_gaps: np.ndarray
    T: np.ndarray
    is_alive: np.ndarray
    later: np.ndarray

    @property
    def seen(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.x, self.t_x, self.T


def simulated(model: Any, T: np.ndarray, seed: int, within: float = 0.0) -> Lives:
    """Customers of the model, watched until T and for the time `within` after it."""
    random = np.random.default_rng(seed)
    nothing = np.zeros(len(T))
    lives = Lives(nothing, nothing.copy(), nothing.copy(), T, nothing < 1, nothing.copy())
    rate = random.gamma(model.r, 1 / np.broadcast_to(model.alpha, len(T)))
    leaving = random.beta(model.a, model.b, len(T))
    lives.is_alive &= random.random(len(T)) >= leaving * model.is_modified
    clock, going = np.zeros(len(T)), np.flatnonzero(lives.is_alive)
    while len(going):
        gap = random.gamma(model.k, 1 / rate[going])
        clock[going] += gap
        going, gap = (
            going[clock[going] <= T[going] + within],
            gap[clock[going] <= T[going] + within],
        )
        early = clock[going] <= T[going]
        now = going[early]
        lives.x[now] += 1
        lives.t_x[now] = clock[now]
        lives.log_gaps[now] += np.log(gap[early])
        lives.later[going[~early]] += 1
        stays = random.random(len(going)) >= leaving[going]
        lives.is_alive[going[early & ~stays]] = False
        going = going[stays]
    return lives


def histories() -> st.SearchStrategy[Triples]:
    """Whatever may be given: any number of repeats up to 10,000 at any time up to 10^6."""
    times = st.floats(0, 1e6, allow_subnormal=False) | st.integers(0, 1000).map(float)
    recencies = st.just(1.0) | st.floats(1e-3, 1)
    one = st.tuples(st.integers(0, 12) | st.integers(0, 10_000), recencies, times)
    many = st.lists(st.tuples(one, st.integers(1, 1000)), min_size=1, max_size=6)
    return many.map(_triples)


def _triples(rows: list[Any]) -> Triples:
    x, share, T = (
        np.array(column, dtype=float) for column in zip(*(r[0] for r in rows), strict=True)
    )
    return triples(x, np.where(x > 0, share * T, 0.0), T, np.array([row[1] for row in rows]))
