"""Puts events into the queue of each webhook, in the order of history, so that none is missed.

Lines are read in the order of the sealed chain, not by their keys: a transaction that ends late
has earlier keys than what was read meanwhile, but gets its place in the chain afterwards. Cursor
and queue change in one transaction, so that whoever dies in between leaves both as they were.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from goodwill.crm.api.webhooks import events
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.records import sealing
from goodwill.crm.records.models import Change, Seal

AT_ONCE = 500
MOST_WAITING = 2_000
"""More than this waits in history, where it costs nothing, until the queue is shorter."""


def seal() -> None:
    """Give new lines their place, unless somebody else is about to."""
    try:
        sealing.seal()
    except IntegrityError:
        return


def end_of_history() -> int:
    """The place of the last line that has one."""
    last = Seal.objects.order_by("-place").values_list("place", flat=True).first()
    return last or 0


def gather(webhook: Webhook) -> int:
    """Put what has happened since into the webhook's queue; how many events."""
    gathered = 0
    room = MOST_WAITING - webhook.deliveries.waiting().count()
    while gathered < room:
        with transaction.atomic():
            held = Webhook.objects.select_for_update().get(pk=webhook.pk)
            after = Change.objects.filter(place__gt=held.cursor).order_by("place")
            lines = list(after[:AT_ONCE])
            if not lines:
                break
            gathered += _put(held, lines)
            held.cursor = lines[-1].place
            held.save(update_fields=["cursor"])
    return gathered


def _put(webhook: Webhook, lines: list[Change]) -> int:
    wanted = [line for line in lines if _is_wanted(webhook, line)]
    seen = events.seen(wanted, webhook.owner)
    made = [
        Delivery(webhook=webhook, line=line, event=events.name_of(line))
        for line in wanted
        if line.pk in seen
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _is_wanted(webhook: Webhook, line: Change) -> bool:
    if line.verb not in events.VERBS:
        return False
    return line.kind in (webhook.kinds or [line.kind]) and (
        line.verb in (webhook.verbs or [line.verb])
    )
