"""Opening a warehouse: by the word `duckdb`, or by a Spark master's URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

Small = nw.DataFrame[Any]
"""A table in this process: parameters, scores of distinct histories."""


class Warehouse(Protocol):
    """What every engine can do: scan, write whole, settle."""

    engine: str
    scratch: Path
    """A folder that every worker sees and that goes when the warehouse closes."""

    def scan(self, source: Path) -> Frame:
        """A Parquet file or folder as a lazy table."""
        ...

    def write(self, frame: Frame, table: Path) -> None:
        """Write a table so that a reader sees the old one or the new one, never half."""
        ...

    def settle(self, frame: Frame | Small) -> Frame:
        """Compute once what several questions will be asked of; or bring in a table of our own."""
        ...

    def hashed(self, frame: Frame, column: str, seed: str, name: str) -> Frame:
        """Adds `name`: the text of `column` hashed with a seed, in 52 bits; null where it is null.

        The number that the first 13 hexadecimal digits of SHA-256 of the UTF-8 text
        “seed:value” write, as `goodwill.analytics.campaigns.assigning.hash52` defines it.
        """
        ...

    def close(self) -> None: ...


@contextmanager
def open_warehouse(
    engine: str = "duckdb",
    *,
    folder: Path | None = None,
    memory: str | None = None,
    threads: int | None = None,
) -> Iterator[Warehouse]:
    """Open the engine named; close it, and delete what it settled, on leaving.

    Parameters
    ----------
    engine
        `duckdb`, or a Spark master: `spark://host:7077`, `local[2]`.
    folder
        Where intermediate tables may be put; must be seen by every Spark worker.
        A temporary folder if not given.
    memory
        The most that this process may take before DuckDB spills to disk, such as `2GB`.

    Raises
    ------
    SettingRefused
        The engine is not one of these, or its package is not installed.
    """
    warehouse = _opened(engine, folder, memory, threads)
    try:
        yield warehouse
    finally:
        warehouse.close()


def _opened(engine: str, folder: Path | None, memory: str | None, threads: int | None) -> Warehouse:
    if engine == "duckdb":
        from goodwill.warehouse.duck import DuckWarehouse

        return DuckWarehouse(folder, memory, threads)
    if engine.startswith(("spark://", "local[")):
        from goodwill.warehouse.spark import SparkWarehouse

        return SparkWarehouse(engine, folder)
    raise SettingRefused(
        Sentence(
            "There is no engine {engine}. Say duckdb, or a Spark master such as spark://host:7077.",
            engine=engine,
        )
    )
