"""A small cast of customers, as the customer frame describes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import narwhals as nw
from frames import frame_of

from goodwill.analytics.tables import Column, Frame, Table
from goodwill.language import Sentence
from goodwill.warehouse.opening import Warehouse

NOTHING = Sentence("For tests.")
WHOLE = [
    "first_day",
    "last_day",
    "second_day",
    "orders",
    "purchase_days",
    "lines",
    "units_thousandths",
    "gross_minor",
    "returned_minor",
    "revenue_minor",
    "cost_minor",
    "margin_minor",
    "cost_to_serve_minor",
    "profit_minor",
    "repeats",
    "days_to_last",
    "days_observed",
    "days_since_last",
]
SUMMARIES = Table(
    "summaries",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        *(Column(name, nw.Int64, NOTHING) for name in WHOLE),
        Column("median_gap_days", nw.Float64, NOTHING),
        Column("known_day", nw.Int32, NOTHING),
        Column("enquired_day", nw.Int32, NOTHING),
    ),
)
ORDERS = Table(
    "orders",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        Column("counted_order", nw.String, NOTHING),
        Column("day", nw.Int64, NOTHING),
        Column("amount_minor", nw.Int64, NOTHING),
        Column("is_purchase", nw.Boolean, NOTHING),
    ),
)


def summaries_of(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> Frame:
    return frame_of(warehouse, SUMMARIES, rows)


def orders_of(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> Frame:
    return frame_of(warehouse, ORDERS, rows)


def worth(profits: dict[str, int]) -> list[dict[str, Any]]:
    """Customers of whom only the profit matters, each with one used line."""
    return [
        {"customer_id": name, "lines": 1, "profit_minor": profit, "revenue_minor": abs(profit)}
        for name, profit in profits.items()
    ]


def buyer(name: str, days: Sequence[int], as_of_day: int, **more: Any) -> dict[str, Any]:
    """A customer who bought on these days, with the summary that follows from them."""
    days = sorted(set(days))
    gaps = sorted(b - a for a, b in pairwise(days))
    middle = len(gaps) // 2
    median = None if not gaps else (gaps[middle] + gaps[-1 - middle]) / 2
    return {
        "customer_id": name,
        "first_day": days[0],
        "last_day": days[-1],
        "second_day": days[1] if gaps else None,
        "orders": len(days),
        "purchase_days": len(days),
        "lines": len(days),
        "revenue_minor": 1000 * len(days),
        "profit_minor": 100 * len(days),
        "repeats": len(days) - 1,
        "days_to_last": days[-1] - days[0],
        "days_observed": as_of_day - days[0],
        "days_since_last": as_of_day - days[-1],
        "median_gap_days": median,
        **more,
    }


def never(name: str, **more: Any) -> dict[str, Any]:
    """A customer who is in the customers file and never bought."""
    nothing = dict.fromkeys(("orders", "purchase_days", "lines", "revenue_minor"), 0)
    return {"customer_id": name, **nothing, "profit_minor": 0, **more}
