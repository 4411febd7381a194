"""Refreshing as people see it: asked for or due, with progress, and noted down."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.refreshing.keeping import Current, Tell, place, refresh
from goodwill.crm.exchange.refreshing.models import Refresh
from goodwill.warehouse.together import BeingWritten, is_being_written

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=90)
TOLD_EVERY_SECONDS = 1.0
BEGINS_WITHIN = timedelta(seconds=10)


def ask_for(by: User, *, anew: bool = False) -> Refresh:
    """Let the worker refresh the tables; the refresh under way, if there is one."""
    waiting = under_way()
    if waiting is not None:
        return waiting
    with transaction.atomic():
        asked = Refresh.objects.create(by=by, is_anew=anew)
        run_asked.enqueue(asked.pk)
    return asked


def hourly() -> None:
    """Refresh because it is time; nothing where somebody is at it already."""
    try:
        run_here()
    except BeingWritten:
        log.info("The tables are being refreshed already.")


def run_here(*, anew: bool = False, tell: Tell = lambda share: None) -> Current:
    """Refresh in this process, noted down as nobody's wish.

    Raises
    ------
    BeingWritten
        If a refresh is under way.
    """
    if is_being_written(place()):
        raise BeingWritten(place())
    noted = Refresh.objects.create(is_anew=anew, state=Refresh.State.RUNNING)
    return _run(noted, tell)


@task()
def run_asked(pk: int) -> None:
    """Do what was asked for; safe to run again after a worker died."""
    noted = Refresh.objects.under_way().filter(pk=pk).first()
    if noted is None:
        return
    try:
        _run(noted)
    except BeingWritten:
        _end(noted, Refresh.State.STOPPED)


def _run(noted: Refresh, tell: Tell = lambda share: None) -> Current:
    if not is_being_written(place()):
        _give_up_on_the_dead(noted)
    Refresh.objects.filter(pk=noted.pk).update(
        state=Refresh.State.RUNNING, started_at=timezone.now(), share=0.0
    )
    try:
        made = refresh(anew=noted.is_anew, tell=_noting(noted, tell))
    except BeingWritten:
        _end(noted, Refresh.State.STOPPED)
        raise
    except Exception as trouble:
        _end(noted, Refresh.State.FAILED, trouble=str(trouble)[:400])
        raise
    _end(
        noted,
        Refresh.State.DONE,
        share=1.0,
        as_of=made.as_of,
        how=made.how,
        rows=made.rows,
        looked_at=made.looked_at,
        seconds=made.seconds,
    )
    return made


def _noting(noted: Refresh, tell: Tell) -> Tell:
    """Keeps the share that is done, at most once a second."""
    last = time.monotonic()

    def note(share: float) -> None:
        nonlocal last
        tell(share)
        if time.monotonic() - last >= TOLD_EVERY_SECONDS:
            last = time.monotonic()
            Refresh.objects.filter(pk=noted.pk).update(share=share)

    return note


def under_way() -> Refresh | None:
    """The refresh that waits or works; whose process died is not under way."""
    found: Refresh | None = Refresh.objects.under_way().newest_first().first()
    if found is None or found.state == Refresh.State.WAITING:
        return found
    is_young = timezone.now() - found.started_at < BEGINS_WITHIN
    return found if is_young or is_being_written(place()) else None


def _give_up_on_the_dead(alive: Refresh) -> None:
    now = timezone.now()
    dead = Refresh.objects.filter(state=Refresh.State.RUNNING).exclude(pk=alive.pk)
    dead.update(state=Refresh.State.STOPPED, ended_at=now)
    Refresh.objects.filter(started_at__lt=now - KEPT_FOR).delete()


def _end(noted: Refresh, state: str, **facts: object) -> None:
    Refresh.objects.filter(pk=noted.pk).update(state=state, ended_at=timezone.now(), **facts)
