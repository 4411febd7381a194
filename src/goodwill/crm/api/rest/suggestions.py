"""What to do next with a customer, for programs: read, taken up, or let be."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, StrictStr

from goodwill.analytics.figure import Figure, minor
from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.suggesting import deciding, finding
from goodwill.crm.value.suggesting.kinds import REASONS
from goodwill.crm.value.suggesting.suggestions import Suggestion
from goodwill.language import Sentence

WHY_NOT = tuple(REASONS)
Word = Annotated[StrictStr, Field(min_length=1, max_length=120)]


class OnTop(Given):
    """What it is expected to bring on top, with its interval, in minor units."""

    amount_minor: int
    low_minor: int | None
    high_minor: int | None
    level: float | None
    currency: str
    as_of: date | None


class SuggestionGiven(Given):
    """One thing to do next, and why."""

    suggestion: str
    does: str
    because: str
    product: uuid.UUID | None
    ways: list[str] = Field(description="What the person may make of it: task, opportunity")
    expected: OnTop | None


class Suggestions(Given):
    """The first to do first."""

    items: list[SuggestionGiven]
    is_left_alone: bool = Field(
        description="Whether the customer is left without suggestions, to compare with"
    )


class SuggestionTaken(Shape):
    """Which one, and what is made of it."""

    suggestion: Word
    way: Annotated[StrictStr, Field(min_length=1, max_length=40)] = "task"


class SuggestionMade(Given):
    """What was made of it."""

    kind: str
    id: uuid.UUID
    batch: uuid.UUID = Field(description="To take it back: /api/v1/undo/{batch}")


class SuggestionLetBe(Shape):
    """Which one, and why not."""

    suggestion: Word
    reason: Literal[WHY_NOT]  # type: ignore[valid-type]
    note: Annotated[StrictStr, Field(max_length=240)] = ""


def enter(offer: Offer) -> None:
    """Suggestions, and what is decided on them."""
    for add in (_list, _accept, _dismiss):
        add(offer)


def _list(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/suggestions",
        "list_suggestions",
        "What to do next with a customer",
        gives={200: Suggestions},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Without what was decided on lately."""
        person = me(request)
        ours = finding.suggested(found(request, CUSTOMERS, id), person.reach)
        items = [_told(one, person) for one in ours.suggestions]
        return answer({"items": items, "is_left_alone": ours.is_left_alone})


def _accept(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/suggestions/accept",
        "accept_suggestion",
        "Take a suggestion up",
        gives={201: SuggestionMade},
        takes=SuggestionTaken,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """As a task, or as what else its `ways` name; it is not made again for a while."""
        person, actor = me(request), by(request)
        with transaction.atomic():
            customer = found(request, CUSTOMERS, id)
            if sent.way == "task":
                must(request, "activities.create")
            suggestion = _asked(customer, sent.suggestion, person)
            if sent.way not in _ways(suggestion, person):
                raise Invalid([Wrong("way", Sentence("Choose what shall be made of it."))])
            made = deciding.accept(customer, suggestion, sent.way, actor)
        told = {"kind": made.kind, "id": made.public_id, "batch": actor.batch}
        return answer(told, 201)


def _dismiss(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/suggestions/dismiss",
        "dismiss_suggestion",
        "Let a suggestion be, and say why",
        gives={204: None},
        takes=SuggestionLetBe,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """It is not made again for a while."""
        customer = found(request, CUSTOMERS, id)
        must(request, "activities.create")
        suggestion = _asked(customer, sent.suggestion, me(request))
        deciding.dismiss(customer, suggestion, sent.reason, by(request), note=sent.note)
        return HttpResponse(status=204)


def _asked(customer: Customer, word: str, person: User) -> Suggestion:
    suggestion = finding.one_of(customer, word, person.reach)
    if suggestion is None:
        words = Sentence("This is not suggested, or not any more.")
        raise Invalid([Wrong("suggestion", words)])
    return suggestion


def _ways(suggestion: Suggestion, person: User) -> list[str]:
    return [way.word for way in deciding.ways(person, suggestion)]


def _told(suggestion: Suggestion, person: User) -> dict[str, Any]:
    return {
        "suggestion": suggestion.word,
        "does": say(suggestion.does),
        "because": say(suggestion.because),
        "product": suggestion.product or None,
        "ways": _ways(suggestion, person),
        "expected": _on_top(suggestion.figure),
    }


def _on_top(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None or not isinstance(figure.value, Decimal) or not figure.currency:
        return None
    ends = {"low_minor": figure.low, "high_minor": figure.high}
    return {
        "amount_minor": minor(figure.value, figure.currency),
        **{
            name: minor(end, figure.currency) if isinstance(end, Decimal) else None
            for name, end in ends.items()
        },
        "level": figure.level,
        "currency": figure.currency,
        "as_of": plain(figure.as_of) if figure.as_of else None,
    }
