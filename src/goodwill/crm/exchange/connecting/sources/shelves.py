"""Files that arrive in a folder, here or on another machine, read in the order they came."""

from __future__ import annotations

import fnmatch
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Protocol

from django.utils import timezone

from goodwill.crm.exchange.connecting.errors import CannotRead
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources import tables
from goodwill.crm.exchange.connecting.sources.source import (
    ROWS_AT_ONCE,
    SHOWN,
    Arrived,
    Asked,
    Piece,
    Row,
    Sample,
)
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.exchange.importing.plan import Reading

SETTLED_AFTER = 20.0
"""Seconds: a file that was written to more recently may not be whole yet."""
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".lock")
LARGEST = 4 * 2**30


class Shelf(Protocol):
    """A folder somewhere."""

    def files(self) -> Iterator[Arrived]:
        """What lies there, in no order."""
        ...

    def copy(self, name: str, to: Path) -> None:
        """Bring a file here."""
        ...


@dataclass(frozen=True)
class Files:
    """The files of a shelf whose names fit, those not read before.

    With `holds_everything` each file is the whole table, so that only the newest counts;
    otherwise each one tells what changed, and all are read, the oldest first.
    """

    opened: Callable[[], AbstractContextManager[Shelf]]
    pattern: str
    holds_everything: bool
    reading: Reading
    was_taken: Callable[[Arrived], bool] = field(default=lambda arrived: False)

    def sample(self) -> Sample:
        """The first rows of the newest file, and the names of all that fit."""
        with self.opened() as shelf:
            found = self._fitting(shelf)
            if not found:
                return Sample((), (), (self._nothing(),))
            newest = found[-1]
            with self._here(shelf, newest) as (path, _):
                headings, rows = tables.rows_of(path, self.reading)
                shown = tuple(islice(rows, SHOWN))
        says = Sentence(
            "{n} file fits {pattern}; the newest is {name}.",
            "{n} files fit {pattern}; the newest is {name}.",
            n=len(found),
            pattern=self.pattern,
            name=newest.name,
        )
        return Sample(headings, shown, (says,), tuple(one.name for one in reversed(found)))

    def pieces(self, asked: Asked) -> Iterator[Piece]:
        """The rows of each file that was not read before."""
        with self.opened() as shelf:
            found = [one for one in self._fitting(shelf) if _is_settled(one)]
            older, due = (found[:-1], found[-1:]) if self.holds_everything else ([], found)
            for arrived in due:
                if not self.was_taken(arrived):
                    yield from self._pieces_of(shelf, arrived, asked)
            for arrived in older:
                if not self.was_taken(arrived):
                    yield Piece(ends=arrived)

    def ids(self, asked: Asked) -> None:
        """Only a whole file can tell."""

    def _pieces_of(self, shelf: Shelf, arrived: Arrived, asked: Asked) -> Iterator[Piece]:
        with self._here(shelf, arrived) as (path, digest):
            known = replace(arrived, digest=digest)
            if self.was_taken(known):
                yield Piece(ends=known)
                return
            headings, rows = tables.rows_of(path, self.reading)
            if asked.id_column and asked.id_column not in headings:
                raise CannotRead(
                    Sentence(
                        "{file} has no column {column}. It was left where it is.",
                        file=arrived.name,
                        column=asked.id_column,
                    )
                )
            while some := tuple(islice(rows, ROWS_AT_ONCE)):
                yield Piece(some, _reached(some, asked.column))
            yield Piece(ends=known, completes=self.holds_everything)

    def _fitting(self, shelf: Shelf) -> list[Arrived]:
        """The files meant, the oldest first."""
        found = [one for one in shelf.files() if self._fits(one.name)]
        return sorted(found, key=lambda one: (one.changed_at, one.name))

    def _fits(self, name: str) -> bool:
        is_ours = fnmatch.fnmatch(name.lower(), self.pattern.lower())
        return is_ours and not name.startswith((".", "~$")) and not name.endswith(UNFINISHED)

    def _here(self, shelf: Shelf, arrived: Arrived) -> _Here:
        if arrived.size > LARGEST:
            raise CannotRead(Sentence("{file} is larger than 4 GB.", file=arrived.name))
        return _Here(shelf, arrived)

    def _nothing(self) -> Sentence:
        return Sentence("No file fits {pattern} yet.", pattern=self.pattern)


class _Here:
    """A copy of a file for as long as it is read, with the digest of its content.

    It is read from the copy: whoever writes into the folder meanwhile changes nothing here.
    """

    def __init__(self, shelf: Shelf, arrived: Arrived) -> None:
        self._shelf, self._name = shelf, arrived.name

    def __enter__(self) -> tuple[Path, str]:
        self._folder = tempfile.TemporaryDirectory(prefix="goodwill-feed-")
        path = Path(self._folder.name) / Path(self._name).name
        try:
            self._shelf.copy(self._name, path)
            with path.open("rb") as stream:
                return path, hashlib.file_digest(stream, "sha256").hexdigest()
        except BaseException:
            self._folder.cleanup()
            raise

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _is_settled(arrived: Arrived) -> bool:
    return time() - arrived.changed_at >= SETTLED_AFTER


def _reached(rows: tuple[Row, ...], column: str) -> Mark:
    """The newest mark in some rows. Files are known by their names: it says how fresh they are."""
    if not column:
        return Mark()
    now = timezone.now()
    marks = (Mark.of(row.get(column)) for row in rows)
    return max((mark for mark in marks if not mark.is_ahead(now)), default=Mark())
