"""How orders went through, as analytics get it."""

from __future__ import annotations

from typing import cast

from django.db.models import Expression, OuterRef, QuerySet, Subquery

from goodwill.crm.commerce.models import OrderLine
from goodwill.crm.exchange.refreshing.star import Column, Drawn, Sort
from goodwill.crm.sales.quotes.models import OrderHandling
from goodwill.language import Sentence


def order_handling() -> QuerySet[OrderHandling]:
    """Orders that went through this house."""
    return OrderHandling.objects.filter(order__deleted_at=None)


FIRST_PRODUCT = Subquery(
    OrderLine.objects.filter(order=OuterRef("order"))
    .order_by("position")
    .values("product__public_id")[:1]
)

ORDER_HANDLING = Drawn(
    "order_handling",
    Sentence("How orders went through the house: one row for each order."),
    order_handling,
    (
        Column("order_id", "order__number"),
        Column("customer_id", "order__customer__public_id", Sort.ID),
        Column("employee_id", "by__public_id", Sort.ID),
        Column("department", "order__department"),
        Column("channel", "order__channel"),
        Column("region", "order__region"),
        Column("product_id", cast(Expression, FIRST_PRODUCT), Sort.ID),
        Column("received_on", "received_at", Sort.MOMENT),
        Column("released_on", "released_at", Sort.MOMENT),
        Column("processing_minutes", "processing_minutes", Sort.NUMBER),
        Column("error", "error"),
    ),
    key="order_id",
    is_journal=True,
    kind="orders",
    through={"customer": "customers"},
)
