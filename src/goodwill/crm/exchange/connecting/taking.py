"""Which files of a feed were read to their end: none is read twice, none is left out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from goodwill.crm.exchange.connecting.models import Connection, Taken
from goodwill.crm.exchange.connecting.sources.shelves import Files, Shelf
from goodwill.crm.exchange.connecting.sources.source import Arrived
from goodwill.crm.exchange.importing.plan import Reading

EVERYTHING = "everything"


def files(connection: Connection, opened: Callable[[], AbstractContextManager[Shelf]]) -> Files:
    """The files of a connection, those that were taken before known."""
    reading = connection.way.settings if connection.is_mapped else Reading()
    return Files(
        opened=opened,
        pattern=str(connection.where.get("pattern") or "*"),
        holds_everything=connection.where.get("holds") == EVERYTHING,
        reading=reading,
        was_taken=lambda arrived: was_taken(connection, arrived),
    )


def was_taken(connection: Connection, arrived: Arrived) -> bool:
    """Whether this file was read: by its content, or, before it is fetched, by its outside."""
    known = Taken.objects.filter(connection=connection, name=arrived.name)
    if arrived.digest:
        return known.filter(digest=arrived.digest).exists()
    return known.filter(size=arrived.size, changed_at=_moment(arrived)).exists()


def take(connection: Connection, arrived: Arrived) -> None:
    """Remember that the file was read to its end."""
    Taken.objects.update_or_create(
        connection=connection,
        name=arrived.name,
        digest=arrived.digest,
        defaults={"size": arrived.size, "changed_at": _moment(arrived)},
    )


def forget(connection: Connection) -> None:
    """Every file may be read again."""
    connection.taken.all().delete()


def _moment(arrived: Arrived) -> str:
    return f"{arrived.changed_at:.3f}"
