"""Webhooks and their deliveries in the words of the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import delivering, events
from goodwill.crm.api.webhooks.models import Delivery, Try, Webhook
from goodwill.crm.customers.notices import wording
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.ui.speaking import say
from goodwill.language import Sayable, Sentence

AT_ONCE = 50
UNNAMED = frozenset({"relations", "prices"})
"""What has no name of its own: it is told by what it ties together."""

STATES = {
    Delivery.State.WAITING.value: Sentence("Waiting"),
    Delivery.State.DELIVERED.value: Sentence("Arrived"),
    Delivery.State.GIVEN_UP.value: Sentence("Given up"),
}


@dataclass(frozen=True)
class Shown:
    """A webhook as a line of the list and as the head of its page."""

    webhook: Webhook
    waiting: int = 0
    given_up: int = 0

    @property
    def state(self) -> tuple[Sentence, str]:
        """How it stands, and how loud that is to be said."""
        if not self.webhook.is_on:
            return Sentence("Stopped"), "danger" if self.webhook.stopped_because else ""
        if self.webhook.failing_since:
            return Sentence("Failing"), "warning"
        if self.webhook.last_success_at:
            return Sentence("Working"), "accent"
        return Sentence("Not used yet"), ""

    @property
    def because(self) -> Sayable | None:
        kept = self.webhook.stopped_because
        return wording.revived(kept) if kept else None

    @property
    def tells(self) -> str:
        """What it tells of, in one line."""
        kinds = [say(kind_of(word).many) for word in self.webhook.kinds]
        verbs = [say(events.VERBS[verb]) for verb in self.webhook.verbs]
        return " · ".join([*(kinds or [say(Sentence("All records"))]), *verbs])


@dataclass(frozen=True)
class Row:
    """A delivery as a line of the log; `title` names its record to whoever may see it."""

    delivery: Delivery
    title: str = ""

    @property
    def kind(self) -> Sentence | None:
        return kind_of(self.delivery.line.kind).one if self.delivery.line else None

    @property
    def verb(self) -> Sentence:
        line = self.delivery.line
        return events.VERBS[line.verb] if line else Sentence("Test")

    @property
    def state(self) -> tuple[Sentence, str]:
        loud = {"delivered": "accent", "given_up": "danger"}
        if self.delivery.state == "waiting" and self.delivery.tries:
            return Sentence("Tries again"), "warning"
        return STATES[self.delivery.state], loud.get(self.delivery.state, "")


@dataclass(frozen=True)
class Tried:
    """One try, and what stood in its way."""

    tried: Try

    @property
    def trouble(self) -> Sayable | None:
        return wording.revived(self.tried.trouble) if self.tried.trouble else None


@dataclass(frozen=True)
class Log:
    """Some deliveries, the latest first, and where the next ones begin."""

    rows: tuple[Row, ...]
    after: str


def webhooks(person: User) -> list[Shown]:
    """The webhooks that a person looks after, with what waits, in one query."""
    found = Webhook.objects.seen_by(person).select_related("owner").order_by("name", "pk")
    counted = found.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state="waiting")),
        given_up=Count("deliveries", filter=Q(deliveries__state="given_up")),
    )
    return [Shown(one, one.waiting, one.given_up) for one in counted]


def shown(webhook: Webhook) -> Shown:
    """One webhook with what waits."""
    counts = dict(
        webhook.deliveries.exclude(state="delivered")
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    return Shown(webhook, counts.get("waiting", 0), counts.get("given_up", 0))


def log(webhook: Webhook, state: str, after: str, reader: User) -> Log:
    """A page of what was sent and what waits; deep pages cost what the first one costs."""
    found = webhook.deliveries.select_related("line").order_by("-pk")
    if state in STATES:
        found = found.filter(state=state)
    if after.isdecimal():
        found = found.filter(pk__lt=int(after))
    rows = list(found[: AT_ONCE + 1])
    more = str(rows[AT_ONCE - 1].pk) if len(rows) > AT_ONCE else ""
    return Log(tuple(_rows(rows[:AT_ONCE], reader)), more)


def row(delivery: Delivery, reader: User) -> Row:
    """One delivery with its record's name."""
    return next(_rows([delivery], reader))


def tries(delivery: Delivery) -> Iterable[Tried]:
    """Every try of a delivery, the latest first."""
    return [Tried(one) for one in delivery.all_tries.order_by("-pk")[:AT_ONCE]]


def body(delivery: Delivery, reader: User) -> str:
    """The message as it would be sent now, as far as the reader may see it; readable."""
    told = delivering.body_of(delivery, reader)
    return json.dumps(told, ensure_ascii=False, indent=2) if told else ""


def _rows(deliveries: list[Delivery], reader: User) -> Iterator[Row]:
    """Lines of the log with the names of their records, one query a kind."""
    ids: dict[str, set[int]] = {}
    for one in deliveries:
        if one.line:
            ids.setdefault(one.line.kind, set()).add(one.line.record_id)
    titles: dict[tuple[str, int], str] = {}
    for kind in events.kinds_for(reader):
        if kind.word in ids and kind.word not in UNNAMED:
            seen = kind.model.objects.within(reader.reach).filter(pk__in=ids[kind.word])
            titles |= {(kind.word, record.pk): str(record) for record in seen}
    for one in deliveries:
        line = one.line
        yield Row(one, titles.get((line.kind, line.record_id), "") if line else "")
