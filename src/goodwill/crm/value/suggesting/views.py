"""Suggestions on the customer's page, what is decided on them, and whether they pay."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing.answering import tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.ui.addresses import address_if_any
from goodwill.crm.ui.toasting import toast, trigger
from goodwill.crm.value.scoring.running import latest
from goodwill.crm.value.suggesting import deciding, finding, telling, trying
from goodwill.crm.value.suggesting.forms import TrialForm
from goodwill.crm.value.suggesting.kinds import REASONS
from goodwill.crm.value.suggesting.models import Decision, Trial
from goodwill.language import Sentence

SHOWN = 4
LISTED = 50


@require_safe
def suggestions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card on a customer's page: what to do next, and why."""
    return _card(request, found(request, Customer, public_id))


@require_POST
def accept_suggestion(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take it up."""
    customer, person = found(request, Customer, public_id), me(request)
    suggestion, by = _asked(request, customer, person), actor(request)
    way = request.POST.get("way", "task")
    if way not in [one.word for one in deciding.ways(person, suggestion)]:
        must(request, "activities.create")
    made = deciding.accept(customer, suggestion, way, by)
    kind = kind_of(made)
    if kind.page and way != "task":
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = address_if_any(kind.page, made.public_id)
        return answer
    answer = trigger(_card(request, customer), "logged", "")
    return toast(answer, Sentence("It is planned."), undo=reverse("undo", args=[by.batch]))


@require_POST
def dismiss_suggestion(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let it be, and say why."""
    customer, person = found(request, Customer, public_id), me(request)
    must(request, "activities.create")
    suggestion = _asked(request, customer, person)
    note = request.POST.get("note", "").strip()[:240]
    deciding.dismiss(
        customer, suggestion, request.POST.get("reason", ""), actor(request), note=note
    )
    return toast(_card(request, customer), Sentence("It is not suggested again for a while."))


@require_safe
def suggesting(request: HttpRequest) -> HttpResponse:
    """Whether suggestions pay: what was decided on them, and the comparison with those without."""
    must(request, "value.see")
    person = me(request)
    taken, reasons = telling.decisions(person.reach, timezone.localdate())
    trials = list(Trial.objects.select_related("by").order_by("-begun_on", "-pk")[:10])
    shown: dict[str, Any] = {
        "trials": [(trial, telling.told(trial, person.reach)) for trial in trials],
        "running": next((trial for trial in trials if trial.is_running), None),
        "taken": taken,
        "why_not": [(REASONS[word], n) for word, n in reasons if word in REASONS],
        "decisions": _decisions(person),
        "reasons": REASONS,
        "form": TrialForm() if person.may("value.manage") else None,
        "valuation": latest(),
    }
    return render(request, "value/suggesting/suggesting.html", shown)


@require_http_methods(["POST"])
def begin_trial(request: HttpRequest) -> HttpResponse:
    """Leave a share of customers without suggestions from now on."""
    must(request, "value.manage")
    form = TrialForm(request.POST)
    if form.is_valid():
        try:
            trying.begin(form.cleaned_data["percent"] / 100, actor(request))
        except Refused as refusal:
            tell_later(request, refusal.sentence)
        else:
            valuation = latest()
            if valuation is not None:
                trying.draw(valuation)
    return redirect("suggesting")


@require_POST
def end_trial(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Suggest to everybody again."""
    must(request, "value.manage")
    trial = _trial(public_id)
    if trial.is_running:
        trying.measure(trial)
        trying.end(trial, actor(request))
    return redirect("suggesting")


@require_POST
def measure_trial(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compare as of today, without waiting for the night."""
    must(request, "value.manage")
    trying.measure(_trial(public_id))
    return redirect("suggesting")


def _card(request: HttpRequest, customer: Customer) -> HttpResponse:
    person = me(request)
    ours = finding.suggested(customer, person.reach)
    shown = {
        "customer": customer,
        "suggested": ours,
        "rows": [(one, deciding.ways(person, one)) for one in ours.suggestions[:SHOWN]],
        "reasons": REASONS,
        "may_decide": person.may("activities.create"),
    }
    return render(request, "value/suggesting/_suggestions.html", shown)


def _asked(request: HttpRequest, customer: Customer, person: User) -> Any:
    word = request.POST.get("suggestion", "")
    suggestion = finding.one_of(customer, word, person.reach)
    if suggestion is None:
        raise OutOfReach
    return suggestion


def _decisions(person: User) -> list[Decision]:
    seen = Customer.objects.present().within(person.reach)
    latest_first = Decision.objects.select_related("customer", "by").order_by("-at", "-pk")
    return list(latest_first.filter(customer__in=seen)[:LISTED])


def _trial(public_id: uuid.UUID) -> Trial:
    trial = Trial.objects.filter(public_id=public_id).first()
    if trial is None:
        raise OutOfReach
    return trial
