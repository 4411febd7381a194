"""The pages of connections: the list, setting one up step by step, and how each one is."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.accounts.asking import then
from goodwill.crm.exchange.connecting import health, setting_up, showing
from goodwill.crm.exchange.connecting.errors import NotSetUp
from goodwill.crm.exchange.connecting.forms import PLACES, Schedule, every
from goodwill.crm.exchange.connecting.mapping import chosen, groups, lines
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.scheduling import pull_one
from goodwill.crm.exchange.connecting.sources import Sample, sftp
from goodwill.crm.exchange.importing import matching
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.exchange.importing.showing import in_order
from goodwill.crm.exchange.importing.targets import shapes, targets
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "data.manage"
RUNS_SHOWN = 12
REFUSED_SHOWN = 50


@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """The systems that feed us, and how each feed is."""
    must(request, ABILITY)
    told = {"connections": showing.connections(), "sorts": showing.SORTS.values(), "every": every}
    return render(request, "exchange/connecting/connections.html", told)


@require_http_methods(["GET", "POST"])
@never_cache
def new_connection(request: HttpRequest, sort: str) -> HttpResponse:
    """Says where a new system is."""
    must(request, ABILITY)
    if sort not in showing.SORTS:
        raise Http404
    return _where(request, Connection(sort=sort, by=me(request)))


@require_http_methods(["GET", "POST"])
@never_cache
def connection_where(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Says where the system is."""
    return _where(request, _found(request, public_id))


