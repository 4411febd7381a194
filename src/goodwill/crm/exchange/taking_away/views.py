"""The page of what was taken away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from goodwill.crm.exchange.taking_away import looking
from goodwill.crm.records.asking import me, must


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Who took which list away, when, and how much of it."""
    must(request, "data.manage")
    after = request.GET.get("after", "")
    page = looking.page(me(request).reach, after)
    is_more = bool(after) and bool(request.headers.get("HX-Request"))
    template = "_exports" if is_more else "exports"
    return render(request, f"exchange/taking_away/{template}.html", {"page": page})
