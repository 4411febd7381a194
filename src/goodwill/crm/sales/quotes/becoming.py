"""A quote becomes an order: the same goods, the same sum, to the last unit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Order, OrderLine
from goodwill.crm.commerce.pricing import ONE
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes import handling, sums
from goodwill.crm.sales.quotes.models import Quote, QuoteLine


def order_of(quote: Quote, received_at: datetime, actor: Actor) -> Order:
    """A draft order of what was accepted; whoever releases it looks at it once more.

    The discount on the whole is spread over the lines, so that each says what it brings.
    """
    with transaction.atomic():
        values = {
            "customer": quote.customer,
            "ordered_on": timezone.localdate(received_at),
            "currency": quote.currency,
            "channel": "quote",
            "region": quote.customer.region,
        }
        order = ordering.draft(values, actor)
        lines = list(quote.lines.order_by("position"))
        amounts = sums.spread([line.amount_minor for line in lines], quote.amount_minor)
        OrderLine.objects.bulk_create(
            _line(order, line, amount) for line, amount in zip(lines, amounts, strict=True)
        )
        totals = {
            "amount_minor": quote.amount_minor,
            "cost_minor": sum(line.cost_minor or 0 for line in lines),
        }
        changing.change(order, totals, actor)
        handling.receive(order, received_at)
    return order


def _line(order: Order, line: QuoteLine, amount_minor: int) -> OrderLine:
    return OrderLine(
        order=order,
        position=line.position,
        product_id=line.product_id,
        description=line.description,
        quantity_thousandths=line.quantity_thousandths,
        unit_price_minor=_rounded(amount_minor * ONE, line.quantity_thousandths),
        amount_minor=amount_minor,
        cost_minor=line.cost_minor,
    )


def _rounded(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)
