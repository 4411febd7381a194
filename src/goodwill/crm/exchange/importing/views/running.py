"""One import: how far it is, what came of it, and the way back."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.accounts.asking import then
from goodwill.crm.exchange.importing import leading, mending, running, taking_back
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.showing import counts_of, state_of
from goodwill.crm.exchange.importing.views.asking import found_import, is_part, told_apart
from goodwill.crm.records.asking import actor, me
from goodwill.crm.records.attaching.sniffing import cleaned
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

REFUSED_SHOWN = 50
MOVING = (Import.State.WAITING, Import.State.RUNNING, Import.State.UNDOING)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@told_apart
def import_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The import as it stands now; asked for again and again while it moves."""
    import_ = found_import(request, public_id)
    told = {
        "import_": import_,
        "state": state_of(import_),
        "counts": counts_of(import_),
        "undone": import_.undone,
        "kind": kind_of(import_.planned.shape),
        "is_moving": import_.state in MOVING,
        "left": _left(import_),
        "refused": list(import_.refused.order_by("row")[:REFUSED_SHOWN]),
        "refused_shown": REFUSED_SHOWN,
        "may_act": running.may_undo(import_, me(request)),
    }
    page = (
        "exchange/importing/_import.html" if is_part(request) else "exchange/importing/import.html"
    )
    return render(request, page, told)


@require_POST
def import_pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop after the piece at hand."""
    running.pause(found_import(request, public_id))
    return redirect("import", public_id)


@require_POST
def import_resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on where it stopped."""
    running.resume(found_import(request, public_id))
    return redirect("import", public_id)


@require_POST
def import_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take all of it back; what somebody changed since is left and told."""
    import_ = found_import(request, public_id)
    undone = taking_back.take_back(import_, actor(request))
    if undone is None:
        return redirect("import", public_id)
    if not undone.left:
        words = Sentence("{name} is taken back.", name=import_.name)
    else:
        words = Sentence(
            "Taken back, but for {n} record that somebody changed since.",
            "Taken back, but for {n} records that somebody changed since.",
            n=undone.left,
        )
    return then(request, words, "import", public_id)


@require_GET
def import_records(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """What it made or changed, record by record, as far as the person sees them."""
    import_ = found_import(request, public_id)
    if verb not in leading.VERBS:
        raise OutOfReach
    told = leading.page_of(import_, verb, me(request), request.GET.get("after", ""))
    return render(
        request,
        "exchange/importing/records.html",
        {
            "import_": import_,
            "verb": verb,
            "page": told,
            "verbs": leading.VERBS,
            "tabs": _tabs(import_, verb),
        },
    )


@require_GET
def import_rejects(request: HttpRequest, public_id: uuid.UUID, form: str) -> HttpResponseBase:
    """The rows that were not taken, with the reasons, ready to mend and bring in again."""
    import_ = found_import(request, public_id)
    if form not in TYPES or not import_.refused.exists():
        raise OutOfReach
    held = mending.file_of(import_, form)
    stem = import_.name.rpartition(".")[0] or import_.name
    name = cleaned(say("{name}, to mend", name=stem) + f".{form}")
    answer = HttpResponse(held, content_type=TYPES[form])
    answer.headers["Content-Disposition"] = _attached(name)
    return answer


def _tabs(import_: Import, verb: str) -> list[tuple[str, str, bool]]:
    return [
        (say(words), reverse("import_records", args=[import_.public_id, word]), word == verb)
        for word, words in leading.VERBS.items()
    ]


def _attached(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _left(import_: Import) -> int | None:
    """Seconds it will still take, at the pace so far; None while nobody can tell."""
    done = import_.share_done
    if import_.state != Import.State.RUNNING or not import_.started_at or done < _ENOUGH_TO_TELL:
        return None
    since = (timezone.now() - import_.started_at).total_seconds()
    return round(since * (1 - done) / done)


_ENOUGH_TO_TELL = 0.02
