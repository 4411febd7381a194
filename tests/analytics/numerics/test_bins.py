"""Ranges and quantiles from counts."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest
from frames import frame_of
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.numerics.bins import bin_index, quantile_of_counts, round_edges
from goodwill.warehouse.opening import Warehouse


def test_a_value_on_an_edge_belongs_to_the_range_above(warehouse: Warehouse) -> None:
    frame = frame_of(warehouse, None, [{"x": x} for x in (-5, 0, 9, 10, 11)])
    rows = frame.select("x", i=bin_index("x", [0, 10])).sort("x").collect().rows()
    assert [i for _, i in rows] == [0, 1, 1, 2, 2]


@given(st.lists(st.integers(-9, 99), unique=True, max_size=40))
def test_of_any_number_of_edges_those_reached_are_counted(edges: list[int]) -> None:
    edges.sort()
    values = [None, *range(-10, 101, 3)]
    table = nw.from_native(pa.table({"x": pa.array(values, pa.int32())}))
    found = table.select(i=bin_index("x", edges))["i"].to_list()
    expected = [None, *(int(np.searchsorted(edges, x, "right")) for x in values[1:])]
    assert found == expected


def test_round_edges_end_above_the_highest() -> None:
    assert round_edges(0) == [1]
    assert round_edges(5) == [1, 2, 5, 10]
    assert round_edges(150) == [1, 2, 5, 10, 20, 50, 100, 200]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=50), st.floats(0, 1))
def test_a_quantile_of_counts_is_that_of_the_values(values: list[int], share: float) -> None:
    distinct, counts = np.unique(values, return_counts=True)
    expected = np.quantile(values, share)
    told = quantile_of_counts(distinct.tolist(), counts.tolist(), share)
    assert told == pytest.approx(expected, rel=1e-9, abs=1e-9)
