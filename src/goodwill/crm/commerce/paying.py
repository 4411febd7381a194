"""What was paid of an order, and what should have been."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from goodwill.crm.commerce.errors import BadPayment
from goodwill.crm.commerce.models import Order
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor


def pay(order: Order, minor: int, actor: Actor) -> None:
    """Note a payment.

    Raises
    ------
    BadPayment
        If it is nothing, or more than is still open.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not 0 < minor <= open_minor(order):
            raise BadPayment
        paid = order.paid_minor + minor
        state = Order.Payment.PAID if paid == order.amount_minor else Order.Payment.PARTLY
        changing.change(order, {"paid_minor": paid, "payment": state}, actor)


def write_off(order: Order, actor: Actor) -> None:
    """Give up what is still open."""
    changing.change(order, {"payment": Order.Payment.WRITTEN_OFF}, actor)


def open_minor(order: Order) -> int:
    """What is still to be paid of a binding sale."""
    if order.sort != Order.Sort.SALE or order.status in Order.NOT_BINDING:
        return 0
    if order.payment == Order.Payment.WRITTEN_OFF:
        return 0
    return order.amount_minor - order.paid_minor


def mark_overdue_now() -> int:
    """As `mark_overdue`, for today: what the worker does."""
    return mark_overdue(timezone.localdate())


def mark_overdue(day: date) -> int:
    """Mark what should have been paid before the day; how many orders. Safe to run again."""
    late = Order.objects.present().overdue(day).exclude(payment=Order.Payment.OVERDUE)
    return changing_many.change_many(
        late, {"payment": Order.Payment.OVERDUE}, Actor(None, source="job")
    )
