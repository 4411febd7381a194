"""What comes back: an order of its own that takes back lines of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum

from goodwill.crm.commerce.errors import NothingOrdered, TooMuchBack
from goodwill.crm.commerce.models import Order, OrderLine
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.commerce.pricing import amount_of
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.ui.showing import money, quantity
from goodwill.language import Sentence


@dataclass(frozen=True)
class Returnable:
    """A line and how much of it has not come back yet, in thousandths."""

    line: OrderLine
    most_thousandths: int


def returnable(order: Order) -> list[Returnable]:
    """The lines of a binding sale of which something can still come back."""
    if order.sort != Order.Sort.SALE or order.status in Order.NOT_BINDING:
        return []
    binding = OrderLine.objects.filter(returns__order=order, order__deleted_at=None)
    back = dict(
        binding.exclude(order__status=Order.Status.CANCELLED)
        .values_list("returns")
        .annotate(total=Sum("quantity_thousandths"))
    )
    lines = order.lines.select_related("product").order_by("position")
    left = [Returnable(line, line.quantity_thousandths + back.get(line.pk, 0)) for line in lines]
    return [each for each in left if each.most_thousandths > 0]


def take_back(order: Order, wanted: Mapping[int, int], on: date, actor: Actor) -> Order:
    """A return of so many thousandths of these lines (by their id).

    Raises
    ------
    NothingOrdered
        If nothing comes back.
    TooMuchBack
        If more would come back than was bought.
    """
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        left = {each.line.pk: each for each in returnable(order)}
        chosen = {pk: count for pk, count in wanted.items() if count > 0 and pk in left}
        if not chosen:
            raise NothingOrdered
        for pk, count in chosen.items():
            if count > left[pk].most_thousandths:
                raise TooMuchBack(left[pk].line.description, quantity(left[pk].most_thousandths))
        lines = [_back(left[pk].line, count) for pk, count in chosen.items()]
        return _returned(order, lines, on, actor)


def _back(line: OrderLine, count: int) -> OrderLine:
    cost = line.cost_minor
    if cost is not None:
        cost = -amount_of(cost * 1000 // line.quantity_thousandths, count)
    return OrderLine(
        product=line.product,
        description=line.description,
        quantity_thousandths=-count,
        unit_price_minor=line.unit_price_minor,
        amount_minor=-amount_of(line.unit_price_minor, count),
        cost_minor=cost,
        returns=line,
    )


def _returned(order: Order, lines: list[OrderLine], on: date, actor: Actor) -> Order:
    made = Order(
        customer=order.customer,
        number=next_number("returns", "RT", on),
        sort=Order.Sort.RETURN,
        return_of=order,
        status=Order.Status.CONFIRMED,
        ordered_on=on,
        currency=order.currency,
        amount_minor=sum(line.amount_minor for line in lines),
        cost_minor=sum(line.cost_minor or 0 for line in lines),
        channel=order.channel,
        region=order.region,
        department=order.department,
    )
    changing.create(made, actor)
    for position, line in enumerate(lines, 1):
        line.order, line.position = made, position
    OrderLine.objects.bulk_create(lines)
    tell(
        order.customer,
        "return",
        Sentence(
            "{number} brought back from order {order}, {amount}",
            number=made.number,
            order=order.number,
            amount=money(made.amount_minor, made.currency),
        ),
        actor=actor,
        about=made,
        channel=order.channel,
        department=order.department,
    )
    return made
