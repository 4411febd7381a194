"""Orders from the first line to delivery; what is confirmed stays as it was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from goodwill.crm.accounts.company import company
from goodwill.crm.commerce.errors import CannotCancel, NoPrice, NotADraft, NothingOrdered
from goodwill.crm.commerce.models import Order, OrderLine, Product
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.commerce.pricing import amount_of, price_of
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.ui.showing import money
from goodwill.language import Sentence


@dataclass(frozen=True)
class Wanted:
    """One line as someone wants it; without a price, that of the price list is taken."""

    product: Product
    quantity_thousandths: int
    unit_price_minor: int | None = None


def draft(values: Mapping[str, Any], actor: Actor) -> Order:
    """A new order without lines, in a number of its own."""
    order = Order(currency=company().currency)
    many = saving.fill(order, values)
    order.status = Order.Status.DRAFT
    with transaction.atomic():
        order.number = next_number("orders", "SO", order.ordered_on)
        return changing.create(order, actor, many=many)


def add(order: Order, wanted: Wanted, actor: Actor) -> OrderLine:
    """Add a line to a draft.

    Raises
    ------
    NotADraft
        If the order is confirmed.
    NoPrice
        If no price was given and no valid list has one.
    """
    with transaction.atomic():
        _must_be_a_draft(order)
        last = order.lines.order_by("-position").values_list("position", flat=True).first()
        line = OrderLine(order=order, position=(last or 0) + 1, **_facts(order, wanted))
        line.save()
        _add_up(order, actor)
    return line


def change(line: OrderLine, wanted: Wanted, actor: Actor) -> None:
    """Change a line of a draft."""
    with transaction.atomic():
        _must_be_a_draft(line.order)
        for name, value in _facts(line.order, wanted).items():
            setattr(line, name, value)
        line.save()
        _add_up(line.order, actor)


def remove(line: OrderLine, actor: Actor) -> None:
    """Take a line out of a draft."""
    with transaction.atomic():
        _must_be_a_draft(line.order)
        order = line.order
        line.delete()
        _add_up(order, actor)


def confirm(order: Order, actor: Actor) -> None:
    """Agree the order with the customer; from now on it stays as it is.

    Raises
    ------
    NothingOrdered
        If it has no lines.
    """
    with transaction.atomic():
        _must_be_a_draft(order)
        if not order.lines.exists():
            raise NothingOrdered
        changing.change(order, {"status": Order.Status.CONFIRMED}, actor)
        tell(
            order.customer,
            "order",
            Sentence(
                "Order {number} over {amount}",
                number=order.number,
                amount=money(order.amount_minor, order.currency),
            ),
            actor=actor,
            about=order,
            channel=order.channel,
            department=order.department,
        )


def deliver(order: Order, actor: Actor) -> None:
    """Note that all of a confirmed order was delivered."""
    if order.status == Order.Status.DRAFT:
        raise NothingOrdered
    changing.change(order, {"status": Order.Status.DELIVERED}, actor)


def cancel(order: Order, actor: Actor) -> None:
    """Cancel an order of which nothing was paid or brought back.

    Raises
    ------
    CannotCancel
        If something was.
    """
    with transaction.atomic():
        if order.paid_minor or order.returns.present().exists():
            raise CannotCancel
        changing.change(order, {"status": Order.Status.CANCELLED}, actor)


def _must_be_a_draft(order: Order) -> None:
    order.refresh_from_db(fields=["status"])
    if order.status != Order.Status.DRAFT:
        raise NotADraft(order.number)


def _facts(order: Order, wanted: Wanted) -> dict[str, Any]:
    price, quantity = wanted.unit_price_minor, wanted.quantity_thousandths
    if price is None:
        price = price_of(wanted.product, order.currency, order.ordered_on, quantity)
    if price is None:
        raise NoPrice(wanted.product.name, order.currency)
    return {
        "product": wanted.product,
        "description": wanted.product.name[:240],
        "quantity_thousandths": quantity,
        "unit_price_minor": price,
        "amount_minor": amount_of(price, quantity),
        "cost_minor": _cost(order, wanted),
    }


def _cost(order: Order, wanted: Wanted) -> int | None:
    """What the goods cost; unknown where the product's cost is in another currency."""
    unit_cost = wanted.product.unit_cost_minor
    if unit_cost is None or wanted.product.currency not in ("", order.currency):
        return None
    return amount_of(unit_cost, wanted.quantity_thousandths)


def _add_up(order: Order, actor: Actor) -> None:
    lines = order.lines.values_list("amount_minor", "cost_minor")
    totals = {
        "amount_minor": sum(amount for amount, _ in lines),
        "cost_minor": sum(cost or 0 for _, cost in lines),
    }
    changing.change(order, totals, actor)
