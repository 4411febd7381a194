"""From what `goodwill value` says of customers to the columns of their scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goodwill.analytics.figure import minor_digits
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook.worklists import GONE, WATCHED
from goodwill.crm.value.scoring.kinds import LOST

ID = "public_id"
THEN = ("value_class", "stage", "expected_minor", "p_alive")
"""What is kept of each valuation, to compare later ones with."""

_SAME = (
    *("rank", "value_class", "residual_class", "rhythm", "rfm_segment", "orders", "purchase_days"),
    *("median_gap_days", "p_alive", "p_alive_low", "p_alive_high"),
)
_CALLED = {
    "quadrant": "potential_cell",
    "reached": "stage",
    "last_order_on": "last_on",
    "silent_180": "no_purchase_180",
    "next_order_on": "next_purchase_on",
    "expected_orders": "expected_purchases",
    "orders_low": "purchases_low",
    "orders_high": "purchases_high",
}
_MONEY = {
    "revenue_minor": "revenue",
    "profit_minor": "value",
    "year_minor": "value_365",
    "year_low_minor": "value_365_low",
    "year_high_minor": "value_365_high",
    "expected_minor": "residual_value",
    "expected_low_minor": "residual_value_low",
    "expected_high_minor": "residual_value_high",
    "at_risk_minor": "value_at_risk",
}
_TEXTS = frozenset(
    {
        *("value_class", "residual_class", "quadrant", "stage", "reached", "rhythm", "rfm"),
        *("rfm_segment", "churn_reason", "then_class", "then_stage"),
    }
)
"""Kept as empty rather than as nothing."""

_TYPES: Mapping[str, pa.DataType] = {
    **dict.fromkeys(sorted(_TEXTS), pa.string()),
    **dict.fromkeys(("rank", "orders", "purchase_days", "then_expected_minor"), pa.int64()),
    **dict.fromkeys((*_MONEY, "expected_revenue_minor", "revenue_at_risk_minor"), pa.int64()),
    **dict.fromkeys(("revenue_low_minor", "revenue_high_minor"), pa.int64()),
    **dict.fromkeys(("last_order_on", "next_order_on", "then_on"), pa.date32()),
    **dict.fromkeys(("median_gap_days", "p_alive", "p_alive_low", "p_alive_high"), pa.float64()),
    **dict.fromkeys(("churn_risk", "silent_180", "expected_orders"), pa.float64()),
    **dict.fromkeys(("orders_low", "orders_high", "then_p_alive"), pa.float64()),
}
COLUMNS = tuple(_TYPES)


def scores(folder: Path, currency: str, basis: Basis) -> pa.Table:
    """The columns of `Score` for every customer that the files of a valuation name.

    `public_id` names the customer. What the valuation does not know is null.
    """
    told = pq.ParquetFile(folder / "customers.parquet").read()
    there = set(told.column_names)

    def of(name: str) -> Any:
        return told[name] if name in there else pa.nulls(told.num_rows)

    made: dict[str, Any] = {ID: of("customer_id")}
    made |= {name: of(name) for name in _SAME}
    made |= {name: of(source) for name, source in _CALLED.items()}
    digits = minor_digits(currency)
    made |= {name: _minor(of(source), digits) for name, source in _MONEY.items()}
    if basis is Basis.REVENUE:
        made["profit_minor"] = pa.nulls(told.num_rows)
    made["stage"] = pc.if_else(_is(of("side_state"), LOST), LOST, _text(of("stage")))
    made["rfm"] = _joined(of, ("recency_score", "frequency_score", "monetary_score"))
    made["churn_risk"] = pc.subtract(1.0, _number(of("p_alive")))
    made |= _revenue(of, digits)
    made["churn_reason"] = _reasons(of)
    return _typed(made)


def with_past(now: pa.Table, then_on: date | None, then: pa.Table | None) -> pa.Table:
    """The scores with what an earlier valuation said of the same customers."""
    rows = now.num_rows
    made = {name: now[name] for name in now.column_names}
    if then is None or then_on is None:
        return _typed(made | {name: pa.nulls(rows) for name in _THEN_CALLED})
    place = pc.index_in(now[ID].combine_chunks(), value_set=then[ID].combine_chunks())
    known = pc.is_valid(place)
    made["then_on"] = pc.if_else(known, pa.scalar(then_on), pa.scalar(None, pa.date32()))
    for name, source in zip(_THEN_CALLED[1:], THEN, strict=True):
        made[name] = then[source].combine_chunks().take(place)
    return _typed(made)


def past(now: pa.Table) -> pa.Table:
    """What is kept of these scores to compare later ones with."""
    return now.select([ID, *THEN])


_THEN_CALLED = ("then_on", "then_class", "then_stage", "then_expected_minor", "then_p_alive")


def _revenue(of: Any, digits: int) -> dict[str, Any]:
    """What they are expected to buy for in 365 days: a purchase's value × purchases to come.

    At risk of it is what they would buy more for if they certainly were a customer:
    expected ÷ P × (1 − P), as `worklists` tells it of value.
    """
    spend = pc.cast(_minor(of("spend"), digits), pa.float64())
    alive = _number(of("p_alive"))
    ends = (_number(of(name)) for name in ("expected_purchases", "purchases_low", "purchases_high"))
    expected, low, high = (pc.multiply(spend, end) for end in ends)
    sure = pc.if_else(pc.greater(alive, 0.0), alive, pa.scalar(None, pa.float64()))
    at_risk = pc.multiply(pc.divide(expected, sure), pc.subtract(1.0, alive))
    return {
        "expected_revenue_minor": _whole(expected),
        "revenue_low_minor": _whole(low),
        "revenue_high_minor": _whole(high),
        "revenue_at_risk_minor": _whole(at_risk),
    }


def _reasons(of: Any) -> Any:
    """Why those about to be lost stand on that list; the facts are columns of their own."""
    alive, silent = _number(of("p_alive")), _number(of("days_since_last"))
    days, usual = _number(of("purchase_days")), _number(of("median_gap_days"))
    listed = pc.and_(pc.greater_equal(alive, GONE), pc.less(alive, WATCHED))
    reason = pc.if_else(pc.greater(silent, pc.max_element_wise(usual, 1.0)), "overdue", "unsure")
    reason = pc.if_else(pc.equal(days, 2.0), "twice", reason)
    reason = pc.if_else(pc.is_null(usual), "once", reason)
    return pc.if_else(pc.fill_null(listed, fill_value=False), reason, "")


def _joined(of: Any, names: tuple[str, ...]) -> Any:
    return pc.binary_join_element_wise(*(pc.cast(of(name), pa.string()) for name in names), "")


def _minor(amount: Any, digits: int) -> Any:
    """An exact decimal in minor units."""
    if pa.types.is_null(amount.type):
        return pc.cast(amount, pa.int64())
    return pc.cast(pc.multiply(amount, pa.scalar(Decimal(10) ** digits)), pa.int64())


def _whole(amount: Any) -> Any:
    return pc.cast(pc.round(amount), pa.int64())


def _number(values: Any) -> Any:
    return pc.cast(values, pa.float64())


def _text(values: Any) -> Any:
    return pc.fill_null(pc.cast(values, pa.string()), "")


def _is(values: Any, word: str) -> Any:
    return pc.equal(_text(values), word)


def _typed(made: Mapping[str, Any]) -> pa.Table:
    """In the order of `COLUMNS`, as many of them as there are; texts without nulls."""
    held = {}
    for name in (ID, *(each for each in COLUMNS if each in made)):
        values = made[name]
        held[name] = _text(values) if name in _TEXTS | {ID} else pc.cast(values, _TYPES[name])
        if name in ("orders", "purchase_days"):
            held[name] = pc.fill_null(held[name], 0)
    return pa.table(held)
