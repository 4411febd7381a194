"""What was won and lost: the page, and the receipts of its figures."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goodwill.analytics.figure import Figure
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.lists import conditions
from goodwill.crm.sales.opportunities import looking_back
from goodwill.crm.sales.opportunities.looking_back import BY, PERIODS, Asked, Past
from goodwill.crm.sales.opportunities.models import Pipeline
from goodwill.crm.ui import receipts
from goodwill.crm.ui.speaking import say


@require_safe
def won_and_lost(request: HttpRequest) -> HttpResponse:
    """Why we win and lose: by person, product, source, reason, competitor."""
    must(request, "opportunities.view")
    must_see_amounts = me(request).reach.sees("opportunities", "amount_minor")
    asked = _asked(request)
    past = Past(asked)
    pipelines = list(Pipeline.objects.present().order_by("place", "pk"))
    told = {
        "asked": asked,
        "past": past,
        "periods": [(word, say(PERIODS[word]), word == asked.period) for word in PERIODS],
        "ways": [(word, say(BY[word]), word == asked.by) for word in BY],
        "pipelines": pipelines,
        "stages": looking_back.stages_told(asked, asked.pipeline or pipelines[0])
        if pipelines
        else [],
        "records": f"{reverse('opportunities')}?{asked.records()}",
        "sees_amount": must_see_amounts,
        "is_everything": me(request).reach.is_everything,
    }
    return render(request, "sales/opportunities/won_and_lost.html", told)


@require_safe
def won_and_lost_receipt(request: HttpRequest, word: str) -> HttpResponse:
    """Where one figure comes from."""
    must(request, "opportunities.view")
    asked = _asked(request)
    figure, where = _figure(request, asked, word)
    address = f"{reverse('opportunities')}?{where}"
    return receipts.receipt(request, figure, receipts.Behind(address))


def _figure(request: HttpRequest, asked: Asked, word: str) -> tuple[Figure, str]:
    figures = Past(asked).figures
    if word not in figures:
        raise OutOfReach
    if word != "win_rate" and not me(request).reach.sees("opportunities", "amount_minor"):
        raise OutOfReach
    if word in ("won_value", "average_won", "cycle"):
        kind = kind_of("opportunities")
        won = conditions.condition(kind, kind.field("status"), "is", "won")
        return figures[word], asked.records(won)
    return figures[word], asked.records()


def _asked(request: HttpRequest) -> Asked:
    told = request.GET
    period, by = told.get("period", ""), told.get("by", "")
    return Asked(
        me(request).reach,
        timezone.localdate(),
        period if period in PERIODS else "365",
        _pipeline(told.get("pipeline", "")),
        by if by in BY else "owner",
    )


def _pipeline(told: str) -> Pipeline | None:
    try:
        found: Pipeline | None = (
            Pipeline.objects.present().filter(public_id=uuid.UUID(told)).first()
        )
    except ValueError:
        return None
    return found
