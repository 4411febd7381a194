"""Rows of the database as Arrow tables: exact decimals, days as dates, ids as they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale
from babel.numbers import get_currency_precision
from numpy.typing import NDArray

from goodwill.crm.exchange.refreshing.star import Column, Drawn, Sort

DIGITS, THOUSANDTHS = 18, 3
CURRENCIES = frozenset(Locale("en").currencies)


@dataclass(frozen=True)
class Manner:
    """How values are written: in which time zone, and with how many decimals of money."""

    zone: str
    currency: str
    places: int


class TooFine(Exception):
    """A currency has more decimals than the tables were begun with."""


def schema(drawn: Drawn, manner: Manner) -> pa.Schema:
    """The columns of a table, with their types."""
    return pa.schema([(one.name, _type(one.sort, manner)) for one in drawn.columns])


def table(drawn: Drawn, rows: Sequence[tuple[Any, ...]], manner: Manner) -> pa.Table:
    """Rows as they were read, without their key in front."""
    wanted = schema(drawn, manner)
    if not rows:
        return wanted.empty_table()
    found = dict(zip((one.name for one in drawn.columns), list(zip(*rows, strict=True))[1:],
                     strict=True))  # fmt: skip
    digits = _digits_of(found.get("currency"), manner)
    made = [_column(one, found[one.name], digits, manner) for one in drawn.columns]
    return pa.Table.from_arrays(made, schema=wanted)


def places_of(codes: Sequence[str | None], manner: Manner) -> int:
    """How many decimals these currencies need."""
    return max((_digits(code, manner) for code in codes), default=0)


def _type(sort: Sort, manner: Manner) -> pa.DataType:
    match sort:
        case Sort.DAY | Sort.MOMENT:
            return pa.date32()
        case Sort.NUMBER:
            return pa.int64()
        case Sort.QUANTITY:
            return pa.decimal128(DIGITS, THOUSANDTHS)
        case Sort.MONEY:
            return pa.decimal128(DIGITS, manner.places)
        case _:
            return pa.string()


def _column(
    column: Column, values: Sequence[Any], digits: NDArray[np.int64] | int, manner: Manner
) -> pa.Array:
    if column.sort is Sort.MONEY:
        return _decimals(values, digits, manner.places)
    if column.sort is Sort.MOMENT:
        return _local_days(values, manner.zone)
    if column.sort is Sort.TEXT:
        return _texts(values, column.called)
    return _AS_THEY_ARE[column.sort](values)


def _texts(values: Sequence[str | None], called: Any) -> pa.Array:
    held = pa.array(values, pa.string()).dictionary_encode()
    words = [called.get(word, word) or None for word in held.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(held.indices)


def _ids(values: Sequence[Any]) -> pa.Array:
    """32 digits as people write them, in five groups; each id is looked at once."""
    if values and isinstance(next((one for one in values if one is not None), None), UUID):
        values = [None if one is None else one.hex for one in values]
    held = pa.array(values, pa.string()).dictionary_encode()
    groups = [pc.utf8_slice_codeunits(held.dictionary, *cut) for cut in _GROUPS]
    return pc.binary_join_element_wise(*groups, "-").take(held.indices)


_GROUPS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))


def _days(values: Sequence[Any]) -> pa.Array:
    if isinstance(next((one for one in values if one is not None), None), str):
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, pa.date32())


def _local_days(values: Sequence[Any], zone: str) -> pa.Array:
    first = next((one for one in values if one is not None), None)
    if isinstance(first, datetime):
        moments = pa.array(values, pa.timestamp("us", "UTC"))
    else:
        held = pa.array(values, pa.string()).cast(pa.timestamp("us"))
        moments = pc.assume_timezone(held, "UTC")
    return pc.local_timestamp(moments.cast(pa.timestamp("us", zone))).cast(pa.date32())


def _decimals(values: Sequence[int | None], digits: NDArray[np.int64] | int, places: int) -> Any:
    """Integers of the smallest unit as decimals, without passing through a float."""
    held = pa.array(values, pa.int64())
    units = np.asarray(pc.fill_null(held, 0)) * 10 ** (places - np.asarray(digits))
    words = np.empty((len(units), 2), dtype="<i8")
    words[:, 0], words[:, 1] = units, units >> 63
    whole = pa.Array.from_buffers(
        pa.decimal128(DIGITS, places), len(units), [None, pa.py_buffer(words)]
    )
    return pc.if_else(held.is_valid(), whole, pa.scalar(None, whole.type))


_AS_THEY_ARE: Mapping[Sort, Callable[[Sequence[Any]], pa.Array]] = {
    Sort.ID: _ids,
    Sort.DAY: _days,
    Sort.NUMBER: lambda values: pa.array(values, pa.int64()),
    Sort.QUANTITY: lambda values: _decimals(values, THOUSANDTHS, THOUSANDTHS),
}


def _digits_of(codes: Sequence[str | None] | None, manner: Manner) -> NDArray[np.int64] | int:
    """For each row how many decimals its currency has."""
    if codes is None:
        return manner.places
    known = {code: _digits(code, manner) for code in set(codes)}
    if max(known.values()) > manner.places:
        raise TooFine
    if len(set(known.values())) == 1:
        return next(iter(known.values()))
    return np.array([known[code] for code in codes], dtype=np.int64)


def _digits(code: str | None, manner: Manner) -> int:
    return get_currency_precision(code if code and code in CURRENCIES else manner.currency)
