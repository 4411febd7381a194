"""Making, changing, stopping and starting webhooks; each leaves a line in the audit."""

from __future__ import annotations

import base64
import secrets as randomness
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import gathering
from goodwill.crm.api.webhooks.errors import TooManyWebhooks
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.customers.notices import telling, wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import auditing, outside, secrets
from goodwill.language import Sentence

MOST = 20
BYTES = 32
OLD_SECRET_SIGNS_FOR = timedelta(hours=24)
PURPOSE = "webhooks"
AUDITED = "webhooks"


@dataclass(frozen=True)
class Wanted:
    """Who shall be told of what; no kinds or verbs means all."""

    name: str
    address: str
    kinds: Sequence[str] = field(default=())
    verbs: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Made:
    """A webhook, and its secret: the only time that anybody sees it."""

    webhook: Webhook
    secret: str


def make(wanted: Wanted, owner: User) -> Made:
    """Tell an address from now on what changes within the owner's reach.

    Raises
    ------
    NotToBeCalled
        If the address lies inside or is none.
    TooManyWebhooks
        If the person has as many as anybody needs.
    """
    outside.place(wanted.address)
    if Webhook.objects.filter(owner=owner).count() >= MOST:
        raise TooManyWebhooks(MOST)
    secret = _new_secret()
    gathering.seal()
    with transaction.atomic():
        webhook = Webhook.objects.create(
            name=wanted.name,
            owner=owner,
            address=wanted.address.strip(),
            kinds=list(wanted.kinds),
            verbs=list(wanted.verbs),
            secret=secrets.locked(secret, PURPOSE),
            cursor=gathering.end_of_history(),
        )
        _note(webhook, "created", owner, {"address": (None, webhook.address)})
    return Made(webhook, secret)


def change(webhook: Webhook, wanted: Wanted, by: User) -> None:
    """Tell another address, or of other events; what waits already goes to the new address.

    Raises
    ------
    NotToBeCalled
        If the address lies inside or is none.
    """
    outside.place(wanted.address)
    told: dict[str, object] = {"name": wanted.name, "address": wanted.address.strip()}
    told |= {"kinds": list(wanted.kinds), "verbs": list(wanted.verbs)}
    pairs = {n: (getattr(webhook, n), v) for n, v in told.items() if getattr(webhook, n) != v}
    if not pairs:
        return
    with transaction.atomic():
        for name, value in told.items():
            setattr(webhook, name, value)
        webhook.rests_until = None
        webhook.save()
        _note(webhook, "changed", by, pairs)


def renew_secret(webhook: Webhook, by: User) -> Made:
    """A new secret; the one before signs for a day longer, until the receiver knows the new one."""
    secret = _new_secret()
    with transaction.atomic():
        webhook.secret_before = webhook.secret
        webhook.secret_before_until = timezone.now() + OLD_SECRET_SIGNS_FOR
        webhook.secret = secrets.locked(secret, PURPOSE)
        webhook.save(update_fields=["secret", "secret_before", "secret_before_until"])
        _note(webhook, "changed", by, {"secret": (None, None)})
    return Made(webhook, secret)


def secrets_of(webhook: Webhook) -> tuple[str, ...]:
    """What messages are signed with now, the present secret first."""
    kept = [webhook.secret]
    if webhook.secret_before_until and webhook.secret_before_until > timezone.now():
        kept.append(webhook.secret_before)
    return tuple(secrets.opened(one, PURPOSE) for one in kept)


def stop(webhook: Webhook, because: Sentence | None = None, by: User | None = None) -> None:
    """Send nothing any more until somebody starts it again; its owner is told why."""
    with transaction.atomic():
        webhook.stopped_at = timezone.now()
        webhook.stopped_because = wording.kept(because) if because else {}
        webhook.save(update_fields=["stopped_at", "stopped_because"])
        _note(webhook, "deactivated", by, {})
        if because:
            _tell(webhook, because)


def start(webhook: Webhook, by: User, *, with_missed: bool) -> None:
    """Send again: from now on, or also what happened since it was stopped."""
    with transaction.atomic():
        if not with_missed:
            gathering.seal()
            webhook.cursor = gathering.end_of_history()
            waiting = webhook.deliveries.waiting()
            waiting.update(state=Delivery.State.GIVEN_UP, ended_at=timezone.now())
        webhook.stopped_at = webhook.failing_since = webhook.rests_until = None
        webhook.stopped_because, webhook.failures = {}, 0
        webhook.save()
        webhook.deliveries.waiting().update(next_at=timezone.now())
        _note(webhook, "activated", by, {})


def remove(webhook: Webhook, by: User) -> None:
    """Forget a webhook with all that it sent."""
    with transaction.atomic():
        _note(webhook, "deleted", by, {"name": (webhook.name, None)})
        webhook.delete()


def send_again(webhook: Webhook, delivery_id: uuid.UUID | None = None) -> int:
    """Put one delivery, or all that were given up, into the queue again under the same id."""
    chosen = webhook.deliveries.exclude(line=None).exclude(state=Delivery.State.WAITING)
    if delivery_id:
        chosen = chosen.filter(public_id=delivery_id)
    else:
        chosen = chosen.filter(state=Delivery.State.GIVEN_UP)
    webhook.rests_until = None
    webhook.save(update_fields=["rests_until"])
    put: int = chosen.update(
        state=Delivery.State.WAITING, tries=0, next_at=timezone.now(), ended_at=None
    )
    return put


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(randomness.token_bytes(BYTES)).decode()


def _note(
    webhook: Webhook, verb: str, by: User | None, pairs: Mapping[str, tuple[object, object]]
) -> None:
    auditing.note_of_people(AUDITED, webhook.pk, verb, pairs, by)


def _tell(webhook: Webhook, because: Sentence) -> None:
    key = f"webhook:{webhook.public_id}:stopped:{webhook.stopped_at:%Y%m%d%H%M%S}"
    words = Sentence(
        "The webhook {name} was stopped. {because}", name=webhook.name, because=because
    )
    telling.tell([webhook.owner], telling.News(Notice.Sort.OTHER, words, key))
