"""The same kind of dataframe comes back as went in, with the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.value import nbd
from goodwill.analytics.value.nbd import Nbd
from goodwill.analytics.value.outlook.scores import NAMES, scored
from goodwill.warehouse.opening import Warehouse

TABLE = {
    "customer_id": ["ana", "bo", "陈", "dai"],
    "repeats": [2, 0, 2, None],
    "days_to_last": [30, 0, 30, None],
    "days_observed": [90, 90, 90, None],
}
MODEL = Nbd(r=0.9, alpha=60)
NULLABLE = dict.fromkeys(("repeats", "days_to_last", "days_observed"), "Int64")

KINDS: dict[str, Callable[[], Any]] = {
    "pyarrow": lambda: pa.table(TABLE),
    "pandas": lambda: pd.DataFrame(TABLE).astype(NULLABLE),
    "pandas-floats": lambda: pd.DataFrame(TABLE),
    "polars": lambda: pl.DataFrame(TABLE),
    "polars-small": lambda: pl.DataFrame(TABLE, schema_overrides={"repeats": pl.Int32}),
    "polars-lazy": lambda: pl.LazyFrame(TABLE),
    "duckdb": lambda: duckdb.from_arrow(pa.table(TABLE)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_back_with_the_same_numbers(kind: str) -> None:
    given = KINDS[kind]()
    found = scored(given, nbd, MODEL)
    assert type(found) is type(given)
    rows = sorted(
        nw.from_native(found).lazy().collect("pyarrow").rows(named=True),
        key=lambda row: row["customer_id"],
    )
    ana, bo, dai, chen = rows
    expected = {who["customer_id"]: who["expected_purchases"] for who in (ana, bo, chen)}
    assert expected == pytest.approx(
        {"ana": 2.9 / 150 * 365, "bo": 0.9 / 150 * 365, "陈": 2.9 / 150 * 365}
    )
    assert all(dai[name] is None or dai[name] != dai[name] for name in NAMES)
    assert {name: ana[name] for name in NAMES} == {name: chen[name] for name in NAMES}


def test_a_warehouse_gets_a_lazy_table_back(warehouse: Warehouse) -> None:
    """On Spark the scores reach the session of the customers by themselves."""
    rows = [dict(zip(TABLE, row, strict=True)) for row in zip(*TABLE.values(), strict=True)]
    frame = frame_of(warehouse, None, rows)
    bring = warehouse.settle if warehouse.engine == "duckdb" else None
    found = nw.from_native(scored(frame.to_native(), nbd, MODEL, bring=bring))
    told = {row["customer_id"]: row["expected_purchases"] for row in rows_of(found)}
    assert told["ana"] == told["陈"] == pytest.approx(2.9 / 150 * 365)
    assert told["dai"] is None
