"""Two lists to work from: whom to keep above all, and who is about to be lost.

The value at risk of a customer is what they would still bring if they certainly were one,
times the probability that they are gone: residual value ÷ P × (1 − P). On the list of those
about to be lost stand customers who may be gone and may be not: above `WATCHED` there is
nothing to do yet, below `GONE` it is a case for winning back, not for keeping.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, major, money, shown
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.outlook.potential import Cell
from goodwill.language import Language, Sentence

GONE = 0.1
"""With a smaller P(still a customer) somebody counts as lost."""

WATCHED = 0.8
"""From this P(still a customer) on nobody needs to be called."""

SHOWN = 50


@dataclass(frozen=True)
class Treasured:
    """A customer to keep, and why; amounts in minor units."""

    customer_id: str
    name: str | None
    value_minor: int
    residual_minor: int
    p_alive: float
    reason: Sentence


@dataclass(frozen=True)
class AtRisk:
    """A customer about to be lost, and why; amounts in minor units.

    `residual_minor` is what is expected of them as things stand, `at_risk_minor` what more
    they would bring if they certainly stayed.
    """

    customer_id: str
    name: str | None
    p_alive: float
    p_alive_low: float | None
    p_alive_high: float | None
    residual_minor: int
    at_risk_minor: int
    reason: Sentence


def treasures(placed: Frame) -> Frame:
    """Customers of high value and high potential, those of whom most is expected first.

    `placed` is what `potential.placed` returns.
    """
    stars = placed.filter(nw.col("potential_cell") == Cell.STAR.value)
    return _descending(stars, "residual_value_minor")


def with_risk(scored: Frame) -> Frame:
    """Adds `value_if_kept_minor` and `value_at_risk_minor`; null without a forecast.

    Both are null as well where P(still a customer) is 0: nothing says what they would bring.
    """
    p = nw.when(nw.col("p_alive") > 0).then(nw.col("p_alive"))
    kept = nw.col("residual_value_minor").cast(nw.Float64) / p
    return scored.with_columns(
        value_if_kept_minor=kept.round().cast(nw.Int64),
        value_at_risk_minor=(kept * (1 - p)).round().cast(nw.Int64),
    )


def about_to_be_lost(scored: Frame, *, least: float = GONE, below: float = WATCHED) -> Frame:
    """Customers with least ≤ P(still a customer) < below, the most value at risk first.

    Adds the columns of `with_risk`; customers of whom nothing is expected are left out.
    """
    p = nw.col("p_alive")
    risky = with_risk(scored.filter((p >= least) & (p < below)))
    return _descending(risky.filter(nw.col("value_at_risk_minor") > 0), "value_at_risk_minor")


def treasured(treasures: Frame, customers: int = SHOWN, *, currency: str) -> tuple[Treasured, ...]:
    """The first of `treasures`, each with the reason in words; so many rows are collected."""
    wanted = ("customer_id", "value_minor", "residual_value_minor", "p_alive")
    return tuple(
        Treasured(
            str(row["customer_id"]),
            row.get("name"),
            int(row["value_minor"]),
            int(row["residual_value_minor"]),
            float(row["p_alive"]),
            _worth_keeping(row, currency),
        )
        for row in _first(treasures, customers, wanted, "residual_value_minor")
    )


def at_risk(about_to_be_lost: Frame, customers: int = SHOWN) -> tuple[AtRisk, ...]:
    """The first of `about_to_be_lost`, with the reason in words; so many rows are collected."""
    wanted = (
        *("customer_id", "p_alive", "residual_value_minor", "value_at_risk_minor"),
        *("purchase_days", "median_gap_days", "days_since_last"),
    )
    return tuple(
        AtRisk(
            str(row["customer_id"]),
            row.get("name"),
            float(row["p_alive"]),
            row.get("p_alive_low"),
            row.get("p_alive_high"),
            int(row["residual_value_minor"]),
            int(row["value_at_risk_minor"]),
            why_at_risk(row),
        )
        for row in _first(about_to_be_lost, customers, wanted, "value_at_risk_minor")
    )


def why_at_risk(row: dict[str, Any]) -> Sentence:
    """The reason in words, from the customer's own numbers.

    `row` needs `purchase_days`, `median_gap_days`, `days_since_last` and `p_alive`.
    """
    silent, percent = int(row["days_since_last"]), _percent(row["p_alive"])
    if row["median_gap_days"] is None:
        return Sentence(
            "Bought once, {silent} ago, and not again; still a customer with a chance of "
            "{percent} %.",
            silent=_days(silent),
            percent=percent,
        )
    usual = max(1, round(row["median_gap_days"]))
    told = {"usual": _days(usual), "silent": _days(silent), "percent": percent}
    if row["purchase_days"] == 2:
        return Sentence(
            "Bought twice, {usual} apart, and silent for {silent} since; still a "
            "customer with a chance of {percent} %.",
            **told,
        )
    if silent <= usual:
        return Sentence(
            "Usually buys every {usual}, last bought {silent} ago; still a customer "
            "with a chance of {percent} %.",
            **told,
        )
    return Sentence(
        "Usually buys every {usual}, silent for {silent}: {times} times as long; still a "
        "customer with a chance of {percent} %.",
        times=round(silent / usual, 1),
        **told,
    )


CUSTOMERS_AT_RISK = Definition(
    "customers_at_risk",
    1,
    Sentence("Customers who may be leaving"),
    Sentence("Customers of whom it is open whether they are still customers."),
    Sentence("customers with P(still a customer) between the two bounds and residual value > 0"),
    Unit.CUSTOMERS,
)
VALUE_AT_RISK = Definition(
    "value_at_risk",
    1,
    Sentence("Value at risk of churn"),
    Sentence("What the customers who may be leaving would bring more if they certainly stayed."),
    Sentence("Σ residual value ÷ P(still a customer) × (1 − P(still a customer))"),
    Unit.MONEY,
)
TREASURES = Definition(
    "customers_to_keep",
    1,
    Sentence("Customers to keep above all"),
    Sentence("Customers of high value so far and high potential."),
    Sentence("customers with value so far and residual value on the high side of both cuts"),
    Unit.CUSTOMERS,
)
TREASURED_VALUE = Definition(
    "value_to_keep",
    1,
    Sentence("Value to keep"),
    Sentence("What the customers to keep above all are expected to bring."),
    Sentence("Σ expected residual lifetime value of the customers to keep"),
    Unit.MONEY,
)
DEFINITIONS = (CUSTOMERS_AT_RISK, VALUE_AT_RISK, TREASURES, TREASURED_VALUE)

NO_FORECAST = Sentence("There is no customer with a forecast.")


def figures(
    placed: Frame,
    *,
    least: float = GONE,
    below: float = WATCHED,
    currency: str,
    as_of: date,
) -> tuple[Figure, ...]:
    """How many are on each of the two lists, and what they stand for; one row is collected."""
    p = nw.col("p_alive")
    listed = (p >= least) & (p < below) & (nw.col("value_at_risk_minor") > 0)
    star = nw.col("potential_cell") == Cell.STAR.value
    forecast = with_risk(placed).filter(~nw.col("residual_value_minor").is_null())
    row = forecast.select(
        n=nw.len().cast(nw.Int64),
        listed=listed.cast(nw.Int64).sum(),
        at_risk=nw.when(listed).then(nw.col("value_at_risk_minor")).sum().cast(nw.Int64),
        stars=star.cast(nw.Int64).sum(),
        kept=nw.when(star).then(nw.col("residual_value_minor")).sum().cast(nw.Int64),
    )
    n, *sums = (int(x or 0) for x in row.collect().row(0))
    told: dict[str, Any] = {"as_of": as_of, "n": n}
    if not n:
        told["reason"] = NO_FORECAST
    risky, at_stake, stars, kept = (each if n else None for each in sums)
    method = Sentence(
        "On the list: P(still a customer) from {least} % to below {below} %. Above, nothing has "
        "to be done yet; below, it is a case for winning back.",
        least=_percent(least),
        below=_percent(below),
    )
    rows = f"customers.csv: p_alive >= {least} and p_alive < {below} and residual_value > 0"
    cell = f"customers.csv: potential_cell = {Cell.STAR.value}"
    return (
        Figure(CUSTOMERS_AT_RISK, risky, method=method, records=rows, **told),
        money(VALUE_AT_RISK, at_stake, currency, method=method, records=rows, **told),
        Figure(TREASURES, stars, records=cell, **told),
        money(TREASURED_VALUE, kept, currency, records=cell, **told),
    )


@dataclass(frozen=True)
class _Amount:
    """Money inside a sentence, as the reader writes it."""

    minor: int
    currency: str

    def said_in(self, language: Language) -> str:
        amount = major(self.minor, self.currency)
        return shown(amount, Unit.MONEY, language, currency=self.currency)


def _worth_keeping(row: dict[str, Any], currency: str) -> Sentence:
    return Sentence(
        "Has brought {value} so far and is expected to bring {residual} more; still a customer "
        "with a chance of {percent} %.",
        value=_Amount(int(row["value_minor"]), currency),
        residual=_Amount(int(row["residual_value_minor"]), currency),
        percent=_percent(row["p_alive"]),
    )


def _days(n: int) -> Sentence:
    return Sentence("{n} day", "{n} days", n=n)


def _percent(share: float) -> int:
    return round(share * 100)


def _descending(frame: Frame, name: str) -> Frame:
    """Largest first, equals by customer."""
    order = frame.with_columns(_deficit=-nw.col(name)).sort("_deficit", "customer_id")
    return order.drop("_deficit")


def _first(listed: Frame, customers: int, wanted: tuple[str, ...], by: str) -> list[dict[str, Any]]:
    """The top of a list in its order, which an engine may lose on the way."""
    there = set(listed.collect_schema().names())
    extra = [name for name in ("name", "p_alive_low", "p_alive_high") if name in there]
    rows = listed.select(*wanted, *extra).head(customers).collect("pyarrow").rows(named=True)
    return sorted(rows, key=lambda row: (-row[by], row["customer_id"]))
