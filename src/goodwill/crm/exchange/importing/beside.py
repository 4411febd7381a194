"""A second process for long imports: while one writes a piece, the other works out the next.

Both know all pieces and take every second one. Each tells the other what its piece touched, once
that is written, and it is then the other's turn; a piece that touches the same is worked out anew.
The bookmark of the import guards the order, so that either may be killed at any moment: whoever
is left goes on from there.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the second process loads Django before it may know of them
    from goodwill.crm.exchange.importing.engine.bringing import Bringing, Ledger
    from goodwill.crm.exchange.importing.engine.rows import Stretch
    from goodwill.crm.exchange.importing.engine.shaping import Shape
    from goodwill.crm.exchange.importing.models import Import

LONG_BYTES, LONG_ROWS = 2**20, 30_000
"""Of a shorter file one process has done most before a second one stands ready."""
NEEDED_BYTES = 3 * 2**29
"""A second process takes up some 700 MB; the machine has others to serve."""
MARK_BYTES = 8

MEMORY = Path("/proc/meminfo")

Database = Mapping[str, Any]


@contextmanager
def second(import_: Import, shape: Shape, database: Database) -> Iterator[Connection | None]:
    """A process for every second piece, and the line to it; None where one alone is to do it.

    It gets ready while the file is read, and waits to be told to begin. At the end it has nothing
    to do, or what it does is not kept: it is ended without waiting.

    Parameters
    ----------
    database
        The settings of the database that this process writes to.
    """
    is_apart = shape.is_found_by_keys and not shape.is_nested  # pieces do not need each other
    if not is_apart or import_.file.stat().st_size < LONG_BYTES or not _has_room():
        yield None
        return
    ways = multiprocessing.get_context("spawn")
    ours, theirs = ways.Pipe()
    process = ways.Process(
        target=_work_beside, args=(import_.pk, dict(database), theirs), daemon=True
    )
    process.start()
    theirs.close()  # so that the line ends with them
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()


def begin(other: Connection, bookmark: int, size: int) -> None:
    """Let the second process take the second piece of so many rows from the bookmark on."""
    with suppress(BrokenPipeError, ConnectionResetError):
        other.send((bookmark, size))


def take_turns(
    bringing: Bringing, stretches: Iterable[Stretch], ledger: Ledger, other: Connection, mine: int
) -> None:
    """Bring in every second piece, each after the other's; ends early where the other does."""
    number = -1
    try:
        for number, stretch in enumerate(stretches):
            if number % 2 != mine:
                continue
            piece = stretch.piece()
            work = bringing.ahead(piece)
            if number and not _marks(bringing.touched()).isdisjoint(_told(other)):
                piece = stretch.piece()
                work = bringing.work(piece)
            if not bringing.bring(piece, ledger, work):
                return
            other.send_bytes(b"".join(_marks(bringing.touched())))
        if number >= 0 and number % 2 != mine:
            other.recv_bytes()  # their last one
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _work_beside(import_id: int, database: Database, other: Connection) -> None:
    """What the second process does; it has loaded nothing yet."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict = dict(database)
    from goodwill.crm.exchange.importing import running

    with other, suppress(EOFError):  # nobody told it to begin
        bookmark, size = other.recv()
        running.run_beside(import_id, bookmark, size, other)


def _has_room() -> bool:
    """Whether there is a processor and memory for a second process, as far as Linux tells."""
    asked = getattr(os, "sched_getaffinity", None)
    processors = len(asked(0)) if asked else os.cpu_count() or 1
    if processors == 1 or not MEMORY.is_file():
        return processors > 1
    told = re.search(r"MemAvailable:\s+(\d+) kB", MEMORY.read_text(encoding="ascii"))
    return told is None or int(told[1]) * 1024 >= NEEDED_BYTES


def _marks(touched: Iterable[tuple[Any, ...]]) -> frozenset[bytes]:
    """What was touched as short marks that both processes make alike."""
    return frozenset(
        blake2b(repr(one).encode(), digest_size=MARK_BYTES).digest() for one in touched
    )


def _told(other: Connection) -> frozenset[bytes]:
    told = other.recv_bytes()
    return frozenset(told[start : start + MARK_BYTES] for start in range(0, len(told), MARK_BYTES))
