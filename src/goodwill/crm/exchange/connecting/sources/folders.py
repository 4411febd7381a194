"""A folder of this machine into which other programs put their files.

Only folders inside `feeds` of the home folder are read, so that nobody makes the server read its
own secrets as a table. Whoever runs the server puts them there, or a link to where they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings

from goodwill.crm.exchange.connecting import taking
from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead, Forbidden
from goodwill.crm.exchange.connecting.sources.shelves import Files
from goodwill.crm.exchange.connecting.sources.source import Arrived
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.exchange.connecting.models import Connection

FEEDS = "feeds"


def feeds() -> Path:
    """The folder whose folders may be read."""
    return Path(settings.CONFIGURATION.home).resolve() / FEEDS


def choices() -> list[str]:
    """The folders there are."""
    base = feeds()
    found = sorted(one.name for one in base.iterdir() if one.is_dir()) if base.is_dir() else []
    return [name for name in found if not name.startswith(".")]


def opened(connection: Connection) -> Files:
    """The files of a connection's folder."""
    folder = inside(str(connection.where.get("folder", "")))

    @contextmanager
    def here() -> Iterator[Folder]:
        if not folder.is_dir():
            raise CannotConnect(Sentence("There is no folder {folder}.", folder=str(folder)))
        yield Folder(folder.resolve())

    return taking.files(connection, here)


def inside(told: str) -> Path:
    """The folder that is meant.

    Raises
    ------
    Forbidden
        If it lies outside of `feeds`.
    """
    parts = PurePosixPath(told.strip())
    if parts.is_absolute() or ".." in parts.parts or "\x00" in told:
        raise Forbidden(
            Sentence(
                "Only folders inside {folder} are read. Put it there, or a link to it.",
                folder=str(feeds()),
            )
        )
    return feeds() / parts


@dataclass(frozen=True)
class Folder:
    """A folder of this machine; what links lead out of it is not read."""

    path: Path

    def files(self) -> Iterator[Arrived]:
        """What lies there."""
        for one in self.path.iterdir():
            if one.is_file() and self._is_within(one):
                facts = one.stat()
                yield Arrived(one.name, facts.st_size, facts.st_mtime)

    def copy(self, name: str, to: Path) -> None:
        """Bring a file here."""
        source = self.path / name
        if not self._is_within(source):
            raise Forbidden(Sentence("{file} leads out of its folder.", file=name))
        try:
            shutil.copyfile(source, to)
        except OSError as trouble:
            said = trouble.strerror or type(trouble).__name__
            raise CannotRead(
                Sentence("{file} cannot be read: {said}", file=name, said=said)
            ) from trouble

    def _is_within(self, file: Path) -> bool:
        return file.resolve().is_relative_to(self.path)
