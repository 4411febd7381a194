"""What every sort of source can do, and what it hands over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.language import Sentence

Row = Mapping[str, str]
ROWS_AT_ONCE = 1000
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """What is wanted of a source: all of it, or what changed since a mark (with its overlap)."""

    since: Mark = field(default_factory=Mark)
    column: str = ""
    id_column: str = ""

    @property
    def is_whole(self) -> bool:
        return self.since.value is None


@dataclass(frozen=True)
class Arrived:
    """A file as it lies at the source."""

    name: str
    size: int
    changed_at: float
    digest: str = ""


@dataclass(frozen=True)
class Piece:
    """Some rows. Once they are kept, all up to `mark` is read; `ends` is the file they end.

    `completes` says that with it everything there is has been told, so that what was not among
    it is gone.
    """

    rows: tuple[Row, ...] = ()
    mark: Mark = field(default_factory=Mark)
    ends: Arrived | None = None
    completes: bool = False


@dataclass(frozen=True)
class Sample:
    """The first rows, to look at, and what else is to be told about what was found."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Sentence, ...] = ()
    choices: tuple[str, ...] = ()
    """Tables or files that could be read instead."""


def keepable(row: Row) -> Row:
    """The row without signs that no database keeps: NUL, and halves of a character."""
    told = "".join([*row, *row.values()])
    if "\x00" not in told and told.isprintable():
        return row
    return {_keepable(name): _keepable(cell) for name, cell in row.items()}


def _keepable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


class Source(Protocol):
    """A system from which rows can be had again and again. It is never written to."""

    def sample(self) -> Sample:
        """The first rows; shows that the system can be reached.

        Raises
        ------
        CannotConnect, CannotRead
            With what it said.
        """
        ...

    def pieces(self, asked: Asked) -> Iterator[Piece]:
        """The rows, a piece at a time; a piece without rows says that all is well so far."""
        ...

    def ids(self, asked: Asked) -> Iterator[str] | None:
        """Every id there is now; None where only reading everything can tell."""
        ...
