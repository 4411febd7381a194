"""Tables written whole: a reader sees the old generation or the new one, never half.

A table is a folder. Each write makes a new generation inside it and puts its name into
the file `current` in one rename, once everything is on the disk. The generation before
stays until the next write, for readers that still hold it. What a killed writer left
behind is swept by a later write.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from goodwill.analytics.errors import SourceMissing
from goodwill.language import Sentence

CURRENT = "current"
ABANDONED_AFTER_SECONDS = 24 * 3600
"""A generation without a word from its writer for so long has no writer any more."""


@contextmanager
def new_generation(table: Path) -> Iterator[Path]:
    """A folder to make and write to; it becomes the table only if the block succeeds."""
    table.mkdir(parents=True, exist_ok=True)
    writing = table / f"writing-{uuid4().hex}"
    try:
        yield writing
        _persist(writing)
    except BaseException:
        shutil.rmtree(writing, ignore_errors=True)
        raise
    before = current_generation(table)
    generation = writing.rename(table / f"generation-{uuid4().hex}")
    _turn(table, generation)
    _sweep(table, keep={generation, before})


def current_generation(table: Path) -> Path | None:
    """The folder that holds the table now; None if it was never written."""
    try:
        return table / (table / CURRENT).read_text(encoding="ascii")
    except (FileNotFoundError, NotADirectoryError):
        return None


def parquet_files(source: Path) -> list[str]:
    """The files of a Parquet file, a folder of them, or a table written in generations.

    Raises
    ------
    SourceMissing
        There is no such file, or no Parquet file in the folder.
    """
    if source.is_file():
        return [str(source)]
    folder = current_generation(source) or source
    files = sorted(str(file) for file in folder.glob("*.parquet"))
    if not files:
        raise SourceMissing(Sentence("There is no Parquet file at {place}.", place=str(source)))
    return files


def _turn(table: Path, generation: Path) -> None:
    fresh = table / f"{CURRENT}-{uuid4().hex}"
    with fresh.open("w", encoding="ascii") as stream:
        stream.write(generation.name)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(table / CURRENT)


def _persist(folder: Path) -> None:
    """Wait until the files are on the disk: a name must not outlive its content."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())


def _sweep(table: Path, keep: set[Path | None]) -> None:
    for old in table.glob("generation-*"):
        if old not in keep:
            shutil.rmtree(old, ignore_errors=True)
    for left in (*table.glob("writing-*"), *table.glob(f"{CURRENT}-*")):
        if _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def _is_abandoned(left: Path) -> bool:
    try:
        newest = max(path.stat().st_mtime for path in (left, *left.rglob("*")))
    except FileNotFoundError:  # another writer was quicker
        return False
    return time.time() - newest > ABANDONED_AFTER_SECONDS
