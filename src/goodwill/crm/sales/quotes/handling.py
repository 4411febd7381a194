"""How orders go through the house: when each came, when it was released, what was wrong with it.

An order begins as a draft and is released when it is confirmed. What comes into the CRM
confirmed already, as from another system, went through another house and is not counted.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from goodwill.crm.commerce.models import Order
from goodwill.crm.records import auditing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes.models import OrderHandling, Quote
from goodwill.crm.sales.quotes.working_time import minutes_between

RELEASED = (Order.Status.CONFIRMED, Order.Status.DELIVERED)


def receive(order: Order, at: datetime) -> OrderHandling:
    """The order came in at that moment."""
    held, is_new = OrderHandling.objects.get_or_create(order=order, defaults={"received_at": at})
    if not is_new:
        held.received_at = at
        held.save(update_fields=["received_at"])
    return held


def follow(order: Order) -> None:
    """Keep up with an order as it is written: received as a draft, released when confirmed."""
    if order.sort != Order.Sort.SALE or order.deleted_at is not None:
        return
    if order.status == Order.Status.DRAFT and order.version == 1:
        receive(order, order.created_at)
    elif order.status in RELEASED and order.version > 1:
        held = OrderHandling.objects.filter(order=order, released_at=None).first()
        if held:
            _release(held, order)


def note_error(order: Order, error: str, note: str, actor: Actor) -> OrderHandling:
    """Say what was wrong with an order; empty takes it back. An order is wrong once at most."""
    held, _ = OrderHandling.objects.get_or_create(
        order=order, defaults={"received_at": order.created_at}
    )
    before = held.error
    held.error = OrderHandling.Error(error).value if error else ""
    held.error_note = note.strip()[:400] if error else ""
    held.error_noted_by, held.error_noted_at = actor.user, timezone.now()
    held.save()
    auditing.note(order, "judged", {"error": [before, held.error]}, actor.user, actor.source)
    return held


def _release(held: OrderHandling, order: Order) -> None:
    now = timezone.now()
    held.released_at, held.by = now, order.changed_by
    zone = ZoneInfo(settings.TIME_ZONE)
    held.processing_minutes = minutes_between(held.received_at, now, zone)
    if not held.error:
        held.error = differing(order)
        held.error_noted_at = now if held.error else None
    held.save()


def differing(order: Order) -> str:
    """What an order has otherwise than the quote that was accepted; empty if nothing."""
    quote = Quote.objects.filter(order=order).first()
    if quote is None:
        return ""
    for name, error in _TOLD_BY:
        if _by_position(quote, name) != _by_position(order, name):
            return error.value
    return OrderHandling.Error.PRICE.value if quote.amount_minor != order.amount_minor else ""


def _by_position(record: Quote | Order, name: str) -> dict[int, object]:
    return dict(record.lines.values_list("position", name))


_TOLD_BY = (
    ("product_id", OrderHandling.Error.ITEM),
    ("quantity_thousandths", OrderHandling.Error.QUANTITY),
)
