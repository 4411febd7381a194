"""By simulation: where nothing was done, one test in twenty says otherwise, and no more.

Members differ by region and by what they spent before; all of it is drawn anew each time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from goodwill.analytics.benefit.incrementality.effects import (
    adjusting,
    clusters,
    means,
    poststratifying,
    proportions,
    ratios,
)
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.numerics.moments import Moments, of_arrays

COLUMNS = ("bought", "revenue", "orders", "before")
MEMBERS, TREATED, HOUSEHOLDS, REGIONS = 450, 300, 60, 4

Draw = tuple[Floats, Floats]
"""Rows of COLUMNS, and the region of each member; the first are treated."""


def draw(random: np.random.Generator) -> Draw:
    region = random.integers(0, REGIONS, MEMBERS).astype(float)
    before = random.gamma(2, 10, MEMBERS) * (1 + region)
    orders = random.poisson(0.4 + before / 60)
    revenue = orders * random.gamma(3, 10, MEMBERS) * (1 + region / 4)
    rows = np.column_stack([orders > 0, revenue, orders, before]).astype(float)
    return rows, region


def of_arms(drawn: Draw) -> tuple[Moments, Moments]:
    return of_arrays(COLUMNS, drawn[0][:TREATED]), of_arrays(COLUMNS, drawn[0][TREATED:])


def by_region(drawn: Draw) -> Moments:
    rows, region = drawn
    found: Moments | None = None
    for arm, some in (("treated", slice(0, TREATED)), ("control", slice(TREATED, None))):
        for name in range(REGIONS):
            cell = of_arrays(COLUMNS, rows[some][region[some] == name])
            keyed = Moments(
                COLUMNS, ("arm", "region"), ((arm, str(name)),), cell.n, cell.mean, cell.comoment
            )
            found = keyed if found is None else found.beside(keyed)
    assert found
    return found


def households(random: np.random.Generator) -> tuple[Moments, Moments]:
    """Sums of households of one to five who are alike; as many in each arm."""
    size = random.integers(1, 6, HOUSEHOLDS)
    common = random.gamma(2, 5, HOUSEHOLDS)
    total = size * common + random.normal(0, 3, HOUSEHOLDS) * np.sqrt(size)
    rows = np.column_stack([size, total])
    half = HOUSEHOLDS // 2
    names = (clusters.MEMBERS, "revenue")
    return of_arrays(names, rows[:half]), of_arrays(names, rows[half:])


WAYS: dict[str, Callable[[np.random.Generator], Effect]] = {
    "means": lambda r: means.difference(*of_arms(draw(r)), "revenue"),
    "shares": lambda r: proportions.difference(*of_arms(draw(r)), "bought"),
    "ratios": lambda r: ratios.difference(*of_arms(draw(r)), "revenue", "orders"),
    "adjusted": lambda r: adjusting.adjusted(*of_arms(draw(r)), "revenue", ["before"]),
    "adjusted ratios": lambda r: adjusting.adjusted(
        *of_arms(draw(r)), "revenue", ["before"], per="orders"
    ),
    "post-stratified": lambda r: poststratifying.difference(
        by_region(draw(r)), ("treated", "control"), "revenue"
    ),
    "households": lambda r: clusters.difference(*households(r), "revenue"),
}


def false_alarms(way: str, rounds: int) -> tuple[float, float]:
    """Share of p-values below 5 %, and of 95 % intervals without nought."""
    random = np.random.default_rng(11)
    effects = [WAYS[way](random) for _ in range(rounds)]
    return (
        sum(effect.p < 0.05 for effect in effects) / rounds,
        sum(effect.is_sure for effect in effects) / rounds,
    )


@pytest.mark.parametrize("way", WAYS)
def test_one_in_twenty_is_a_false_alarm(way: str) -> None:
    """The seed is fixed; four standard errors of 500 rounds are 0.039."""
    for share in false_alarms(way, 500):
        assert 0.02 < share < 0.085


@pytest.mark.proof
@pytest.mark.parametrize("way", WAYS)
def test_false_alarms_are_between_four_and_six_percent(way: str) -> None:
    by_p, by_interval = false_alarms(way, 20_000)
    print(f"{way}: {by_p:.4f} by p, {by_interval:.4f} by interval")
    assert 0.04 < by_p < 0.06
    assert 0.04 < by_interval < 0.06


def test_more_is_known_with_what_was_known_before() -> None:
    random = np.random.default_rng(4)
    drawn = [draw(random) for _ in range(50)]
    plain = [means.difference(*of_arms(d), "revenue").se for d in drawn]
    adjusted = [adjusting.adjusted(*of_arms(d), "revenue", ["before"]).se for d in drawn]
    assert np.mean(adjusted) < 0.9 * np.mean(plain)
