"""Setting up what feeds us, for programs: where it is, what its columns become, how often."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja.params.functions import Query
from pydantic import Field, StrictBool, StrictInt, StrictStr

from goodwill.crm.api.rest.feeding import ConnectionGiven, Sort, found, told
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.exchange.connecting import setting_up
from goodwill.crm.exchange.connecting.errors import NotSetUp
from goodwill.crm.exchange.connecting.forms import PLACES, Schedule
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.sources import sftp
from goodwill.crm.exchange.importing import matching
from goodwill.crm.exchange.importing.targets import shapes, targets
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "data.manage"
MOST = 2_000
KIND: Any = Query("", max_length=40, description="What a row is taken for; else the likeliest")
Name = Annotated[StrictStr, Field(min_length=1, max_length=60)]
Text = Annotated[StrictStr, Field(max_length=20_000)]
Whole = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
Where = Annotated[
    dict[str, Text | StrictBool | Whole],
    Field(description="`host`, `database`, `table`, `url`, `folder` …, as its page asks for them"),
]
Secrets = Annotated[
    dict[str, Annotated[StrictStr, Field(max_length=20_000)]],
    Field(description="`password`, `key` or `secret`; kept encrypted and never given"),
]
Heading = Annotated[StrictStr, Field(max_length=200)]
Words = Annotated[list[Heading], Field(max_length=MOST)]


class ConnectionNew(Shape):
    """Where a system is, and what opens it."""

    sort: Sort
    name: Name
    where: Where = Field(default_factory=dict)
    secrets: Secrets = Field(default_factory=dict)


class ConnectionPlace(Shape):
    """What shall be otherwise; what is left out stays, secrets too."""

    name: Name | None = None
    where: Where = Field(default_factory=dict)
    secrets: Secrets = Field(default_factory=dict)


class ConnectionColumns(Shape):
    """What a row is, and what its columns become; one of them is the `external_id`."""

    kind: Annotated[StrictStr, Field(min_length=1, max_length=40)]
    columns: dict[Heading, Heading]


class ConnectionSchedule(Shape):
    """What shall be otherwise; what is left out stays."""

    every_minutes: Literal[15, 60, 240, 1440] | None = None
    mark_column: Heading | None = None
    overlap: Annotated[StrictInt, Field(ge=0, le=100_000)] | None = None
    gone_column: Heading | None = None
    deletions: Literal["keep", "bin"] | None = None
    match: Words | None = None
    makes: Words | None = None
    dates: Literal["", "ymd", "dmy", "mdy"] | None = None
    decimal: Literal["", ".", ","] | None = None
    time_zone: Annotated[StrictStr, Field(max_length=60)] | None = None


class MachineTrusted(Shape):
    """The key that the machine shows."""

    fingerprint: Annotated[StrictStr, Field(min_length=1, max_length=200)]


class MachineGiven(Given):
    """The key that a machine shows, and whether it is the one that is trusted."""

    fingerprint: str
    is_trusted: bool


class SampleGiven(Given):
    """The first rows, as they came."""

    headings: list[str]
    rows: list[list[str]]
    choices: list[str] = Field(description="Tables and views there are, where none was named")
    notes: list[str]


class ColumnsProposed(Given):
    """What a row is likely to be, and what its columns become."""

    kind: str
    columns: dict[str, str]


def enter(offer: Offer) -> None:
    """From the place of a system to its schedule."""
    for add in (_make, _place, _test, _propose, _map, _schedule, _machine, _trust):
        add(offer)


def _make(offer: Offer) -> None:
    @offer(
        "POST /connections",
        "create_connection",
        "Say where a system is that shall feed us",
        gives={201: ConnectionGiven},
        takes=ConnectionNew,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """Then test it, say what its columns become, and resume it."""
        must(request, ABILITY)
        connection = Connection(sort=sent.sort, by=me(request))
        _keep(request, connection, sent.name, sent)
        response = told(connection, 201)
        place = f"connections/{connection.public_id}"
        response.headers["Location"] = reverse("rest", args=[place])
        return response


def _place(offer: Offer) -> None:
    @offer(
        "PATCH /connections/{uuid:id}",
        "place_connection",
        "Say otherwise where a system is, or what opens it",
        gives={200: ConnectionGiven},
        takes=ConnectionPlace,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A place that is another one is read from its beginning."""
        connection = found(request, id)
        _keep(request, connection, sent.name or connection.name, sent)
        return told(connection)


