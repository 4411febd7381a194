"""A way through the places of a day: a permutation, short, and the same every time."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.execution.rounds import distances, shortest

SHANGHAI, PARIS = (31.2304, 121.4737), (48.8566, 2.3522)

places = st.lists(st.tuples(st.floats(30.5, 31.5), st.floats(120.5, 122.0)), min_size=0, max_size=7)


def test_shanghai_is_9260_km_from_paris() -> None:
    """Great circle between the cities' centres, WGS 84 mean radius: about 9,260 km."""
    apart = distances(*(np.array(each) for each in zip(SHANGHAI, PARIS, strict=True)))
    assert apart[0, 1] == pytest.approx(9_260, rel=2e-3)
    assert apart[0, 0] == 0


@settings(max_examples=25)
@given(places)
def test_every_place_is_seen_once_and_the_first_first(at: list[tuple[float, float]]) -> None:
    found = shortest(np.array([a for a, _ in at]), np.array([b for _, b in at]))
    assert sorted(found.order) == list(range(len(at)))
    assert found.order[:1] == ((0,) if at else ())
    assert found.kilometres >= 0


def test_the_way_is_within_a_few_percent_of_the_best() -> None:
    rng = np.random.default_rng(3)
    longer = []
    for _ in range(20):
        latitudes, longitudes = rng.uniform(31, 31.4, 7), rng.uniform(121.2, 121.8, 7)
        apart = distances(latitudes, longitudes)
        ways = ((0, *rest) for rest in permutations(range(1, 7)))
        best = min(sum(apart[a, b] for a, b in pairwise(way)) for way in ways)
        longer.append(shortest(latitudes, longitudes).kilometres / best)
    assert np.mean(longer) < 1.03
    assert max(longer) < 1.1
