"""The timeline for programs: what happened with a customer, what is to be done, and by whom."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Literal

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, made, shown
from goodwill.crm.api.rest.shaping import Given, Id, Moment, Shape
from goodwill.crm.api.rest.telling import Teller
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.timeline import planning, reading, recording, timing
from goodwill.crm.customers.timeline.errors import CannotSeeIt
from goodwill.crm.customers.timeline.forms import A_DAY, people_of
from goodwill.crm.customers.timeline.kinds import ACTIVITIES, LOGGED, REACTIONS
from goodwill.crm.customers.timeline.planning import LATER, Later
from goodwill.crm.customers.timeline.reading import Wanted
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.customers.timeline.seeing import who_see
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import new_id
from goodwill.crm.ui.speaking import show
from goodwill.language import Sentence

SALT = "goodwill.api.timeline"
LONGEST = 20_000
AFTER: Any = Query("", max_length=400, description="`next` of the page before")
TEXT: Any = Query("", max_length=200, description="Only entries that contain this")
SORT: Any = Query("", max_length=40, description="Only entries of this sort: call, visit …")

Channel = Literal[("", *CHANNELS)]  # type: ignore[valid-type]
Reaction = Literal[("", *REACTIONS)]  # type: ignore[valid-type]
LaterWord = Literal[tuple(str(one) for one in LATER)]  # type: ignore[valid-type]


class TimelineEntry(Given):
    """An entry, and what it says in the language that is asked for."""

    said: str
    entry: shaping.given("activities")  # type: ignore[valid-type]


class Timeline(Given):
    """What happened with a customer, newest first."""

    items: list[TimelineEntry]
    next: str | None = Field(description="The next page: send it as `after`")


class PlannedEntries(Given):
    """What is still to be done with a customer, the most urgent first."""

    items: list[TimelineEntry]


class Place(Shape):
    """Place somebody checked in."""

    latitude: StrictFloat | StrictInt = Field(ge=-90, le=90)
    longitude: StrictFloat | StrictInt = Field(ge=-180, le=180)
    accuracy_m: StrictFloat | StrictInt = Field(0, ge=0, le=1_000_000)


class LogNew(Shape):
    """What happened; with an id of your making it is kept once, however often it is sent."""

    id: Id | None = None
    sort: Literal[LOGGED] = "note"  # type: ignore[valid-type]
    text: StrictStr = Field(
        "", max_length=LONGEST, description="The first line becomes the subject; @name calls people"
    )
    happened_at: Moment | None = None
    person: Id | None = Field(None, description="With whom: a person related to the customer")
    minutes: StrictInt | None = Field(None, ge=0, le=A_DAY)
    channel: Channel = ""
    is_inbound: StrictBool = False
    reaction: Reaction = ""
    is_private: StrictBool = False
    place: Place | None = None
    due_at: Moment | None = Field(None, description="Of a task")
    follow_up: LaterWord | None = None  # type: ignore[valid-type]


class ActivityRewrite(Shape):
    """An entry's words, with those they call."""

    text: StrictStr = Field(min_length=1, max_length=LONGEST)


class ActivityPostpone(Shape):
    """Until when: a moment, or in so many days."""

    until: Moment | None = None
    later: LaterWord | None = None  # type: ignore[valid-type]


class ActivityAssign(Shape):
    """Who does it."""

    owner: Id


class ActivityFollowUp(Shape):
    """When to come back to it."""

    later: LaterWord = str(Later.IN_3_DAYS)  # type: ignore[valid-type]


def enter(customers: Offer, activities: Offer) -> None:
    """Reading and writing the timeline; what is done with tasks."""
    _read(customers)
    _planned(customers)
    _log(customers)
    _timer(customers)
    for word, act, words in (
        ("finish", planning.finish, "The task is done"),
        ("reopen", planning.reopen, "The task is to be done after all"),
    ):
        _step(activities, word, act, words)
    _postpone(activities)
    _assign(activities)
    _follow_up(activities)
    _rewrite(activities)


def _read(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/timeline",
        "read_timeline",
        "What happened with a customer",
        gives={200: Timeline},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, sort: str = SORT, q: str = TEXT, after: str = AFTER
    ) -> HttpResponse:
        """Newest first, a page at a time; private entries only for those they name."""
        customer = found(request, CUSTOMERS, id)
        must(request, "activities.view")
        page = reading.page(customer, me(request), Wanted(sort=sort, text=q), _place(after))
        entries = [line.entry for day in page.days for line in day.lines]
        following = signing.dumps(page.after, salt=SALT) if page.after else None
        return answer({"items": _said(request, entries), "next": following})


