"""What `goodwill value` would leave of a few customers, written by hand, and read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = date(2026, 6, 30)
MONEY = pa.decimal128(18, 2)
_AMOUNTS = ("revenue", "value", "spend", "value_365", "value_365_low", "value_365_high",
            "residual_value", "residual_value_low", "residual_value_high",
            "value_at_risk")  # fmt: skip
_NUMBERS = ("median_gap_days", "p_alive", "p_alive_low", "p_alive_high", "expected_purchases",
            "purchases_low", "purchases_high", "no_purchase_180")  # fmt: skip
_WHOLE = ("orders", "purchase_days", "days_since_last", "rank", "recency_score",
          "frequency_score", "monetary_score")  # fmt: skip
_WORDS = ("customer_id", "value_class", "residual_class", "potential_cell", "stage", "side_state",
          "rhythm", "rfm_segment")  # fmt: skip
_DAYS = ("last_on", "next_purchase_on")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _WORDS),
        *((name, MONEY) for name in _AMOUNTS),
        *((name, pa.float64()) for name in _NUMBERS),
        *((name, pa.int64()) for name in _WHOLE),
        *((name, pa.date32()) for name in _DAYS),
    ]
)
STEADY = {
    "value_class": "A", "residual_class": "A", "potential_cell": "star", "stage": "repeat",
    "rhythm": "on_rhythm", "rfm_segment": "champions", "revenue": Decimal("4740.28"),
    "value": Decimal("732.43"), "spend": Decimal("101.71"), "value_365": Decimal("286.85"),
    "value_365_low": Decimal("141.33"), "value_365_high": Decimal("471.11"),
    "residual_value": Decimal("2013.47"), "residual_value_low": Decimal("996.22"),
    "residual_value_high": Decimal("4069.44"), "value_at_risk": Decimal("0.00"),
    "median_gap_days": 10.0, "p_alive": 0.99, "p_alive_low": 0.97, "p_alive_high": 1.0,
    "expected_purchases": 18.0, "purchases_low": 9.0, "purchases_high": 30.0,
    "no_purchase_180": 0.005, "orders": 47, "purchase_days": 47, "days_since_last": 0, "rank": 1,
    "recency_score": 5, "frequency_score": 5, "monetary_score": 4,
    "last_on": AS_OF, "next_purchase_on": date(2026, 7, 14),
}  # fmt: skip
LEAVING = STEADY | {
    "p_alive": 0.5, "days_since_last": 60, "value_at_risk": Decimal("2013.47"), "rank": 2,
    "next_purchase_on": None, "last_on": date(2026, 5, 1), "rhythm": "lapsing",
}  # fmt: skip
GONE = STEADY | {"p_alive": 0.01, "side_state": "lost", "rank": 3}
NEVER = {"stage": "suspect_or_prospect", "orders": None}


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def written(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The folder, with its table of customers."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table(rows), folder / "customers.parquet")
    return folder
