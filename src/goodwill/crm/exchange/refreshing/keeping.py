"""Keeping the tables up to date: everything anew, or what changed since."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from goodwill.crm.accounts.company import company
from goodwill.crm.exchange.refreshing import changes
from goodwill.crm.exchange.refreshing.columns import Manner, TooFine, places_of, schema
from goodwill.crm.exchange.refreshing.drawing import Came, Drawer, size_of
from goodwill.crm.exchange.refreshing.snapshots import Snapshot, snapshot
from goodwill.crm.exchange.refreshing.star import (
    CONTRACTS,
    ORDER_LINES,
    PRODUCTS,
    Drawn,
    star,
)
from goodwill.crm.records.models import Change
from goodwill.warehouse.together import Generation, Making, generation, next_generation

FOLDER = "warehouse"
VERSION = 1
"""Of what the tables mean; another one makes them anew."""
ANEW_AFTER = timedelta(days=7)
"""So often everything is made anew, whatever history says."""

FULL, CHANGES = "full", "changes"
Tell = Callable[[float], None]


@dataclass(frozen=True)
class Table:
    """How a table came out: its rows, how many of them were read, and its parts."""

    rows: int
    looked_at: int
    parts: int
    written: int


@dataclass(frozen=True)
class Current:
    """The tables as they are: where, as of when, and how they came to be."""

    folder: Path
    as_of: datetime
    how: str
    full_at: datetime
    seconds: float
    tables: Mapping[str, Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def looked_at(self) -> int:
        return sum(table.looked_at for table in self.tables.values())


def place() -> Path:
    """Where the tables of this installation lie."""
    return Path(settings.CONFIGURATION.home) / FOLDER


def current(folder: Path | None = None) -> Current | None:
    """The tables as they are now; None where they were never made."""
    found = generation(folder or place())
    return None if found is None else _told(found)


def refresh(
    folder: Path | None = None, *, anew: bool = False, tell: Tell = lambda share: None
) -> Current:
    """Bring the tables up to this moment; readers have the ones before until all are there.

    Parameters
    ----------
    anew
        Whether to look at every record, not only at those that changed.
    tell
        Called with the share that is done, from 0 to 1.

    Raises
    ------
    BeingWritten
        If a refresh is under way.
    """
    folder = folder or place()
    began = time.perf_counter()
    try:
        with next_generation(folder) as making:
            _make(making, anew=anew, began=began, tell=tell)
    except TooFine:  # somebody sold in a currency with more decimals than any before
        with next_generation(folder) as making:
            _make(making, anew=True, began=began, tell=tell)
    made = current(folder)
    assert made
    tell(1.0)
    return made


def _make(making: Making, *, anew: bool, began: float, tell: Tell) -> None:
    with snapshot() as seen:
        before = _usable(making.before, seen.as_of)
        if before is None or anew:
            facts = _full(seen, making, tell)
        else:
            facts = _what_changed(seen, making, before, tell)
    making.facts = {
        "version": VERSION,
        "as_of": seen.as_of.isoformat(),
        **facts,
        "seconds": round(time.perf_counter() - began, 3),
    }


def _full(seen: Snapshot, making: Making, tell: Tell) -> dict[str, Any]:
    manner = _manner(_places(seen))
    place_now = changes.place(seen)
    sizes = {drawn.name: size_of(drawn) for drawn in star()}
    drawer = Drawer(seen, manner, making, _counting(sum(map(_guess, star())), tell), sizes)
    came = {drawn.name: drawer.whole(drawn) for drawn in star()}
    for one in came.values():
        one.looked_at = one.rows
    return _facts(FULL, seen.as_of, drawer, place_now, came)


def _what_changed(
    seen: Snapshot, making: Making, before: Mapping[str, Any], tell: Tell
) -> dict[str, Any]:
    manner = _manner(before["places"])
    found = changes.changed(
        seen, _place(before["history"]), datetime.fromisoformat(before["as_of"])
    )
    total = sum(len(keys) for keys in found.keys.values())
    sizes = {name: one["size"] for name, one in before["tables"].items()}
    drawer = Drawer(seen, manner, making, _counting(total, tell), sizes)
    came = {drawn.name: drawer.again(drawn, found.keys.get(drawn.name, _NONE)) for drawn in star()}
    full_at = datetime.fromisoformat(before["full_at"])
    return _facts(CHANGES, full_at, drawer, found.place, came)


_NONE = np.empty(0, dtype=np.int64)


def _usable(before: Generation | None, now: datetime) -> Mapping[str, Any] | None:
    """What was noted of the tables before, where they can be taken further."""
    if before is None or before.facts.get("version") != VERSION:
        return None
    facts = before.facts
    if facts["shape"] != _shape(_manner(facts["places"])):
        return None
    if now - datetime.fromisoformat(facts["full_at"]) > ANEW_AFTER:
        return None
    return facts if _is_of_this_history(facts["history"]) else None


def _is_of_this_history(told: Mapping[str, Any]) -> bool:
    there = Change.objects.filter(pk=told["last"]).values_list("digest", flat=True).first()
    return bool((there or "") == told["digest"])


def _facts(
    how: str, full_at: datetime, drawer: Drawer, at: changes.Place, came: Mapping[str, Came]
) -> dict[str, Any]:
    return {
        "how": how,
        "full_at": full_at.isoformat(),
        "shape": _shape(drawer.manner),
        "places": drawer.manner.places,
        "history": {
            "last": at.last,
            "digest": at.digest,
            "missing": {str(pk): since.isoformat() for pk, since in at.missing.items()},
        },
        "tables": {
            name: {
                "rows": one.rows,
                "looked_at": one.looked_at,
                "written": one.written,
                "size": drawer.sizes[name],
                "parts": {str(number): rows for number, rows in sorted(one.parts.items())},
            }
            for name, one in came.items()
        },
    }


def _told(found: Generation) -> Current:
    facts = found.facts
    return Current(
        folder=found.folder,
        as_of=datetime.fromisoformat(facts["as_of"]),
        how=facts["how"],
        full_at=datetime.fromisoformat(facts["full_at"]),
        seconds=facts["seconds"],
        tables={
            name: Table(one["rows"], one["looked_at"], len(one["parts"]), one["written"])
            for name, one in facts["tables"].items()
        },
    )


def _place(told: Mapping[str, Any]) -> changes.Place:
    missing = {int(pk): datetime.fromisoformat(at) for pk, at in told["missing"].items()}
    return changes.Place(told["last"], told["digest"], missing)


def _manner(places: int) -> Manner:
    return Manner(settings.TIME_ZONE, company().currency, places)


def _places(seen: Snapshot) -> int:
    """How many decimals the currencies need that anything is sold or bought in."""
    asked = (
        (ORDER_LINES, "order__currency"),
        (PRODUCTS, "currency"),
        (CONTRACTS, "currency"),
    )
    codes: list[str | None] = [company().currency]
    for drawn, name in asked:
        codes += [code for (code,) in seen.all(_distinct(drawn, name))]
    return places_of(codes, _manner(0))


def _distinct(drawn: Drawn, name: str) -> Any:
    return drawn.rows().order_by().values_list(name).distinct()


def _shape(manner: Manner) -> str:
    """What must be alike for parts of two generations to stand side by side."""
    told = [(one.name, str(schema(one, manner))) for one in star()]
    return hashlib.sha256(repr((VERSION, asdict(manner), told)).encode()).hexdigest()[:16]


def _guess(drawn: Drawn) -> int:
    """How many rows there are about: what is shown of progress need not be exact."""
    newest = drawn.rows().model._default_manager.order_by("-pk").values_list("pk", flat=True)
    return int(newest.first() or 0)


def _counting(total: int, tell: Tell) -> Callable[[int], None]:
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        tell(min(0.99, done / max(1, total)))

    return count
