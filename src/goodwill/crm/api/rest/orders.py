"""Orders, contracts and prices for programs: lines, and the steps from draft to paid."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field, StrictInt

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.lines import Price, Quantity
from goodwill.crm.api.rest.lines import product as product_of
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, made, shown
from goodwill.crm.api.rest.shaping import Day, Given, Id, Shape
from goodwill.crm.commerce import ordering, paying, renewing, returning
from goodwill.crm.commerce.errors import NotADraft
from goodwill.crm.commerce.kinds import CONTRACTS, ORDERS, PRICE_LISTS, PRICES
from goodwill.crm.commerce.models import Order, OrderLine
from goodwill.crm.commerce.pricing import set_price
from goodwill.crm.records.asking import me
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.language import Sentence


class OrderLineGiven(Given):
    """One line of an order, or of what was brought back."""

    position: int
    product: uuid.UUID | None
    description: str
    quantity_thousandths: int
    unit_price_minor: int
    amount_minor: int
    cost_minor: int | None = Field(None, description="Not there where costs are hidden")
    returns_position: int | None = Field(description="The line of the order that it takes back")


class OrderLines(Given):
    """The lines in their order."""

    items: list[OrderLineGiven]


class OrderLineNew(Shape):
    """A line to be added; without a price, that of the price list is taken."""

    product: Id
    quantity_thousandths: Quantity
    unit_price_minor: Price | None = None


class OrderLineChange(Shape):
    """What shall stand in a line of a draft; what is left out stays."""

    product: Id | None = None
    quantity_thousandths: Quantity | None = None
    unit_price_minor: Price | None = None


class PaymentNew(Shape):
    """An amount that was paid, in the order's currency."""

    amount_minor: Annotated[StrictInt, Field(ge=1, le=shaping.LARGEST)]


class LineBroughtBack(Shape):
    """So much of a line."""

    position: Annotated[StrictInt, Field(ge=1, le=100_000)]
    quantity_thousandths: Quantity


class ReturnNew(Shape):
    """What comes back, and when."""

    on: Day | None = None
    lines: list[LineBroughtBack] = Field(min_length=1, max_length=500)


class ContractEnd(Shape):
    """As of which day; today unless said."""

    on: Day | None = None


class PriceToSet(Shape):
    """What one unit of a product costs from a quantity on."""

    product: Id
    from_quantity_thousandths: Quantity = 1000
    amount_minor: Price


def enter(orders: Offer, contracts: Offer, price_lists: Offer) -> None:
    """What is done with orders, contracts and price lists besides keeping values."""
    for add in (_lines, _add, _change, _remove, _pay, _take_back):
        add(orders)
    for word, (act, words) in _STEPS.items():
        _step(orders, word, act, words)
    _renew(contracts)
    _end(contracts)
    _set_price(price_lists)


