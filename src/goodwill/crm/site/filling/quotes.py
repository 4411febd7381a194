"""How orders went through the house; quotes of these weeks in every state; today's visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Customer
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.quotes import sums
from goodwill.crm.sales.quotes.models import Answer, Approval, OrderHandling, Quote, QuoteLine
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.site.filling.blocks import NOBODY, Block, codes, numbers, texts
from goodwill.crm.site.filling.orders import Orders
from goodwill.crm.site.filling.run import Filling, nullable
from goodwill.language import Sentence

ACCEPTED, OPEN = 60, 40
"""Quotes that became orders, and those of opportunities that are under way."""
VISITS_A_DAY = 4
RECEIVED = 9 * 3600
TERMS = Sentence("Payable within 30 days. Delivery free of charge from an order of 1,000 on.")
PURPOSES = (
    Sentence("Show the new products"),
    Sentence("Ask how the delivery went"),
    Sentence("Talk about next year"),
    Sentence("Bring the samples"),
)
WHY = Sentence("They buy every month and compare prices.")
STATES = ("sent", "sent", "waiting", "draft", "declined", "expired", "sent", "approved")


def handle(filling: Filling, block: Block, bought: Orders) -> None:
    """How each order of the block went through, as the company wrote it down."""
    table = block["order_handling"]
    places = {str(number): place for place, number in enumerate(bought.numbers)}
    order = codes(table["order_id"], places)
    _, first = np.unique(order, return_index=True)
    at = first[(order[first] != NOBODY) & ~bought.is_return[order[first]]]
    if not len(at):
        return
    table, order = table.take(at), order[at]
    released = block.days(table["released_on"])
    minutes = numbers(table["processing_minutes"], missing=NOBODY)
    received = filling.at(block.days(table["received_on"]), RECEIVED)
    filling.rows(OrderHandling).write(
        len(at),
        order_id=bought.ids[order],
        received_at=received,
        released_at=filling.at(released, RECEIVED + 3600),
        processing_minutes=nullable(minutes),
        error=[one or "" for one in texts(table["error"])],
        error_note="",
    )


def set_up(filling: Filling) -> None:
    """Quotes of the last weeks and the rounds of today and tomorrow."""
    writer = _Writer(filling)
    writer.of_orders()
    writer.of_opportunities()
    _visits(filling)


class _Writer:
    """Writes quotes with their lines, answers and approvals."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.terms = filling.say(TERMS)
        self.why = filling.say(WHY)
        self.decider = User.objects.filter(role__word="sales_manager").order_by("pk").first()
        self.numbers = (f"Q-{filling.today.year}-{number:05}" for number in range(90_001, 99_999))

    def of_orders(self) -> None:
        """Quotes that customers accepted: the latest orders of organisations."""
        orders = Order.objects.filter(
            sort="sale", customer__sort="organisation", quote=None, lines__isnull=False
        ).exclude(status="cancelled")
        latest = orders.order_by("-ordered_on", "-pk").select_related("customer").distinct()
        for order in latest.prefetch_related("lines__product")[:ACCEPTED]:
            lines = [line for line in order.lines.all() if line.product_id]
            if len(lines) == len(order.lines.all()):
                self._accepted(order, lines)

    def of_opportunities(self) -> None:
        """Quotes in every other state, of opportunities that are under way."""
        under_way = Opportunity.objects.present().filter(
            status="open", customer__isnull=False, lines__product__isnull=False
        )
        latest = under_way.select_related("customer", "owner").order_by("-opened_on", "-pk")
        found = latest.distinct().prefetch_related("lines__product")[:OPEN]
        for place, opportunity in enumerate(found):
            self._open(opportunity, STATES[place % len(STATES)], place)

    def _accepted(self, order: Order, lines: Sequence[Any]) -> None:
        days = 2 + order.pk % 12
        answered = _at(order.ordered_on, 10)
        quote = self._quote(
            order.customer,
            order.ordered_on - timedelta(days=days),
            name=lines[0].product.name,
            status="accepted",
            order=order,
            sent_at=answered - timedelta(days=days, hours=-1),
            answered_at=answered,
            amount_minor=order.amount_minor,
            list_minor=sum(line.amount_minor for line in lines),
        )
        self._lines(quote, lines)
        Answer.objects.create(
            quote=quote, sort="accepted", name=order.customer.name[:120], at=answered
        )

    def _open(self, opportunity: Opportunity, state: str, place: int) -> None:
        assert opportunity.customer is not None
        lines = [line for line in opportunity.lines.all() if line.product_id]
        at_list = sum(line.amount_minor for line in lines)
        share = 15_000 if state in ("waiting", "approved") else (0, 3_000, 5_000)[place % 3]
        amount = sums.less(at_list, share)
        on = self.filling.today - timedelta(days=40 if state == "expired" else 3 + place % 9)
        sent = _at(on, 15) if state in ("sent", "declined", "expired") else None
        quote = self._quote(
            opportunity.customer,
            on,
            name=opportunity.name[:200],
            opportunity=opportunity,
            status=state,
            sent_at=sent,
            answered_at=_at(on, 15) + timedelta(days=2) if state == "declined" else None,
            declined_because="price" if state == "declined" else "",
            discount_thousandths=share,
            given_thousandths=sums.given(at_list, amount),
            amount_minor=amount,
            list_minor=at_list,
        )
        self._lines(quote, lines)
        if state in ("waiting", "approved"):
            self._approval(quote, is_granted=None if state == "waiting" else True)

    def _quote(self, customer: Customer, on: Any, **facts: Any) -> Quote:
        made = _at(on, 9)
        return Quote.objects.create(
            customer=customer,
            owner_id=customer.owner_id,
            created_by_id=customer.owner_id,
            changed_by_id=customer.owner_id,
            created_at=made,
            changed_at=made,
            number=next(self.numbers),
            public_id=self.filling.ids.take(1)[0],
            quoted_on=on,
            valid_until=on + timedelta(days=30),
            language=self.filling.language.tag,
            currency=self.filling.currency,
            terms=self.terms,
            link_key=self.filling.ids.take(1)[0],
            **facts,
        )

    def _lines(self, quote: Quote, lines: Sequence[Any]) -> None:
        QuoteLine.objects.bulk_create(
            QuoteLine(
                quote=quote,
                position=position,
                product=line.product,
                description=line.product.name[:240],
                quantity_thousandths=line.quantity_thousandths,
                list_price_minor=line.unit_price_minor,
                unit_price_minor=line.unit_price_minor,
                tax_thousandths=line.product.tax_thousandths,
                amount_minor=line.amount_minor,
                list_amount_minor=line.amount_minor,
                cost_minor=_cost(line),
            )
            for position, line in enumerate(lines, start=1)
        )
        rates = [line.product.tax_thousandths for line in lines]
        taxes = sums.taxes([line.amount_minor for line in lines], rates, quote.amount_minor)
        Quote.objects.filter(pk=quote.pk).update(tax_minor=sum(taxes.values()))

    def _approval(self, quote: Quote, *, is_granted: bool | None) -> None:
        asker = quote.owner
        if asker is None or self.decider is None:
            return
        Approval.objects.create(
            quote=quote,
            given_thousandths=quote.given_thousandths,
            amount_minor=quote.amount_minor,
            asked_by=asker,
            asked_at=_at(quote.quoted_on, 14),
            because=self.why,
            is_granted=is_granted,
            decided_by=self.decider if is_granted else None,
            decided_at=_at(quote.quoted_on, 16) if is_granted else None,
        )


