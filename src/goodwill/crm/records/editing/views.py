"""Pages and fragments in which records of any kind are made and changed."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.records import auditing
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import clashing, facts, finding, saving, watching
from goodwill.crm.records.editing.answering import gone_to, page_of, tell_later
from goodwill.crm.records.editing.forms import RecordForm, form_for, standing, with_more
from goodwill.crm.records.errors import Clashing, NotAllowed, OutOfReach, Refused
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import close, toast, trigger
from goodwill.language import Sentence

reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@reading_and_writing
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record: a page, or a dialog where one was asked for."""
    of = _kind(kind)
    must(request, f"{kind}.create")
    form_class = form_for(of, me(request).reach, data=request.POST, only=_quick(request, of))
    form_class = with_more(form_class, *saving.asked_besides(kind, me(request).reach))
    if request.method != "POST":
        return _show_new(request, of, form_class(initial=_given(request, form_class)))
    form = form_class(request.POST)
    if not form.is_valid():
        return _show_new(request, of, form)
    by = actor(request)
    try:
        record = saving.create(of, form.wanted(), by)
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _show_new(request, of, form)
    return _made(request, of, record, by)


@reading_and_writing
def edit(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """All fields of a record on one page; what two people changed at once is laid open."""
    of = _kind(kind)
    record = found(request, of.model, public_id, "change")
    form_class = form_for(of, me(request).reach, record, only=_asked(request), data=request.POST)
    if request.method != "POST":
        _note_sensitive(request, form_class, record)
        return _show_edit(request, of, record, form_class(initial=standing(form_class, record)))
    form = form_class(request.POST)
    if not form.is_valid():
        return _show_edit(request, of, record, form)
    by = actor(request)
    try:
        changed = saving.change(record, clashing.chosen(form, request.POST), by, _version(request))
    except Clashing as trouble:
        return _show_clash(request, record, trouble, reverse("edit", args=[kind, public_id]))
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _show_edit(request, of, record, form)
    if changed:
        tell_later(request, Sentence("Saved."), undo=by.batch)
    return gone_to(request, page_of(of, record))


@reading_and_writing
def edit_field(request: HttpRequest, kind: str, public_id: uuid.UUID, field: str) -> HttpResponse:
    """One field, changed where it stands."""
    of = _kind(kind)
    record = found(request, of.model, public_id, "change")
    form_class = _form_of_one(request, of, record, field)
    if request.method != "POST":
        _note_sensitive(request, form_class, record)
        return _show_field_form(request, record, form_class(initial=standing(form_class, record)))
    form = form_class(request.POST)
    if not form.is_valid():
        return _show_field_form(request, record, form)
    by = actor(request)
    try:
        changed = saving.change(record, clashing.chosen(form, request.POST), by, _version(request))
    except Clashing as trouble:
        address = reverse("edit_field", args=[kind, public_id, field])
        return _show_clash(request, record, trouble, address, field=field)
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _show_field_form(request, record, form)
    return _kept(request, record, field, by if changed else None)


@require_safe
def fact(request: HttpRequest, kind: str, public_id: uuid.UUID, field: str) -> HttpResponse:
    """One field as it stands, after its form was left."""
    of = _kind(kind)
    record = found(request, of.model, public_id)
    return _show_fact(request, record, _seen_field(request, of, field), is_left=True)


@require_POST
def reveal(request: HttpRequest, kind: str, public_id: uuid.UUID, field: str) -> HttpResponse:
    """Show a sensitive field, and keep that it was seen."""
    of = _kind(kind)
    record = found(request, of.model, public_id)
    name = _seen_field(request, of, field)
    auditing.note_seen(record, [name], me(request))
    return _show_fact(request, record, name, is_revealed=True)


@require_safe
def pick(request: HttpRequest, kind: str, field: str) -> HttpResponse:
    """What a link may lead to, by what was typed so far."""
    of = _kind(kind)
    must(request, f"{kind}.view")
    to = of.field(_seen_field(request, of, field))
    name, text = request.GET.get("as", to.name), request.GET.get("q", "")
    shown = {
        "name": name,
        "id": request.GET.get("id", f"id_{name}"),
        "found": finding.candidates(to, text, me(request)),
        "chosen": finding.chosen(to, request.GET.getlist(name), me(request).reach),
        "is_many": "many" in request.GET,
        "text": text,
    }
    return render(request, "records/editing/_choices.html", shown)


def _kind(word: str) -> Kind:
    """The kind with that word.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    for kind in kinds():
        if kind.word == word:
            return kind
    raise OutOfReach


def _seen_field(request: HttpRequest, kind: Kind, name: str) -> str:
    known = {field.name for field in kind.all_fields()}
    if name not in known or not me(request).reach.sees(kind.word, name):
        raise OutOfReach
    return name


def _form_of_one(request: HttpRequest, kind: Kind, record: Record, name: str) -> type[RecordForm]:
    _seen_field(request, kind, name)
    form = form_for(kind, me(request).reach, record, only=[name])
    if not form.asked:
        raise NotAllowed
    return form


def _asked(request: HttpRequest) -> list[str]:
    """The fields a clash was about: what the person did not touch is not asked for again."""
    return request.POST.getlist("only")


def _quick(request: HttpRequest, kind: Kind) -> list[str]:
    """In a dialog only what cannot be known: required fields and the first columns."""
    if not _is_dialog(request):
        return []
    required = [field.name for field in kind.all_fields() if field.is_required]
    given = [name for name in request.GET if name in {field.name for field in kind.fields}]
    return [*required, *kind.columns, *given]


def _is_dialog(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "dialog"


def _given(request: HttpRequest, form: type[RecordForm]) -> dict[str, Any]:
    """What is known from where the person came: the customer whose page it was."""
    names = {field.name for field in form.asked}
    defaults = {
        name: column.get_default()
        for name, column in ((f.name, f) for f in form.kind.model._meta.concrete_fields)
        if name in names and column.has_default()
    }
    mine = {"owner": me(request), "team": me(request).team}
    if not form.kind.model.reach_through:
        defaults |= {name: value for name, value in mine.items() if name in names}
    return {**defaults, **{name: request.GET[name] for name in request.GET if name in names}}


def _version(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


def _note_sensitive(request: HttpRequest, form: type[RecordForm], record: Record) -> None:
    """A form shows what stands in sensitive fields: keep that they were seen."""
    sensitive = [field.name for field in form.asked if field.is_sensitive]
    if sensitive:
        auditing.note_seen(record, sensitive, me(request))


def _made(request: HttpRequest, kind: Kind, record: Record, by: Actor) -> HttpResponse:
    made = Sentence("{name} is there now.", name=str(record))
    if _is_dialog(request) and not kind.page:
        answer = trigger(close(HttpResponse(status=204)), f"changed-{kind.word}", "")
        return toast(answer, made, undo=reverse("undo", args=[by.batch]))
    tell_later(request, made, undo=by.batch)
    return gone_to(request, page_of(kind, record))


def _kept(request: HttpRequest, record: Record, field: str, by: Actor | None) -> HttpResponse:
    answer = _show_fact(request, record, field, is_left=True, is_revealed=True)
    if by is None:
        return answer
    undo = reverse("undo", args=[by.batch])
    return trigger(toast(answer, Sentence("Saved."), undo=undo), f"changed-{record.kind}", field)


def _show_new(request: HttpRequest, kind: Kind, form: RecordForm) -> HttpResponse:
    page = "_new.html" if _is_dialog(request) else "new.html"
    shown = {"kind": kind, "form": form, **watching.watched(kind.word, [*form.fields])}
    return render(request, f"records/editing/{page}", shown)


def _show_edit(request: HttpRequest, kind: Kind, record: Record, form: RecordForm) -> HttpResponse:
    shown = {
        "kind": kind,
        "record": record,
        "form": form,
        "seen": request.POST.get("seen", record.version),
        "page": page_of(kind, record),
    }
    return render(request, "records/editing/edit.html", shown)


def _show_field_form(request: HttpRequest, record: Record, form: RecordForm) -> HttpResponse:
    shown = {
        "record": record,
        "form": form,
        "field": form.asked[0],
        "id": facts.identity(record, form.asked[0].name),
        "seen": request.POST.get("seen", record.version),
    }
    return render(request, "records/editing/_fact_form.html", shown)


def _show_fact(request: HttpRequest, record: Record, field: str, **how: bool) -> HttpResponse:
    (shown,) = facts.of(record, [field], me(request), **how)
    return render(request, "records/editing/_fact.html", {"fact": shown})


def _show_clash(
    request: HttpRequest, record: Record, trouble: Clashing, address: str, field: str = ""
) -> HttpResponse:
    shown = {
        "record": record,
        "clashes": clashing.laid_open(record, trouble, me(request).reach, _version(request) or 0),
        "others": clashing.carried_over(request.POST, trouble),
        "touched": trouble.touched,
        "seen": trouble.version,
        "sent_to": address,
        "id": facts.identity(record, field) if field else "clashing",
        "is_inline": bool(field),
    }
    page = "_clashing.html" if request.headers.get("HX-Request") else "clashing.html"
    return render(request, f"records/editing/{page}", shown)
