"""Small ledgers for tests of costs: entries by month, as they are once judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from goodwill.analytics.benefit.costing.yearmonths import later

EPOCH = date(1970, 1, 1).toordinal()


def entry(period: int, amount_minor: int, **more: Any) -> dict[str, Any]:
    """One entry, served on the 15th unless told otherwise."""
    day = date(period // 100, period % 100, more.pop("day", 15)).toordinal() - EPOCH
    plain = {
        "entry_id": f"{period}-{amount_minor}-{sorted(more.items())}",
        "period": period,
        "served_day": day,
        "amount_minor": amount_minor,
        "category": "marketing",
        "subcategory": None,
        "stage": "acquire",
        "department": "sales",
        "channel": None,
        "campaign_id": None,
        "product_id": None,
        "region": None,
        "segment": None,
        "vendor": None,
        "nature": "cash",
        "behaviour": "recurring",
    }
    return plain | more


def monthly(
    amounts: Iterable[int | None], first: int = 202401, **more: Any
) -> list[dict[str, Any]]:
    """One entry a month; None leaves the month out."""
    return [
        entry(later(first, i), amount, **more)
        for i, amount in enumerate(amounts)
        if amount is not None
    ]


def worked(
    quantities: Sequence[float], minutes: Sequence[float] | None = None, first: int = 202401
) -> list[dict[str, Any]]:
    """The work of each month for `department` sales; minutes in all."""
    return [
        {
            "department": "sales",
            "period": later(first, i),
            "quantity": float(quantity),
            "minutes": None if minutes is None else float(minutes[i]),
        }
        for i, quantity in enumerate(quantities)
    ]
