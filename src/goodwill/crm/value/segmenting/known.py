"""What is known of customers' behaviour from the start: orders, returns, contacts, consent."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from goodwill.crm.accounts.company import company
from goodwill.crm.commerce.models import Contract, Order, OrderLine
from goodwill.crm.customers.models import Activity, ContactPoint
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.value.segmenting import behaviour
from goodwill.crm.value.segmenting.behaviour import Behaviour, Journal, Measure
from goodwill.crm.value.segmenting.consent import CONSENT
from goodwill.language import Sentence

Rows = QuerySet[Any]
AMOUNT = ("orders.amount_minor",)
CONTACTS = {
    Activity.Sort.VISIT.value: Sentence("visits"),
    Activity.Sort.CALL.value: Sentence("calls"),
    Activity.Sort.MEETING.value: Sentence("meetings"),
    Activity.Sort.EMAIL.value: Sentence("e-mails"),
    Activity.Sort.MESSAGE.value: Sentence("messages"),
}
WHAT_CONTACT = dict(enumerate(CONTACTS.values(), start=1))


def sales() -> Rows:
    """Orders that bind, without what was brought back."""
    agreed = Order.objects.present().exclude(status__in=Order.NOT_BINDING)
    return agreed.filter(sort=Order.Sort.SALE)


def returns() -> Rows:
    agreed = Order.objects.present().exclude(status__in=Order.NOT_BINDING)
    return agreed.filter(sort=Order.Sort.RETURN)


def contacts() -> Rows:
    """Contacts that took place; private ones are nobody's business."""
    return Activity.objects.present().filter(sort__in=CONTACTS, is_private=False)


def enter() -> None:
    """Let segments ask for all of it."""
    behaviour.enter(*_JOURNALS, *_MEASURES, *_BEHAVIOURS, *CONSENT)


def _orders() -> Rows:
    return sales().values_list("customer_id", "ordered_on", _in_company_currency("amount_minor"))


def _lines() -> Rows:
    lines = OrderLine.objects.filter(
        order__in=sales().values("pk"), product__isnull=False
    ).order_by()
    amount = _in_company_currency("amount_minor", "order__currency")
    return lines.values_list(
        "order__customer_id", "order__ordered_on", amount, "product_id", "order_id"
    )


def _in_company_currency(amount: str, currency: str = "currency") -> Case:
    """Amounts in other currencies cannot be added up with these, and count as none."""
    mine = Q(**{currency: company().currency})
    return Case(When(mine, then=F(amount)), default=Value(0))


def _returns() -> Rows:
    return returns().values_list("customer_id", "ordered_on", Value(1))


def _contacts() -> Rows:
    numbers = [When(sort=sort, then=Value(n)) for n, sort in enumerate(CONTACTS, start=1)]
    what = Case(*numbers, default=Value(0), output_field=IntegerField())
    return contacts().values_list("customer_id", "happened_at", Value(1), what)


def _per_customer(rows: Rows, value: Any) -> Rows:
    told = rows.order_by().values("customer_id").annotate(v=value)
    found: Rows = told.values_list("customer_id", "v")
    return found


def _overdue() -> Rows:
    owed = Order.objects.present().overdue(timezone.localdate())
    mine = owed.filter(currency=company().currency)
    return _per_customer(mine, Sum(F("amount_minor") - F("paid_minor")))


def _running() -> Rows:
    return Contract.objects.present().running_on(timezone.localdate())


def _reached_by(sort: str) -> behaviour.Rows:
    def rows() -> Rows:
        valid = ContactPoint.objects.present().filter(sort=sort, invalid_since=None)
        return _per_customer(valid, Max(Value(1)))

    return rows


_JOURNALS = (
    Journal("orders", _orders),
    Journal("lines", _lines, parts=5),
    Journal("returns", _returns),
    Journal("contacts", _contacts, parts=4, is_moment=True),
)
_MEASURES = (
    Measure("orders", Sentence("Number of orders"), "orders", detail="lines"),
    Measure(
        "bought", Sentence("Amount bought"), "orders", Sort.MONEY, detail="lines", needs=AMOUNT
    ),
    Measure("returns", Sentence("Number of returns"), "returns"),
    Measure(
        "contacts",
        Sentence("Number of contacts"),
        "contacts",
        choices=WHAT_CONTACT,
        about="activities",
    ),
)
_BEHAVIOURS = (
    Behaviour(
        Field("does.first_order_on", Sentence("First order"), Sort.DAY),
        lambda: _per_customer(sales(), Min("ordered_on")),
        about="orders",
    ),
    Behaviour(
        Field("does.last_order_on", Sentence("Last order"), Sort.DAY),
        lambda: _per_customer(sales(), Max("ordered_on")),
        about="orders",
    ),
    Behaviour(
        Field("does.overdue", Sentence("Amount overdue"), Sort.MONEY),
        _overdue,
        otherwise=0,
        about="orders",
        needs=AMOUNT,
    ),
    Behaviour(
        Field("does.last_contact_at", Sentence("Last contact"), Sort.MOMENT),
        lambda: _per_customer(contacts(), Max("happened_at")),
        about="activities",
    ),
    Behaviour(
        Field("does.open_tasks", Sentence("Open tasks"), Sort.NUMBER),
        lambda: _per_customer(
            Activity.objects.present().open().filter(is_private=False), Count("pk")
        ),
        otherwise=0,
        about="activities",
    ),
    Behaviour(
        Field("does.contracts", Sentence("Contracts in force"), Sort.NUMBER),
        lambda: _per_customer(_running(), Count("pk")),
        otherwise=0,
        about="contracts",
    ),
    Behaviour(
        Field("does.contract_ends_on", Sentence("Next end of a contract"), Sort.DAY),
        lambda: _per_customer(_running().exclude(ends_on=None), Min("ends_on")),
        about="contracts",
    ),
    *(
        Behaviour(Field(f"does.has_{sort}", label, Sort.YES), _reached_by(sort), 0)
        for sort, label in (
            ("email", Sentence("Has an e-mail address")),
            ("phone", Sentence("Has a telephone number")),
            ("wechat", Sentence("Has WeChat")),
            ("address", Sentence("Has a postal address")),
        )
    ),
)
