"""A day's round on the phone: whom to see, why, what happened there, and whom else."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.timeline import offering
from goodwill.crm.customers.timeline.forms import QUICK_MINUTES
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.sales.visits import logging_visits, planning, whom
from goodwill.crm.sales.visits.forms import VisitForm
from goodwill.crm.sales.visits.kinds import VISITS
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.sales.visits.showing import cards
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast, trigger
from goodwill.language import Sentence

FARTHEST = 366


@require_safe
def round_of_day(request: HttpRequest) -> HttpResponse:
    """The round of a day, today unless another is asked for."""
    must(request, "visits.view")
    must(request, "customers.view")
    on = _day(request.GET.get("on", ""))
    page = "_round.html" if request.headers.get("HX-Request") else "round.html"
    return render(request, f"sales/visits/{page}", _round(request, on))


@require_safe
def visit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One visit by itself."""
    one = found(request, Visit, public_id)
    person = me(request)
    (card,) = cards([one], person)
    shown = {"visit": one, "card": card, "kind": VISITS, **_box(request)}
    return render(request, "sales/visits/visit.html", shown)


@require_POST
def plan_visit(request: HttpRequest) -> HttpResponse:
    """Put a customer into one's round."""
    must(request, "visits.create")
    customer = found(request, Customer, _id(request.POST.get("customer", "")))
    on = _day(request.POST.get("on", ""))
    by = actor(request)
    planning.plan(customer, on, by, request.POST.get("purpose", ""))
    words = Sentence("{customer} is in your round.", customer=customer.name)
    return toast(_again(request, on), words, undo=reverse("undo", args=[by.batch]))


@require_POST
def log_visit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Keep what happened; the outbox is answered in JSON, and sent again it is kept once."""
    if "X-Outbox" not in request.headers:
        return _logged(request, public_id)
    try:
        return _logged(request, public_id)
    except Refused as refusal:
        status = next(code for sort, code in _STATUS if isinstance(refusal, sort))
        return JsonResponse({"said": say(refusal.sentence)}, status=status)


@require_POST
def move_visit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """See them on another day: tomorrow, unless one is named."""
    one = found(request, Visit, public_id, "change")
    before, by = one.planned_on, actor(request)
    to = _day(request.POST.get("to", "")) if request.POST.get("to") else before + timedelta(days=1)
    planning.move(one, to, by)
    words = Sentence("Moved to {day}.", day=to)
    return toast(_again(request, before), words, undo=reverse("undo", args=[by.batch]))


@require_POST
def drop_visit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Do not see them after all."""
    one = found(request, Visit, public_id, "change")
    by = actor(request)
    planning.drop(one, by, request.POST.get("because", ""))
    words = Sentence("Taken out of the round.")
    answer = _again(request, one.planned_on)
    return toast(answer, words, undo=reverse("undo", args=[by.batch]))


@require_POST
def earlier_visit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """See them before whoever came before them."""
    one = found(request, Visit, public_id, "change")
    planning.earlier(one, actor(request))
    return _again(request, one.planned_on)


@require_POST
def arrange_round(request: HttpRequest) -> HttpResponse:
    """Put the round into an order with a short way."""
    must(request, "visits.change")
    on = _day(request.POST.get("on", ""))
    by = actor(request)
    kilometres = planning.arrange(me(request), on, by)
    told = Sentence("In order: about {km} km as the crow flies.", km=round(kilometres or 0))
    unknown = Sentence(
        "In order of city and address. Check in at customers, and the way between them is known."
    )
    words = unknown if kilometres is None else told
    return toast(_again(request, on), words, undo=reverse("undo", args=[by.batch]))


def _logged(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    one = found(request, Visit, public_id, "change")
    must(request, "activities.create")
    form = VisitForm(request.POST, request.FILES)
    if not form.is_valid():
        wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": wrong}, status=422)
    logged = logging_visits.log(one, form.told(), actor(request))
    words = logged.trouble or Sentence("Logged for {customer}.", customer=one.customer.name)
    if "X-Outbox" in request.headers:
        where = reverse("activity", args=[logged.entry.public_id])
        told = {"public_id": logged.entry.public_id, "said": say(words), "address": where}
        return JsonResponse(told, status=201 if logged.is_new else 200)
    answer = _again(request, one.planned_on)
    return toast(answer, words, undo=offering.undo_address(logged.entry))


def _again(request: HttpRequest, on: date) -> HttpResponse:
    """The round after something was done to it."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('round')}?on={on.isoformat()}")
    answer = render(request, "sales/visits/_round.html", _round(request, on))
    return trigger(answer, "logged", "")


def _round(request: HttpRequest, on: date) -> dict[str, Any]:
    person, today = me(request), timezone.localdate()
    visits = list(whom.planned_within(planning.round_of(person, on), person.reach))
    may_plan = person.may("visits.create")
    ahead = [one for one in visits if one.status == Visit.Status.PLANNED]
    return {
        "on": on,
        "today": today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "cards": cards(visits, person),
        "ahead": len(ahead),
        "made": len(visits) - len(ahead),
        "offers": whom.offered(person, visits, today) if may_plan and on >= today else [],
        "may_plan": may_plan,
        **_box(request),
    }


def _box(request: HttpRequest) -> dict[str, Any]:
    """What the box that logs a visit offers."""
    person = me(request)
    return {
        "may_change": person.may("visits.change"),
        "may_log": person.may("visits.change") and person.may("activities.create"),
        "quick_minutes": QUICK_MINUTES,
        "reactions": offering.REACTION_CHOICES,
        "later": offering.LATER_CHOICES,
    }


def _day(text: str) -> date:
    """A day near enough to be meant; today where none is told."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) <= FARTHEST else today


def _id(told: str) -> uuid.UUID:
    try:
        return uuid.UUID(told)
    except ValueError as trouble:
        raise OutOfReach from trouble


_STATUS = ((OutOfReach, 404), (NotAllowed, 403), (Refused, 422))