def _lines(offer: Offer) -> None:
    @offer(
        "GET /orders/{uuid:id}/lines",
        "list_order_lines",
        "The lines of an order",
        gives={200: OrderLines},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In their order."""
        return _told(request, found(request, ORDERS, id))


def _add(offer: Offer) -> None:
    @offer(
        "POST /orders/{uuid:id}/lines",
        "add_order_line",
        "Add a line to a draft",
        gives={201: OrderLines},
        takes=OrderLineNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """All lines as they stand then; refused once the order is confirmed."""
        with transaction.atomic():
            order = found(request, ORDERS, id, "change", lock=True)
            product = product_of(sent.product)
            wanted = ordering.Wanted(product, sent.quantity_thousandths, sent.unit_price_minor)
            ordering.add(order, wanted, by(request))
        return _told(request, order, 201)


def _change(offer: Offer) -> None:
    @offer(
        "PATCH /orders/{uuid:id}/lines/{int:position}",
        "change_order_line",
        "Change a line of a draft",
        gives={200: OrderLines},
        takes=OrderLineChange,
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int, sent: Any) -> HttpResponse:
        """All lines as they stand then."""
        with transaction.atomic():
            order = found(request, ORDERS, id, "change", lock=True)
            line = _line(order, position)
            product = product_of(sent.product) if sent.product else line.product
            if product is None:
                raise Invalid([Wrong("product", Sentence("This must not be empty."))])
            wanted = ordering.Wanted(
                product,
                sent.quantity_thousandths or line.quantity_thousandths,
                line.unit_price_minor if sent.unit_price_minor is None else sent.unit_price_minor,
            )
            ordering.change(line, wanted, by(request))
        return _told(request, order)


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /orders/{uuid:id}/lines/{int:position}",
        "remove_order_line",
        "Take a line out of a draft",
        gives={200: OrderLines},
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int) -> HttpResponse:
        """The lines that are left."""
        with transaction.atomic():
            order = found(request, ORDERS, id, "change", lock=True)
            ordering.remove(_line(order, position), by(request))
        return _told(request, order)


def _pay(offer: Offer) -> None:
    @offer(
        "POST /orders/{uuid:id}/pay",
        "pay_order",
        "Note a payment",
        gives={200: shaping.given("orders")},
        takes=PaymentNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """More than nothing, and at most what is still open."""
        order = found(request, ORDERS, id, "change")
        paying.pay(order, sent.amount_minor, by(request))
        return shown(request, Order.objects.get(pk=order.pk))


def _take_back(offer: Offer) -> None:
    @offer(
        "POST /orders/{uuid:id}/take-back",
        "take_back_order",
        "Take lines of an order back",
        gives={201: shaping.given("orders")},
        takes=ReturnNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A return: an order of its own, of at most what was bought and not yet brought back."""
        order = found(request, ORDERS, id, "change")
        by_position = dict(order.lines.values_list("position", "pk"))
        if unknown := [one.position for one in sent.lines if one.position not in by_position]:
            raise Invalid(_no_line(position) for position in unknown)
        wanted: dict[int, int] = {}
        for one in sent.lines:
            pk = by_position[one.position]
            wanted[pk] = wanted.get(pk, 0) + one.quantity_thousandths
        day = sent.on or timezone.localdate()
        return made(request, ORDERS, returning.take_back(order, wanted, day, by(request)))


def _step(offer: Offer, word: str, act: Callable[[Order, Actor], None], words: str) -> None:
    @offer(
        f"POST /orders/{{uuid:id}}/{word}",
        f"{word.replace('-', '_')}_order",
        words,
        gives={200: shaping.given("orders")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The order as it stands then."""
        with transaction.atomic():
            order = found(request, ORDERS, id, "change", lock=True)
            act(order, by(request))
        return shown(request, order)


def _renew(offer: Offer) -> None:
    @offer(
        "POST /contracts/{uuid:id}/renew",
        "renew_contract",
        "Let a contract run on",
        gives={200: shaping.given("contracts")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """For its usual months after its end."""
        with transaction.atomic():
            contract = found(request, CONTRACTS, id, "change", lock=True)
            renewing.renew(contract, by(request))
        return shown(request, contract)


def _end(offer: Offer) -> None:
    @offer(
        "POST /contracts/{uuid:id}/end",
        "end_contract",
        "Cancel a contract",
        gives={200: shaping.given("contracts")},
        takes=ContractEnd,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """As of a day, not before it starts."""
        contract = found(request, CONTRACTS, id, "change")
        renewing.cancel(contract, sent.on or timezone.localdate(), by(request))
        return shown(request, contract)


def _set_price(offer: Offer) -> None:
    @offer(
        "PUT /price_lists/{uuid:id}/prices",
        "set_price",
        "Give a product a price in a list",
        gives={200: shaping.given("prices")},
        takes=PriceToSet,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """From a quantity on; an earlier one is replaced."""
        listed = found(request, PRICE_LISTS, id, "change")
        product, quantity = product_of(sent.product), sent.from_quantity_thousandths
        price = set_price(listed, product, quantity, sent.amount_minor, by(request))
        return shown(request, PRICES.model._default_manager.get(pk=price.pk))


def _told(request: HttpRequest, order: Order, status: int = 200) -> HttpResponse:
    lines = order.lines.select_related("product", "returns").order_by("position")
    reach = me(request).reach
    return answer({"items": [_told_line(one, reach) for one in lines]}, status)


def _told_line(line: OrderLine, reach: Reach) -> dict[str, Any]:
    told = {
        "position": line.position,
        "product": line.product.public_id if line.product else None,
        "description": line.description,
        "quantity_thousandths": line.quantity_thousandths,
        "unit_price_minor": line.unit_price_minor,
        "amount_minor": line.amount_minor,
        "returns_position": line.returns.position if line.returns else None,
    }
    if reach.sees("orders", "cost_minor") and reach.sees("order_lines", "cost_minor"):
        told["cost_minor"] = line.cost_minor
    return told


def _line(order: Order, position: int) -> OrderLine:
    line = order.lines.select_related("product").filter(position=position).first()
    if line is None:
        raise OutOfReach
    if order.status != Order.Status.DRAFT:
        raise NotADraft(order.number)
    line.order = order
    return line


def _no_line(position: int) -> Wrong:
    return Wrong("lines", Sentence("The order has no line {position}.", position=str(position)))


_STEPS: Mapping[str, tuple[Callable[[Order, Actor], None], str]] = {
    "confirm": (ordering.confirm, "Confirm an order"),
    "deliver": (ordering.deliver, "Note that an order was delivered"),
    "cancel": (ordering.cancel, "Cancel an order"),
    "write-off": (paying.write_off, "Write off what is open of an order"),
}
