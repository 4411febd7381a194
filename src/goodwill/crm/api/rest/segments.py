"""Segments for programs: what their members have in common, who they are, how many there are."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, JsonValue, StrictStr

from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.listing import Asked, listed
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import ASKED, answer, by, found, made
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.lists.bulk import MOST
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.segmenting import conditions, counting, keeping, nesting, showing
from goodwill.crm.value.segmenting.kinds import SEGMENTS
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import Sentence

WHERE = (
    "Conditions in groups of which all, any or none hold, as JSON: "
    '`{"all": [{"field": "city", "is": "上海"}, '
    '{"none": [{"did": "orders", "from": 1, "days": 90}]}]}`'
)


class Conditions(Shape):
    """What members have in common."""

    where: dict[str, JsonValue] = Field(description=WHERE)


class ConditionsGiven(Given):
    """What members have in common, also in words."""

    where: dict[str, JsonValue] = Field(description=WHERE)
    in_words: str
    is_static: bool = Field(description="Whether the members stay as they were")


class CountGiven(Given):
    """How many fit, of those that the person sees."""

    customers: int
    of: int
    as_of: datetime


class DayGiven(Given):
    """How many were in it at the end of a day, who came that day and who went."""

    day: date
    size: int
    joined: int
    left: int


class CourseGiven(Given):
    """The last 90 days; empty for whoever sees not all customers."""

    items: list[DayGiven]


class Snapshot(Shape):
    """What the static segment is called; else the segment's name with the day."""

    name: Annotated[StrictStr, Field(max_length=120)] = ""


class StaticSegment(Shape):
    """What it is called, and who is in it."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=120)]
    customers: Annotated[list[Id], Field(max_length=MOST)] = Field(default_factory=list)


class MembersChosen(Shape):
    """Which customers."""

    customers: Annotated[list[Id], Field(min_length=1, max_length=MOST)]


class MembersChanged(Given):
    """How many came or went, and how many are in it now."""

    customers: int
    size: int


def enter(offer: Offer) -> None:
    """Reading and setting conditions, members, counts; static segments."""
    for add in (_conditions, _set, _members, _course, _count, _snapshot, _make_static):
        add(offer)
    _change_members(offer, "add", "Put customers into a static segment", keeping.put_in)
    _change_members(offer, "remove", "Take customers out of a static segment", keeping.take_out)


def _conditions(offer: Offer) -> None:
    @offer(
        "GET /segments/{uuid:id}/conditions",
        "read_segment_conditions",
        "What the members of a segment have in common",
        gives={200: ConditionsGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """As the program that set them, or the builder, said them."""
        return answer(_told(request, found(request, SEGMENTS, id)))


def _set(offer: Offer) -> None:
    @offer(
        "PUT /segments/{uuid:id}/conditions",
        "set_segment_conditions",
        "Say what the members of a segment have in common",
        gives={200: ConditionsGiven},
        takes=Conditions,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Members come and go at once; those of a static segment stay, so it is refused."""
        with transaction.atomic():
            segment = found(request, SEGMENTS, id, "change")
            group = conditions.read(me(request).reach, sent.where)
            keeping.change_conditions(segment, group, by(request))
        return answer(_told(request, segment))


def _members(offer: Offer) -> None:
    @offer(
        "GET /segments/{uuid:id}/members",
        "list_segment_members",
        "List the customers in a segment",
        gives={200: shaping.page("customers")},
    )
    def view(request: HttpRequest, id: uuid.UUID, asked: Asked = ASKED) -> HttpResponse:
        """Filtered, sorted and found as all customers, of those the person may see."""
        segment = found(request, SEGMENTS, id)
        inside = {"field": "segments", "is": str(segment.public_id)}
        where = _both(asked.where, inside)
        narrowed = asked.model_copy(update={"where": where, "view": None})
        return answer(listed(kind_of("customers"), me(request), narrowed))


