"""Work that is done again and again: what, how often, and whose turn it is.

Every job may run twice without harm. Which function does it is named by its path, so that
a room may bring it later; until then the job is passed over with a line in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from goodwill.crm.site.models import Beat

log = logging.getLogger(__name__)

SILENT_AFTER = timedelta(seconds=60)
"""A worker that has given no sign of life for so long is dead."""
KEPT_FOR = timedelta(days=30)
"""How long finished work stays in the queue's table, to be looked at."""


@dataclass(frozen=True)
class Job:
    """A function without arguments, by its path, and how often it is called."""

    word: str
    does: str
    every: timedelta


JOBS = (
    Job("reminders", "goodwill.crm.customers.timeline.reminding.remind", timedelta(minutes=1)),
    Job("sealing", "goodwill.crm.records.sealing.seal", timedelta(minutes=10)),
    Job("bin", "goodwill.crm.records.binning.purge", timedelta(days=1)),
    Job("duplicates", "goodwill.crm.customers.duplicates.looking.look", timedelta(minutes=1)),
    Job(
        "learning",
        "goodwill.crm.customers.duplicates.learning.learn_from_decisions",
        timedelta(days=1),
    ),
    Job("quality", "goodwill.crm.exchange.quality.measuring.measure", timedelta(days=1)),
    Job("together", "goodwill.crm.customers.belonging_together.finding.look", timedelta(days=1)),
    Job("care", "goodwill.crm.value.worklists.acting.count_bought", timedelta(days=1)),
    Job("overdue", "goodwill.crm.commerce.paying.mark_overdue_now", timedelta(hours=1)),
    Job("quotes", "goodwill.crm.sales.quotes.expiring.expire", timedelta(hours=1)),
    Job("webhooks", "goodwill.crm.api.webhooks.delivering.deliver", timedelta(seconds=30)),
    Job("messages", "goodwill.crm.api.webhooks.delivering.forget_old", timedelta(days=1)),
    Job("answers", "goodwill.crm.api.rest.repeating.purge", timedelta(hours=1)),
    Job("feeds", "goodwill.crm.exchange.connecting.scheduling.pull_due", timedelta(minutes=1)),
    Job("warehouse", "goodwill.crm.exchange.refreshing.running.hourly", timedelta(hours=1)),
    Job("leads", "goodwill.crm.sales.leads.taking_in.catch_up", timedelta(minutes=1)),
    Job("late_leads", "goodwill.crm.sales.leads.handing.accepting.escalate", timedelta(minutes=5)),
    Job("pools", "goodwill.crm.sales.leads.handing.accepting.recycle", timedelta(hours=1)),
    Job("chances", "goodwill.crm.sales.leads.scoring.learning.weekly", timedelta(days=7)),
    Job("forms", "goodwill.crm.sales.leads.web.receiving.forget_old", timedelta(days=1)),
    Job(
        "stages",
        "goodwill.crm.sales.opportunities.standing_still.learn",
        timedelta(days=1),
    ),
    Job("valuation", "goodwill.crm.value.scoring.running.nightly", timedelta(days=1)),
    Job("pivot", "goodwill.crm.value.pivot.building.build", timedelta(minutes=10)),
    Job("tables", "goodwill.crm.value.pivot.mailing.send_due", timedelta(hours=1)),
    Job("segments", "goodwill.crm.value.segmenting.keeping.regularly", timedelta(minutes=10)),
    Job("forecasts", "goodwill.crm.sales.forecasting.keeping.keep_forecasts", timedelta(hours=12)),
    Job("sessions", "goodwill.crm.site.jobs.clear_sessions", timedelta(days=1)),
    Job("statistics", "goodwill.crm.site.jobs.learn_sizes", timedelta(days=1)),
    Job("uploads", "goodwill.crm.exchange.importing.uploading.discard_old", timedelta(days=1)),
    Job("queue", "goodwill.crm.site.jobs.clear_queue", timedelta(days=1)),
)


def enqueue_due(jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Put the jobs whose time has come into the queue; their words.

    Turn and queue change in one transaction: of several workers one takes the turn, and a
    worker that dies meanwhile leaves the turn to the next.
    """
    return [job.word for job in jobs if _taken(job)]


@task()
def run(word: str) -> None:
    """Do the job with that word, if it is there."""
    job = next(job for job in JOBS if job.word == word)
    does = function_at(job.does)
    if does is None:
        log.info("Nothing does the job %s yet (%s).", word, job.does)
        return
    does()


def revive_abandoned() -> int:
    """Put back into the queue what a worker held when it died; how many."""
    since = timezone.now() - SILENT_AFTER
    alive = set(Beat.objects.filter(name__startswith="worker:", at__gte=since).values_list("name"))
    held = DBTaskResult.objects.running().only("id", "worker_ids", "started_at")
    dead = [
        one.pk
        for one in held
        if (f"worker:{one.worker_ids[-1]}",) not in alive and one.started_at < since
    ]
    revived: int = DBTaskResult.objects.running().filter(pk__in=dead).update(status="READY")
    if revived:
        log.warning("%s tasks of workers that died are back in the queue.", revived)
    return revived


def sign_of_life(name: str) -> None:
    """Note that whoever is named so is alive now."""
    Beat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def clear_sessions() -> None:
    """Forget logins that have ended."""
    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_queue() -> None:
    """Forget work that was finished long ago, and workers long gone."""
    long_ago = timezone.now() - KEPT_FOR
    DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
    Beat.objects.filter(name__startswith="worker:", at__lt=long_ago).delete()


def learn_sizes() -> None:
    """Let SQLite learn how full its tables are, or it may choose an index that helps little.

    PostgreSQL does so by itself. The mask also takes tables never looked at before.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize = 0x10002")


def function_at(path: str) -> Callable[[], Any] | None:
    """The function of that path, or None while nobody has written it."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError as missing:
        if missing.name and module.startswith(missing.name):
            return None
        raise


def _taken(job: Job) -> bool:
    now, name = timezone.now(), f"job:{job.word}"
    with transaction.atomic():
        _, is_first = Beat.objects.get_or_create(name=name, defaults={"at": now})
        due = Beat.objects.filter(name=name, at__lte=now - job.every)
        if not is_first and not due.update(at=now):
            return False
        run.enqueue(job.word)
    return True
