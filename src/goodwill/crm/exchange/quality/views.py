"""The page that says how good what is known of customers is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.exchange.quality import measuring, showing
from goodwill.crm.records.asking import must
from goodwill.crm.records.editing.answering import gone_to
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Completeness, validity, freshness and uniqueness as measured last, by source."""
    must(request, "data.manage")
    source = request.GET.get("source", "")
    told = {"shown": showing.shown(source), "source": source, "by_hand": measuring.BY_HAND}
    return render(request, "exchange/quality/quality.html", told)


@require_POST
def measure_quality(request: HttpRequest) -> HttpResponse:
    """Measure anew, beside the daily round."""
    must(request, "data.manage")
    measuring.measure_now.enqueue()
    messages.success(request, say(Sentence("It is being measured; look again in a minute.")))
    return gone_to(request, reverse("quality"))
