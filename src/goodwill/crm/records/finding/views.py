"""The palette's rows: where to go, what was found, what to make."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.crm.records.asking import me
from goodwill.crm.records.finding.looking import find
from goodwill.crm.records.kinds import kinds

LONGEST = 100


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What fits the text typed so far; without one, where to go and what to make."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    reach = me(request).reach
    makeable = [kind for kind in kinds() if kind.page and reach.may(f"{kind.word}.create")]
    shown = {"text": text, "found": find(text, reach), "makeable": makeable}
    return render(request, "records/_found.html", shown)
