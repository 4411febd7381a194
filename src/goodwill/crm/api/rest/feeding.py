"""Connections for programs: how each feed is, its pulls, and what is done with it.

Setting one up is in `connecting`.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field, JsonValue, StrictBool

from goodwill.analytics.figure import Figure
from goodwill.crm.api.rest.importing import RefusedRowGiven, row_told
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import answer
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.exchange.connecting import health, setting_up, showing
from goodwill.crm.exchange.connecting.binning import problem_of
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.crm.exchange.connecting.scheduling import pull_one
from goodwill.crm.exchange.connecting.showing import Shown
from goodwill.crm.exchange.connecting.views import REFUSED_SHOWN, RUNS_SHOWN
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say, show

ABILITY = "data.manage"
Sort = Literal["folder", "sftp", "sql", "rest"]
State = Literal["unfinished", "pulling", "off", "stopped", "failing", "well"]


class RunGiven(Given):
    """One pull: what came, and what became of it."""

    id: uuid.UUID
    state: Literal["running", "done", "failed", "broken_off"]
    is_by_hand: bool
    started_at: datetime
    ended_at: datetime | None
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    binned: int
    problem: str | None


class ConnectionGiven(Given):
    """A system that feeds us. What opens it is never given."""

    id: uuid.UUID
    name: str
    sort: Sort
    state: State
    is_on: bool
    by: uuid.UUID = Field(description="In whose name it writes")
    where: dict[str, JsonValue]
    secrets: list[str] = Field(description="What is known of what opens it, by name alone")
    headings: list[str] = Field(description="The columns it had when it was tested last")
    kind: str = Field(description="What a row is; empty until it is said")
    columns: dict[str, str] = Field(description="Heading → target")
    match: list[str]
    makes: list[str]
    every_minutes: int
    mark_column: str = Field(description="Tells what changed")
    overlap: int
    gone_column: str
    deletions: Literal["keep", "bin"]
    dates: str
    decimal: str
    time_zone: str
    next_at: datetime | None
    last: RunGiven | None


class Connections(Given):
    """By name."""

    items: list[ConnectionGiven]


class Runs(Given):
    """The latest first."""

    items: list[RunGiven]


class RefusedOfFeed(Given):
    """The rows that wait for being mended, the latest pull's first."""

    items: list[RefusedRowGiven]


class FigureGiven(Given):
    """A number with its receipt."""

    id: str
    label: str
    meaning: str
    formula: str
    unit: str
    value: float | None
    reason: str | None = Field(description="Why it cannot be told")
    n: int = Field(description="What it rests on")
    numerator: float | None
    denominator: float | None
    as_of: date


class GapGiven(Given):
    """A time during which what we had was older than agreed."""

    since: datetime
    until: datetime
    because: str | None


class HealthGiven(Given):
    """How a feed has been over the last 30 days: accurate, complete, timely."""

    figures: list[FigureGiven]
    gaps: list[GapGiven]
    late_after: FigureGiven


class PullWanted(Shape):
    """What is wanted besides the usual."""

    everything: StrictBool = Field(False, description="Read all, not only what changed")
    confirmed: StrictBool = Field(
        False, description="Also where so much is gone at the source that it looks like a mistake"
    )


def enter(offer: Offer) -> None:
    """Looking after feeds that are set up."""
    for add in (_list, _read, _health, _runs, _refused, _pull, _remove):
        add(offer)
    _switch(offer, "pause", "Pull no longer", is_on=False)
    _switch(offer, "resume", "Pull again on schedule", is_on=True)


def _list(offer: Offer) -> None:
    @offer("GET /connections", "list_connections", "What feeds us", gives={200: Connections})
    def view(request: HttpRequest) -> HttpResponse:
        """And how each feed is."""
        must(request, ABILITY)
        return answer({"items": [_told(one) for one in showing.connections()]})


