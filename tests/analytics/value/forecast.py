"""Customers with a forecast, as the scored customer frame describes them, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
from analytics.value.cast import NOTHING, SUMMARIES
from frames import frame_of

from goodwill.analytics.tables import Column, Frame, Table
from goodwill.warehouse.opening import Warehouse

SCORED = Table(
    "scored",
    NOTHING,
    (
        *SUMMARIES,
        *(Column(name, nw.Float64, NOTHING) for name in ("p_alive", "p_alive_low", "p_alive_high")),
        *(
            Column(name, nw.Int64, NOTHING)
            for name in (
                *("value_minor", "value_365_minor", "residual_value_minor"),
                *("residual_value_minor_low", "residual_value_minor_high", "growth_minor"),
            )
        ),
    ),
)


def scored_of(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> Frame:
    return frame_of(warehouse, SCORED, rows)


def person(
    name: str,
    value: int | None,
    residual: int | None,
    p_alive: float | None = 0.9,
    **more: Any,
) -> dict[str, Any]:
    """A buyer with what they brought so far, what is expected, and P(still a customer)."""
    return {
        "customer_id": name,
        "purchase_days": 3,
        "lines": 3,
        "value_minor": value,
        "residual_value_minor": residual,
        "p_alive": p_alive,
        **more,
    }
