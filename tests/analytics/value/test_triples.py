"""Histories compress exactly, on any dataframe, and refuse what cannot have happened."""

from __future__ import annotations

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frames import frame_of
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.errors import ContractBroken, TooFew
from goodwill.analytics.value.triples import each, triples
from goodwill.warehouse.opening import Warehouse

TABLE = {
    "customer_id": ["ana", "bo", "chen", "dai", "eve"],
    "repeats": [2, 0, 2, 0, None],
    "days_to_last": [30, 0, 30, 0, None],
    "days_observed": [90, 90, 90, 14, None],
}
DISTINCT = {"x": [0, 0, 2], "t_x": [0, 0, 30], "T": [14, 90, 90], "weight": [1, 1, 2]}


@pytest.mark.parametrize(
    "made",
    [
        lambda: pa.table(TABLE),
        lambda: pl.DataFrame(TABLE),
        lambda: pl.LazyFrame(TABLE),
        lambda: pd.DataFrame(TABLE).astype(
            {"repeats": "Int64", "days_to_last": "Int64", "days_observed": "Int64"}
        ),
        lambda: duckdb.from_arrow(pa.table(TABLE)),
        lambda: nw.from_native(pl.DataFrame(TABLE)),
    ],
    ids=["pyarrow", "polars", "polars-lazy", "pandas", "duckdb", "narwhals"],
)
def test_any_dataframe_gives_the_distinct_histories_with_counts(made) -> None:
    found = triples(made())
    assert {name: getattr(found, name).tolist() for name in DISTINCT} == DISTINCT


def test_each_engine_counts_them(warehouse: Warehouse) -> None:
    rows = [dict(zip(TABLE, row, strict=True)) for row in zip(*TABLE.values(), strict=True)]
    found = triples(frame_of(warehouse, None, rows))
    assert {name: getattr(found, name).tolist() for name in DISTINCT} == DISTINCT


histories = st.tuples(
    st.integers(0, 40), st.floats(0, 1, exclude_min=True), st.floats(0.5, 2000), st.integers(1, 9)
).map(lambda h: (h[0], h[1] * h[2] if h[0] else 0.0, h[2], h[3]))


@given(st.lists(histories, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_anything(rows: list, random) -> None:
    spelt_out = [(x, t_x, T, 1) for x, t_x, T, count in rows for _ in range(count)]
    random.shuffle(spelt_out)
    one, other = triples(*zip(*rows, strict=True)), triples(*zip(*spelt_out, strict=True))
    for name in DISTINCT:
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


@pytest.mark.parametrize("unit", [1, 7, 0.1])
def test_whole_and_broken_units_compress_alike(unit: float) -> None:
    """Whole numbers are packed into one word, others sorted as they are."""
    x, t_x, T = np.array([0, 3, 3, 1]), np.array([0, 21, 21, 7]), np.array([70, 70, 70, 14])
    found = triples(x, t_x / unit, T / unit)
    assert found.weight.tolist() == [1, 1, 2]
    assert found.t_x * unit == pytest.approx([0, 7, 21])


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ((1, -1, 5), "negative"),
        ((1, 6, 5), "after the end"),
        ((1.5, 1, 5), "whole number"),
        ((0, 1, 5), "no repeat"),
        ((1, float("nan"), 5), "missing or infinite"),
        ((1, 1, float("inf")), "missing or infinite"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_its_row(history, said: str) -> None:
    columns = np.array([(0, 0, 5), history]).T
    for ask in (triples, each):
        with pytest.raises(ContractBroken, match=rf"{said}.*row 2"):
            ask(*columns)


def test_nobody_is_too_few() -> None:
    with pytest.raises(TooFew, match="0 found"):
        triples([], [], [])


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ContractBroken, match="weight"):
        triples([0], [0], [5], [-1])


def test_a_customer_of_today_is_kept() -> None:
    assert triples([0], [0], [0]).customers == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 2)), min_size=1, max_size=40
    )
)
def test_whole_numbers_are_counted_as_any_others(rows: list) -> None:
    """Those without weights are packed and sorted in another way."""
    x, t_x, more = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    t_x = np.where(x > 0, t_x, 0.0)
    found, weighted = triples(x, t_x, t_x + more), triples(x, t_x, t_x + more, 2.0)
    for name in ("x", "t_x", "T"):
        assert getattr(found, name).tolist() == getattr(weighted, name).tolist()
    assert (found.weight * 2).tolist() == weighted.weight.tolist()
