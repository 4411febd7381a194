"""What people are reminded of: tasks that are due, and records that were shared with them.

The worker runs `remind` every minute. Running it twice, or two at once, tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.notices.telling import News
from goodwill.crm.records.kinds import kinds
from goodwill.crm.records.models import Share
from goodwill.language import Sentence

AT_ONCE = 500
SHARES_LOOKED_BACK = timedelta(days=1)


def remind(now: datetime | None = None) -> int:
    """Tell people of what has become due since the last time; how many tasks that were."""
    now = now or timezone.now()
    reminded = 0
    while some := _remind_some(now):
        reminded += some
    _tell_of_shares(now)
    return reminded


def _remind_some(now: datetime) -> int:
    waiting = Q(reminded_at=None) | Q(reminded_at__lt=F("remind_at"))
    due = Activity.objects.present().open().filter(waiting, remind_at__lte=now)
    with transaction.atomic():
        tasks = list(
            due.select_related("owner", "customer")
            .select_for_update(of=("self",))
            .order_by("remind_at", "pk")[:AT_ONCE]
        )
        telling.tell_all((task.owner, _due(task)) for task in tasks if task.owner)
        Activity.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_at=now)
    return len(tasks)


def _due(task: Activity) -> News:
    sentence = Sentence(
        "Due: {subject} ({customer})", subject=task.subject, customer=task.customer.name
    )
    key = f"reminder:{task.public_id}:{task.remind_at:%Y%m%dT%H%M%S%z}"
    return telling.news(Notice.Sort.REMINDER, sentence, task, key=key)


def _tell_of_shares(now: datetime) -> None:
    """Whoever got to see a record is told who showed it to them."""
    recent = Share.objects.filter(at__gt=now - SHARES_LOOKED_BACK)
    telling.tell_all(_shown(recent.select_related("user", "by").order_by("pk")[:AT_ONCE]))


def _shown(shares: object) -> Iterator[tuple[User, News]]:
    known = {kind.word: kind for kind in kinds()}
    for share in shares:  # type: ignore[attr-defined]
        kind = known.get(share.kind)
        record = kind.model.objects.present().filter(pk=share.record_id).first() if kind else None
        if record is None:
            continue
        sentence = Sentence("{who} shared {name} with you.", who=str(share.by), name=str(record))
        news = telling.news(
            Notice.Sort.SHARED, sentence, record, key=f"share:{share.pk}", by=share.by
        )
        people = [share.user] if share.user else User.objects.active().filter(team_id=share.team_id)
        yield from ((person, news) for person in people)
