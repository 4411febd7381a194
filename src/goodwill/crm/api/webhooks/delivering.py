"""The round that delivers: gathers events, sends what is due, and settles what came of it.

A message is tried again after longer and longer waits for three days; then it is given up and
can be sent again by hand. An address that fails rests as a whole, so that a receiver that is
down costs one try and not one for each event; after five days without a success it is stopped
and its owner is told. A message may arrive twice, always with the same id, if we die between
sending it and noting that it was taken.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import events, gathering, sending
from goodwill.crm.api.webhooks.keeping import secrets_of, stop
from goodwill.crm.api.webhooks.models import Delivery, Try, Webhook
from goodwill.crm.api.webhooks.sending import Answer, Message
from goodwill.crm.customers.notices import telling, wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.language import Sentence

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long a message waits after each try, as Standard Webhooks advises; then it is given up."""
RESTS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
"""How long an address rests after so many tries in a row that failed."""
WARNED_AFTER = timedelta(hours=6)
STOPPED_AFTER = timedelta(days=5)
KEPT_FOR = timedelta(days=30)
AT_ONCE = 50
SIDE_BY_SIDE = 8
ROUND_SECONDS = 20.0
"""A round ends after so long: others wait for the worker, too. The next one goes on."""


@dataclass(frozen=True)
class Parcel:
    """What goes to one address at once."""

    webhook: Webhook
    secrets: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    messages: tuple[Message, ...]


def deliver() -> int:
    """Gather and send until nothing is due or the round is over; how many were taken.

    Safe to run twice at once: what both send arrives twice with the same id.
    """
    if not Webhook.objects.working().exists():
        return 0
    gathering.seal()
    for webhook in _able():
        gathering.gather(webhook)
    taken, until = 0, monotonic() + ROUND_SECONDS
    with ThreadPoolExecutor(SIDE_BY_SIDE) as senders:
        while monotonic() < until and (parcels := _parcels()):
            for parcel, answers in zip(parcels, senders.map(_send, parcels), strict=True):
                taken += _settle(parcel, answers)
    return taken


def try_out(webhook: Webhook) -> Delivery:
    """Send a test here and now; what came of it stands in the delivery."""
    delivery = Delivery.objects.create(webhook=webhook, event=events.TEST)
    body = events.test_of(webhook.name) | {"timestamp": delivery.created_at.isoformat()}
    message = Message(delivery.message_id, body)
    answer = sending.send(webhook.address, secrets_of(webhook), [message])[0]
    _note(delivery, answer)
    _end(delivery, Delivery.State.DELIVERED if answer.is_taken else Delivery.State.GIVEN_UP)
    return delivery


def body_of(delivery: Delivery, reader: User) -> dict[str, object] | None:
    """What the message says to this reader; None where there is nothing left to tell."""
    if delivery.line is None:
        name = delivery.webhook.name
        return events.test_of(name) | {"timestamp": delivery.created_at.isoformat()}
    return events.told(delivery.line, reader.reach)


