"""A DuckDB connection for reading, its scratch folder, and pieces converted side by side."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar

import duckdb

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

In = TypeVar("In")
Out = TypeVar("Out")


class Scratch:
    """Where one reading keeps its pieces; goes when the reading ends."""

    def __init__(self, memory: str | None, threads: int | None, folder: Path | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="goodwill-reading-", dir=folder))
        self.threads = threads or os.cpu_count() or 1
        self._numbers = count()
        try:
            self.connection = duckdb.connect(config=_config(self.folder, memory, self.threads))
        except duckdb.Error as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise SettingRefused(
                Sentence("DuckDB does not accept a setting: {reason}", reason=str(error))
            ) from error
        self.connection.execute("SET TimeZone = 'UTC'")

    def new_file(self, ending: str) -> Path:
        return self.folder / f"piece-{next(self._numbers)}{ending}"

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection.cursor()

    def each(self, work: Callable[[In], Out], pieces: Iterable[In]) -> Iterator[Out]:
        """`work` on every piece, as many at once as there are threads; results in order.

        Pieces are drawn only as workers come free, so what waits is bounded.
        """
        waiting: deque[Future[Out]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                for piece in pieces:
                    waiting.append(pool.submit(work, piece))
                    if len(waiting) > self.threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def scratch(
    memory: str | None = None, threads: int | None = None, folder: Path | None = None
) -> Iterator[Scratch]:
    opened = Scratch(memory, threads, folder)
    try:
        yield opened
    finally:
        opened.close()


def quoted(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _config(
    folder: Path, memory: str | None, threads: int
) -> dict[str, str | bool | int | float | list[str]]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": str(threads),
    }
    return config | ({"memory_limit": memory} if memory else {})
