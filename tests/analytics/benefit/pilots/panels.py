"""Panels with a known truth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.numerics.arrays import Floats

CALIFORNIA = Path(__file__).parents[5] / "shared" / "data" / "california_prop99.csv"


def panel(outcome: Floats, treated: int, start: int) -> Panel:
    """The first `treated` units start at `start`."""
    units = tuple(f"Branch {i:03}" for i in range(len(outcome)))
    starts = tuple(start if i < treated else None for i in range(len(outcome)))
    return Panel(units, _periods(outcome), outcome, starts)


def staggered_panel(outcome: Floats, starts: list[int | None]) -> Panel:
    units = tuple(f"Branch {i:03}" for i in range(len(outcome)))
    return Panel(units, _periods(outcome), outcome, tuple(starts))


def parallel(
    seed: int, units: int = 30, treated: int = 6, periods: int = 20, start: int = 12
) -> Floats:
    """Levels of units, one movement for all, noise of deviation 1; nothing is done."""
    random = np.random.default_rng(seed)
    level = random.normal(0, 5, (units, 1))
    return level + np.cumsum(random.normal(0, 1, periods)) + random.normal(0, 1, (units, periods))


def factors(
    seed: int, units: int = 30, treated: int = 2, periods: int = 24, start: int = 16
) -> Floats:
    """Two hidden factors that wander; treated units lean on them more than others do."""
    random = np.random.default_rng(seed)
    loads = random.normal(0, 1, (units, 2))
    loads[:treated] += 0.5
    wander = np.cumsum(random.normal(0, 0.5, (2, periods)), axis=1)
    return parallel(seed + 10_000, units, treated, periods, start) + loads @ wander


def with_effect(outcome: Floats, treated: int, start: int, effect: float) -> Floats:
    changed = outcome.copy()
    changed[:treated, start:] += effect
    return changed


def california() -> Panel:
    """Cigarette packs per head in 39 states, 1970-2000; the tax of California from 1989."""
    if not CALIFORNIA.exists():
        pytest.skip("the panel of California is not there (shared/data/california_prop99.csv)")
    with CALIFORNIA.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    states = sorted({row["State"] for row in rows})
    years = sorted({row["Year"] for row in rows})
    outcome = np.zeros((len(states), len(years)))
    for row in rows:
        outcome[states.index(row["State"]), years.index(row["Year"])] = row["PacksPerCapita"]
    starts = [years.index("1989") if state == "California" else None for state in states]
    return Panel(tuple(states), tuple(years), outcome, tuple(starts))


def _periods(outcome: Floats) -> tuple[str, ...]:
    return tuple(f"2023-{t + 1:02}" for t in range(outcome.shape[1]))