def _course(offer: Offer) -> None:
    @offer(
        "GET /segments/{uuid:id}/days",
        "list_segment_days",
        "How many were in a segment, day by day",
        gives={200: CourseGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Of all customers, so only for whoever sees them all."""
        segment = found(request, SEGMENTS, id)
        days = showing.course(segment) if me(request).reach.is_everything else []
        items = [
            {"day": one.day, "size": one.size, "joined": one.joined, "left": one.left}
            for one in days
        ]
        return answer({"items": items})


def _count(offer: Offer) -> None:
    @offer(
        "POST /segments/count",
        "count_segment",
        "Count customers whom conditions fit",
        gives={200: CountGiven},
        takes=Conditions,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """Without keeping a segment; as of the moment that is told."""
        must(request, "segments.view")
        must(request, "customers.view")
        reach = me(request).reach
        group = conditions.read(reach, sent.where)
        nesting.must_be_possible(group, reach)
        counted = counting.count(keeping.people(), reach, group)
        told = {"customers": counted.fitting, "of": counted.of, "as_of": counted.as_of}
        return answer(told)


def _snapshot(offer: Offer) -> None:
    @offer(
        "POST /segments/{uuid:id}/snapshot",
        "snapshot_segment",
        "A static segment of those who are in a segment now",
        gives={201: shaping.given("segments")},
        takes=Snapshot,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Its members stay, whatever becomes of the conditions."""
        must(request, "segments.create")
        segment = found(request, SEGMENTS, id)
        name = sent.name.strip() or say(showing.called_of_today(segment))
        return made(request, SEGMENTS, keeping.snapshot(segment, name[:120], by(request)))


def _make_static(offer: Offer) -> None:
    @offer(
        "POST /segments/static",
        "create_static_segment",
        "Make a static segment of customers",
        gives={201: shaping.given("segments")},
        takes=StaticSegment,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """At most 10,000 at once; more are put in afterwards."""
        must(request, "segments.create")
        must(request, "customers.view")
        customers = _customers(request, sent.customers)
        return made(request, SEGMENTS, keeping.make_of(sent.name, customers, by(request)))


def _change_members(
    offer: Offer, word: str, words: str, act: Callable[[Segment, list[Customer], Actor], int]
) -> None:
    @offer(
        f"POST /segments/{{uuid:id}}/members/{word}",
        f"{word}_segment_members",
        words,
        gives={200: MembersChanged},
        takes=MembersChosen,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """At most 10,000 at once, of those the person sees; refused for a dynamic segment."""
        must(request, "customers.view")
        segment = found(request, SEGMENTS, id, "change")
        changed = act(segment, _customers(request, sent.customers), by(request))
        segment.refresh_from_db(fields=["size"])
        return answer({"customers": changed, "size": segment.size})


def _customers(request: HttpRequest, ids: list[uuid.UUID]) -> list[Customer]:
    seen = Customer.objects.present().within(me(request).reach)
    held = {one.public_id: one for one in seen.filter(public_id__in=ids)}
    if unknown := [one for one in dict.fromkeys(ids) if one not in held]:
        words = Sentence("There is no such record, or you may not see it.")
        raise Invalid([Wrong(f"customers.{ids.index(one)}", words) for one in unknown])
    return list(held.values())


def _told(request: HttpRequest, segment: Any) -> dict[str, Any]:
    group = showing.asked(segment, me(request).reach)
    return {
        "where": segment.conditions,
        "in_words": say(showing.says(segment, group)),
        "is_static": segment.is_static,
    }


def _both(where: str, inside: dict[str, str]) -> str:
    """The conditions of a list, and one more that must hold with them.

    What cannot be read stays as it is: the list says what is wrong with it.
    """
    try:
        told = json.loads(where) if where else {"all": []}
    except ValueError:
        return where
    if isinstance(told, dict) and isinstance(told.get("all"), list):
        return json.dumps({"all": [*told["all"], inside]})
    return json.dumps({"all": [told, inside]})
