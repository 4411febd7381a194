"""The grid of targets: looked at by all, filled by whoever manages sales."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.sales.periods import Period, period
from goodwill.crm.sales.targets import grid, setting
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.kinds import MEASURES
from goodwill.crm.sales.targets.models import Target
from goodwill.language import Sentence


@require_safe
def target_grid(request: HttpRequest) -> HttpResponse:
    """The targets of a year, by team and person."""
    must(request, "targets.view")
    over, measure = _asked(request.GET.get("year", ""), request.GET.get("of", ""))
    told = {
        "grid": grid.grid(me(request).reach, over, measure),
        "may_set": me(request).may("sales.manage"),
        "measures": MEASURES,
        "years": [over.before(), over, over.after()],
    }
    return render(request, "sales/targets/target_grid.html", told)


@require_POST
def set_targets(request: HttpRequest) -> HttpResponse:
    """Keep what was typed into the grid."""
    must(request, "sales.manage")
    must(request, "targets.view")
    over, measure = _asked(request.POST.get("year", ""), request.POST.get("of", ""))
    reach, by = me(request).reach, actor(request)
    typed = {name: str(value) for name, value in request.POST.items()}
    cells = grid.read(typed, grid.grid(reach, over, measure))
    changed = setting.set_many(cells, measure, reach, by)
    words = Sentence("{n} target set.", "{n} targets set.", n=changed)
    tell_later(request, words, undo=by.batch if changed else None)
    return gone_to(request, _there(over, measure))


@require_POST
def carry_targets(request: HttpRequest) -> HttpResponse:
    """Carry the year before over to where there are no targets yet."""
    must(request, "sales.manage")
    must(request, "targets.view")
    over, measure = _asked(request.POST.get("year", ""), request.POST.get("of", ""))
    reach, by = me(request).reach, actor(request)
    source = "sold" if request.POST.get("source") == "sold" else "targets"
    percent = _percent(request.POST.get("percent", ""))
    cells = setting.carried_over(over, measure, reach, of=source, percent=percent)
    changed = setting.set_many(cells, measure, reach, by)
    words = Sentence("{n} target carried over.", "{n} targets carried over.", n=changed)
    tell_later(request, words, undo=by.batch if changed else None)
    return gone_to(request, _there(over, measure))


def _asked(year: str, measure: str) -> tuple[Period, str]:
    over = period(year if len(year) == 4 else "", timezone.localdate(), 12)
    return over, measure if measure in MEASURES else Target.Measure.ORDERS.value


def _percent(typed: str) -> Decimal:
    try:
        percent = Decimal(typed.strip().rstrip("%") or "0")
    except InvalidOperation:
        percent = Decimal("NaN")
    if not -100 <= percent <= 1000:
        raise BadTarget(Sentence("“{typed}” is not a percentage.", typed=typed))
    return percent


def _there(over: Period, measure: str) -> str:
    return f"{reverse('target_grid')}?year={over.word}&of={measure}"
