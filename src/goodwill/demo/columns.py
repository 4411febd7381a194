"""NumPy to Arrow: money as exact decimals, days as dates, few words as dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

NEVER = -1
"""Stands in integer arrays where nothing happened or nobody is meant; a null in the file."""

MONEY = pa.decimal128(14, 2)


def money(minor: Ints) -> Any:
    """Fen as decimals of yuan, without passing through a float."""
    words = np.empty((len(minor), 2), dtype="<i8")
    words[:, 0] = minor
    words[:, 1] = minor >> 63
    return pa.Array.from_buffers(MONEY, len(minor), [None, pa.py_buffer(words)])


def dates(days: Ints) -> Any:
    """Days since 1970-01-01 as dates; `NEVER` is null."""
    return pa.array(days.astype(np.int32), mask=days == NEVER).cast(pa.date32())


def words(codes: Ints, dictionary: Sequence[str] | Texts) -> Any:
    """Texts drawn from a few, all different: each by its place; `NEVER` is null."""
    indices = pa.array(codes.astype(np.int32), mask=codes == NEVER)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(dictionary), pa.string()))


def texts(values: Sequence[str | None] | Texts) -> Any:
    return pa.array(values, pa.string())


def numbered(prefix: str, n: int, digits: int = 7) -> Any:
    """Identifiers that count from 1: `AC000010000001`."""
    counted = pc.utf8_lpad(pa.array(np.arange(1, n + 1)).cast(pa.string()), digits, "0")
    return pc.binary_join_element_wise(prefix, counted, "")


def numbers(values: Ints, kind: Any = None) -> Any:
    """Whole numbers; `NEVER` stays as it is."""
    return pa.array(values, kind or pa.int32())


def answers(values: Ints) -> Any:
    """Whole numbers of which some were never given; `NEVER` is null."""
    return pa.array(values.astype(np.int32), mask=values == NEVER)


def flags(values: Flags) -> Any:
    """Yes and no as 1 and 0."""
    return pa.array(values.astype(np.int32))


def table(**columns: Any) -> Any:
    return pa.table(columns)


def plain(tabular: Any) -> Any:
    """The same table with every dictionary decoded: the form in which it is read back."""
    fields = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in tabular.schema
    ]
    return tabular.cast(pa.schema(fields))