def _visits(filling: Filling) -> None:
    """Rounds of sellers with organisations to look after, today and on the next day."""
    purposes = [filling.say(words) for words in PURPOSES]
    Visit.objects.bulk_create(
        Visit(
            public_id=filling.ids.take(1)[0],
            customer=customer,
            owner=seller,
            created_by=seller,
            changed_by=seller,
            planned_on=filling.today + timedelta(days=place // VISITS_A_DAY),
            turn=place % VISITS_A_DAY + 1,
            purpose=purposes[(customer.pk + place) % len(purposes)],
        )
        for seller in User.objects.filter(role__word="sales_rep", is_active=True).order_by("pk")
        for place, customer in enumerate(_to_see(seller))
    )


def _to_see(seller: User) -> Iterator[Customer]:
    """Organisations that the seller looks after, those of one city together.

    PostgreSQL would read all customers in the order of an index by city, 2.5 s a seller at a
    million: it knows none by a city with nothing after it.
    """
    own = Customer.objects.present().filter(
        owner=seller, sort="organisation", is_customer=True, do_not_contact=False
    )
    yield from own.order_by(Concat("city", Value("")), "name_key", "pk")[: 2 * VISITS_A_DAY]


def _cost(line: Any) -> int | None:
    unit_cost = line.product.unit_cost_minor
    return None if unit_cost is None else unit_cost * line.quantity_thousandths // 1000


def _at(day: Any, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())
