"""A second process for long imports: while one writes a piece, the other works out the next.

Both know all pieces and take every second one. Each tells the other what its piece touches before
it writes it, and when it is kept. A piece that touches the same as the one before is worked out
anew once that is kept. Where a database lets several write at once, any other is written beside
the one before, and kept after it. The bookmark of the import guards the order, so that either may
be killed at any moment: whoever is left goes on from there.
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
            if number % 2 == mine and not _take(bringing, stretch, ledger, other, number):
                return
        if number >= 0 and number % 2 != mine:
            _Before(other, number + 1).wait()  # their last one
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _take(
    bringing: Bringing, stretch: Stretch, ledger: Ledger, other: Connection, number: int
) -> bool:
    """Bring in one piece; False where somebody else is at it."""
    piece = stretch.piece()
    work = bringing.ahead(piece)
    before, touched = _Before(other, number), _marks(bringing.touched())
    if not (bringing.may_write_beside and touched.isdisjoint(before.touched)):
        before.wait()
        if not touched.isdisjoint(before.touched):
            piece = stretch.piece()
            work = bringing.work(piece)
            touched = _marks(bringing.touched())
    other.send_bytes(b"".join(touched))
    if before.is_kept:
        is_kept = bringing.bring(piece, ledger, work)
    else:

        def still_holds() -> bool:
            before.wait()
            return touched.isdisjoint(before.touched)

        is_kept = bringing.bring_beside(stretch, piece, ledger, work, still_holds)
    now = _marks(bringing.touched())
    if is_kept:
        other.send_bytes(b"" if now == touched else b"".join(now))
    return is_kept


class _Before:
    """The piece before, which the other process brings in: what it touches, whether it is kept."""

    def __init__(self, other: Connection, number: int) -> None:
        self.other, self.is_kept = other, number == 0
        self.touched = frozenset[bytes]() if self.is_kept else _told(other)

    def wait(self) -> None:
        """Until it is kept; it may have touched more in the end."""
        if not self.is_kept:
            self.touched |= _told(self.other)
            self.is_kept = True


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
