"""Tables written whole: a reader sees the old generation or the new one, never half.

A table is a folder. Each write makes a new generation inside it, complete before the
link `current` is turned to it in one rename; the generation before stays until the next
write, for readers that still hold it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

CURRENT = "current"


@contextmanager
def new_generation(table: Path) -> Iterator[Path]:
    """A fresh folder to write to; it becomes the table only if the block succeeds."""
    table.mkdir(parents=True, exist_ok=True)
    before = current_generation(table)
    generation = table / f"generation-{uuid4().hex}"
    try:
        yield generation
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    _turn(table, generation)
    _sweep(table, keep={generation, before})


def current_generation(table: Path) -> Path | None:
    """The folder that holds the table now; None if it was never written."""
    link = table / CURRENT
    return link.resolve() if link.exists() else None


def parquet_files(source: Path) -> str:
    """A glob for a Parquet file, a folder of them, or a table written in generations."""
    if source.is_file():
        return str(source)
    folder = current_generation(source) or source
    return str(folder / "*.parquet")


def _turn(table: Path, generation: Path) -> None:
    fresh = table / f"{CURRENT}-{uuid4().hex}"
    fresh.symlink_to(generation.name)
    os.replace(fresh, table / CURRENT)


def _sweep(table: Path, keep: set[Path | None]) -> None:
    kept = {path.name for path in keep if path}
    for old in table.glob("generation-*"):
        if old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)
