"""Taking a suggestion up, or not: what is made of it, and why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from goodwill.analytics.figure import Figure, minor
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.timeline import planning
from goodwill.crm.customers.timeline.planning import Later, Plan
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.errors import NotOfThem
from goodwill.crm.value.suggesting.models import Decision
from goodwill.crm.value.suggesting.suggestions import Suggestion
from goodwill.language import Sentence

NOT_AGAIN = timedelta(days=90)
SOONER = {Decision.Reason.WRONG_TIME: timedelta(days=30)}
"""After how long the same is suggested again."""

Make = Callable[[Customer, Suggestion, Actor], Record]


@dataclass(frozen=True)
class Way:
    """What can be made of a suggestion: a task, an opportunity.

    `fits` says of which suggestions; `ability` is what making it takes.
    """

    word: str
    name: Sentence
    icon: str
    ability: str
    make: Make
    fits: Callable[[Suggestion], bool] = lambda suggestion: True


_WAYS: dict[str, Way] = {}


def enter(*ways: Way) -> None:
    """Make ways known; the room above enters its own."""
    for way in ways:
        _WAYS[way.word] = way


def ways(me: User, suggestion: Suggestion) -> Sequence[Way]:
    """What a person may make of a suggestion."""
    return [way for way in _WAYS.values() if me.may(way.ability) and way.fits(suggestion)]


def accept(customer: Customer, suggestion: Suggestion, way: str, actor: Actor) -> Record:
    """Take a suggestion up: what is made of it.

    Raises
    ------
    NotOfThem
        If nothing of that kind can be made of it.
    """
    chosen = _WAYS.get(way)
    if chosen is None or not chosen.fits(suggestion):
        raise NotOfThem(Sentence("Choose what shall be made of it."))
    with transaction.atomic():
        made = chosen.make(customer, suggestion, actor)
        decision = _decision(customer, suggestion, actor)
        decision.state, decision.made, decision.made_id = (
            Decision.State.ACCEPTED,
            made.kind,
            made.public_id,
        )
        decision.until = timezone.localdate() + NOT_AGAIN
        decision.save()
    return made


def dismiss(
    customer: Customer, suggestion: Suggestion, reason: str, actor: Actor, *, note: str = ""
) -> Decision:
    """Let a suggestion be, and say why.

    Raises
    ------
    NotOfThem
        Without a reason.
    """
    if reason not in Decision.Reason.values:
        raise NotOfThem(Sentence("Say why not."))
    decision = _decision(customer, suggestion, actor)
    decision.state, decision.reason, decision.note = Decision.State.DISMISSED, reason, note
    decision.until = timezone.localdate() + SOONER.get(Decision.Reason(reason), NOT_AGAIN)
    decision.save()
    return decision


def take_back(decision: Decision) -> None:
    """Suggest it again: dismissing was a mistake."""
    decision.delete()


def _decision(customer: Customer, suggestion: Suggestion, actor: Actor) -> Decision:
    expected, currency = _expected(suggestion.figure)
    return Decision(
        customer=customer,
        suggestion=suggestion.word,
        because=wording.kept(suggestion.because),
        expected_minor=expected,
        currency=currency,
        by=actor.user,
    )


def _expected(figure: Figure | None) -> tuple[int | None, str]:
    """The money of a figure in minor units with its currency."""
    if figure is None or not isinstance(figure.value, Decimal) or not figure.currency:
        return None, ""
    return minor(figure.value, figure.currency), figure.currency


def _task(customer: Customer, suggestion: Suggestion, actor: Actor) -> Record:
    due = planning.due(Later.IN_3_DAYS, actor.user)
    because = say(suggestion.because)
    return planning.plan(customer, Plan(suggestion.does, due, body=because), actor)


enter(Way("task", Sentence("Plan it"), "calendar", "activities.create", _task))
