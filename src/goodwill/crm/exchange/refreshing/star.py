"""Which tables analytics get, from which records, and what stands in each of their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Expression, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Contract, Order, OrderLine, Product
from goodwill.crm.customers.models import Activity, Customer, Relation
from goodwill.language import Sentence

Rows = QuerySet[Any]


class Sort(StrEnum):
    """What a column holds."""

    TEXT = "text"
    """Empty is none."""
    ID = "id"
    DAY = "day"
    MOMENT = "moment"
    """The day of a moment where the company is."""
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    """Minor units of the row's `currency`, written as an exact decimal."""


@dataclass(frozen=True)
class Column:
    """A column: where its values come from, and by which words they are known outside."""

    name: str
    of: str | Expression
    sort: Sort = Sort.TEXT
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A table of the star.

    `key` leads from a row to the record whose history tells when the row is to be looked at
    again; `then` orders the rows of one record. `is_journal`: new rows come at the end and old
    ones seldom change, so many parts are better than few. `is_whole`: a small table without a
    history of its own, drawn whole each time.

    A table that another room enters names in `kind` what its keys are records of, and in
    `through` the links of such a record whose own changes show in its rows (`{"customer":
    "customers"}`): of a customer only that it was merged, deleted or brought back.
    """

    name: str
    says: Sentence
    rows: Callable[[], Rows]
    columns: tuple[Column, ...]
    key: str = "id"
    then: tuple[str, ...] = ()
    is_journal: bool = False
    is_whole: bool = False
    kind: str = ""
    through: Mapping[str, str] = field(default_factory=dict)


def enter(*tables: Drawn) -> None:
    """Add tables of rooms that stand on this one."""
    for drawn in tables:
        _ENTERED[drawn.name] = drawn


def star() -> tuple[Drawn, ...]:
    """Every table, in the order in which people look for them."""
    return (*STAR, *_ENTERED.values())


def entered() -> tuple[Drawn, ...]:
    """The tables of rooms that stand on this one."""
    return tuple(_ENTERED.values())


_ENTERED: dict[str, Drawn] = {}


def _ids(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, of, Sort.ID) for name, of in pairs)


def _if_known(value: str, otherwise: str) -> Expression:
    return Coalesce(NullIf(value, Value("")), otherwise, output_field=CharField())


def customers() -> Rows:
    """Those the company does business with."""
    return Customer.objects.present().buying()


def contacts() -> Rows:
    """Who works for a customer, or belongs to its household."""
    here = {"customer__deleted_at": None, "person__deleted_at": None}
    return Relation.objects.present().filter(**here)


def order_lines() -> Rows:
    """What was agreed: no drafts. What was cancelled says so."""
    agreed = OrderLine.objects.filter(order__deleted_at=None)
    return agreed.exclude(order__status=Order.Status.DRAFT)


def interactions() -> Rows:
    """Contacts that took place; private ones are nobody's business."""
    met = Activity.objects.present().filter(sort__in=KINDS_OF_CONTACT, is_private=False)
    return met.filter(customer__deleted_at=None)


KINDS_OF_CONTACT = {
    "visit": "visit",
    "call": "call",
    "meeting": "meeting",
    "email": "e-mail",
    "message": "chat",
}
INBOUND = Case(
    When(is_inbound=True, then=Value("inbound")),
    default=Value("outbound"),
    output_field=CharField(),
)
WITHOUT_PRODUCT = Case(
    When(product=None, then="description"), default=Value(""), output_field=CharField()
)

