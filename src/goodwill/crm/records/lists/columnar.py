"""A list as a Parquet file: typed columns under the names that programs know them by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import cells, exporting, fields
from goodwill.crm.records.lists.wanting import Wanted

ROW_GROUP = 50_000
DIGITS, THOUSANDTHS = 18, 3
MONEY_PLACES = 4
"""No currency has more decimals."""


def parquet(kind: Kind, reach: Reach, wanted: Wanted) -> IO[bytes]:
    """The list, written a row group at a time; money and quantities are exact decimals."""
    held = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    schema = pa.schema([(one.name, _type(one)) for one in wanted.columns])
    with pq.ParquetWriter(held, schema, compression="zstd") as writer:
        for group in _groups(exporting.pieces(kind, reach, wanted)):
            columns = [
                pa.array([_value(kind, one, record) for record in group], _type(one))
                for one in wanted.columns
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    held.seek(0)
    return held


def _groups(pieces: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Pieces put together to row groups; an empty list is one without rows."""
    held: list[Any] = []
    for piece in pieces:
        held += piece
        if len(held) >= ROW_GROUP:
            yield held
            held = []
    yield held


def _type(field: Field) -> pa.DataType:
    if field.sort is Sort.YES:
        return pa.bool_()
    if field.is_own:
        return pa.float64() if field.sort in fields.COUNTS else pa.string()
    if field.sort is Sort.MONEY:
        return pa.decimal128(DIGITS, MONEY_PLACES)
    if field.sort is Sort.QUANTITY:
        return pa.decimal128(DIGITS, THOUSANDTHS)
    return _PLAIN.get(field.sort, pa.string())


_PLAIN = {
    Sort.NUMBER: pa.float64(),
    Sort.SHARE: pa.float64(),
    Sort.MINUTES: pa.int64(),
    Sort.DAY: pa.date32(),
    Sort.MOMENT: pa.timestamp("us", "UTC"),
}


def _value(kind: Kind, field: Field, record: Any) -> Any:
    value = fields.value_of(record, field)
    if value is None or value == "":
        return None
    if field.sort is Sort.YES:
        return bool(value)
    if field.sort in fields.COUNTS:
        return _count(field, record, value)
    if isinstance(value, date | datetime):
        return value
    return cells.told(kind, field, record) or None


def _count(field: Field, record: Any, value: Any) -> Any:
    if field.sort is Sort.MONEY and not field.is_own:
        return fields.major(value, exporting.digits_of(record))
    if field.sort is Sort.QUANTITY and not field.is_own:
        return fields.major(value, THOUSANDTHS)
    if not isinstance(value, int | float | Decimal):
        return None
    return int(value) if field.sort is Sort.MINUTES else float(value)
