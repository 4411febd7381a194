"""A tool that tells figures with their receipts: what they mean, how computed, from what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from django.db.models import Count, Sum
from django.utils import timezone
from pydantic import Field

from goodwill.analytics.figure import Definition, Figure, Unit, major
from goodwill.crm.accounts.models import User
from goodwill.crm.api.assistants import noting
from goodwill.crm.api.assistants.reading import CustomerId, within
from goodwill.crm.api.assistants.tools import Arguments, Json, Tool
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting.health import health
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.quality import showing as quality
from goodwill.crm.ui.speaking import current, say
from goodwill.language import Sentence

MOST_FEEDS = 20

BUYING = Definition(
    id="assistants.customers",
    version=1,
    label=Sentence("Customers"),
    meaning=Sentence("Customers within the person's reach that the company does business with."),
    formula=Sentence("count of records marked as customers, without those in the bin"),
    unit=Unit.CUSTOMERS,
)
ORDERS = Definition(
    id="assistants.orders",
    version=1,
    label=Sentence("Orders of the last 12 months"),
    meaning=Sentence("Sales that are confirmed or delivered."),
    formula=Sentence("count of sales that are neither drafts nor cancelled"),
    unit=Unit.ORDERS,
)
SOLD = Definition(
    id="assistants.sold",
    version=1,
    label=Sentence("Sold in the last 12 months"),
    meaning=Sentence("Sales that are confirmed or delivered, less what was brought back."),
    formula=Sentence("amounts of sales and returns, added with their signs"),
    unit=Unit.MONEY,
)
OWED = Definition(
    id="assistants.owed",
    version=1,
    label=Sentence("Owed"),
    meaning=Sentence("What of confirmed and delivered sales is not paid yet."),
    formula=Sentence("amounts − payments, of sales that are open, partly paid or overdue"),
    unit=Unit.MONEY,
)


class ListFigures(Arguments):
    """Of whom."""

    customer: Annotated[
        CustomerId | None, Field(description="One customer; without, all the person may see")
    ] = None


def list_figures(told: ListFigures, me: User) -> Json:
    """Figures of one customer, or of all that the person may see."""
    customer = within(told.customer, me) if told.customer else None
    figures = list(_figures(customer, me))
    noting.asked("list_figures", me, customer=str(told.customer or ""), figures=len(figures))
    return {"figures": [_told(one) for one in figures]}


def _figures(customer: Customer | None, me: User) -> Iterator[Figure]:
    today = timezone.localdate()
    if customer is None and me.may("customers.view"):
        count = Customer.objects.present().within(me.reach).buying().count()
        yield Figure(BUYING, count, as_of=today, n=count)
    if me.may("orders.view") and me.reach.sees("orders", "amount_minor"):
        yield from _of_orders(customer, me, today)
    if customer is None and me.may("data.manage"):
        yield from _of_feeds()
        yield from _of_quality()


def _of_orders(customer: Customer | None, me: User, today: date) -> Iterator[Figure]:
    """One figure for each currency: amounts of different currencies are never added."""
    orders = Order.objects.present().within(me.reach).exclude(status__in=Order.NOT_BINDING)
    if customer is not None:
        orders = orders.filter(customer=customer)
    lately = orders.filter(ordered_on__gt=_a_year_before(today), ordered_on__lte=today)
    sales = lately.filter(sort=Order.Sort.SALE).count()
    yield Figure(ORDERS, sales, as_of=today, n=sales)
    for currency, n, amount in _by_currency(lately, "amount_minor"):
        yield Figure(SOLD, major(amount, currency), as_of=today, n=n, currency=currency)
    owed = orders.filter(sort=Order.Sort.SALE, payment__in=Order.OWED)
    paid = {currency: amount for currency, _, amount in _by_currency(owed, "paid_minor")}
    for currency, n, amount in _by_currency(owed, "amount_minor"):
        open_minor = amount - paid[currency]
        yield Figure(OWED, major(open_minor, currency), as_of=today, n=n, currency=currency)


def _by_currency(orders: object, of: str) -> Iterator[tuple[str, int, int]]:
    grouped = orders.order_by().values("currency")  # type: ignore[attr-defined]
    summed = grouped.annotate(n=Count("pk"), total=Sum(of)).order_by("currency")
    return ((row["currency"], row["n"], row["total"]) for row in summed)


def _of_feeds() -> Iterator[Figure]:
    for connection in Connection.objects.order_by("pk")[:MOST_FEEDS]:
        yield from health(connection).figures


def _of_quality() -> Iterator[Figure]:
    """How good what is known of customers is, as it was measured last."""
    measured = quality.shown("")
    yield from (one for one in measured.figures if one.value is not None) if measured else ()


def _told(figure: Figure) -> Json:
    """The figure and its receipt, in the person's language."""
    definition, language = figure.definition, current()
    receipt = {
        "meaning": say(definition.meaning),
        "formula": say(definition.formula),
        "method": say(figure.method) if figure.method else None,
        "grade": str(figure.grade) if figure.grade else None,
        "cannot_be_told_because": say(figure.reason) if figure.reason else None,
        "rests_on": figure.n,
        "as_of": figure.as_of.isoformat(),
        "definition": f"{definition.id} v{definition.version}",
    }
    plain = {
        "label": say(definition.label),
        "part": say(figure.part) if figure.part else None,
        "says": figure.said_in(language),
        "interval": figure.interval_said_in(language) or None,
        "value": str(figure.value) if figure.value is not None else None,
        "unit": str(definition.unit),
        "currency": figure.currency,
        "receipt": {name: value for name, value in receipt.items() if value is not None},
    }
    return {name: value for name, value in plain.items() if value is not None}


def _a_year_before(today: date) -> date:
    is_leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - 1, day=28 if is_leap_day else today.day)


TOOLS = (
    Tool(
        "list_figures",
        "List figures",
        "Figures about one customer, or about all the person may see, each with its receipt: what "
        "it means, the formula, how many records it rests on and as of when. Quote the receipt "
        "with the figure, and do not compute others from them.",
        ListFigures,
        list_figures,
    ),
)
