"""Recording what customers say about being contacted; nothing recorded is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting.topics import ANY, BASES, TOPICS
from goodwill.crm.customers.errors import BadStatement
from goodwill.crm.customers.models import Consent, Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import new_id
from goodwill.language import Sentence


@dataclass(frozen=True)
class Said:
    """What the customer said: yes or no, to which topic on which channel, and how we know."""

    state: str
    topic: str = ANY
    channel: str = ANY
    basis: str = ""
    proof: str = ""
    stated_at: datetime | None = None
    until: date | None = None


def state(customer: Customer, said: Said, actor: Actor) -> Consent:
    """Record a statement.

    Raises
    ------
    BadStatement
        For a topic, channel or basis that we do not have, a consent without proof, a moment
        in the future, or an end before the beginning.
    """
    stated_at = said.stated_at or timezone.now()
    _refuse_nonsense(said, stated_at)
    with transaction.atomic():
        return Consent.objects.create(
            public_id=new_id(),
            customer=customer,
            topic=said.topic,
            channel=said.channel,
            state=said.state,
            basis=said.basis or _usual_basis(said.state),
            proof=said.proof,
            stated_at=stated_at,
            until=said.until,
            recorded_by=actor.user,
        )


def _refuse_nonsense(said: Said, stated_at: datetime) -> None:
    if said.state not in Consent.State.values or said.basis not in {"", *BASES}:
        raise BadStatement(
            Sentence("Say whether the customer consents or refuses, and on what ground.")
        )
    if said.topic not in {ANY, *TOPICS} or said.channel not in {ANY, *CHANNELS}:
        raise BadStatement(Sentence("There is no such topic or channel."))
    if said.state == Consent.State.GIVEN and not said.proof.strip():
        raise BadStatement(Sentence("Say how we know that the customer consented."))
    if stated_at > timezone.now():
        raise BadStatement(Sentence("Nobody has said this yet: the moment lies in the future."))
    if said.until and said.until < timezone.localdate(stated_at):
        raise BadStatement(Sentence("It ends before it begins."))


def _usual_basis(state: str) -> str:
    return "consent" if state == Consent.State.GIVEN else "objection"
