"""The timeline's pages and fragments."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.timeline import reading
from goodwill.crm.customers.timeline.reading import Wanted
from goodwill.crm.records.asking import found, me, must


@require_safe
def timeline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything that happened with one customer; the next page of it where `after` is given."""
    customer = found(request, Customer, public_id)
    must(request, "activities.view")
    wanted, after = Wanted.asked(request.GET), request.GET.get("after", "")
    shown: dict[str, object] = {
        "customer": customer,
        "wanted": wanted,
        "page": reading.page(customer, me(request), wanted, after),
    }
    if after:
        return render(request, "customers/timeline/_days.html", shown)
    shown["planned"] = reading.planned(customer, me(request)) if wanted.is_anything else []
    shown["choices"] = reading.choices(customer, me(request))
    page = "_timeline.html" if request.headers.get("HX-Request") else "timeline.html"
    return render(request, f"customers/timeline/{page}", shown)
