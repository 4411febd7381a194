"""What a file would do, before anything is done; and the word to do it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goodwill.crm.exchange.importing import (
    exemplifying,
    preparing,
    remembering,
    resembling,
    running,
    trying,
    uploading,
)
from goodwill.crm.exchange.importing.effects import Effect
from goodwill.crm.exchange.importing.errors import PlanRefused
from goodwill.crm.exchange.importing.resembling import Otherwise, kept_cells
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.exchange.importing.views.asking import found_upload, is_part, told_apart
from goodwill.crm.records.asking import me
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.ui.speaking import say, show

REFUSED_SHOWN = 50


@require_http_methods(["GET", "POST"])
@told_apart
def import_check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What would be added, changed and refused; by POST it is tried out anew."""
    upload = found_upload(request, public_id)
    if not upload.shape:
        return redirect("import_look", public_id)
    if request.method == "POST":
        uploading.change_plan(upload)
    trouble, effect = _tried_out(upload)
    told = {
        "upload": upload,
        "kind": kind_of(upload.shape),
        "effect": effect,
        "refused": effect.rejected[:REFUSED_SHOWN] if effect else (),
        "examples": exemplifying.told(effect.examples, me(request).reach) if effect else (),
        "others": _others(request, upload, effect) if effect else (),
        "trouble": trouble,
    }
    page = "exchange/importing/_check.html" if is_part(request) else "exchange/importing/check.html"
    return render(request, page, told, status=422 if trouble else 200)


def _tried_out(upload: Upload) -> tuple[str, Effect | None]:
    """Why it cannot be tried out, or what it would do; neither while it is still tried out."""
    try:
        import_ = trying.try_out(upload) if upload.trial is None else upload.trial
    except PlanRefused as refusal:
        return say(refusal.sentence), None
    why = import_.why
    effect = Effect.from_json(import_.effect) if import_.effect and why is None else None
    return show(why) if why is not None else "", effect


def _others(request: HttpRequest, upload: Upload, effect: Effect) -> list[Otherwise]:
    reach = me(request).reach
    return resembling.otherwise(upload, reach, kept_cells(upload, reach), effect.rejected)


@require_POST
def import_take_as(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one way of writing something for another: GTXPro for GTX Pro."""
    upload = found_upload(request, public_id)
    heading, cell = request.POST.get("heading", ""), request.POST.get("cell", "")
    instead = {name: dict(cells) for name, cells in upload.plan.get("instead", {}).items()}
    instead.setdefault(heading, {})[cell] = request.POST.get("known", "")
    uploading.change_plan(upload, instead=instead)
    return redirect("import_check", public_id)


@require_POST
def import_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Bring it in, in the background; remember how, for the next of its kind."""
    upload = found_upload(request, public_id)
    if not upload.shape:
        return redirect("import_look", public_id)
    import_ = trying.trial_of(upload)
    remembering.remember(preparing.plan_of(upload), upload.headings, upload.name, me(request))
    running.begin(import_)
    uploading.discard(upload)
    return redirect("import", import_.public_id)
