"""A visit is logged in a tap: what was said, a voice memo, the next step; once, however sent."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.timeline import planning as tasks
from goodwill.crm.customers.timeline import recording
from goodwill.crm.customers.timeline.planning import Later, Plan
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import BadAttachment
from goodwill.crm.sales.visits import planning
from goodwill.crm.sales.visits.models import Visit
from goodwill.language import Sentence


@dataclass(frozen=True)
class Told:
    """What is told of a visit besides the entry of the timeline."""

    entry: Entry
    next_step: str = ""
    memo: UploadedFile[bytes] | None = None


@dataclass(frozen=True)
class Logged:
    """The entry, whether it is new, and why the memo was not taken, if it was not."""

    entry: Activity
    is_new: bool
    trouble: Sentence | None = None


def log(visit: Visit, told: Told, actor: Actor) -> Logged:
    """Keep what happened at a planned visit; what is sent again is answered as it was before.

    A memo that cannot be taken does not keep the rest from being logged.
    """
    entry = told.entry if not told.next_step.strip() else replace(told.entry, follow_up=None)
    with transaction.atomic():
        kept = recording.log(visit.customer, entry, actor)
        visit.refresh_from_db()
        planning.made(visit, kept.entry, actor)
        if kept.is_new and told.next_step.strip():
            _plan_next(visit, told, actor)
        trouble = _attach(kept.entry, told.memo, actor)
    return Logged(kept.entry, kept.is_new, trouble)


def _plan_next(visit: Visit, told: Told, actor: Actor) -> None:
    later = told.entry.follow_up or Later.NEXT_WEEK
    wanted = Plan(
        told.next_step.strip()[:240],
        tasks.due(later, actor.user),
        public_id=uuid.uuid5(told.entry.public_id, "next-step"),
    )
    tasks.plan(visit.customer, wanted, actor)


def _attach(entry: Activity, memo: UploadedFile[bytes] | None, actor: Actor) -> Sentence | None:
    """Keep the memo with the entry unless it arrived before."""
    if memo is None or _is_known(entry, memo):
        return None
    try:
        keeping.attach(entry, memo, actor.user)
    except BadAttachment as refusal:
        return refusal.sentence
    return None


def _is_known(entry: Activity, memo: UploadedFile[bytes]) -> bool:
    told = hashlib.sha256()
    for chunk in memo.chunks():
        told.update(chunk)
    return Attachment.objects.of(entry).filter(sha256=told.hexdigest()).exists()