CUSTOMERS = Drawn(
    "customers",
    Sentence("Who they are: one row for each customer."),
    customers,
    (
        Column("customer_id", "public_id", Sort.ID),
        *(Column(name, name) for name in ("number", "name")),
        Column("kind", "sort"),
        *(Column(name, name) for name in ("category", "segment", "stage", "origin", "country")),
        Column("region", _if_known("region", "country")),
        *(Column(name, name) for name in ("city", "language", "preferred_channel")),
        Column("known_on", "known_on", Sort.DAY),
        *_ids(("parent_id", "parent__public_id"), ("owner_id", "owner__public_id")),
    ),
)
CONTACTS = Drawn(
    "contacts",
    Sentence("Whom to speak to there: one row for each person and role."),
    contacts,
    (
        *_ids(("contact_id", "public_id"), ("customer_id", "customer__public_id")),
        *_ids(("person_id", "person__public_id")),
        Column("name", "person__name"),
        Column("role", "role"),
        Column("preferred_channel", "person__preferred_channel"),
        Column("since_on", "since", Sort.DAY),
        Column("until_on", "until", Sort.DAY),
    ),
)
PRODUCTS = Drawn(
    "products",
    Sentence("What is sold: one row for each product."),
    Product.objects.present,
    (
        Column("product_id", "public_id", Sort.ID),
        Column("number", "number"),
        Column("name", "name"),
        Column("category", "family__name"),
        Column("department", "department"),
        Column("unit", "unit"),
        Column("unit_cost", "unit_cost_minor", Sort.MONEY),
        Column("currency", "currency"),
    ),
)
ORDER_LINES = Drawn(
    "order_lines",
    Sentence("What was bought and brought back: one row for each line of an order."),
    order_lines,
    (
        Column("order_no", "order__number"),
        Column("line_no", "position", Sort.NUMBER),
        Column("order_date", "order__ordered_on", Sort.DAY),
        *_ids(("customer_id", "order__customer__public_id")),
        *_ids(("product_id", "product__public_id")),
        Column("description", WITHOUT_PRODUCT),
        Column("quantity", "quantity_thousandths", Sort.QUANTITY),
        Column("unit_price", "unit_price_minor", Sort.MONEY),
        Column("amount", "amount_minor", Sort.MONEY),
        Column("cost", "cost_minor", Sort.MONEY),
        Column("currency", "order__currency"),
        Column("status", "order__status"),
        Column("channel", "order__channel"),
        Column("region", "order__region"),
        Column("department", "order__department"),
        Column("return_of", "order__return_of__number"),
    ),
    key="order_id",
    then=("position",),
    is_journal=True,
)
CONTRACTS = Drawn(
    "contracts",
    Sentence("What is paid regularly, until when: one row for each contract."),
    Contract.objects.present,
    (
        Column("contract_id", "public_id", Sort.ID),
        *(Column(name, name) for name in ("number", "name")),
        Column("kind", "sort"),
        *_ids(("customer_id", "customer__public_id"), ("product_id", "product__public_id")),
        *(Column(name, name, Sort.DAY) for name in ("starts_on", "ends_on", "cancelled_on")),
        Column("renews_every_months", "renews_every_months", Sort.NUMBER),
        Column("notice_days", "notice_days", Sort.NUMBER),
        Column("amount", "amount_minor", Sort.MONEY),
        Column("billed_every_months", "billed_every_months", Sort.NUMBER),
        Column("currency", "currency"),
    ),
)
INTERACTIONS = Drawn(
    "interactions",
    Sentence("Every contact with a customer: one row for each visit, call, message …"),
    interactions,
    (
        *_ids(("interaction_id", "public_id"), ("customer_id", "customer__public_id")),
        *_ids(("employee_id", "owner__public_id")),
        Column("department", "department"),
        Column("channel", "channel"),
        Column("kind", "sort", called=KINDS_OF_CONTACT),
        Column("direction", INBOUND),
        Column("started_on", "happened_at", Sort.MOMENT),
        Column("minutes", "minutes", Sort.NUMBER),
        Column("completed", Value(1), Sort.NUMBER),
    ),
    is_journal=True,
)
USERS = Drawn(
    "users",
    Sentence("Who works with the CRM: one row for each person."),
    User.objects.all,
    (
        *_ids(("user_id", "public_id"), ("employee_id", "public_id")),
        Column("department", "team__name"),
        Column("role", "role__word"),
        Column("licensed_on", "joined_at", Sort.MOMENT),
    ),
    is_whole=True,
)
STAR = (CUSTOMERS, CONTACTS, PRODUCTS, ORDER_LINES, CONTRACTS, INTERACTIONS, USERS)
"""What the rooms below give, in the order in which people look for them."""