def _read(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}",
        "read_connection",
        "One system that feeds us",
        gives={200: ConnectionGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Without what opens it."""
        return told(found(request, id))


def _health(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}/health",
        "read_connection_health",
        "How a feed has been",
        gives={200: HealthGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Accurate, complete, timely: each with its receipt; and when it was not well."""
        one = found(request, id)
        its = health.health(one)
        return answer(
            {
                "figures": [_figure(each) for each in its.figures],
                "gaps": [
                    {
                        "since": plain(gap.since),
                        "until": plain(gap.until),
                        "because": say(gap.because) if gap.because else None,
                    }
                    for gap in its.gaps
                ],
                "late_after": _figure(health.late_after_said(one)),
            }
        )


def _runs(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}/runs",
        "list_connection_runs",
        "The latest pulls of a feed",
        gives={200: Runs},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """At most 12."""
        runs = found(request, id).runs.newest_first()[:RUNS_SHOWN]
        return answer({"items": [_run(one) for one in runs]})


def _refused(offer: Offer) -> None:
    @offer(
        "GET /connections/{uuid:id}/refused",
        "list_rows_refused_by_connection",
        "The rows of a feed that were not taken, and why",
        gives={200: RefusedOfFeed},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """At most 50."""
        held = showing.refused(found(request, id), REFUSED_SHOWN)
        rows = ((one.refusal, show(one.why)) for one in held)
        items = [row_told(one.row, one.column, why, one.cells) for one, why in rows]
        return answer({"items": items})


def _pull(offer: Offer) -> None:
    @offer(
        "POST /connections/{uuid:id}/pull",
        "pull_connection",
        "Pull now",
        gives={200: ConnectionGiven},
        takes=PullWanted,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """As soon as the queue comes to it: its state is `pulling` until it is done."""
        one = found(request, id)
        setting_up.must_be_set_up(one)
        wish = {"is_by_hand": True}
        if sent.everything or sent.confirmed:
            wish["is_everything"] = True
        if sent.confirmed:
            wish["may_bin_many"] = True
        ask(one, wish)
        return told(one)


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /connections/{uuid:id}",
        "remove_connection",
        "Let go of a system that feeds us",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What it brought in stays."""
        setting_up.remove(found(request, id), me(request))
        return HttpResponse(status=204)


def _switch(offer: Offer, word: str, words: str, *, is_on: bool) -> None:
    @offer(
        f"POST /connections/{{uuid:id}}/{word}",
        f"{word}_connection",
        words,
        gives={200: ConnectionGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """From then on it writes in the name of the key's maker."""
        one = found(request, id)
        setting_up.switch(one, me(request), on=is_on)
        return told(one)


def found(request: HttpRequest, public_id: uuid.UUID) -> Connection:
    """A connection, for whoever looks after data.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    must(request, ABILITY)
    one: Connection | None = (
        Connection.objects.select_related("by__role").filter(public_id=public_id).first()
    )
    if one is None:
        raise OutOfReach
    return one


def ask(connection: Connection, wish: dict[str, bool]) -> None:
    """Put a pull into the queue."""
    connection.asked_at = timezone.now()
    Connection.objects.filter(pk=connection.pk).update(asked_at=connection.asked_at)
    pull_one.enqueue(str(connection.public_id), wish)


def told(connection: Connection, status: int = 200) -> HttpResponse:
    """A connection as it stands now."""
    return answer(_told(showing.shown(connection)), status)


def _told(one: Shown) -> dict[str, Any]:
    held = one.connection
    plan = held.way if held.is_mapped else None
    facts = ("name", "sort", "is_on", "where", "every_minutes", "mark_column", "overlap")
    more = ("gone_column", "deletions")
    reading = plan.settings if plan else None
    return {
        "id": held.public_id,
        **{name: getattr(held, name) for name in (*facts, *more)},
        "state": one.state.word,
        "by": held.by.public_id,
        "secrets": sorted(name for name, text in held.opens.items() if text),
        "headings": list(held.headings),
        "kind": plan.shape if plan else "",
        "columns": dict(plan.columns) if plan else {},
        "match": list(plan.match) if plan else [],
        "makes": list(plan.makes) if plan else [],
        "dates": reading.dates if reading else "",
        "decimal": reading.decimal if reading else "",
        "time_zone": reading.time_zone if reading else "",
        "next_at": plain(held.next_at),
        "last": _run(one.last) if one.last else None,
    }


def _run(one: Run) -> dict[str, Any]:
    counted = ("rows", "created", "updated", "unchanged", "refused", "binned")
    problem = problem_of(one) if one.problem else None
    return {
        "id": one.public_id,
        "state": one.state,
        "is_by_hand": one.is_by_hand,
        "started_at": plain(one.started_at),
        "ended_at": plain(one.ended_at),
        **{name: getattr(one, name) for name in counted},
        "problem": say(problem) if problem else None,
    }


def _figure(one: Figure) -> dict[str, Any]:
    its = one.definition
    return {
        "id": its.id,
        "label": say(its.label),
        "meaning": say(its.meaning),
        "formula": say(its.formula),
        "unit": its.unit.value,
        "value": _number(one.value),
        "reason": say(one.reason) if one.reason else None,
        "n": one.n,
        "numerator": _number(one.numerator),
        "denominator": _number(one.denominator),
        "as_of": one.as_of,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
