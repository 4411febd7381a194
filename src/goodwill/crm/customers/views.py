"""The customer's page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.cards import cards_for
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.portraying import portrait, what_is_next
from goodwill.crm.customers.timeline import planning
from goodwill.crm.records.asking import actor, found, me
from goodwill.crm.ui.toasting import toast, trigger
from goodwill.language import Sentence


@require_safe
def customer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One customer: what to do next, what happened, what is known."""
    one = found(request, Customer, public_id)
    person = me(request)
    shown = {
        **_around(one, person),
        "kind": CUSTOMERS,
        "its": portrait(one, person),
        "cards": cards_for(person),
        "may": {verb: person.may(f"customers.{verb}") for verb in ("change", "delete", "share")},
    }
    return render(request, "customers/customer.html", shown)


@require_safe
def customer_head(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who the customer is and what must be known, after a fact was changed."""
    one = found(request, Customer, public_id)
    shown = {"kind": CUSTOMERS, "customer": one, "its": portrait(one, me(request))}
    return render(request, "customers/_head.html", shown)


@require_safe
def customer_next(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What to do next with one customer, after something was done."""
    one = found(request, Customer, public_id)
    shown = {**_around(one, me(request)), "its": what_is_next(one, me(request))}
    return render(request, "customers/_next.html", shown)


@require_POST
def finish_next(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was next is done: say what is next now, and let the timeline know."""
    task = found(request, Activity, public_id, "change")
    by = actor(request)
    is_new = planning.finish(task, by) is not None
    one, person = task.customer, me(request)
    shown = {**_around(one, person), "its": what_is_next(one, person)}
    answer = trigger(render(request, "customers/_next.html", shown), "logged", "")
    undo = reverse("undo", args=[by.batch]) if is_new else ""
    return toast(answer, Sentence("Done."), undo=undo)


def _around(one: Customer, person: User) -> dict[str, object]:
    """What the line about the next step offers."""
    return {
        "customer": one,
        "may_log": person.may("activities.create"),
        "may_finish": person.may("activities.change"),
    }
