"""Small tables for tests, written as rows and read back through a warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.analytics.tables import Column, Frame, Table
from goodwill.warehouse.opening import Warehouse

EPOCH = date(1970, 1, 1)

ARROW: Mapping[object, pa.DataType] = {
    nw.Int32: pa.int32(),
    nw.Int64: pa.int64(),
    nw.Float64: pa.float64(),
    nw.String: pa.string(),
    nw.Date: pa.date32(),
    nw.Boolean: pa.bool_(),
}

Row = Mapping[str, Any]


def frame_of(warehouse: Warehouse, table: Table | None, rows: Sequence[Row]) -> Frame:
    """The rows as a lazy table of that warehouse, in the order given.

    Columns of `table` that no row names are empty, with the contract's type; a day is
    filled from its date and a date from its day. Columns beyond the contract are kept.
    """
    columns = {column.name: column for column in table or ()}
    filled = [_with_days(row, columns) for row in rows]
    names = dict.fromkeys([*columns, *(name for row in filled for name in row)])
    arrays = {name: _array([row.get(name) for row in filled], columns.get(name)) for name in names}
    file = warehouse.scratch / f"rows-{uuid4().hex}.parquet"
    pq.write_table(pa.table(arrays), file)
    return warehouse.scan(file)


def rows_of(frame: Frame, *order: str) -> list[dict[str, Any]]:
    """The table as a list of rows, sorted by the columns named."""
    if order:
        frame = frame.sort(*order, nulls_last=True)
    return list(frame.collect("pyarrow").rows(named=True))


def _with_days(row: Row, columns: Mapping[str, Column]) -> dict[str, Any]:
    filled = dict(row)
    for name in columns:
        day, on = f"{name.removesuffix('_on')}_day", name
        if not name.endswith("_on") or day not in columns:
            continue
        if row.get(on) is not None and day not in row:
            filled[day] = (row[on] - EPOCH).days
        if row.get(day) is not None and on not in row:
            filled[on] = date.fromordinal(EPOCH.toordinal() + row[day])
    return filled


def _array(values: list[Any], column: Column | None) -> pa.Array:
    if column is not None:
        return pa.array(values, ARROW[column.dtype])
    guessed = pa.array(values)
    return guessed.cast(pa.string()) if pa.types.is_null(guessed.type) else guessed
