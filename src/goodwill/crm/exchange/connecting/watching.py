"""Tells those who manage data when a feed stops, and when it goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.exchange.connecting.binning import problem_of
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.language import Sentence

GRACE = timedelta(minutes=10)


def watch(now: datetime) -> None:
    """Tell of each feed once when it stops, and once when it goes on."""
    for connection in Connection.objects.on().order_by("pk"):
        late = is_late(connection, now)
        if late and connection.stopped_at is None:
            _stopped(connection, now)
        elif not late and connection.stopped_at is not None:
            _goes_on(connection, now)


def last_done(connection: Connection) -> Run | None:
    """The last pull that went well."""
    return connection.runs.done().newest_first().first()


def late_after(connection: Connection) -> timedelta:
    """How old what we have may be, before the feed counts as standing still."""
    return 2 * connection.every + GRACE


def is_late(connection: Connection, now: datetime) -> bool:
    """Whether what we have is older than agreed."""
    last = last_done(connection)
    times = [connection.on_since, last.started_at if last else None]
    since = max((at for at in times if at is not None), default=connection.created_at)
    return now - since > late_after(connection)


def _stopped(connection: Connection, now: datetime) -> None:
    Connection.objects.filter(pk=connection.pk).update(stopped_at=now)
    last = connection.runs.newest_first().first()
    because = problem_of(last) if last else None
    words = (
        Sentence("{name} has stopped feeding us: {because}", name=connection.name, because=because)
        if because
        else Sentence("{name} has stopped feeding us: nothing was pulled.", name=connection.name)
    )
    _tell(connection, words, f"feed-stopped:{connection.public_id}:{now.isoformat()}")


def _goes_on(connection: Connection, now: datetime) -> None:
    Connection.objects.filter(pk=connection.pk).update(stopped_at=None)
    words = Sentence("{name} feeds us again.", name=connection.name)
    _tell(connection, words, f"feed-again:{connection.public_id}:{now.isoformat()}")


def _tell(connection: Connection, words: Sentence, key: str) -> None:
    people = [one for one in User.objects.active().select_related("role") if one.may("data.manage")]
    told = telling.News(Notice.Sort.OTHER, words, key)
    telling.tell(people, told)
