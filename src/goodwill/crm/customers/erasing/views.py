"""The page on which a person is erased: what goes, what stays, and the typed confirmation."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goodwill.crm.customers.erasing.erasing import erase, preview
from goodwill.crm.customers.errors import CannotErase
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import asking
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "customers.erase"


@require_http_methods(["GET", "POST"])
def erase_customer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what would go; do it when the name was typed and the reason given."""
    asking.must(request, ABILITY)
    customer = asking.found(request, Customer, public_id)
    trouble = ""
    if request.method == "POST":
        try:
            _refuse_another_name(customer, request.POST.get("name", ""))
            erase(customer, asking.actor(request), request.POST.get("reason", ""))
        except CannotErase as refusal:
            trouble = say(refusal.sentence)
        else:
            return redirect("customers")
    told = {
        "customer": customer,
        "erasure": preview(customer),
        "trouble": trouble,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "customers/erase.html", told, status=422 if trouble else 200)


def _refuse_another_name(customer: Customer, typed: str) -> None:
    if typed.strip() != customer.name.strip():
        raise CannotErase(Sentence("Type the name exactly as it stands here to confirm."))
