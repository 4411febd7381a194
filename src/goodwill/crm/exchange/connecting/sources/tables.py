"""The rows of a file that arrived, through the readers that imports use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from goodwill.crm.exchange.connecting.sources.source import ROWS_AT_ONCE, Row
from goodwill.warehouse.reading.pieces import PROBLEM, RAW
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.tabling import Asked, tabled

if TYPE_CHECKING:
    from goodwill.crm.exchange.importing.plan import Reading

BROKEN = "goodwill_raw"
"""The heading under which the whole of a line stands that has not the cells it should have."""


def rows_of(path: Path, reading: Reading) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Its headings and its rows.

    Raises
    ------
    InputError
        With a sentence that says what is wrong with the file.
    """
    into = path.with_name(f"{path.name}.parquet")
    found = tabled(_named(path, reading), into, Asked(), _settings(reading))
    return found.names, _rows(into, found.names)


def _rows(file: Path, names: tuple[str, ...]) -> Iterator[Row]:
    columns = [f"c{place}" for place in range(len(names))]
    with pq.ParquetFile(file) as table:
        for batch in table.iter_batches(ROWS_AT_ONCE, columns=[PROBLEM, RAW, *columns]):
            for row in batch.to_pylist():
                if row[PROBLEM] is not None:
                    yield {BROKEN: row[RAW] or ""}
                else:
                    cells = (row[column] for column in columns)
                    yield {name: cell or "" for name, cell in zip(names, cells, strict=True)}


def _named(path: Path, reading: Reading) -> str:
    return f"{path}#{reading.sheet}" if reading.sheet else str(path)


def _settings(reading: Reading) -> Settings:
    return Settings(
        dates=reading.dates or None,
        decimal=reading.decimal or None,
        encoding=reading.encoding or None,
        delimiter=reading.delimiter or None,
        currency=reading.currency or None,
    )
