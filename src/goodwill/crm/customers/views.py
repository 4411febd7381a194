"""The customer's page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.crm.customers.cards import cards_for
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.portraying import portrait
from goodwill.crm.records.asking import found, me


@require_safe
def customer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One customer: what to do next, what happened, what is known."""
    one = found(request, Customer, public_id)
    person = me(request)
    shown = {
        "kind": CUSTOMERS,
        "customer": one,
        "its": portrait(one, person),
        "cards": cards_for(person),
        "may": {verb: person.may(f"customers.{verb}") for verb in ("change", "delete")},
        "may_log": person.may("activities.create"),
    }
    return render(request, "customers/customer.html", shown)