@require_http_methods(["GET", "POST"])
def connection_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Says what each column becomes, and which holds the id."""
    connection = _found(request, public_id)
    if not connection.headings:
        return redirect("connection_where", public_id)
    reach, trouble = me(request).reach, ""
    known = {kind.word: kind for kind in shapes(reach)}
    if request.method == "POST" and request.POST.get("shape") in known:
        plan = Plan(request.POST["shape"], chosen(request.POST, connection))
        try:
            setting_up.map_columns(connection, plan.shape, plan.columns, me(request))
            return redirect("connection_schedule", public_id)
        except NotSetUp as refusal:
            trouble = say(refusal.sentence)
    else:
        shape = request.GET.get("shape", "")
        plan = setting_up.propose(connection, shape if shape in known else "")
    columns = plan.columns
    wanted = targets(plan.shape, reach)
    told = {
        "connection": connection,
        "lines": lines(connection, columns, wanted),
        "groups": groups(plan.shape, wanted),
        "shape": plan.shape,
        "shapes": in_order(known.values()),
        "id_column": next((h for h, to in columns.items() if to == setting_up.EXTERNAL_ID), ""),
        "trouble": trouble,
    }
    page = "exchange/connecting/columns.html"
    return render(request, page, told, status=422 if trouble else 200)


@require_http_methods(["GET", "POST"])
def connection_schedule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Says how it is kept up with, and switches it on."""
    connection = _found(request, public_id)
    if not connection.is_set_up:
        return redirect("connection_columns", public_id)
    plan = connection.way
    wanted = targets(plan.shape, me(request).reach)
    ways = [
        way
        for way in matching.ways(plan.shape, plan.columns, wanted)
        if way.keys != setting_up.EXTERNAL_ID
    ]
    makeable = matching.makeable(plan.columns, wanted)
    form = Schedule(connection, request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {
            **form.facts,
            "name": connection.name,
            "match": [way.keys for way in ways if way.keys in request.POST.getlist("match")],
            "makes": [one.name for one in makeable if one.name in request.POST.getlist("makes")],
            "is_on": "later" not in request.POST,
        }
        setting_up.schedule(connection, facts, me(request))
        if facts["is_on"]:
            _ask(connection, {"is_by_hand": True})
        return redirect("connection", public_id)
    told = {
        "connection": connection,
        "form": form,
        "ways": ways,
        "makeable": makeable,
        "plan": plan,
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/connecting/schedule.html", told, status=status)


@require_GET
def connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How one feed is: accurate, complete, timely; its pulls, its gaps, and what was refused."""
    one = _found(request, public_id)
    told = {
        "connection": one,
        "its": showing.shown(one),
        "health": health.health(one),
        "runs": one.runs.newest_first()[:RUNS_SHOWN],
        "refused": showing.refused(one, REFUSED_SHOWN),
        "every": every,
        "late_after": health.late_after_said(one),
    }
    part = request.headers.get("HX-Request")
    page = "_health.html" if part else "connection.html"
    return render(request, f"exchange/connecting/{page}", told)


@require_POST
def test_connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asks for the first rows, here and now."""
    one = _found(request, public_id)
    told: dict[str, Any] = {"connection": one, "trouble": "", "sample": None}
    try:
        told["sample"] = setting_up.test(one)
    except GoodwillError as refusal:
        told["trouble"] = say(refusal.sentence)
    return render(request, "exchange/connecting/_tested.html", told)


@require_POST
def pull_connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Pulls as soon as the queue comes to it."""
    one = _found(request, public_id)
    wish = {"is_by_hand": True}
    if "everything" in request.POST:
        wish["is_everything"] = True
    if "confirmed" in request.POST:
        wish |= {"may_bin_many": True, "is_everything": True}
    _ask(one, wish)
    return redirect("connection", public_id)


@require_POST
def switch_connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Switches it on or off."""
    one = _found(request, public_id)
    is_on = "on" in request.POST
    setting_up.switch(one, me(request), on=is_on)
    words = (
        Sentence("{name} is switched on.", name=one.name)
        if is_on
        else Sentence("{name} is switched off.", name=one.name)
    )
    return then(request, words, "connection", public_id)


@require_POST
def trust_connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Trusts the machine that shows this key."""
    one = _found(request, public_id)
    shown = request.POST.get("fingerprint", "")
    if one.sort != Connection.Sort.SFTP or sftp.fingerprint(one.where) != shown:
        raise NotSetUp(Sentence("The machine shows another key by now. Look at it again."))
    setting_up.confirm_key(one, shown, me(request))
    return redirect("connection_where", public_id)


@require_POST
def remove_connection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lets go of it; what it brought in stays."""
    one = _found(request, public_id)
    setting_up.remove(one, me(request))
    words = Sentence("{name} is removed. What it brought in is still here.", name=one.name)
    return then(request, words, "connections")


def _found(request: HttpRequest, public_id: uuid.UUID) -> Connection:
    must(request, ABILITY)
    found: Connection | None = (
        Connection.objects.select_related("by__role").filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404
    return found


def _ask(connection: Connection, wish: dict[str, bool]) -> None:
    """Put a pull into the queue."""
    Connection.objects.filter(pk=connection.pk).update(asked_at=timezone.now())
    pull_one.enqueue(str(connection.public_id), wish)


def _where(request: HttpRequest, connection: Connection) -> HttpResponse:
    form = PLACES[connection.sort](connection, request.POST or None)
    told: dict[str, Any] = {"tables": (), "trouble": "", "fingerprint": "", "notes": ()}
    if request.method == "POST" and form.is_valid():
        connection.name = form.cleaned_data["name"]
        setting_up.place(connection, form.where, form.opens, me(request))
        sample = _try(connection, told)
        if sample and sample.headings:
            return redirect("connection_columns", connection.public_id)
        form = PLACES[connection.sort](connection)
    elif request.method == "GET" and _is_known_machine(connection):
        _try(connection, told)
    sort = showing.SORTS[connection.sort]
    told |= {"form": form, "connection": connection, "sort": sort}
    is_wrong = bool(form.errors) or (request.method == "POST" and bool(told["trouble"]))
    status = 422 if is_wrong else 200
    return render(request, "exchange/connecting/where.html", told, status=status)


def _try(connection: Connection, told: dict[str, Any]) -> Sample | None:
    """Ask for the first rows, and tell what came of it."""
    try:
        if connection.sort == Connection.Sort.SFTP and not connection.where.get("fingerprint"):
            told["fingerprint"] = sftp.fingerprint(connection.where)
            return None
        sample = setting_up.test(connection)
    except GoodwillError as refusal:
        told["trouble"] = say(refusal.sentence)
        if connection.sort == Connection.Sort.SFTP:
            told["fingerprint"] = _shown_key(connection)
        return None
    told["tables"], told["notes"] = sample.choices, sample.notes
    return sample


def _shown_key(connection: Connection) -> str:
    """The key that a machine shows, where it is another than the one confirmed."""
    try:
        shown = sftp.fingerprint(connection.where)
    except GoodwillError:
        return ""
    return "" if shown == connection.where.get("fingerprint") else shown


def _is_known_machine(connection: Connection) -> bool:
    """Whether a look is worth it: the key of the machine was just confirmed."""
    return bool(connection.pk and connection.where.get("fingerprint") and not connection.headings)
