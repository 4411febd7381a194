"""A product with its prices and who buys it; a price list."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goodwill.crm.commerce.forms import PriceForm
from goodwill.crm.commerce.kinds import PRICE_LISTS, PRODUCTS
from goodwill.crm.commerce.models import Order, Price, PriceList, Product
from goodwill.crm.commerce.pricing import set_price
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.language import Sentence

LATEST = 8
PRICES_SHOWN = 500


@require_safe
def product(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One product: what it is, what it costs where, and the latest orders of it."""
    one, person = found(request, Product, public_id), me(request)
    prices = Price.objects.present().filter(product=one, price_list__deleted_at=None)
    orders = Order.objects.present().within(person.reach).filter(lines__product=one)
    shown = {
        "product": one,
        "kind": PRODUCTS,
        "facts": facts.of(one, [field.name for field in PRODUCTS.all_fields()], person),
        "prices": prices.select_related("price_list").order_by(
            "-price_list__valid_from", "from_quantity_thousandths"
        ),
        "orders": orders.select_related("customer").order_by("-ordered_on", "-id")[:LATEST],
        "sees_orders": person.may("orders.view"),
        "may_change": person.may("products.change"),
        "may_delete": person.may("products.delete"),
    }
    return render(request, "commerce/product.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def price_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One price list, and a form that sets a price in it."""
    one, person = found(request, PriceList, public_id), me(request)
    form = PriceForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        must(request, "price_lists.change")
        if form.is_valid():
            by, given = actor(request), form.cleaned_data
            set_price(one, given["product"], given["from_quantity"], given["amount"], by)
            tell_later(request, Sentence("Saved."), undo=by.batch)
            return gone_to(request, reverse("price_list", args=[public_id]))
    prices = Price.objects.present().filter(price_list=one).select_related("product")
    shown = {
        "price_list": one,
        "kind": PRICE_LISTS,
        "facts": facts.of(one, [field.name for field in PRICE_LISTS.all_fields()], person),
        "is_valid_now": PriceList.objects.valid_on(timezone.localdate()).filter(pk=one.pk).exists(),
        "prices": prices.order_by("product__name", "from_quantity_thousandths")[:PRICES_SHOWN],
        "form": form,
        "may_change": person.may("price_lists.change"),
        "may_delete": person.may("price_lists.delete"),
    }
    return render(request, "commerce/price_list.html", shown)
