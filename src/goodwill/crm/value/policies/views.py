"""Policies on the page: what is promised to whom, whether it is kept, and to whom it was not."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.policies import observing, promising
from goodwill.crm.value.policies.forms import CARES, PolicyForm
from goodwill.crm.value.policies.models import Policy
from goodwill.language import Sentence

SHOWN = 50


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """What each class is promised; for those who see value, whether it is kept."""
    must(request, "customers.view")
    person = me(request)
    sees = person.may("value.see")
    rows = [
        {
            "policy": one,
            "value_class": ValueClass(one.value_class),
            "kept": observing.observed(one, person.reach) if sees else (),
        }
        for one in promising.policies()
    ]
    shown = {"rows": rows, "cares": CARES, "may_change": person.may("value.manage"), "sees": sees}
    return render(request, "value/policies/policies.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, value_class: str) -> HttpResponse:
    """Change what a class is promised, in a dialog."""
    must(request, "value.manage")
    one = _policy(value_class)
    form = PolicyForm(one, request.POST if request.method == "POST" else None)
    if form.is_valid():
        promising.promise(one, form.cleaned_data, actor(request))
        tell_later(request, Sentence("This is promised from now on."))
        return gone_to(request, reverse("policies"))
    return render(request, "value/policies/_policy.html", {"policy": one, "form": form})


@require_safe
def breaches(request: HttpRequest, value_class: str, word: str) -> HttpResponseBase:
    """For whom a promise was not kept; `?as=csv` takes the list away."""
    must(request, "value.see")
    one, reach = _policy(value_class), me(request).reach
    if word not in observing.DEFINITIONS:
        raise OutOfReach
    if request.GET.get("as") == "csv":
        must(request, "customers.export")
        return _file(one, word, reach)
    asked = request.GET.get("from", "")
    start = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    found = observing.breaches(one, word, reach, start=start, most=SHOWN + 1)
    shown = {
        "policy": one,
        "word": word,
        "definition": observing.DEFINITIONS[word],
        "rows": found[:SHOWN],
        "next": start + SHOWN if len(found) > SHOWN else None,
        "may_log": me(request).may("activities.create"),
        "may_export": me(request).may("customers.export"),
    }
    return render(request, "value/policies/breaches.html", shown)


def _policy(value_class: str) -> Policy:
    found = promising.policy_of(value_class)
    if found is None:
        raise OutOfReach
    return found


def _file(one: Policy, word: str, reach: Reach) -> StreamingHttpResponse:
    name = f"{word}-{one.value_class}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = _lines(one, word, reach)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(one: Policy, word: str, reach: Reach) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [say("Customer number"), say("Customer"), say("Owner"), say("Day"), say("What")]
    )
    start = 0
    while rows := observing.breaches(one, word, reach, start=start, most=500):
        start += len(rows)
        for row in rows:
            owner = row.customer.owner.name if row.customer.owner else ""
            day = row.on.isoformat() if row.on else ""
            cells = [row.customer.number, row.customer.name, owner, day, say(row.told)]
            yield writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, not for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
