"""Whether a customer may be contacted now, why not, and which way is left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.utils import timezone

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting.rule import Judgement, Statement, judge
from goodwill.crm.customers.consenting.topics import TOPICS
from goodwill.crm.customers.models import Customer
from goodwill.language import Sayable, Sentence

POINTS = {
    "phone": ("phone",),
    "sms": ("phone",),
    "email": ("email",),
    "wechat": ("wechat",),
    "whatsapp": ("whatsapp",),
    "post": ("address",),
    "visit": ("address",),
}
"""The contact points that serve a channel."""


@dataclass(frozen=True)
class Allowed:
    """Whether it is allowed, why, and the channel to take `instead` where there is one."""

    is_allowed: bool
    because: Sentence
    instead: str = ""


def may_contact(
    customer: Customer,
    topic: str,
    channel: str,
    on: date | None = None,
    *,
    statements: Sequence[Statement] | None = None,
    known: Collection[str] | None = None,
) -> Allowed:
    """Whether the customer may be contacted about this, this way, on that day (today).

    `statements` and `known` (sorts of contact points that are valid) spare the queries where
    they are at hand. If it is barred, `instead` is the customer's preferred channel, or the
    first other that is allowed and known.
    """
    on = on or timezone.localdate()
    if customer.do_not_contact:
        return Allowed(False, Sentence("The customer does not want to be contacted at all."))
    told = statements_of(customer) if statements is None else statements
    judgement = judge(told, topic, channel, on)
    if judgement.is_allowed:
        return Allowed(True, _why(judgement, topic, channel))
    ways = _open_ways(customer, told, topic, channel, on)
    reached = _known(customer) if ways and known is None else set(known or ())
    instead = next((way for way in ways if reached.intersection(POINTS[way])), "")
    return Allowed(False, _with_proposal(_why(judgement, topic, channel), instead), instead)


def statements_of(customer: Customer) -> list[Statement]:
    """The customer's statements in the order they were recorded."""
    return sorted(customer.consents.all(), key=attrgetter("pk"))


def named_topic(word: str) -> Sayable | str:
    return TOPICS[word].name if word in TOPICS else word


def named_channel(word: str) -> Sayable | str:
    return CHANNELS.get(word, word)


def _open_ways(
    customer: Customer, told: Sequence[Statement], topic: str, barred: str, on: date
) -> list[str]:
    """The other channels that are allowed, the preferred one first."""
    others = dict.fromkeys([customer.preferred_channel, *CHANNELS])
    return [
        channel
        for channel in others
        if channel in CHANNELS and channel != barred and judge(told, topic, channel, on).is_allowed
    ]


def _known(customer: Customer) -> set[str]:
    valid = customer.contact_points.present().filter(invalid_since=None)
    return set(valid.values_list("sort", flat=True))


def _why(judgement: Judgement, topic: str, channel: str) -> Sentence:
    about, way = named_topic(topic), named_channel(channel)
    statement = judgement.decided_by
    if statement is None:
        if judgement.is_allowed:
            return Sentence("{way}, {about}: nobody has objected.", way=way, about=about)
        return Sentence("{way}, {about}: the customer has not consented.", way=way, about=about)
    day = timezone.localdate(statement.stated_at)
    if judgement.is_allowed:
        return Sentence(
            "{way}, {about}: the customer consented on {day}.", way=way, about=about, day=day
        )
    return Sentence("{way}, {about}: the customer refused on {day}.", way=way, about=about, day=day)


def _with_proposal(why: Sentence, instead: str) -> Sentence:
    if not instead:
        return why
    return Sentence("{why} Propose instead: {way}.", why=why, way=named_channel(instead))
