"""A contract: renewed or ended on its page, and a card on the customer's."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.commerce import renewing
from goodwill.crm.commerce.forms import EndForm
from goodwill.crm.commerce.kinds import CONTRACTS
from goodwill.crm.commerce.models import Contract
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import Refused
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_safe
def contract(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One contract: what it brings, until when, and what is to be decided by which day."""
    one, person = found(request, Contract, public_id), me(request)
    shown = {
        "contract": one,
        "kind": CONTRACTS,
        "facts": facts.of(one, [field.name for field in CONTRACTS.all_fields()], person),
        "today": timezone.localdate(),
        "may_change": person.may("contracts.change"),
        "may_delete": person.may("contracts.delete"),
    }
    return render(request, "commerce/contract.html", shown)


@require_POST
def renew(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a contract run on."""
    one, by = found(request, Contract, public_id, "change"), actor(request)
    renewing.renew(one, by)
    words = Sentence("The contract runs until {day} now.", day=one.ends_on)
    tell_later(request, words, undo=by.batch)
    return gone_to(request, reverse("contract", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel a contract as of a day, in a dialog."""
    one = found(request, Contract, public_id, "change")
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = actor(request)
        try:
            renewing.cancel(one, form.cleaned_data["on"], by)
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            tell_later(request, Sentence("The contract is cancelled."), undo=by.batch)
            return gone_to(request, reverse("contract", args=[public_id]))
    return render(request, "commerce/_end.html", {"contract": one, "form": form})


@require_safe
def contracts_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a customer's contracts, those that end first on top."""
    customer = found(request, Customer, public_id)
    shown = {
        "customer": customer,
        "contracts": _first_to_end(me(request).reach, customer.pk),
        "kind": CONTRACTS,
        "today": timezone.localdate(),
        "may_create": me(request).may("contracts.create"),
    }
    return render(request, "commerce/_contracts_of.html", shown)


@kept
def _first_to_end(reach: Reach, customer: int) -> QuerySet[Any]:
    seen = Contract.objects.present().within(reach).filter(customer=customer)
    return seen.order_by("ends_on")[:6]
