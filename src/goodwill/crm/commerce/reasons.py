"""Why a customer is to be seen next that only orders and contracts know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Contract, Order
from goodwill.crm.customers.my_day.reasons import EACH_AT_MOST, Why, own_customers
from goodwill.language import Sentence

SOON_DAYS = 45


def ending_contracts(person: User, today: date) -> Iterator[Why]:
    """Contracts of the person's customers that end soon; the day of notice is what counts."""
    if not person.may("contracts.view"):
        return
    ending = Contract.objects.present().ending_within(today, SOON_DAYS)
    theirs = ending.filter(customer__in=own_customers(person)).select_related("customer")
    for contract in theirs.order_by("ends_on")[:EACH_AT_MOST]:
        decide_by = contract.decide_by or today
        words = Sentence("Contract {name} ends on {day}", name=contract.name, day=contract.ends_on)
        yield Why(contract.customer, words, max(0, (decide_by - today).days))


def late_payments(person: User, today: date) -> Iterator[Why]:
    """What the person's customers should have paid by now."""
    if not person.may("orders.view"):
        return
    late = Order.objects.present().overdue(today).filter(customer__in=own_customers(person))
    for order in late.select_related("customer").order_by("due_on")[:EACH_AT_MOST]:
        days = (today - order.due_on).days
        words = Sentence(
            "Order {number} is overdue by {n} day",
            "Order {number} is overdue by {n} days",
            number=order.number,
            n=days,
        )
        yield Why(order.customer, words, 7)
