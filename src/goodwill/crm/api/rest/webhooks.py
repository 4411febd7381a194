"""Webhooks for programs: who is told of what, what was sent, and sending it again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja.params.functions import Query
from pydantic import Field, JsonValue, StrictBool, StrictStr

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, answer_once
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.api.webhooks import delivering, events, keeping, showing
from goodwill.crm.api.webhooks.keeping import Wanted
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.api.webhooks.showing import Shown
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import show
from goodwill.language import Sentence

ABILITY = "api.use"
MOST = 100
STATES = Literal["waiting", "delivered", "given_up"]
STATE: Any = Query(None, description="Only those that stand so")
AFTER: Any = Query("", max_length=20, description="`next` of the page before")
Name = Annotated[StrictStr, Field(min_length=1, max_length=80)]
Address = Annotated[
    StrictStr, Field(min_length=1, max_length=400, description="It begins with https://")
]
Kinds = Annotated[
    list[StrictStr], Field(max_length=MOST, description="Kinds of records; none means all")
]
Verbs = Annotated[
    list[StrictStr], Field(max_length=MOST, description="What happened to them; none means all")
]


class WebhookNew(Shape):
    """Who shall be told of what."""

    name: Name
    address: Address
    kinds: Kinds = Field(default_factory=list)
    verbs: Verbs = Field(default_factory=list)


class WebhookChange(Shape):
    """What shall be otherwise; what is left out stays."""

    name: Name | None = None
    address: Address | None = None
    kinds: Kinds | None = None
    verbs: Verbs | None = None


class WebhookToStart(Shape):
    """Whether also what happened since it was stopped is told."""

    with_missed: StrictBool = False


class WebhookGiven(Given):
    """Who is told of what, and how it stands. Its secret is never given again."""

    id: uuid.UUID
    name: str
    owner: uuid.UUID
    address: str
    kinds: list[str]
    verbs: list[str]
    state: Literal["stopped", "failing", "working", "unused"]
    because: str | None = Field(description="Why it was stopped, where nobody did")
    waiting: int
    given_up: int
    created_at: datetime
    last_success_at: datetime | None
    failing_since: datetime | None
    stopped_at: datetime | None


class Webhooks(Given):
    """By name."""

    items: list[WebhookGiven]


class WebhookMade(Given):
    """The webhook, and what its messages are signed with."""

    webhook: WebhookGiven
    secret: str | None = Field(
        description="Told this once; None where the request was answered before"
    )


class TryGiven(Given):
    """One try: when, how long it took, what the other side said."""

    at: datetime
    milliseconds: int
    status: int | None
    answer: str
    trouble: str | None


class DeliveryGiven(Given):
    """One message to a webhook."""

    id: uuid.UUID
    message: str = Field(description="The `webhook-id` by which the receiver knows it")
    event: str
    title: str = Field(description="The record's name, where the person sees it")
    state: STATES
    tries: int = Field(description="In this round; sending it again begins a new one")
    status: int | None
    created_at: datetime
    next_at: datetime | None = Field(description="When it is tried next")
    ended_at: datetime | None


class Deliveries(Given):
    """The latest first."""

    items: list[DeliveryGiven]
    next: str | None = Field(description="The next page: send it as `after`")


class DeliveryRead(DeliveryGiven):
    """One message: what it says as far as the person may see it, and how each try went."""

    body: dict[str, JsonValue] | None
    all_tries: list[TryGiven]


class SentAgain(Given):
    """How many messages wait for being sent again."""

    messages: int


def enter(offer: Offer) -> None:
    """Everything that the pages of webhooks do."""
    for add in (_list, _make, _read, _change, _remove, _renew, _stop, _start, _test):
        add(offer)
    for add in (_deliveries, _delivery, _again, _all_again):
        add(offer)


def _list(offer: Offer) -> None:
    @offer("GET /webhooks", "list_webhooks", "Who is told of what", gives={200: Webhooks})
    def view(request: HttpRequest) -> HttpResponse:
        """The person's own; all of them for whoever looks after data."""
        must(request, ABILITY)
        return answer({"items": [_told(one) for one in showing.webhooks(me(request))]})


