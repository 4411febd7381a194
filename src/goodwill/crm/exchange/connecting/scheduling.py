"""Whose turn it is: connections that are due are pulled by the queue, each on its own."""

from __future__ import annotations

import logging
import uuid

from django.utils import timezone
from django_tasks import task

from goodwill.crm.exchange.connecting import watching
from goodwill.crm.exchange.connecting.errors import AtItAlready
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.pulling import Wish, pull
from goodwill.crm.ui.speaking import say

log = logging.getLogger(__name__)


def pull_due() -> None:
    """Put the connections whose time has come into the queue, and tell of those that stand still.

    The next time is set first, so that a connection waits in the queue once.
    """
    now = timezone.now()
    for connection in Connection.objects.due(now).order_by("next_at"):
        due = Connection.objects.due(now).filter(pk=connection.pk)
        if due.update(next_at=now + connection.every):
            pull_one.enqueue(str(connection.public_id))
    watching.watch(now)


@task()
def pull_one(public_id: str, wish: dict[str, bool] | None = None) -> None:
    """Pull a connection, if it is still there and nobody is at it."""
    connection = Connection.objects.filter(public_id=uuid.UUID(public_id)).first()
    if connection is None or not (connection.is_on or wish):
        return
    try:
        pull(connection, Wish(**(wish or {})))
    except AtItAlready as busy:
        log.info("%s", say(busy.sentence))
