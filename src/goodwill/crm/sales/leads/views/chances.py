"""Points and chances: the rules people write, what was learned, and how well it does."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.analytics.execution.leads.figures import RIGHT_ORDER
from goodwill.analytics.figure import Figure
from goodwill.crm.customers.notices.wording import revived
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.editing.answering import tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.sales.leads.figures import how_leads_do
from goodwill.crm.sales.leads.forms import PointsForm
from goodwill.crm.sales.leads.models import LeadModel, ScoreRule
from goodwill.crm.sales.leads.scoring import learning, rules, telling
from goodwill.crm.sales.leads.showing import rule_in_words
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

MANAGE = "sales.manage"


@require_http_methods(["GET", "HEAD", "POST"])
def lead_scoring(request: HttpRequest) -> HttpResponse:
    """The rules of points, a form for another, and the model with how it was judged."""
    must(request, MANAGE)
    form = PointsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            field, operator, value, points = rules.judged(
                told["field"], told["operator"], told["value"], told["points"]
            )
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            place = ScoreRule.objects.count()
            ScoreRule.objects.create(
                place=place, field=field, operator=operator, value=value, points=points
            )
            telling.tell_all_open()
            return HttpResponseRedirect(reverse("lead_scoring"))
    latest = LeadModel.objects.order_by("-made_at", "-pk").first()
    used = telling.in_use()
    shown = {
        "rules": [
            (rule, rule_in_words(rule.field, rule.operator, rule.value))
            for rule in ScoreRule.objects.all()
        ],
        "form": form,
        "latest": latest,
        "used": used,
        "refusal": _refusal(latest),
        "ways": _ways(latest),
        "order": _order(latest),
        "bins": (used.judged.get("bins", []) if used else []),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sales/leads/scoring.html", shown, status=status)


@require_POST
def begin_lead_scoring(request: HttpRequest) -> HttpResponse:
    """Begin with the usual rules."""
    must(request, MANAGE)
    if rules.begin_with_usual():
        telling.tell_all_open()
    return HttpResponseRedirect(reverse("lead_scoring"))


@require_POST
def remove_score_rule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a rule of points away."""
    must(request, MANAGE)
    removed, _ = ScoreRule.objects.filter(public_id=public_id).delete()
    if not removed:
        raise OutOfReach
    telling.tell_all_open()
    return HttpResponseRedirect(reverse("lead_scoring"))


@require_POST
def learn_leads(request: HttpRequest) -> HttpResponse:
    """Learn chances again from all that is known by now."""
    must(request, MANAGE)
    learning.ask_to_learn(me(request))
    tell_later(request, Sentence("The chances are learned again; this page shows when it is done."))
    return HttpResponseRedirect(reverse("lead_scoring"))


@require_safe
def lead_figures(request: HttpRequest) -> HttpResponse:
    """How leads do that the person sees."""
    must(request, "leads.view")
    return render(request, "sales/leads/figures.html", {"its": how_leads_do(me(request))})


def _refusal(latest: LeadModel | None) -> str:
    if latest is None or latest.state != LeadModel.State.REFUSED:
        return ""
    return say(revived(latest.refused_because))


def _ways(latest: LeadModel | None) -> list[dict[str, Any]]:
    """The model and the simpler ways beside each other."""
    if latest is None:
        return []
    return [{**one, "name": say(revived(one["name"]))} for one in latest.judged.get("ways", [])]


def _order(latest: LeadModel | None) -> Figure | None:
    if latest is None or not latest.judged.get("ways"):
        return None
    value, low, high = latest.judged["ways"][0]["auc"]
    return Figure(
        RIGHT_ORDER,
        value,
        low=low,
        high=high,
        level=0.95,
        n=latest.judged["customers"],
        as_of=timezone.localdate(latest.made_at),
        method=Sentence("On later leads that the model had not seen; bootstrap over leads."),
    )
