"""The card that says who may contact a customer how, and takes what the customer says."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting.asking_leave import (
    named_channel,
    named_topic,
    statements_of,
)
from goodwill.crm.customers.consenting.forms import STATES, StatementForm
from goodwill.crm.customers.consenting.rule import Statement, is_in_force, judge
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.consenting.telling import who_may_contact_how
from goodwill.crm.customers.consenting.topics import ANY, BASES, TOPICS
from goodwill.crm.customers.errors import BadStatement
from goodwill.crm.customers.models import Consent, Customer
from goodwill.crm.records import asking
from goodwill.crm.ui.speaking import say
from goodwill.language import Sayable, Sentence

ICONS = {
    "phone": "phone",
    "email": "envelope",
    "sms": "chat-bubble-left",
    "wechat": "chat-bubble-left-right",
    "whatsapp": "chat-bubble-oval-left",
    "post": "inbox",
    "visit": "map-pin",
}


@dataclass(frozen=True)
class Way:
    """A channel and how far it is open."""

    channel: str
    name: Sentence
    icon: str
    openness: str
    told: Sentence


@require_GET
def consent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card."""
    customer = asking.found(request, Customer, public_id)
    return _card(request, customer, StatementForm())


@require_POST
def state_consent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a statement in all its detail."""
    customer = asking.found(request, Customer, public_id, "change")
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _card(request, customer, form)
    try:
        state(customer, form.said(), asking.actor(request))
    except BadStatement as refusal:
        form.add_error(None, say(refusal.sentence))
        return _card(request, customer, form)
    return _card(request, customer, StatementForm())


@require_POST
def state_in_short(request: HttpRequest, public_id: uuid.UUID, channel: str) -> HttpResponse:
    """Yes or no to a whole channel, told to the person who asks."""
    customer = asking.found(request, Customer, public_id, "change")
    proof = say("Said to {person}", person=asking.me(request).name)
    said = Said(request.POST.get("state", ""), ANY, channel, proof=proof)
    state(customer, said, asking.actor(request))
    return _card(request, customer, StatementForm())


def _card(request: HttpRequest, customer: Customer, form: StatementForm) -> HttpResponse:
    statements = statements_of(customer)
    told = {
        "customer": customer,
        "line": who_may_contact_how(customer, statements=statements),
        "ways": [_way(channel, statements) for channel in CHANNELS],
        "statements": [_row(one) for one in reversed(statements)],
        "form": form,
        "may_change": asking.me(request).may("customers.change"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "customers/_consent.html", told, status=status)


def _way(channel: str, statements: list[Statement]) -> Way:
    today = timezone.localdate()
    open_topics = [one for one in TOPICS if judge(statements, one, channel, today).is_allowed]
    openness = "all" if len(open_topics) == len(TOPICS) else "some" if open_topics else "none"
    return Way(channel, CHANNELS[channel], ICONS[channel], openness, _OPENNESS[openness])


def _row(consent: Statement) -> dict[str, object]:
    """One statement as the history shows it."""
    assert isinstance(consent, Consent)
    return {
        "consent": consent,
        "state": STATES[consent.state],
        "topic": _or_all(consent.topic, named_topic(consent.topic), Sentence("everything")),
        "channel": _or_all(
            consent.channel, named_channel(consent.channel), Sentence("every channel")
        ),
        "basis": BASES.get(consent.basis, consent.basis),
        "is_in_force": is_in_force(consent, timezone.localdate()),
    }


def _or_all(word: str, name: Sayable | str, everything: Sentence) -> Sayable | str:
    return everything if word == ANY else name


_OPENNESS = {
    "all": Sentence("everything"),
    "some": Sentence("in part"),
    "none": Sentence("nothing"),
}