def _test(offer: Offer) -> None:
    @offer(
        "POST /connections/{uuid:id}/test",
        "test_connection",
        "Ask for the first rows, here and now",
        gives={200: SampleGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Nothing is brought in."""
        sample = setting_up.test(found(request, id))
        return answer(
            {
                "headings": list(sample.headings),
                "rows": [[row.get(name, "") for name in sample.headings] for row in sample.rows],
                "choices": list(sample.choices),
                "notes": [say(note) for note in sample.notes],
            }
        )


def _propose(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}/columns",
        "propose_connection_columns",
        "What the columns of a system are likely to be",
        gives={200: ColumnsProposed},
    )
    def view(request: HttpRequest, id: uuid.UUID, kind: str = KIND) -> HttpResponse:
        """After it was tested; what was said before stays."""
        connection = found(request, id)
        _must_be_tested(connection)
        if kind:
            _must_be_brought(request, kind)
        plan = setting_up.propose(connection, kind)
        return answer({"kind": plan.shape, "columns": dict(plan.columns)})


def _map(offer: Offer) -> None:
    @offer(
        "PUT /connections/{uuid:id}/columns",
        "map_connection",
        "Say what the columns of a system become",
        gives={200: ConnectionGiven},
        takes=ConnectionColumns,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Columns that are not named are left out."""
        connection = found(request, id)
        _must_be_tested(connection)
        _must_be_brought(request, sent.kind)
        known = {one.name for one in targets(sent.kind, me(request).reach)}
        wrong = [
            Wrong(
                f"columns.{heading}", _NO_TARGET if heading in connection.headings else _NO_COLUMN
            )
            for heading, name in sent.columns.items()
            if heading not in connection.headings or name not in known | {""}
        ]
        if wrong:
            raise Invalid(wrong)
        columns = {heading: name for heading, name in sent.columns.items() if name}
        setting_up.map_columns(connection, sent.kind, columns, me(request))
        return told(connection)


def _schedule(offer: Offer) -> None:
    @offer(
        "PATCH /connections/{uuid:id}/schedule",
        "schedule_connection",
        "Say how a system is kept up with",
        gives={200: ConnectionGiven},
        takes=ConnectionSchedule,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """It is switched on and off by resume and pause."""
        connection = found(request, id)
        setting_up.must_be_set_up(connection)
        plan = connection.way
        form = Schedule(connection)
        now = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
        sent_ = sent.model_dump(exclude_none=True, exclude={"match", "makes"})
        form = Schedule(connection, _as_sent({**now, **sent_}))
        _must_fit(form, "")
        wanted = targets(plan.shape, me(request).reach)
        ways = [way.keys for way in matching.ways(plan.shape, plan.columns, wanted)]
        makeable = [one.name for one in matching.makeable(plan.columns, wanted)]
        facts = {
            **form.facts,
            "name": connection.name,
            "match": _chosen("match", sent.match, plan.match, ways),
            "makes": _chosen("makes", sent.makes, plan.makes, makeable),
            "is_on": connection.is_on,
        }
        setting_up.schedule(connection, facts, me(request))
        return told(connection)


def _machine(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}/machine",
        "read_machine",
        "The key that the machine of a system shows",
        gives={200: MachineGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """For files over SFTP: compare it with what its administrator says, then trust it."""
        connection = _over_sftp(request, id)
        shown = sftp.fingerprint(connection.where)
        is_trusted = connection.where.get("fingerprint") == shown
        return answer({"fingerprint": shown, "is_trusted": is_trusted})


def _trust(offer: Offer) -> None:
    @offer(
        "POST /connections/{uuid:id}/machine",
        "trust_machine",
        "Trust the machine that shows a key",
        gives={200: ConnectionGiven},
        takes=MachineTrusted,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Refused where it shows another one."""
        connection = _over_sftp(request, id)
        if sftp.fingerprint(connection.where) != sent.fingerprint:
            raise NotSetUp(Sentence("The machine shows another key by now. Look at it again."))
        setting_up.confirm_key(connection, sent.fingerprint, me(request))
        return told(connection)


def _keep(request: HttpRequest, connection: Connection, name: str, sent: Any) -> None:
    """Judge a place as its page does, and keep it."""
    sort = PLACES[connection.sort]
    form = sort(connection)
    known = set(form.fields) - {"name", *sort.SECRETS}
    wrong = [Wrong(f"where.{one}", _NO_FIELD) for one in sent.where if one not in known]
    wrong += [Wrong(f"secrets.{one}", _NO_FIELD) for one in sent.secrets if one not in sort.SECRETS]
    if wrong:
        raise Invalid(wrong)
    now = {one: form.get_initial_for_field(form.fields[one], one) for one in known}
    held = {**now, **connection.where, **sent.where, **sent.secrets, "name": name}
    form = sort(connection, _as_sent(held))
    _must_fit(form, "where.")
    connection.name = form.cleaned_data["name"]
    setting_up.place(connection, form.where, form.opens, me(request))


def _as_sent(facts: Mapping[str, Any]) -> dict[str, str]:
    """Values as a page would send them; what is no is not sent."""
    there = {name: value for name, value in facts.items() if value not in (None, False)}
    return {name: "on" if value is True else str(value) for name, value in there.items()}


def _must_fit(form: Any, within: str) -> None:
    if form.is_valid():
        return
    raise Invalid(
        Wrong(name if name == "name" else f"{within}{name}", text)
        for name, errors in form.errors.items()
        for text in errors
    )


def _must_be_tested(connection: Connection) -> None:
    if not connection.headings:
        raise NotSetUp(Sentence("Test the connection first, so that its columns are known."))


def _must_be_brought(request: HttpRequest, kind: str) -> None:
    """What a pull writes: the key must allow it, as the connection acts by itself afterwards."""
    if kind not in {one.word for one in shapes(me(request).reach)}:
        raise Invalid([Wrong("kind", Sentence("This is none of those that there are here."))])
    must(request, f"{kind}.create")
    must(request, f"{kind}.change")


def _chosen(
    field: str, sent: list[str] | None, now: tuple[str, ...], known: list[str]
) -> list[str]:
    if sent is None:
        return list(now)
    words = Sentence("This is none of those that there are here.")
    if wrong := [Wrong(f"{field}.{n}", words) for n, one in enumerate(sent) if one not in known]:
        raise Invalid(wrong)
    return [one for one in known if one in sent]


def _over_sftp(request: HttpRequest, public_id: uuid.UUID) -> Connection:
    connection = found(request, public_id)
    if connection.sort != Connection.Sort.SFTP:
        raise NotSetUp(Sentence("Only machines that are reached over SFTP show a key."))
    return connection


_NO_FIELD = Sentence("There is no such field for this sort of system.")
_NO_COLUMN = Sentence("The table has no such column.")
_NO_TARGET = Sentence("There is no such field, or you may not fill it.")
