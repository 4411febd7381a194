"""Several tables that turn together: a reader has all of one moment or all of another.

A folder holds one generation of all tables; its file `current` names it (see `generations`).
Each table is a folder of Parquet parts. A record belongs to the part that its key, divided by
the table's size of a part, gives; within a part rows follow their keys. So a part can be made
anew alone, and what did not change is the same file in the next generation as well.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodwill.analytics.errors import GoodwillError
from goodwill.language import Sentence
from goodwill.warehouse.generations import current_generation, new_generation

FACTS, KEYS, LOCK = ".facts.json", "keys", "lock"
Ints = NDArray[np.int64]


class BeingWritten(GoodwillError):
    """Somebody else is writing these tables."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            Sentence("The tables in {folder} are being written already.", folder=str(folder))
        )


@dataclass(frozen=True)
class Part:
    """The rows of a part, and the key of the record that each row is of, in ascending order."""

    rows: pa.Table
    keys: Ints


@dataclass(frozen=True)
class Generation:
    """All tables as of one moment, and what their writer noted about them."""

    folder: Path
    facts: Mapping[str, Any]

    def numbers(self, table: str) -> list[int]:
        """The parts that a table has."""
        return sorted(int(file.stem) for file in (self.folder / KEYS / table).glob("*.npy"))

    def keys(self, table: str, number: int) -> Ints:
        """The keys of a part's rows alone; none where there is no such part."""
        file = _keys(self.folder, table, number)
        return np.load(file) if file.is_file() else np.empty(0, np.int64)

    def part(self, table: str, number: int) -> Part | None:
        """One part; None where there is none."""
        file = _file(self.folder, table, number)
        if not file.is_file():
            return None
        return Part(pq.ParquetFile(file).read(use_threads=False), self.keys(table, number))


@dataclass
class Making:
    """The next generation as it grows; parts come from the one before or are written."""

    folder: Path
    before: Generation | None
    facts: dict[str, Any] = field(default_factory=dict)

    def write(self, table: str, number: int, part: Part) -> None:
        """Put a part in its place. The first one is there even if it is empty."""
        if not len(part.keys) and number:
            return
        for file in (_file(self.folder, table, number), _keys(self.folder, table, number)):
            file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            part.rows,
            _file(self.folder, table, number),
            compression="zstd",
            compression_level=1,
            row_group_size=max(1, len(part.keys)),
            store_schema=False,
        )
        np.save(_keys(self.folder, table, number), part.keys)

    def take_over(self, table: str, number: int) -> None:
        """Keep a part as it was: the same files under another name."""
        assert self.before
        for place in (_file, _keys):
            target = place(self.folder, table, number)
            target.parent.mkdir(parents=True, exist_ok=True)
            _same(place(self.before.folder, table, number), target)


def generation(folder: Path) -> Generation | None:
    """The tables as they are now; None where `next_generation` never wrote any."""
    found = current_generation(folder)
    if found is None or not (found / FACTS).is_file():
        return None
    return Generation(found, json.loads((found / FACTS).read_text(encoding="utf-8")))


@contextmanager
def next_generation(folder: Path) -> Iterator[Making]:
    """Write the next generation; all tables turn at once, and only if the block succeeds.

    Raises
    ------
    BeingWritten
        If somebody else is at it. Who dies lets go.
    """
    with alone(folder):
        for left in folder.glob("writing-*"):  # nobody else writes here: its writer is dead
            shutil.rmtree(left, ignore_errors=True)
        with new_generation(folder) as writing:
            writing.mkdir()
            making = Making(writing, generation(folder))
            yield making
            told = json.dumps(making.facts, ensure_ascii=False, indent=1)
            (writing / FACTS).write_text(told, encoding="utf-8")


def is_being_written(folder: Path) -> bool:
    """Whether somebody writes the tables at this moment."""
    try:
        with alone(folder):
            return False
    except BeingWritten:
        return True


def merged(before: Part | None, changed: Ints, now: Part) -> Part | None:
    """A part with the rows of changed records as they are now; None if nothing differs.

    `now` holds all rows that the changed records have by now, and no others.
    """
    if before is None:
        return now if len(now.keys) else None
    is_changed = np.isin(before.keys, changed)
    was = before.rows.filter(pa.array(is_changed)).combine_chunks()
    if np.array_equal(before.keys[is_changed], now.keys) and was.equals(now.rows.combine_chunks()):
        return None
    both = np.concatenate([before.keys, now.keys])
    kept = np.flatnonzero(np.append(~is_changed, np.ones(len(now.keys), dtype=bool)))
    order = kept[np.argsort(both[kept], kind="stable")]
    rows = pa.concat_tables([before.rows, now.rows]).combine_chunks()
    return Part(rows.take(pa.array(order)), both[order])


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that writes in this folder; who dies lets go.

    Raises
    ------
    BeingWritten
        If another one is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as held:
                raise BeingWritten(folder) from held
        yield


def _file(folder: Path, table: str, number: int) -> Path:
    return folder / table / f"{number:06}.parquet"


def _keys(folder: Path, table: str, number: int) -> Path:
    return folder / KEYS / table / f"{number:06}.npy"


def _same(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
