"""All imports, the door through which files come in, and empty tables to fill in."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from goodwill.analytics.errors import InputError
from goodwill.crm.accounts.asking import then
from goodwill.crm.exchange.importing import preparing, templating, uploading
from goodwill.crm.exchange.importing.mappings import programs
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.showing import counts_of, in_order, state_of
from goodwill.crm.exchange.importing.targets import shapes
from goodwill.crm.exchange.importing.uploading import BadUpload, Upload
from goodwill.crm.exchange.importing.views.asking import found_upload, is_part, may_see, told_apart
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@told_apart
def imports(request: HttpRequest) -> HttpResponse:
    """What came in and how it went, what waits to be gone on with, and where to bring more."""
    may_see(request)
    return _page(request)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in, and go on to look at it."""
    must(request, "data.import")
    file = request.FILES.get("file")
    if file is None:
        return _page(request, say("Choose a file."))
    try:
        taken = uploading.take(file, me(request))
    except BadUpload as refusal:
        return _page(request, say(refusal.sentence))
    try:
        preparing.prepare(taken, me(request).reach)
    except InputError as refusal:
        uploading.discard(taken)
        return _page(request, say(refusal.sentence))
    where = reverse("import_look", args=[taken.public_id])
    return HttpResponseClientRedirect(where) if is_part(request) else redirect(where)


@require_POST
def discard_upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give up a file that was not brought in yet."""
    taken = found_upload(request, public_id)
    name = taken.name
    uploading.discard(taken)
    return then(
        request, Sentence("{name} is discarded. Nothing was changed.", name=name), "imports"
    )


@require_GET
def import_template(request: HttpRequest, shape: str, form: str) -> HttpResponse:
    """An empty table with a row of hints."""
    must(request, "data.import")
    reach = me(request).reach
    kind = next((one for one in shapes(reach) if one.word == shape), None)
    if kind is None:
        raise Http404
    if form == "csv":
        file: bytes | str = templating.csv_of(shape, reach)
        answer = HttpResponse(file, content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(templating.xlsx_of(shape, reach), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{shape}.{form}"'
    return answer


def _page(request: HttpRequest, trouble: str = "") -> HttpResponse:
    everybodys = me(request).may("data.manage")
    begun = Import.objects.exclude(state=Import.State.READY)
    shown = begun if everybodys else begun.filter(by=me(request))
    told = {
        "imports": [
            (one, state_of(one), counts_of(one))
            for one in shown.select_related("by").order_by("-pk")[:SHOWN]
        ],
        "uploads": list(Upload.objects.filter(by=me(request)).order_by("-at")[:SHOWN]),
        "may_import": me(request).may("data.import"),
        "is_everybodys": everybodys,
        "shapes": in_order(shapes(me(request).reach)),
        "programs": programs(),
        "endings": ",".join(uploading.ENDINGS),
        "trouble": trouble,
    }
    page = (
        "exchange/importing/_bring.html" if is_part(request) else "exchange/importing/imports.html"
    )
    return render(request, page, told, status=422 if trouble else 200)
