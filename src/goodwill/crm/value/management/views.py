"""The management page, its receipts and its pictures."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.receipts import Behind, receipt
from goodwill.crm.value.management import deciding, drawing, reading
from goodwill.crm.value.management.reading import Seen
from goodwill.crm.value.scoring import running
from goodwill.crm.value.seeing import scores_within

LISTED = 8
BEHIND: dict[str, dict[str, Any]] = {
    "customers_at_risk": {"field": "score.churn_reason", "filled": True},
    "customers_about_to_leave": {"field": "score.churn_reason", "filled": True},
    "negative_customers": {"field": "score.value_class", "is": "N"},
    "whale_tail": {"field": "score.value_class", "is": "N"},
    "VA07": {"field": "score.value_class", "is": "A"},
    "VA07_margin": {"field": "score.value_class", "is": "A"},
    "VA07_revenue": {"field": "score.value_class", "is": "A"},
}
"""Figure → the condition by which the list of customers tells who is behind it."""
SORTED = {
    "VA05": "-score.expected_minor",
    "expected_value_365": "-score.expected_minor",
    "value_at_risk": "-score.at_risk_minor",
    "at_risk_of_customers": "-score.at_risk_minor",
    "expected_of_customers": "-score.expected_minor",
}
"""Figure → the order in which its customers are listed."""


@require_safe
def management(request: HttpRequest) -> HttpResponse:
    """What the customer base is worth, who carries it, what is at risk, what is to be decided."""
    must(request, "value.see")
    seen = reading.seen(me(request).reach)
    if seen is None:
        return render(request, "value/management/none.html", running.coming())
    column = seen.worth.so_far
    scores = scores_within(seen.reach).exclude(**{column: None}).select_related("customer")
    told = {
        "seen": seen,
        "slug": reading.slug,
        "title": drawing.title(seen),
        "decisions": deciding.decisions(seen),
        "best": _listed(scores.order_by(f"-{column}")[:LISTED], seen),
        "worst": _listed(scores.filter(**{f"{column}__lt": 0}).order_by(column)[:LISTED], seen),
        "carrying": _customers({"field": "score.value_class", "is": "A"}),
        "costing": _customers({"field": "score.value_class", "is": "N"}),
        "pictures": drawing.PICTURES,
    }
    return render(request, "value/management/management.html", told)


@require_safe
def management_receipt(request: HttpRequest, word: str) -> HttpResponse:
    """How one of the page's figures came about, and the customers behind it."""
    must(request, "value.see")
    seen = reading.seen(me(request).reach)
    figure = None if seen is None else seen.named(word)
    if figure is None:
        raise OutOfReach
    return receipt(request, figure, Behind(_behind(figure.definition.id)))


@require_safe
def management_chart(request: HttpRequest, word: str) -> HttpResponse:
    """One of the page's pictures."""
    must(request, "value.see")
    seen = reading.seen(me(request).reach)
    if seen is None or word not in drawing.PICTURES:
        raise OutOfReach
    told = {"drawings": drawing.drawn(seen, word), "word": word}
    return render(request, "value/management/_chart.html", told)


def _listed(scores: Any, seen: Seen) -> list[dict[str, Any]]:
    total = seen.whale.total_minor
    return [
        {
            "customer": one.customer,
            "value_class": one.value_class,
            "minor": seen.worth.of(one, "so_far"),
            "share": (seen.worth.of(one, "so_far") or 0) / total if total > 0 else None,
            "at_risk": bool(one.churn_reason),
        }
        for one in scores
    ]


def _customers(condition: dict[str, Any] | None, sort: str = "") -> str:
    told = {"where": json.dumps({"all": [condition]})} if condition else {}
    return f"{reverse('customers')}?{urlencode({**told, **({'sort': sort} if sort else {})})}"


def _behind(word: str) -> str:
    if word not in BEHIND and word not in SORTED:
        return reverse("customers")
    return _customers(BEHIND.get(word), SORTED.get(word, ""))
