"""Trying out what a file would do, before anything is done."""

from __future__ import annotations

from django_tasks import task

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.exchange.importing import preparing, running, telling
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload

SMALL = 1 * 2**20
"""Bytes that are tried out while one waits; larger files are tried out by the queue."""


def trial_of(upload: Upload) -> Import:
    """The import that is tried out: the one there is, or a new one by the plan as it stands."""
    if upload.trial is None:
        plan = preparing.plan_of(upload)
        upload.trial = running.start(upload.path, plan, upload.by, name=upload.name)
        upload.save()
    return upload.trial


def try_out(upload: Upload) -> Import:
    """Find out what it would do, now where it is small, soon where it is not."""
    import_ = trial_of(upload)
    if upload.size <= SMALL:
        _try_out(import_)
    else:
        try_out_later.enqueue(import_.pk)
    return import_


@task()
def try_out_later(import_id: int) -> None:
    """Find out what an import would do; twice does no harm."""
    import_ = Import.objects.filter(pk=import_id, state=Import.State.READY).first()
    if import_ is not None:
        _try_out(import_)


def _try_out(import_: Import) -> None:
    """Find out; where the file cannot be read to its end, keep why, for the page that waits."""
    try:
        running.dry_run(import_)
    except GoodwillError as refusal:
        import_.trouble = telling.kept(refusal.sentence)
        Import.objects.filter(pk=import_.pk).update(trouble=import_.trouble)
