"""Shows a record to a person or team outside whose reach it lies."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import auditing
from goodwill.crm.records.errors import NothingToShare
from goodwill.crm.records.models import Record, Share


def share(record: Record, with_: User | Team, by: User, *, may_change: bool = False) -> Share:
    """Let a person or a team see a record, and change it if so wished.

    Raises
    ------
    NothingToShare
        If the record is seen by whoever sees its customer: then the customer is shared.
    """
    if record.reach_through:
        raise NothingToShare
    whom = {"user": with_} if isinstance(with_, User) else {"team": with_}
    with transaction.atomic():
        shown, is_new = Share.objects.get_or_create(
            kind=record.kind, record_id=record.pk, **whom, defaults={"by": by}
        )
        before = None if is_new else shown.may_change
        if is_new or before != may_change:
            shown.may_change, shown.by = may_change, by
            shown.save()
            auditing.note(record, "shared", {str(with_): [before, may_change]}, by)
    return shown


def unshare(share: Share, record: Record, by: User) -> None:
    """Show the record no longer."""
    with transaction.atomic():
        whom = str(share.user or share.team)
        auditing.note(record, "unshared", {whom: [share.may_change, None]}, by)
        share.delete()


def shares(record: Record) -> QuerySet[Share]:
    """With whom a record is shared."""
    of_record = Share.objects.filter(kind=record.kind, record_id=record.pk)
    return of_record.select_related("user", "team", "by").order_by("at", "pk")


def is_only_shown(record: Record, reach: Reach) -> bool:
    """Whether the person sees the record only because it was shared to look at."""
    if reach.is_everything:
        return False
    head: Record = getattr(record, record.reach_through) if record.reach_through else record
    if head.owner_id == reach.user_id or head.team_id in reach.team_ids:
        return False
    to_change = type(record)._default_manager.changeable(reach)
    return not to_change.filter(pk=record.pk).exists()
