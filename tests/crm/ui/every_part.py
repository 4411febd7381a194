"""A site of its own that shows every piece once, and answers as rooms do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from report.sample import report

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.site.urls import handler403, handler404, handler500  # noqa: F401
from goodwill.crm.site.urls import urlpatterns as real
from goodwill.crm.ui import toasting
from goodwill.language import Sentence

PAGE = Path(__file__).with_suffix(".html").read_text("utf-8")
logged: list[dict[str, str]] = []


class Visit(forms.Form):
    """One field of every sort."""

    text = forms.CharField(label="What was said", widget=forms.Textarea(attrs={"rows": 2}))
    minutes = forms.IntegerField(label="Minutes", required=False, help_text="How long it took.")
    channel = forms.ChoiceField(
        label="Channel", choices=[("call", "Call"), ("visit", "Visit")], widget=forms.RadioSelect
    )
    who = forms.ChoiceField(label="With", choices=[("li", "李娜"), ("wang", "王伟")])
    private = forms.BooleanField(label="Only I see this", required=False)


def every_part(request: HttpRequest) -> HttpResponse:
    told = report()
    seen = {
        "customer": SimpleNamespace(name="上海恒泰精密", public_id="1", value_class="A"),
        "barred": SimpleNamespace(name="Müller GmbH", public_id="2", do_not_contact=True),
        "form": Visit({"text": "", "minutes": "x"} if "wrong" in request.GET else None),
        "figures": told.summary,
    }
    return HttpResponse(engines["jinja2"].from_string(PAGE).render(seen, request))


def told(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(status=204)
    return toasting.toast(answer, Sentence("{n} row", "{n} rows", n=3), undo="/undone/")


def undone(request: HttpRequest) -> HttpResponse:
    return toasting.toast(HttpResponse(status=204), Sentence("Taken back."))


def fails(request: HttpRequest) -> HttpResponse:
    return HttpResponse("broken", status=503)


def breaks(request: HttpRequest) -> HttpResponse:
    raise GoodwillError(Sentence("A mistake of ours"))


def refuses(request: HttpRequest) -> HttpResponse:
    from goodwill.crm.records.errors import NotAllowed

    raise NotAllowed


def in_a_dialog(request: HttpRequest) -> HttpResponse:
    page = (
        '{% import "ui/parts.html" as ui with context %}{{ ui.dialog_head("Loaded") }}'
        '<div class="dialog__body"><p>Here it is.</p></div>'
    )
    return HttpResponse(engines["jinja2"].from_string(page).render({}, request))


def log(request: HttpRequest) -> HttpResponse:
    """Takes an entry once, by the public id that the device made; refuses an empty one."""
    entry = request.POST.dict()
    if "refuse" in entry["text"]:
        return HttpResponse('<p role="alert">Someone else closed this visit.</p>', status=409)
    if entry["public_id"] not in {known["public_id"] for known in logged}:
        logged.append(entry)
    return toasting.toast(HttpResponse(status=204), Sentence("Saved."))


def offline(request: HttpRequest) -> JsonResponse:
    return JsonResponse(["/parts/"], safe=False)


urlpatterns = [
    path("parts/", every_part),
    path("told/", told),
    path("undone/", undone),
    path("fails/", fails),
    path("breaks/", breaks),
    path("refuses/", refuses),
    path("in-a-dialog/", in_a_dialog),
    path("logged/", log),
    path("offline/", offline, name="offline"),
    path("", every_part, name="my_day"),
    path("customers/", every_part, name="customers"),
    path("log/", in_a_dialog, name="log"),
    path("notices/", every_part, name="notices"),
    *real,
]
