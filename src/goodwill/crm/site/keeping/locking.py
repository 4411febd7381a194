"""One at a time: whoever serves an installation, restores or upgrades it holds its lock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodwill.crm.site.errors import CannotRun
from goodwill.language import Sentence

FILE = "serving.lock"


class InUse(CannotRun):
    """Another process has the installation in hand."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            Sentence(
                "The installation in {home} is in use by another `goodwill`. Stop that first.",
                home=str(home),
            )
        )


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the installation's lock; the system frees it should the process die.

    Raises
    ------
    InUse
        If another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a") as file:
        _lock(file.fileno(), home)
        yield


def _lock(descriptor: int, home: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise InUse(home) from held