def _make(offer: Offer) -> None:
    @offer(
        "POST /webhooks",
        "create_webhook",
        "Tell another system what changes",
        gives={201: WebhookMade},
        takes=WebhookNew,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """From now on, as far as the key's maker sees it; its secret is told this once."""
        must(request, ABILITY)
        _judge(request, sent.kinds, sent.verbs)
        wanted = Wanted(sent.name.strip(), sent.address, _once(sent.kinds), _once(sent.verbs))
        made = keeping.make(wanted, me(request))
        response = _made(made, 201)
        place = f"webhooks/{made.webhook.public_id}"
        response.headers["Location"] = reverse("rest", args=[place])
        return response


def _read(offer: Offer) -> None:
    @offer(
        "GET /webhooks/{uuid:id}",
        "read_webhook",
        "One webhook, and how it stands",
        gives={200: WebhookGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Without its secret."""
        return answer(_told(showing.shown(_found(request, id))))


def _change(offer: Offer) -> None:
    @offer(
        "PATCH /webhooks/{uuid:id}",
        "change_webhook",
        "Another address, or other events",
        gives={200: WebhookGiven},
        takes=WebhookChange,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """What waits already goes to the new address."""
        one = _found(request, id)
        now = {name: getattr(one, name) for name in WebhookChange.model_fields}
        told = {name: getattr(sent, name) for name in now if getattr(sent, name) is not None}
        wanted = now | told
        if told.keys() - {"name"}:
            _judge(request, wanted["kinds"], wanted["verbs"])
        wanted |= {"kinds": _once(wanted["kinds"]), "verbs": _once(wanted["verbs"])}
        keeping.change(one, Wanted(**wanted), me(request))
        return answer(_told(showing.shown(one)))


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /webhooks/{uuid:id}",
        "remove_webhook",
        "Forget a webhook with its log",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What waits is not sent any more."""
        keeping.remove(_found(request, id), me(request))
        return HttpResponse(status=204)


def _renew(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/secret",
        "renew_webhook_secret",
        "A new secret for a webhook",
        gives={200: WebhookMade},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Told this once; the old one signs for a day longer."""
        return _made(keeping.renew_secret(_found(request, id), me(request)), 200)


def _stop(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/stop",
        "stop_webhook",
        "Send nothing any more",
        gives={200: WebhookGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Until it is started again."""
        one = _found(request, id)
        keeping.stop(one, by=me(request))
        return answer(_told(showing.shown(one)))


def _start(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/start",
        "start_webhook",
        "Send again",
        gives={200: WebhookGiven},
        takes=WebhookToStart,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """From now on, or also what was missed."""
        one = _found(request, id)
        _judge(request, one.kinds, one.verbs)
        keeping.start(one, me(request), with_missed=sent.with_missed)
        return answer(_told(showing.shown(one)))


def _test(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/test",
        "test_webhook",
        "Send a message that only tries the way",
        gives={200: DeliveryRead},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Here and now; what came of it stands in the answer."""
        return _whole(request, delivering.try_out(_found(request, id)))


def _deliveries(offer: Offer) -> None:
    @offer(
        "GET /webhooks/{uuid:id}/deliveries",
        "list_deliveries",
        "What was sent to a webhook, and what waits",
        gives={200: Deliveries},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, state: STATES | None = STATE, after: str = AFTER
    ) -> HttpResponse:
        """The latest first, 50 at once."""
        if after and not (after.isascii() and after.isdecimal()):
            words = Sentence("This page is not one of this list. Begin anew without it.")
            raise Invalid([Wrong("after", words)])
        log = showing.log(_found(request, id), state or "", after, me(request))
        items = [_of_log(row) for row in log.rows]
        return answer({"items": items, "next": log.after or None})


def _delivery(offer: Offer) -> None:
    @offer(
        "GET /webhooks/{uuid:id}/deliveries/{uuid:delivery}",
        "read_delivery",
        "One message, and how each try went",
        gives={200: DeliveryRead},
    )
    def view(request: HttpRequest, id: uuid.UUID, delivery: uuid.UUID) -> HttpResponse:
        """What it says is put together as it would be sent now."""
        return _whole(request, _sent(_found(request, id), delivery))


def _again(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/deliveries/{uuid:delivery}/again",
        "send_delivery_again",
        "Send one message again",
        gives={200: SentAgain},
    )
    def view(request: HttpRequest, id: uuid.UUID, delivery: uuid.UUID) -> HttpResponse:
        """Under the same id, within a minute; one that waits anyway, and a test, are not."""
        one = _sent(_found(request, id), delivery)
        return answer({"messages": keeping.send_again(one.webhook, one.public_id)})


def _all_again(offer: Offer) -> None:
    @offer(
        "POST /webhooks/{uuid:id}/again",
        "send_all_again",
        "Send again all that was given up",
        gives={200: SentAgain},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Under the same ids."""
        return answer({"messages": keeping.send_again(_found(request, id))})


def _found(request: HttpRequest, public_id: uuid.UUID) -> Webhook:
    must(request, ABILITY)
    mine = Webhook.objects.seen_by(me(request)).select_related("owner__role")
    one: Webhook | None = mine.filter(public_id=public_id).first()
    if one is None:
        raise OutOfReach
    return one


def _sent(webhook: Webhook, public_id: uuid.UUID) -> Delivery:
    one: Delivery | None = (
        webhook.deliveries.select_related("webhook", "line__by").filter(public_id=public_id).first()
    )
    if one is None:
        raise OutOfReach
    return one


def _judge(request: HttpRequest, kinds: Iterable[str], verbs: Iterable[str]) -> None:
    """Refuse what there is not, and more than the key itself may see: a webhook tells its owner's.

    Raises
    ------
    Invalid
        If a kind or verb is none, or the key sees less than would be told.
    """
    person, wanted = me(request), tuple(kinds)
    by_key = {kind.word for kind in events.kinds_for(person)}
    by_role = {kind.word for kind in events.kinds_for(User.objects.get(pk=person.pk))}
    hidden = by_role - by_key
    wrong = [Wrong(f"kinds.{n}", _UNKNOWN) for n, one in enumerate(wanted) if one not in by_key]
    if hidden and not wanted:
        wrong = [Wrong("kinds", _TOO_WIDE)]
    told = enumerate(verbs)
    wrong += [Wrong(f"verbs.{n}", _NO_VERB) for n, one in told if one not in events.VERBS]
    if wrong:
        raise Invalid(wrong)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _made(made: keeping.Made, status: int) -> HttpResponse:
    content = {"webhook": _told(showing.shown(made.webhook)), "secret": made.secret}
    return answer_once(content, "secret", status)


def _told(one: Shown) -> dict[str, Any]:
    webhook = one.webhook
    told = {name: getattr(webhook, name) for name in ("name", "address", "kinds", "verbs")}
    times = ("created_at", "last_success_at", "failing_since", "stopped_at")
    return {
        "id": webhook.public_id,
        **told,
        "owner": webhook.owner.public_id,
        "state": _state(webhook),
        "because": show(one.because) if one.because else None,
        "waiting": one.waiting,
        "given_up": one.given_up,
        **{name: plain(getattr(webhook, name)) for name in times},
    }


def _state(webhook: Webhook) -> str:
    if not webhook.is_on:
        return "stopped"
    if webhook.failing_since:
        return "failing"
    return "working" if webhook.last_success_at else "unused"


def _of_log(row: showing.Row) -> dict[str, Any]:
    one = row.delivery
    return {
        "id": one.public_id,
        "message": one.message_id,
        "event": one.event,
        "title": row.title,
        "state": one.state,
        "tries": one.tries,
        "status": one.status,
        "created_at": plain(one.created_at),
        "next_at": plain(one.next_at) if one.state == Delivery.State.WAITING else None,
        "ended_at": plain(one.ended_at),
    }


def _whole(request: HttpRequest, one: Delivery) -> HttpResponse:
    reader = me(request)
    tries = [
        {
            "at": plain(each.tried.at),
            "milliseconds": each.tried.milliseconds,
            "status": each.tried.status,
            "answer": each.tried.answer,
            "trouble": show(each.trouble) if each.trouble else None,
        }
        for each in showing.tries(one)
    ]
    body = delivering.body_of(one, reader)
    return answer({**_of_log(showing.row(one, reader)), "body": body, "all_tries": tries})


_UNKNOWN = Sentence("There are no such records, or the key may not see them.")
_NO_VERB = Sentence("There is no such event.")
_TOO_WIDE = Sentence("The key does not see all kinds of records: name those to tell of.")
