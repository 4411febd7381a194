""" "Who may contact me, how, about what" as one line that the customer would sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting.asking_leave import named_channel, statements_of
from goodwill.crm.customers.consenting.rule import Statement, judge
from goodwill.crm.customers.consenting.topics import TOPICS
from goodwill.crm.customers.models import Customer
from goodwill.language import Language, Sayable, Sentence

UNSTATED = frozenset(word for word, topic in TOPICS.items() if not topic.needs_consent)
"""What everyone may be contacted about who has said nothing."""


@dataclass(frozen=True)
class Listed:
    """Several things named in a row: `phone, e-mail and post`."""

    items: tuple[Sayable, ...]

    def said_in(self, language: Language) -> str:
        return language.list(self.items)


@dataclass(frozen=True)
class Told:
    """Sentences one after the other, with the space between them that the language wants."""

    items: tuple[Sayable, ...]

    def said_in(self, language: Language) -> str:
        gap = "" if language.tag.startswith("zh") else " "
        return gap.join(item.said_in(language) for item in self.items)


def who_may_contact_how(
    customer: Customer,
    on: date | None = None,
    *,
    statements: Sequence[Statement] | None = None,
) -> Sentence:
    """One readable line: what is allowed on which channels, the preferred one first."""
    if customer.do_not_contact:
        return Sentence("Do not contact at all.")
    told = statements_of(customer) if statements is None else statements
    allowed = _allowed_by_channel(told, on or timezone.localdate())
    stated = _grouped({way: what for way, what in allowed.items() if what != UNSTATED})
    parts = [_line(ways, what) for what, ways in stated.items()]
    if len(parts) == 0 or sum(len(ways) for ways in stated.values()) < len(CHANNELS):
        parts.append(_the_rest(has_parts=bool(parts)))
    if customer.preferred_channel:
        parts.insert(0, Sentence("Prefers: {way}.", way=named_channel(customer.preferred_channel)))
    return Sentence("{told}", told=Told(tuple(parts)))


def _allowed_by_channel(told: Sequence[Statement], on: date) -> dict[str, frozenset[str]]:
    return {
        channel: frozenset(word for word in TOPICS if judge(told, word, channel, on).is_allowed)
        for channel in CHANNELS
    }


def _grouped(allowed: dict[str, frozenset[str]]) -> dict[frozenset[str], list[str]]:
    """The channels on which the same is allowed, together; the freest first."""
    groups: dict[frozenset[str], list[str]] = {}
    for channel, topics in allowed.items():
        groups.setdefault(topics, []).append(channel)
    return dict(sorted(groups.items(), key=lambda group: -len(group[0])))


def _line(ways: Iterable[str], what: frozenset[str]) -> Sentence:
    named = Listed(tuple(CHANNELS[way] for way in ways))
    if not what:
        return Sentence("{ways}: nothing.", ways=named)
    if len(what) == len(TOPICS):
        return Sentence("{ways}: everything.", ways=named)
    return Sentence("{ways}: {topics}.", ways=named, topics=_topics(what))


def _the_rest(*, has_parts: bool) -> Sentence:
    if has_parts:
        return Sentence("Otherwise only {topics}.", topics=_topics(UNSTATED))
    return Sentence("Nothing stated yet, so only {topics}.", topics=_topics(UNSTATED))


def _topics(words: frozenset[str]) -> Listed:
    return Listed(tuple(topic.name for word, topic in TOPICS.items() if word in words))
