"""Loyalty stages on the page: how many, who moves up, month by month, and from where to where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui import speaking
from goodwill.crm.value.listing import customers_where
from goodwill.crm.value.scoring.kinds import CLASSES, STAGES
from goodwill.crm.value.scoring.running import coming, latest
from goodwill.crm.value.stages import converting, counting, drawing, moving
from goodwill.crm.value.stages.models import Transition
from goodwill.language import Sentence
from goodwill.report.charts import Chart
from goodwill.report.drawing import drawings

SHORT = {one.value: Sentence("Class {word}", word=one.value) for one in ValueClass}


@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """All of it, of the customers whom the person may see."""
    must(request, "value.see")
    reach, valuation = me(request).reach, latest()
    shown: dict[str, Any] = {"valuation": valuation, "back": _back(request), "backs": moving.BACK}
    if valuation is None:
        shown |= coming()
    if valuation is not None and valuation.as_of is not None:
        found = counting.populations(reach)
        figures = counting.figures(found, valuation.as_of)
        shown |= {
            "rows": _rows(found, figures),
            "funnel": _drawn(drawing.stage_funnel(found), "stage-funnel"),
            "conversions": converting.conversions(valuation, reach),
            "kinds": [_moves(of, request, valuation) for of in Transition.Of.values],
        }
    return render(request, "value/stages/stages.html", shown)


def _rows(found: Any, figures: Any) -> list[dict[str, Any]]:
    """Each stage with its figures and the list of those who are in it now."""
    by_cut = {(one.cut["stage"], "side_state" in one.cut): one for one in figures}
    return [
        {
            "stage": each.stage,
            "all": by_cut[each.stage.value, False],
            "lost": by_cut.get((each.stage.value, True)),
            "where": customers_where({"field": "score.stage", "is": each.stage.value}),
        }
        for each in found
    ]


def _moves(of: str, request: HttpRequest, valuation: Any) -> dict[str, Any]:
    reach = me(request).reach
    names = STAGES if of == Transition.Of.STAGE else CLASSES
    months = counting.months(of, reach)
    chart = drawing.course(months, STAGES if of == Transition.Of.STAGE else SHORT)
    return {
        "of": of,
        "names": names,
        "months": months,
        "states": [state for state in names if any(state in one.counts for one in months)],
        "course": _drawn(chart, f"course-{of}"),
        "moved": moving.moved(of, reach, valuation, _back(request)),
    }


def _drawn(chart: Chart | None, name: str) -> dict[str, str] | None:
    return drawings(chart, speaking.current(), name) if chart else None


def _back(request: HttpRequest) -> int:
    asked = request.GET.get("back", "")
    return int(asked) if asked.isdecimal() and int(asked) in moving.BACK else moving.BACK[-1]
