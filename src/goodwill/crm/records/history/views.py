"""The history of a record, what takes it back, and the bin."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import auditing, binning, changing
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing.answering import gone_to, list_of, page_of, tell_later
from goodwill.crm.records.errors import NotAllowed, OutOfReach
from goodwill.crm.records.history import lines, undoing
from goodwill.crm.records.kinds import Kind, kind_of, kinds
from goodwill.crm.records.models import Change, Record
from goodwill.language import Sentence

IN_BIN = 100


@require_safe
def history(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Everything that happened to a record, the latest first; of one field if asked for."""
    of = kind_of_word(kind)
    record = found(request, of.model, public_id)
    field, before = request.GET.get("field", ""), _number(request, "before")
    told = lines.lines(record, me(request).reach, field=field, before=before)
    _note_sensitive(request, of, record, told)
    shown = {
        "kind": of,
        "record": record,
        "lines": told,
        "page": page_of(of, record),
        "field": field,
        "fields": [one for one in of.all_fields() if me(request).reach.sees(kind, one.name)],
        "older": told[-1].version if len(told) == lines.AT_ONCE else None,
        "may_undo": me(request).may(f"{kind}.change"),
    }
    return render(request, "records/history/history.html", shown)


@require_safe
def compare(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """In what two versions of a record differ."""
    of = kind_of_word(kind)
    record = found(request, of.model, public_id)
    later = _number(request, "later") or record.version
    earlier = _number(request, "earlier") or max(1, later - 1)
    earlier, later = sorted((earlier, later))
    shown = {
        "kind": of,
        "record": record,
        "earlier": earlier,
        "later": later,
        "versions": list(lines.changes_of(record)[: lines.AT_ONCE]),
        "moved": lines.compared(record, me(request).reach, earlier, later),
    }
    return render(request, "records/history/compare.html", shown)


@require_POST
def undo_line(request: HttpRequest, kind: str, public_id: uuid.UUID, version: int) -> HttpResponse:
    """Take back one line of a record's history."""
    of = kind_of_word(kind)
    record = found(request, of.model, public_id, "change")
    by = actor(request)
    undoing.undo_line(record, version, by, me(request))
    tell_later(request, Sentence("Taken back."), undo=by.batch)
    return gone_to(request, reverse("history", args=[kind, public_id]))


@require_POST
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back all of one action."""
    taken_back = undoing.undo_action(batch, actor(request), me(request))
    tell_later(request, Sentence("Taken back."))
    return gone_to(request, _after(request, taken_back))


@require_POST
def delete(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Put a record into the bin."""
    of = kind_of_word(kind)
    record = found(request, of.model, public_id, "delete")
    by = actor(request)
    changing.delete(record, by)
    put = Sentence("{name} is in the bin for {n} days.", name=str(record), n=binning.DAYS)
    tell_later(request, put, undo=by.batch)
    return gone_to(request, list_of(of))


@require_safe
def bin_(request: HttpRequest, kind: str = "") -> HttpResponse:
    """What was deleted in the last 30 days and may be brought back."""
    mine = [one for one in kinds() if me(request).may(f"{one.word}.delete")]
    if not mine:
        raise NotAllowed
    of = kind_of_word(kind) if kind else _first_with_something(mine, me(request).reach)
    must(request, f"{of.word}.delete")
    records = binning.binned(of, me(request).reach).select_related("changed_by")
    shown = {
        "kind": of,
        "kinds": mine,
        "records": [
            (record, binning.last_day(record))
            for record in records.order_by("-deleted_at", "-pk")[:IN_BIN]
        ],
    }
    return render(request, "records/history/bin.html", shown)


@require_POST
def restore(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Bring a record back from the bin."""
    of = kind_of_word(kind)
    must(request, f"{kind}.delete")
    record = binning.binned(of, me(request).reach).filter(public_id=public_id).first()
    if record is None:
        raise OutOfReach
    by = actor(request)
    changing.restore(record, by)
    tell_later(request, Sentence("{name} is back.", name=str(record)), undo=by.batch)
    return gone_to(request, page_of(of, record))


def kind_of_word(word: str) -> Kind:
    """The kind with that word.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    if word not in {kind.word for kind in kinds()}:
        raise OutOfReach
    return kind_of(word)


def _first_with_something(mine: list[Kind], reach: Reach) -> Kind:
    return next((kind for kind in mine if binning.binned(kind, reach).exists()), mine[0])


def _after(request: HttpRequest, taken_back: list[Change]) -> str:
    """Where a person goes when something was taken back: to what there is now."""
    where = _page_of_ours(request)
    if len(taken_back) != 1:
        return where or "/"
    (line,) = taken_back
    kind = kind_of(line.kind)
    if line.verb in ("created", "restored"):
        return list_of(kind)
    if line.verb == "deleted":
        record = kind.model._default_manager.get(pk=line.record_id)
        return page_of(kind, record)
    return where or list_of(kind)


def _page_of_ours(request: HttpRequest) -> str:
    """The page the request came from, if it was one of ours."""
    came = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came, {request.get_host()}, require_https=request.is_secure()
    )
    return came if is_ours else ""


def _note_sensitive(
    request: HttpRequest, kind: Kind, record: Record, told: list[lines.Line]
) -> None:
    """History shows what stood in sensitive fields: keep that it was seen."""
    sensitive = {field.name for field in kind.all_fields() if field.is_sensitive}
    shown = {moved.name for line in told for moved in line.moved} & sensitive
    if shown:
        auditing.note_seen(record, shown, me(request))


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
