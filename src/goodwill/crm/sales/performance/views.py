"""How selling goes, by period and person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goodwill.crm.records.asking import me, must
from goodwill.crm.sales.performance import looking
from goodwill.crm.sales.periods import period


@require_safe
def performance(request: HttpRequest) -> HttpResponse:
    """Win rate, cycle, velocity, targets and time of a period, beside the one before."""
    must(request, "opportunities.view")
    today = timezone.localdate()
    over = period(request.GET.get("period", ""), today, 3)
    if over.first > today:
        over = period("", today, 3)
    month, quarter, year = (period("", today, months) for months in (1, 3, 12))
    told = {
        "shown": looking.performance(me(request).reach, over),
        "over": over,
        "periods": [quarter.before(), month, quarter, year.before(), year],
    }
    return render(request, "sales/performance/performance.html", told)
