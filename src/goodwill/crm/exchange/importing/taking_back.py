"""Taking an import back: at once where it is small, by the queue where it is not."""

from __future__ import annotations

from django_tasks import task

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing import running
from goodwill.crm.exchange.importing.effects import Undone
from goodwill.crm.exchange.importing.errors import NotNow
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed

SMALL = 1_000
"""Rows whose records are taken back while one waits."""
STOPPED = (Import.State.DONE, Import.State.PAUSED, Import.State.FAILED)


def take_back(import_: Import, actor: Actor) -> Undone | None:
    """Take all of it back; None where the queue does.

    Raises
    ------
    NotAllowed
        If it is somebody else's, and the person does not look after all data.
    NotNow
        If it is under way, or taken back already.
    """
    if import_.bookmark <= SMALL or actor.user is None:
        return running.undo(import_, actor)
    if not running.may_undo(import_, actor.user):
        raise NotAllowed
    stopped = Import.objects.filter(pk=import_.pk, state__in=STOPPED)
    if not stopped.update(state=Import.State.UNDOING, undo_batch=actor.batch):
        raise NotNow
    take_back_later.enqueue(import_.pk, actor.user.pk)
    return None


@task()
def take_back_later(import_id: int, user_id: int) -> None:
    """Take one import back, as the queue asks; twice does no harm."""
    import_ = Import.objects.filter(pk=import_id, state=Import.State.UNDOING).first()
    if import_ is not None:
        running.undo(import_, Actor(User.objects.get(pk=user_id)))
