"""Look at the file, say what its columns are, say how its rows are matched."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goodwill.analytics.errors import InputError
from goodwill.crm.exchange.importing import (
    making,
    matching,
    preparing,
    remembering,
    telling,
    uploading,
)
from goodwill.crm.exchange.importing.forms import ReadingForm
from goodwill.crm.exchange.importing.plan import Mode
from goodwill.crm.exchange.importing.remarks import is_remark
from goodwill.crm.exchange.importing.showing import Line, groups, in_order, lines
from goodwill.crm.exchange.importing.targets import shapes, targets
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.exchange.importing.views.asking import found_upload, is_part, told_apart
from goodwill.crm.records.asking import me
from goodwill.crm.records.errors import BadOwnField
from goodwill.crm.ui.speaking import say

ROWS_SHOWN = 12


@require_http_methods(["GET", "POST"])
@told_apart
def import_look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The beginning of the table; how it is read and what a row is can be said otherwise."""
    upload = found_upload(request, public_id)
    trouble = ""
    if request.method == "POST" or not upload.sample:
        trouble = _look_again(request, upload)
    told = {
        "upload": upload,
        "form": ReadingForm(upload),
        "rows": [row for row in upload.rows if not is_remark(row)][:ROWS_SHOWN],
        "notes": [telling.said(note) for note in upload.sample.get("notes", ())],
        "shapes": in_order(shapes(me(request).reach)),
        "is_of_opportunities": upload.shape != "opportunities"
        and preparing.looks_like_opportunities(upload),
        "is_open": "reading" in request.GET or bool(request.POST),
        "trouble": trouble,
    }
    page = "exchange/importing/_look.html" if is_part(request) else "exchange/importing/look.html"
    return render(request, page, told, status=422 if trouble else 200)


@require_http_methods(["GET", "POST"])
@told_apart
def import_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What every column becomes: as recognised, or as the person says."""
    upload = found_upload(request, public_id)
    if not upload.shape:
        return redirect("import_look", public_id)
    trouble = ""
    if request.method == "POST":
        preparing.put_columns(upload, me(request).reach, _chosen(request, upload))
        if is_part(request):
            return render(
                request, "exchange/importing/_columns_told.html", _columns(request, upload)
            )
        trouble = _make_fields(request, upload)
        if not trouble and not _missing(request, upload):
            return redirect("import_matching", public_id)
    told = _columns(request, upload) | {"trouble": trouble}
    status = 422 if request.method == "POST" else 200
    return render(request, "exchange/importing/columns.html", told, status=status)


@require_http_methods(["GET", "POST"])
def import_matching(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """By what a row finds its record, and what may be done then."""
    upload = found_upload(request, public_id)
    if not upload.shape:
        return redirect("import_look", public_id)
    wanted = targets(upload.shape, me(request).reach)
    columns = upload.plan["columns"]
    offered = matching.ways(upload.shape, columns, wanted)
    makeable = matching.makeable(columns, wanted)
    trouble = ""
    if request.method == "POST":
        asked = request.POST
        match = [way.keys for way in offered if way.keys in asked.getlist("match")]
        mode = asked.get("mode", "") if asked.get("mode") in set(Mode) else str(Mode.BOTH)
        uploading.change_plan(
            upload,
            match=match,
            mode=mode,
            source=asked.get("source", "").strip()[:60],
            makes=[one.name for one in makeable if one.name in asked.getlist("makes")],
        )
        unsaid = preparing.unsaid(upload)
        trouble = say(unsaid) if unsaid else ""
        if not trouble:
            return redirect("import_check", public_id)
    told = {
        "upload": upload,
        "kind": _kind_of(upload),
        "ways": offered,
        "makeable": makeable,
        "sources": remembering.sources(),
        "has_ids": "external_id" in columns.values(),
        "trouble": trouble,
    }
    status = 422 if trouble else 200
    return render(request, "exchange/importing/matching.html", told, status=status)


def _look_again(request: HttpRequest, upload: Upload) -> str:
    """Read the file as wanted; what is wrong, if it cannot be read."""
    reach, settings = me(request).reach, None
    if request.method == "POST":
        form = ReadingForm(upload, request.POST)
        settings = form.reading() if form.is_valid() else None
    try:
        if settings != upload.reading or not upload.sample:
            preparing.prepare(upload, reach, settings)
    except InputError as refusal:
        return say(refusal.sentence)
    shape = request.POST.get("shape", "")
    if shape != upload.shape and shape in {kind.word for kind in shapes(reach)}:
        preparing.propose(upload, reach, shape)
    return ""


def _chosen(request: HttpRequest, upload: Upload) -> dict[str, str]:
    """What the form says; a column it does not name stays as it is."""
    before = upload.plan.get("columns", {})
    return {
        heading: request.POST.get(f"column-{at}", before.get(heading, ""))
        for at, heading in enumerate(upload.headings)
    }


def _columns(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    wanted = targets(upload.shape, me(request).reach)
    shown = lines(upload, wanted)
    return {
        "upload": upload,
        "kind": _kind_of(upload),
        "lines": shown,
        "groups": groups(upload.shape, wanted),
        "words": {one.name: " ".join(one.aliases) for one in wanted if one.aliases},
        "missing": _missing(request, upload),
        "taken": sum(1 for line in shown if line.target),
        "twice": _twice(shown),
        "may_make": me(request).may("settings.manage"),
        "new_field": preparing.NEW_FIELD,
        "trouble": "",
    }


def _twice(shown: list[Line]) -> list[Line]:
    """Columns that only fill what an earlier one left empty."""
    once = [line for line in shown if line.target and not line.is_many]
    first = {line.target: line.place for line in reversed(once)}
    return [line for line in once if first[line.target] != line.place]


def _missing(request: HttpRequest, upload: Upload) -> list[Any]:
    return preparing.missing(upload, me(request).reach)


def _make_fields(request: HttpRequest, upload: Upload) -> str:
    """Make the own fields that were asked for; what is wrong, if one cannot be."""
    columns = upload.plan["columns"]
    asked = [heading for heading, name in columns.items() if name == preparing.NEW_FIELD]
    if not asked:
        return ""
    if not me(request).may("settings.manage"):
        return say("Your role does not include making own fields.")
    try:
        making.make(upload, me(request).reach, asked)
    except BadOwnField as refusal:
        return say(refusal.sentence)
    return ""


def _kind_of(upload: Upload) -> Any:
    from goodwill.crm.records.kinds import kind_of

    return kind_of(upload.shape)
