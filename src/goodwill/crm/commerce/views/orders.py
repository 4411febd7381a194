"""An order from draft to paid, on one page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.commerce import ordering, paying, returning
from goodwill.crm.commerce.errors import NotADraft
from goodwill.crm.commerce.forms import LineForm, PaymentForm, ReturnForm
from goodwill.crm.commerce.kinds import ORDERS
from goodwill.crm.commerce.models import Order, OrderLine, Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

FACTS = ("customer", "ordered_on", "due_on", "currency", "channel", "region", "department")
LATEST = 6

reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def order(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One order: its lines, what it is worth, what is paid, what came back."""
    return render(request, "commerce/order.html", _shown(request, found(request, Order, public_id)))


@require_POST
def add_line(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a line to a draft."""
    one = found(request, Order, public_id, "change")
    form = LineForm(one, request.POST)
    if form.is_valid():
        try:
            ordering.add(one, form.wanted(), actor(request))
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
    return _lines(request, one, None if form.is_valid() else form)


@reading_and_writing
def line(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Change a line of a draft where it stands."""
    one = found(request, Order, public_id, "change")
    kept = _line(one, position)
    if request.method != "POST":
        return _lines(request, one, _form_of(kept), position)
    form = LineForm(one, request.POST)
    if not form.is_valid():
        return _lines(request, one, form, position)
    try:
        ordering.change(kept, form.wanted(), actor(request))
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _lines(request, one, form, position)
    return _lines(request, one)


@require_POST
def remove_line(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Take a line out of a draft; the message that says so can put it back."""
    one = found(request, Order, public_id, "change")
    kept = _line(one, position)
    back = signing.dumps([kept.product_id, kept.quantity_thousandths, kept.unit_price_minor])
    ordering.remove(kept, actor(request))
    undo = reverse("line_back", args=[public_id, back])
    return toast(_lines(request, one), Sentence("The line is removed."), undo=undo)


@require_POST
def line_back(request: HttpRequest, public_id: uuid.UUID, token: str) -> HttpResponse:
    """Put back a line that was removed."""
    one = found(request, Order, public_id, "change")
    try:
        product_id, quantity, price = signing.loads(token)
    except signing.BadSignature:
        raise OutOfReach from None
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise OutOfReach
    ordering.add(one, ordering.Wanted(product, quantity, price), actor(request))
    return gone_to(request, reverse("order", args=[public_id]))


@require_POST
def step(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Confirm, deliver, cancel or write off an order."""
    one = found(request, Order, uuid.UUID(public_id), "change")
    by = actor(request)
    act, told = _STEPS[verb]
    act(one, by)
    tell_later(request, told, undo=by.batch if verb in _TAKEN_BACK else None)
    return gone_to(request, reverse("order", args=[public_id]))


@reading_and_writing
def payment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note what was paid, in a dialog."""
    one = found(request, Order, public_id, "change")
    still_open = paying.open_minor(one)
    form = PaymentForm(one, still_open, request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = actor(request)
        try:
            paying.pay(one, form.cleaned_data["amount"], by)
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            tell_later(request, Sentence("Payment noted."), undo=by.batch)
            return gone_to(request, reverse("order", args=[public_id]))
    shown = {"order": one, "form": form, "still_open": still_open}
    return render(request, "commerce/_payment.html", shown)


@reading_and_writing
def bring_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take lines of an order back, in a dialog."""
    one = found(request, Order, public_id, "change")
    left = returning.returnable(one)
    form = ReturnForm(left, request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = actor(request)
        try:
            made = returning.take_back(one, form.wanted(), form.on(), by)
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            words = Sentence("{number} is there now.", number=made.number)
            tell_later(request, words)
            return gone_to(request, reverse("order", args=[made.public_id]))
    return render(request, "commerce/_return.html", {"order": one, "form": form, "left": left})


@require_safe
def orders_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a customer's latest orders."""
    customer = found(request, Customer, public_id)
    shown = {
        "customer": customer,
        "orders": _latest_of(me(request).reach, customer.pk),
        "kind": ORDERS,
        "may_create": me(request).may("orders.create"),
    }
    return render(request, "commerce/_orders_of.html", shown)


@kept
def _latest_of(reach: Reach, customer: int) -> QuerySet[Any]:
    own = Order.objects.present().within(reach).filter(customer=customer)
    return own.order_by("-ordered_on", "-id")[:LATEST]


def _shown(request: HttpRequest, one: Order) -> dict[str, Any]:
    person = me(request)
    is_draft = one.status == Order.Status.DRAFT
    may_change = person.may("orders.change")
    return {
        "order": one,
        "kind": ORDERS,
        "lines": one.lines.select_related("product").order_by("position"),
        "facts": facts.of(one, FACTS, person),
        "form": LineForm(one) if is_draft and may_change else None,
        "at": None,
        "is_draft": is_draft,
        "may_change": may_change,
        "may_create": person.may("orders.create"),
        "sees_cost": person.reach.sees("orders", "cost_minor"),
        "still_open": paying.open_minor(one),
        "returnable": returning.returnable(one) if may_change else [],
        "returns": one.returns.present().order_by("ordered_on"),
    }


def _lines(
    request: HttpRequest, one: Order, form: LineForm | None = None, at: int | None = None
) -> HttpResponse:
    """The lines after something was done to them; `form` stands at line `at`, or at the end."""
    one.refresh_from_db()
    shown = _shown(request, one)
    if form is not None:
        shown |= {"form": form, "at": at}
    return render(request, "commerce/_lines.html", shown)


def _line(one: Order, position: int) -> OrderLine:
    """The line of a draft.

    Raises
    ------
    OutOfReach
        If there is none.
    NotADraft
        If the order is confirmed.
    """
    kept = one.lines.select_related("product").filter(position=position).first()
    if kept is None:
        raise OutOfReach
    if one.status != Order.Status.DRAFT:
        raise NotADraft(one.number)
    return kept


def _form_of(kept: OrderLine) -> LineForm:
    return LineForm(
        kept.order,
        initial={
            "product": kept.product,
            "quantity": kept.quantity_thousandths,
            "unit_price": kept.unit_price_minor,
        },
    )


_STEPS: dict[str, tuple[Callable[[Order, Actor], None], Sentence]] = {
    "confirm": (ordering.confirm, Sentence("The order is confirmed.")),
    "deliver": (ordering.deliver, Sentence("The order is delivered.")),
    "cancel": (ordering.cancel, Sentence("The order is cancelled.")),
    "write-off": (paying.write_off, Sentence("What was open is written off.")),
}
_TAKEN_BACK = {"deliver", "cancel", "write-off"}