def forget_old() -> int:
    """Forget deliveries that ended long ago; how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    gone = 0
    while ids := list(old.exclude(state="waiting").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            Try.objects.filter(delivery__in=ids).delete()
            gone += Delivery.objects.filter(pk__in=ids).delete()[0]
    return gone


def _able() -> list[Webhook]:
    """Webhooks that work; those whose owner may no longer see anything are stopped."""
    able = []
    for webhook in Webhook.objects.working().select_related("owner__role"):
        if webhook.owner.is_active and webhook.owner.may("api.use"):
            able.append(webhook)
        else:
            stop(webhook, NO_LONGER)
    return able


def _parcels() -> list[Parcel]:
    now = timezone.now()
    resting = {"rests_until__gt": now}
    able = Webhook.objects.working().exclude(**resting).select_related("owner__role")
    return [parcel for webhook in able if (parcel := _parcel(webhook, now))]


def _parcel(webhook: Webhook, now: datetime) -> Parcel | None:
    due = webhook.deliveries.due(now).select_related("line__by")[:AT_ONCE]
    deliveries, messages = [], []
    for delivery in due:
        body = body_of(delivery, webhook.owner)
        if body is None:
            _end(delivery, Delivery.State.GIVEN_UP)
            continue
        deliveries.append(delivery)
        messages.append(Message(delivery.message_id, body))
    if not deliveries:
        return None
    return Parcel(webhook, secrets_of(webhook), tuple(deliveries), tuple(messages))


def _send(parcel: Parcel) -> list[Answer]:
    """In a thread of its own: touches no database."""
    return sending.send(parcel.webhook.address, parcel.secrets, parcel.messages)


def _settle(parcel: Parcel, answers: Sequence[Answer]) -> int:
    """Keep what came of each try, and let the address rest if the last one failed."""
    with transaction.atomic():
        for delivery, answer in zip(parcel.deliveries, answers, strict=False):
            _note(delivery, answer)
            if answer.is_taken:
                _end(delivery, Delivery.State.DELIVERED)
            else:
                _put_off(delivery, answer)
        _judge(parcel.webhook, answers)
    return sum(answer.is_taken for answer in answers)


def _note(delivery: Delivery, answer: Answer) -> None:
    delivery.tries += 1
    delivery.status = answer.status
    Try.objects.create(
        delivery=delivery,
        milliseconds=answer.milliseconds,
        status=answer.status,
        answer=answer.text,
        trouble=wording.kept(answer.trouble) if answer.trouble else {},
    )


def _put_off(delivery: Delivery, answer: Answer) -> None:
    if delivery.tries > len(WAITS):
        _end(delivery, Delivery.State.GIVEN_UP)
        return
    wait = max(WAITS[delivery.tries - 1], timedelta(seconds=answer.wait_seconds))
    delivery.next_at = timezone.now() + wait * random.uniform(1, 1.1)  # noqa: S311 (no secret)
    delivery.save(update_fields=["tries", "status", "next_at"])


def _end(delivery: Delivery, state: Delivery.State) -> None:
    delivery.state, delivery.ended_at = state, timezone.now()
    delivery.save(update_fields=["tries", "status", "state", "ended_at"])


def _judge(webhook: Webhook, answers: Sequence[Answer]) -> None:
    now, last = timezone.now(), answers[-1]
    if any(answer.is_taken for answer in answers):
        webhook.last_success_at, webhook.failing_since, webhook.failures = now, None, 0
    if not last.is_taken:
        webhook.failing_since = webhook.failing_since or now
        webhook.failures += 1
        rest = RESTS[min(webhook.failures, len(RESTS)) - 1]
        webhook.rests_until = now + max(rest, timedelta(seconds=last.wait_seconds))
    webhook.save(update_fields=[*_JUDGED])
    if last.is_gone:
        stop(webhook, GONE)
    elif webhook.failing_since and now - webhook.failing_since > STOPPED_AFTER:
        stop(webhook, TOO_LONG)
    elif webhook.failing_since and now - webhook.failing_since > WARNED_AFTER:
        _warn(webhook)


def _warn(webhook: Webhook) -> None:
    since = webhook.failing_since
    key = f"webhook:{webhook.public_id}:failing:{since:%Y%m%d%H%M}"
    words = Sentence(
        "The webhook {name} cannot be delivered. Goodwill goes on trying until {day}.",
        name=webhook.name,
        day=timezone.localdate(since + STOPPED_AFTER) if since else "",
    )
    telling.tell([webhook.owner], telling.News(Notice.Sort.OTHER, words, key))


_JUDGED = ("last_success_at", "failing_since", "failures", "rests_until")
GONE = Sentence("The receiver wants nothing any more.")
TOO_LONG = Sentence("It could not be delivered for five days.")
NO_LONGER = Sentence("Its owner may no longer use the programs' doors.")
