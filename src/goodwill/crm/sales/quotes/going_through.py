"""The page of how orders go through the house, and of what was wrong with one."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goodwill.crm.accounts.abilities import is_allowed
from goodwill.crm.accounts.models import Role
from goodwill.crm.commerce.models import Order
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.sales.quotes import figures, handling
from goodwill.crm.sales.quotes.forms import ErrorForm, PolicyForm
from goodwill.crm.sales.quotes.kinds import ERRORS
from goodwill.crm.sales.quotes.models import DiscountLimit, OrderHandling, Terms
from goodwill.language import Sentence

LATEST = 15

reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def order_handling(request: HttpRequest) -> HttpResponse:
    """How exactly and how quickly orders are dealt with, and the latest of them."""
    must(request, "orders.view")
    must(request, "quotes.view")
    reach = me(request).reach
    latest = figures.handled(reach).select_related("order__customer", "by")
    shown = {
        "its": figures.through(reach, timezone.localdate()),
        "waiting": latest.filter(released_at=None, order__status=Order.Status.DRAFT).order_by(
            "received_at"
        )[:LATEST],
        "wrong": latest.exclude(error="").order_by("-received_at")[:LATEST],
        "latest": latest.exclude(released_at=None).order_by("-released_at")[:LATEST],
        "errors": ERRORS,
        "may_judge": me(request).may("orders.change"),
    }
    return render(request, "sales/quotes/order_handling.html", shown)


@reading_and_writing
def judge_order(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what was wrong with an order, in a dialog."""
    order = found(request, Order, public_id, "change")
    held = OrderHandling.objects.filter(order=order).first() or OrderHandling(order=order)
    form = ErrorForm(held, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        shown = {"order": order, "form": form}
        return render(request, "sales/quotes/_judge.html", shown)
    told = form.cleaned_data
    handling.note_error(order, told["error"], told["note"], actor(request))
    tell_later(request, Sentence("Noted for order {number}.", number=order.number))
    return gone_to(request, reverse("order_handling"))


@reading_and_writing
def quote_policy(request: HttpRequest) -> HttpResponse:
    """Up to which discount each role gives alone, and the terms below new quotes."""
    must(request, "sales.manage")
    roles = [role for role in Role.objects.order_by("pk") if _makes_quotes(role)]
    form = PolicyForm(roles, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "sales/quotes/policy.html", {"form": form, "roles": roles})
    for role, thousandths in form.limits().items():
        DiscountLimit.objects.update_or_create(role=role, defaults={"thousandths": thousandths})
    for tag, text in form.terms().items():
        Terms.objects.update_or_create(language=tag, defaults={"text": text})
    tell_later(request, Sentence("Saved."))
    return gone_to(request, reverse("quote_policy"))


def _makes_quotes(role: Role) -> bool:
    return is_allowed("quotes.change", role.abilities)
