"""What is known of all customers, column by column, as files that are read in place.

Each column of numbers, days and flags is one file of plain values, in the order of the
customers' primary keys; a text column is an Arrow file. A million customers are looked through
in milliseconds, and all processes share the same pages of memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from numpy.typing import NDArray

from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists import fields

Values = NDArray[Any]
Ints = NDArray[np.int64]

NO_DAY = np.iinfo(np.int32).min
NO_NUMBER = np.iinfo(np.int64).min
NO_FLAG = -1
NOBODY = 0

TEXT, NUMBER, AMOUNT, DAY, FLAG, LINK = "text", "number", "amount", "day", "flag", "link"
TYPES: Mapping[str, Any] = {
    NUMBER: np.float64,
    AMOUNT: np.int64,
    DAY: np.int32,
    FLAG: np.int8,
    LINK: np.int64,
}
"""How the values of each shape are kept; NaN, `NO_…` and 0 stand for nothing."""
SAME = 0.5
"""Where fewer of the texts than this share differ, each is looked at once."""
_EPOCH = date(1970, 1, 1)


def shape(field: Field) -> str:
    """How the values of a field are kept."""
    if field.sort in fields.TIMES:
        return DAY
    if field.sort is Sort.YES:
        return FLAG
    if field.sort is Sort.LINK and not field.is_own:
        return LINK
    if field.sort in (Sort.MONEY, Sort.QUANTITY) and not field.is_own:
        return AMOUNT
    return NUMBER if field.sort in fields.COUNTS else TEXT


def written(field: Field, values: list[Any]) -> Values | pa.Array:
    """Values as the database gives them, as they are kept."""
    form = shape(field)
    if form == TEXT:
        return pa.array(["" if one is None else str(one) for one in values], pa.string())
    if form == DAY:
        return days(values, is_moment=field.sort is Sort.MOMENT)
    if form == FLAG:
        return np.array([NO_FLAG if one is None else int(one) for one in values], np.int8)
    if form == NUMBER:
        return np.array([np.nan if one is None else float(one) for one in values], np.float64)
    empty = NOBODY if form == LINK else NO_NUMBER
    return np.array([empty if one is None else int(one) for one in values], np.int64)


def days(values: list[Any], *, is_moment: bool = False) -> Values:
    """Days since 1970-01-01; a moment is on the day that it is where the company is."""
    some = next((one for one in values if one is not None), None)
    if some is None:
        return np.full(len(values), NO_DAY, np.int32)
    if is_moment:
        zone = pa.timestamp("us", tz=settings.TIME_ZONE)
        told = pa.array(values, pa.string()) if isinstance(some, str) else _utc(values)
        if isinstance(some, str):
            told = told.cast(pa.timestamp("us"))
        found = pc.local_timestamp(pc.assume_timezone(told, "UTC").cast(zone)).cast(pa.date32())
    else:
        found = pa.array(values, pa.string() if isinstance(some, str) else pa.date32())
        found = found.cast(pa.date32())
    held: Values = found.cast(pa.int32()).fill_null(NO_DAY).to_numpy(zero_copy_only=False)
    return held


def day_number(day: date) -> int:
    return (day - _EPOCH).days


def today() -> int:
    """The day it is where the company is."""
    return day_number(datetime.now(tz=ZoneInfo(settings.TIME_ZONE)).date())


@dataclass(frozen=True)
class Texts:
    """A column of texts: each customer's word, by its place among the different ones.

    Of a column in which nearly all differ, `places` is None and `words` is the column.
    """

    words: pa.Array | pa.ChunkedArray
    places: Values | None = None


@dataclass(frozen=True)
class Happened:
    """A journal, customer by customer: that of customer i lies from `starts[i]` to `starts[i+1]`.

    `whom` says the same for each entry. `what` and `once` are empty where the journal has none;
    within a customer equal `once` follow each other.
    """

    starts: Ints
    whom: Values
    day: Values
    amount: Ints
    what: Ints
    once: Ints


@dataclass(frozen=True)
class People:
    """All customers as of one moment."""

    folder: Path
    as_of: datetime
    facts: Mapping[str, Any]
    pk: Ints
    """In ascending order; everything else follows it."""
    _held: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pk)

    @property
    def columns(self) -> Mapping[str, str]:
        """The shape of each column, by name."""
        found: Mapping[str, str] = self.facts["columns"]
        return found

    def values(self, name: str) -> Values:
        """A column of numbers, days, flags or links."""
        found: Values = self._once(name, lambda: _read(self.folder / name, self.columns[name]))
        return found

    def texts(self, name: str) -> Texts:
        """A column of texts; empty for nothing."""
        found: Texts = self._once(name, lambda: _read_texts(self.folder / name))
        return found

    def journal(self, word: str) -> Happened:
        """What happened with each customer."""
        found: Happened = self._once(f"journal.{word}", lambda: _read_journal(self.folder, word))
        return found

    def places(self, pks: Ints) -> Ints:
        """Where these customers stand; those who are not here are left out."""
        if not len(self.pk):
            return np.empty(0, np.int64)
        near = np.minimum(np.searchsorted(self.pk, pks), len(self.pk) - 1)
        found: Ints = near[self.pk[near] == pks]
        return found

    def _once(self, name: str, read: Any) -> Any:
        if name not in self._held:
            self._held[name] = read()
        return self._held[name]


def opened(folder: Path, told: Mapping[str, Any]) -> People:
    """The customers in a folder."""
    return _opened(folder, json.dumps(told))


@lru_cache(maxsize=2)
def _opened(folder: Path, told: str) -> People:
    facts = json.loads(told)
    pk = _read(folder / "pk", AMOUNT)
    return People(folder, datetime.fromisoformat(facts["as_of"]), facts, pk)


def append(place: Path, values: Values) -> None:
    """Put further values at the end of a column."""
    with place.open("ab") as file:
        file.write(np.ascontiguousarray(values).tobytes())


def _read(place: Path, form: str) -> Values:
    if not place.stat().st_size:
        return np.empty(0, TYPES[form])
    return np.memmap(place, dtype=TYPES[form], mode="r")


def _read_texts(place: Path) -> Texts:
    with pa.memory_map(str(place)) as source:
        column = pa.ipc.open_file(source).read_all().column(0)
    if column.num_chunks and len(pc.unique(column.chunk(0))) > SAME * len(column.chunk(0)):
        return Texts(column)
    coded = column.combine_chunks().dictionary_encode()
    return Texts(coded.dictionary, coded.indices.to_numpy())


def _read_journal(folder: Path, word: str) -> Happened:
    part = f"journal.{word}"
    rest = [folder / f"{part}.{name}" for name in ("amount", "what", "once")]
    return Happened(
        _read(folder / f"{part}.starts", AMOUNT),
        _read(folder / f"{part}.whom", DAY),
        _read(folder / f"{part}.day", DAY),
        *(_read(one, AMOUNT) if one.is_file() else np.empty(0, np.int64) for one in rest),
    )


def _utc(values: list[Any]) -> pa.Array:
    """Moments as the server tells them; SQLite's own are in UTC and do not say so."""
    naive = [
        one.astimezone(UTC).replace(tzinfo=None) if one is not None and one.tzinfo else one
        for one in values
    ]
    return pa.array(naive, pa.timestamp("us"))
