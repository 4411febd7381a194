"""Members and orders of small experiments, as the tables that functions take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
from frames import frame_of

from goodwill.analytics.benefit.incrementality.members.membership import membership
from goodwill.analytics.tables import CAMPAIGN_MEMBERS, Column, Frame, Table
from goodwill.language import Sentence
from goodwill.warehouse.opening import Warehouse

NOTHING = Sentence("For tests.")
ORDERS = Table(
    "orders",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        Column("counted_order", nw.String, NOTHING),
        *(
            Column(name, nw.Int64, NOTHING)
            for name in (
                *("day", "amount_minor", "gross_minor", "cost_minor"),
                *("lines", "lines_without_cost"),
            )
        ),
        Column("is_purchase", nw.Boolean, NOTHING),
    ),
)
"""As `histories.orders` returns them."""

LINES = Table(
    "used",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        *(Column(x, nw.Int64, NOTHING) for x in ("counted_day", "amount_minor", "cost_minor")),
        *(Column(x, nw.String, NOTHING) for x in ("category", "department", "region", "channel")),
    ),
)
"""What is needed of the lines that `netting.net` returns."""


def order(
    name: str, day: int, amount: int, cost: int | None = 0, gross: int | None = None
) -> dict[str, Any]:
    """An order of one line; `gross` where some of it came back."""
    return {
        "customer_id": name,
        "counted_order": f"{name}-{day}-{amount}",
        "day": day,
        "amount_minor": amount,
        "gross_minor": amount if gross is None else gross,
        "cost_minor": cost,
        "lines": 1,
        "lines_without_cost": int(cost is None),
        "is_purchase": amount > 0,
    }


def rows_drawn(arms: Mapping[str, str], **more: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row of a members' file for each name; `more` gives columns by name."""
    return [
        {
            "source_row": row,
            "customer_id": name,
            "arm": arm,
            **{key: by_name.get(name) for key, by_name in more.items()},
        }
        for row, (name, arm) in enumerate(arms.items(), 2)
    ]


def drawn(warehouse: Warehouse, arms: Mapping[str, str], **more: Mapping[str, Any]) -> Frame:
    """Members as `Membership.of` returns them."""
    rows = frame_of(warehouse, CAMPAIGN_MEMBERS, rows_drawn(arms, **more))
    return membership(rows, warehouse.settle).of()
