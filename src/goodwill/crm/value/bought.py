"""What customers bought in a time, from the orders themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Sum

from goodwill.crm.commerce.models import Order


def bought(customers: Iterable[int], first: date, last: date, currency: str) -> dict[int, int]:
    """Sales less returns of each customer who bought from one day to another, both included.

    Minor units; orders in other currencies are left out.
    """
    agreed = Order.objects.present().exclude(status__in=Order.NOT_BINDING)
    rows = (
        agreed.filter(
            customer_id__in=list(customers),
            ordered_on__gte=first,
            ordered_on__lte=last,
            currency=currency,
        )
        .order_by()
        .values_list("customer_id")
        .annotate(minor=Sum("amount_minor"))
    )
    return {customer: int(minor or 0) for customer, minor in rows}
