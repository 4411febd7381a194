"""Segments for programs: what their members have in common, who they are, how many there are."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, JsonValue

from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.listing import Asked, listed
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import ASKED, answer, by, found
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.segmenting import conditions, counting, keeping, saying, showing
from goodwill.crm.value.segmenting.kinds import SEGMENTS

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


def enter(offer: Offer) -> None:
    """Reading and setting conditions, members, counts."""
    for add in (_conditions, _set, _members, _course, _count):
        add(offer)


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
        counted = counting.count(keeping.people(), reach, conditions.read(reach, sent.where))
        told = {"customers": counted.fitting, "of": counted.of, "as_of": counted.as_of}
        return answer(told)


def _told(request: HttpRequest, segment: Any) -> dict[str, Any]:
    group = showing.asked(segment, me(request).reach)
    words = saying.sentence(group) if group else showing.NOTHING_SAID
    return {
        "where": segment.conditions,
        "in_words": say(words),
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