def _planned(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/planned",
        "read_planned",
        "What is to be done with a customer",
        gives={200: PlannedEntries},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Open tasks, the most urgent first."""
        customer = found(request, CUSTOMERS, id)
        must(request, "activities.view")
        entries = [line.entry for line in reading.planned(customer, me(request))]
        return answer({"items": _said(request, entries)})


def _log(offer: Offer) -> None:
    given = shaping.given("activities")

    @offer(
        "POST /customers/{uuid:id}/log",
        "log",
        "LogNew what happened with a customer",
        gives={200: given, 201: given},
        takes=LogNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A call, visit, note … or a task; 200 where it had arrived before."""
        must(request, "activities.create")
        customer = found(request, CUSTOMERS, id)
        logged = recording.log(customer, _entry(request, customer, sent), by(request))
        if not logged.is_new:
            return shown(request, logged.entry)
        return made(request, ACTIVITIES, logged.entry)


def _timer(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/timer/start",
        "start_timer",
        "Start the clock for a customer",
        gives={204: None},
    )
    def start(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The person's clock; one that ran for another customer stops."""
        customer = found(request, CUSTOMERS, id)
        must(request, "activities.create")
        timing.start(me(request), customer)
        return HttpResponse(status=204)

    @offer("POST /timer/stop", "stop_timer", "Stop the clock", gives={204: None})
    def stop(request: HttpRequest) -> HttpResponse:
        """Without logging anything."""
        must(request, "activities.create")
        timing.stop(me(request))
        return HttpResponse(status=204)


def _step(offer: Offer, word: str, act: Callable[[Activity, Actor], Any], words: str) -> None:
    @offer(
        f"POST /activities/{{uuid:id}}/{word}",
        f"{word}_activity",
        words,
        gives={200: shaping.given("activities")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Of a task only."""
        task = found(request, ACTIVITIES, id, "change")
        act(task, by(request))
        return shown(request, task)


def _postpone(offer: Offer) -> None:
    @offer(
        "POST /activities/{uuid:id}/postpone",
        "postpone_activity",
        "The task is due later",
        gives={200: shaping.given("activities")},
        takes=ActivityPostpone,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Until a moment, or by a word; the reminder moves with it."""
        task = found(request, ACTIVITIES, id, "change")
        if (sent.until is None) == (sent.later is None):
            raise Invalid([Wrong("until", Sentence("Say until when: `until` or `later`."))])
        until = sent.until or planning.due(Later(sent.later), me(request))
        planning.postpone(task, until, by(request))
        return shown(request, task)


def _assign(offer: Offer) -> None:
    @offer(
        "POST /activities/{uuid:id}/assign",
        "assign_activity",
        "Somebody else does the task",
        gives={200: shaping.given("activities")},
        takes=ActivityAssign,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """They are told; refused where they may not see the customer."""
        task = found(request, ACTIVITIES, id, "change")
        owner = who_see(task.customer).filter(public_id=sent.owner).first()
        if owner is None:
            whom = User.objects.active().filter(public_id=sent.owner).first()
            raise CannotSeeIt(str(whom or sent.owner), task.customer.name)
        planning.assign(task, owner, by(request))
        return shown(request, task)


def _follow_up(offer: Offer) -> None:
    @offer(
        "POST /activities/{uuid:id}/follow-up",
        "follow_up_activity",
        "Come back to it",
        gives={201: shaping.given("activities")},
        takes=ActivityFollowUp,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A task that follows up what happened."""
        entry = found(request, ACTIVITIES, id)
        must(request, "activities.create")
        task = planning.follow_up(entry, Later(sent.later), by(request))
        return made(request, ACTIVITIES, task)


def _rewrite(offer: Offer) -> None:
    @offer(
        "POST /activities/{uuid:id}/rewrite",
        "rewrite_activity",
        "Write an entry anew",
        gives={200: shaping.given("activities")},
        takes=ActivityRewrite,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Whom the words call and did not before is told."""
        with transaction.atomic():
            entry = found(request, ACTIVITIES, id, "change", lock=True)
            told = {"text": sent.text}
            recording.rewrite(entry, told, by(request), seen=entry.version)
        return shown(request, entry)


def _entry(request: HttpRequest, customer: Customer, sent: Any) -> Entry:
    return Entry(
        sort=sent.sort,
        text=sent.text,
        public_id=sent.id or new_id(),
        happened_at=sent.happened_at,
        person=_with_whom(request, customer, sent.person),
        minutes=sent.minutes,
        channel=sent.channel,
        is_inbound=sent.is_inbound,
        reaction=sent.reaction,
        is_private=sent.is_private,
        place=sent.place.model_dump() if sent.place else {},
        due_at=sent.due_at,
        follow_up=Later(sent.follow_up) if sent.follow_up else None,
    )


def _with_whom(
    request: HttpRequest, customer: Customer, public_id: uuid.UUID | None
) -> Customer | None:
    if public_id is None:
        return None
    people = {one.public_id: one for one in people_of(customer, me(request).reach)}
    if public_id not in people:
        words = Sentence("This person does not belong to the customer.")
        raise Invalid([Wrong("person", words)])
    return people[public_id]


def _said(request: HttpRequest, entries: list[Activity]) -> list[dict[str, Any]]:
    told = Teller(ACTIVITIES, me(request)).tell_all(entries)
    return [
        {"said": show(reading.said(entry)), "entry": one}
        for entry, one in zip(entries, told, strict=True)
    ]


def _place(after: str) -> str:
    if not after:
        return ""
    try:
        return str(signing.loads(after, salt=SALT))
    except signing.BadSignature:
        words = Sentence("This page is not one of this list. Begin anew without it.")
        raise Invalid([Wrong("after", words)]) from None
