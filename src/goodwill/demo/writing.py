"""Parquet files that grow by one row group a block and appear only when all is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq


class Files:
    """The files of one simulation, by their path below the folder."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._writers: dict[str, Any] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, rows: Any) -> None:
        """Append a table as one row group to the file `name`.parquet."""
        if name not in self._writers:
            path = self._staging / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(
                path, rows.schema, compression="zstd", store_schema=False
            )
        self._writers[name].write_table(rows, row_group_size=max(1, len(rows)))
        self.rows[name] = self.rows.get(name, 0) + len(rows)

    def note(self, name: str, facts: dict[str, Any]) -> None:
        """Write `name`.json."""
        path = self._staging / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def say(self, name: str, text: str) -> None:
        """Write a text under its full name."""
        (self._staging / name).write_text(text, encoding="utf-8")

    def close(self) -> None:
        for writer in self._writers.values():
            writer.close()


@contextmanager
def files_in(folder: Path) -> Iterator[Files]:
    """Write beside the folder's files; each takes its place whole, and only if all succeeded."""
    folder.mkdir(parents=True, exist_ok=True)
    staging = folder / f".writing-{uuid4().hex}"
    staging.mkdir()
    files = Files(staging)
    try:
        yield files
        files.close()
        _move(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _move(staging: Path, folder: Path) -> None:
    for path in sorted(p for p in staging.rglob("*") if p.is_file()):
        target = folder / path.relative_to(staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
