"""Many rows of a model at once, past the ORM: columns in, `COPY` or one prepared statement out.

For filling empty installations only: nothing is checked, noted in history or announced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.core.management.color import no_style
from django.db import connection, models
from numpy.typing import NDArray

Column = Sequence[Any] | NDArray[Any]
AT_ONCE = 20_000


class PublicIds:
    """UUIDv7 (RFC 9562) that follow from a seed: in order, and the same for the same seed."""

    def __init__(self, seed: int, first_on: date) -> None:
        self._random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(6,)))
        began = datetime(first_on.year, first_on.month, first_on.day)  # noqa: DTZ001
        self._next_ms = int((began - datetime(1970, 1, 1)).total_seconds()) * 1000  # noqa: DTZ001

    def take(self, n: int) -> list[str]:
        """The next ids, each as 32 hexadecimal digits."""
        octets = self._random.integers(0, 256, (n, 16), dtype=np.uint8)
        moment = self._next_ms + np.arange(n, dtype=np.uint64)
        self._next_ms += n
        for place in range(6):
            octets[:, place] = (moment >> np.uint64(8 * (5 - place))) & np.uint64(0xFF)
        octets[:, 6] = (octets[:, 6] & 0x0F) | 0x70
        octets[:, 8] = (octets[:, 8] & 0x3F) | 0x80
        digits = octets.tobytes().hex()
        return [digits[at : at + 32] for at in range(0, 32 * n, 32)]


class Rows:
    """Writes rows of one model; columns that are not given take the fields' defaults."""

    def __init__(self, model: type[models.Model], ids: PublicIds) -> None:
        self.model, self._public_ids = model, ids
        highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"]
        self.next_id: int = (highest or 0) + 1
        self.written = 0

    def write(self, n: int, **columns: Column | object) -> NDArray[np.int64]:
        """Write `n` rows and give their ids; a single value stands for every row."""
        ids = np.arange(self.next_id, self.next_id + n)
        columns["id"] = ids
        names = {field.attname for field in self.model._meta.concrete_fields}
        if "public_id" in names and "public_id" not in columns:
            columns["public_id"] = self._public_ids.take(n)
        unknown = columns.keys() - names
        assert not unknown, f"{self.model.__name__} has no {unknown}"
        _insert(self.model, columns, n)
        self.next_id += n
        self.written += n
        return ids

    def public_ids(self, n: int) -> list[str]:
        """Public ids for rows that something else must name before they are written."""
        return self._public_ids.take(n)

    def settle(self) -> None:
        """Let the database count on from the last id that was written."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)


def _insert(model: type[models.Model], given: Mapping[str, Any], n: int) -> None:
    fields = model._meta.concrete_fields
    columns = [_column(field, given, n) for field in fields]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    rows = zip(*columns, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # type: ignore[arg-type]


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copying:
        for row in rows:
            copying.write_row(row)


def _column(field: models.Field[Any, Any], given: Mapping[str, Any], n: int) -> list[Any]:
    value = given.get(field.attname, _DEFAULT)
    if value is _DEFAULT:
        value = field.get_default()
    if isinstance(value, np.ndarray):
        return _texts_of_days(value) if value.dtype.kind == "M" else value.tolist()
    if isinstance(value, list | tuple):
        return list(value)
    return [_plain(value)] * n


def _texts_of_days(moments: NDArray[Any]) -> list[str | None]:
    """Days and moments (UTC) as either database reads them; none where there is none."""
    texts = np.datetime_as_string(moments).tolist()
    if not moments.dtype.name.endswith("[D]"):
        zone = "+00" if connection.vendor == "postgresql" else ""
        texts = [text.replace("T", " ", 1) + zone if text[0] != "N" else text for text in texts]
    return [None if text == "NaT" else text for text in texts]


def _plain(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, date):
        return str(value)
    return value


_DEFAULT = object()
