"""The forecast: what the period will bring, held against targets and against what came before."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.execution.forecasting import figures as told_as
from goodwill.analytics.execution.forecasting.backtest import Tried
from goodwill.analytics.execution.forecasting.figures import Told
from goodwill.analytics.figure import Figure
from goodwill.crm.accounts.company import company
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import Refused
from goodwill.crm.sales.forecasting import drawing, looking
from goodwill.crm.sales.forecasting.looking import Forecast, Part
from goodwill.crm.sales.periods import EPOCH, Period, period
from goodwill.crm.sales.targets.kinds import MEASURES
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.ui.receipts import Behind, receipt
from goodwill.language import Sentence

BY = {
    "team": Sentence("By team"),
    "person": Sentence("By person"),
    "pipeline": Sentence("By pipeline"),
}


@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """What will be sold by the end of the period, in all and by team, person and pipeline."""
    must(request, "opportunities.view")
    over, measure, by = _asked(request)
    found = looking.forecast(me(request).reach, over, measure)
    is_told = isinstance(found, Forecast)
    told = {
        "found": found if is_told else None,
        "refusal": None if is_told else found,
        "over": over,
        "measure": measure,
        "measures": MEASURES,
        "by": by,
        "ways": BY,
        "periods": _choices(),
        "picture": drawing.picture(found) if isinstance(found, Forecast) else None,
        "asked": _address(over, measure),
    }
    return render(request, "sales/forecasting/forecast.html", told)


@require_safe
def forecast_tried(request: HttpRequest) -> HttpResponse:
    """How forecasts of periods that are over would have done; takes some seconds."""
    must(request, "opportunities.view")
    over, _, _ = _asked(request)
    found = looking.tried(me(request).reach, over)
    if isinstance(found, AnalyticsError):
        return render(request, "sales/forecasting/_tried.html", {"refusal": found, "tried": None})
    told = Told(company().currency, timezone.localdate())
    shown = {
        "refusal": None,
        "tried": found,
        "coverage": told_as.coverage(found, told),
        "losses": {way: told_as.loss(found, way, told) for way in told_as.WAYS},
        "ways": told_as.WAYS,
        "rows": [_row(one) for one in reversed(found.tried)],
        "currency": told.currency,
    }
    return render(request, "sales/forecasting/_tried.html", shown)


@require_safe
def forecast_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of one number of the forecast."""
    must(request, "opportunities.view")
    over, measure, by = _asked(request)
    found = looking.forecast(me(request).reach, over, measure)
    if isinstance(found, AnalyticsError):
        raise Refused(found.sentence)
    which, word = request.GET.get("which", ""), request.GET.get("part", "")
    figure = found.figures.get(which)
    if word:
        part = next((one for one in found.parts.get(by, ()) if one.word == word), None)
        figure = _of_part(part, which) if part else None
    if figure is None:
        raise Http404
    return receipt(request, figure, _behind(over, measure, which))


def _of_part(part: Part, which: str) -> Figure | None:
    return {"expected": part.expected, "won": part.so_far, "reaching": part.reaching}.get(which)


def _behind(over: Period, measure: str, which: str) -> Behind:
    """The list of the records behind a sum."""
    within = [str(over.first), str(over.last)]
    conditions: list[dict[str, Any]]
    if measure == Target.Measure.ORDERS:
        where, conditions = reverse("orders"), [{"field": "ordered_on", "between": within}]
    elif which == "won":
        where = reverse("opportunities")
        days = {"field": "closed_on", "between": within}
        conditions = [{"field": "status", "is": "won"}, days]
    else:
        where, conditions = reverse("opportunities"), [{"field": "status", "is": "open"}]
    text = json.dumps({"all": conditions}, ensure_ascii=False, separators=(",", ":"))
    return Behind(records=f"{where}?{urlencode({'where': text})}")


def _asked(request: HttpRequest) -> tuple[Period, str, str]:
    today = timezone.localdate()
    over = period(request.GET.get("period", ""), today, 3)
    if over.first > today:
        over = period("", today, 3)
    measure, by = request.GET.get("of", ""), request.GET.get("by", "")
    return (
        over,
        measure if measure in MEASURES else Target.Measure.WON.value,
        by if by in BY else "team",
    )


def _choices() -> list[Period]:
    today = timezone.localdate()
    month, quarter, year = (period("", today, months) for months in (1, 3, 12))
    return [quarter.before(), month, quarter, year]


def _address(over: Period, measure: str) -> str:
    return urlencode({"period": over.word, "of": measure})


def _row(one: Tried) -> dict[str, object]:
    first = EPOCH + timedelta(days=one.asked.start_day)
    last = EPOCH + timedelta(days=one.asked.end_day - 1)
    return {"over": Period(first, last), "tried": one}
