"""The rule by which statements about being contacted are put together.

1. In force on a day are the statements made by then that have not run out.
2. A refusal stands until the customer consents later to something *as narrow or narrower*:
   "yes to everything" does not lift "no news by e-mail", "yes to news by e-mail" lifts
   "nothing by e-mail" for the news.
3. A consent stands until the customer refuses later anything that includes it: "nothing at
   all" ends every consent given before.
4. A standing refusal bars. Without one, a standing consent allows. Without either, topics
   that need consent are barred and the others allowed.

So the most specific of the latest holds, and in doubt the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from goodwill.crm.customers.consenting.topics import ANY, TOPICS

GIVEN, REFUSED = "given", "refused"


class Statement(Protocol):
    """What a `Consent` says; anything shaped like it can be judged."""

    topic: str
    channel: str
    state: str
    stated_at: datetime
    until: date | None


@dataclass(frozen=True)
class Judgement:
    """Whether a topic is allowed on a channel, and the statement that decides, if one does."""

    is_allowed: bool
    decided_by: Statement | None


def judge(statements: Iterable[Statement], topic: str, channel: str, on: date) -> Judgement:
    """What the statements, in the order they were recorded, say of a topic on a channel."""
    named = [one for one in statements if _names(one, topic, channel) and is_in_force(one, on)]
    named.sort(key=lambda one: one.stated_at)
    refusals, consents = _standing(named)
    if refusals:
        return Judgement(is_allowed=False, decided_by=refusals[-1])
    if consents:
        return Judgement(is_allowed=True, decided_by=consents[-1])
    needs_consent = topic not in TOPICS or TOPICS[topic].needs_consent
    return Judgement(is_allowed=not needs_consent, decided_by=None)


def is_in_force(statement: Statement, on: date) -> bool:
    """Made by that day (in the company's zone), and not run out before it."""
    is_made = timezone.localdate(statement.stated_at) <= on
    return is_made and (statement.until is None or statement.until >= on)


def _standing(named: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """The refusals and the consents that no later statement has ended, oldest first."""
    refusals: list[Statement] = []
    consents: list[Statement] = []
    for statement in named:
        if statement.state == REFUSED:
            refusals.append(statement)
            consents.clear()  # all of them name this topic and channel, so it ends them here
        else:
            refusals = [one for one in refusals if not _is_within(statement, one)]
            consents.append(statement)
    return refusals, consents


def _is_within(narrow: Statement, wide: Statement) -> bool:
    return wide.topic in (ANY, narrow.topic) and wide.channel in (ANY, narrow.channel)


def _names(statement: Statement, topic: str, channel: str) -> bool:
    return statement.topic in (ANY, topic) and statement.channel in (ANY, channel)
