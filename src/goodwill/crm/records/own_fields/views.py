"""The pages on which an administrator keeps a company's own fields."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodwill.crm.records import asking, kinds
from goodwill.crm.records.errors import BadOwnField, OutOfReach
from goodwill.crm.records.kinds import Kind, Sort
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.forms import SORT_NAMES, OwnFieldForm
from goodwill.crm.records.own_fields.knowing import as_field
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.crm.ui.speaking import say

ABILITY = "settings.manage"


@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """All own fields, by kind of record; those retired below."""
    asking.must(request, ABILITY)
    rows: dict[str, list[OwnField]] = {}
    for row in OwnField.objects.all():
        rows.setdefault(row.kind, []).append(row)
    told = {
        "kinds": [
            {
                "kind": kind,
                "fields": [_told(row) for row in rows.get(kind.word, []) if not row.retired_at],
                "retired": [_told(row) for row in rows.get(kind.word, []) if row.retired_at],
            }
            for kind in sorted(kinds.kinds(), key=lambda kind: kind.word not in rows)
        ]
    }
    return render(request, "records/fields.html", told)


@require_http_methods(["GET", "POST"])
def add_field(request: HttpRequest, kind: str) -> HttpResponse:
    """Describe a new field."""
    asking.must(request, ABILITY)
    form = OwnFieldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            defining.add(_kind(kind).word, form.cleaned_data["name"], form.wanted())
        except BadOwnField as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            return redirect("fields")
    return _page(request, kind, form)


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Change how a field is called and what it demands."""
    row = _row(request, kind, name)
    form = OwnFieldForm(request.POST if request.method == "POST" else None, row)
    if request.method == "POST" and form.is_valid():
        try:
            defining.redefine(row, form.wanted())
        except BadOwnField as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            return redirect("fields")
    return _page(request, kind, form, row)


@require_POST
def retire_field(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Show it nowhere any more."""
    defining.retire(_row(request, kind, name))
    return redirect("fields")


@require_POST
def revive_field(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Take it into use again."""
    defining.revive(_row(request, kind, name))
    return redirect("fields")


@require_POST
def move_field(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One place up or down."""
    defining.move(_row(request, kind, name), -1 if request.POST.get("to") == "up" else 1)
    return redirect("fields")


def _page(
    request: HttpRequest, kind: str, form: OwnFieldForm, row: OwnField | None = None
) -> HttpResponse:
    told = {"kind": _kind(kind), "form": form, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "records/field.html", told, status=status)


def _told(row: OwnField) -> dict[str, object]:
    return {"row": row, "field": as_field(row), "sort": SORT_NAMES[Sort(row.sort)]}


def _row(request: HttpRequest, kind: str, name: str) -> OwnField:
    asking.must(request, ABILITY)
    row: OwnField | None = OwnField.objects.filter(kind=kind, name=name).first()
    if row is None:
        raise OutOfReach
    return row


def _kind(word: str) -> Kind:
    try:
        return kinds.kind_of(word)
    except KeyError as trouble:
        raise OutOfReach from trouble
