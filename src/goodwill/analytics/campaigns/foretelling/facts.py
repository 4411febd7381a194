"""What is known of an audience before its campaign: how its members bought until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

import narwhals as nw

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.moments import Moments, moments
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

FEWEST_EARLIER = 30
"""Buyers in the earlier days from which a rate and a spread are taken."""

AMOUNTS = ("orders", "revenue_minor", "margin_minor")


@dataclass(frozen=True)
class PerBuyer:
    """One amount of those who buy: orders, or money in minor units.

    `sd` is None where nobody knows it. `correlation` is that of members' amounts with their
    own in the days before, `skewness` that of members' amounts, nought for those without.
    """

    mean: float
    sd: float | None = None
    correlation: float = 0.0
    skewness: float | None = None


@dataclass(frozen=True)
class AudienceFacts:
    """What a forecast needs to know of the members; what is None the plan has to say.

    Parameters
    ----------
    members
        Customers in the audience, hold-out included.
    customers
        All customers of the company, for a control group of all campaigns.
    baseline_rate
        The share of members who buy in as many days as the campaign is measured.
    correlation
        Of buying with having bought in the days before.
    per_buyer
        `orders`, `revenue_minor`, `margin_minor` of those who buy, as far as known.
    """

    members: int
    customers: int | None = None
    baseline_rate: float | None = None
    correlation: float = 0.0
    per_buyer: Mapping[str, PerBuyer] = field(default_factory=dict)


def earlier_facts(
    members: Frame,
    orders: Frame,
    *,
    until_day: int,
    days: int,
    before_days: int,
    customers: int | None = None,
) -> AudienceFacts:
    """How the members bought in [until_day − days, until_day), and what foretold it.

    Parameters
    ----------
    members
        One row per member: `customer_id`.
    orders
        One row per order: `customer_id`, `day`, and `revenue_minor`, `margin_minor` where
        they are known.
    until_day
        The first day not looked at: the campaign's first, or the one after the data's last.
    days
        As many as the campaign will be measured.
    before_days
        Days before those, from which the covariates come.

    Raises
    ------
    TooFew
        Fewer than 30 members bought, which says too little of how many usually do.
    """
    money = [name for name in AMOUNTS[1:] if name in orders.collect_schema().names()]
    start = until_day - days
    now = _bought(orders, start, until_day, money, "")
    before = _bought(orders, start - before_days, start, money, "_before")
    sums = [f"{name}{when}" for name in ("orders", *money) for when in ("", "_before")]
    each = (
        members.select("customer_id")
        .join(now, on="customer_id", how="left")
        .join(before, on="customer_id", how="left")
        .with_columns(*(nw.col(name).fill_null(0).cast(nw.Float64) for name in sums))
        .with_columns(
            buyers=(nw.col("orders") > 0).cast(nw.Float64),
            buyers_before=(nw.col("orders_before") > 0).cast(nw.Float64),
        )
    )
    found = moments(each, ["buyers", "buyers_before", *sums])
    n = int(found.n[0])
    rate = _mean(found, "buyers")
    if round(rate * n) < FEWEST_EARLIER:
        what = Sentence("members who bought in the {days} days before", days=days)
        raise TooFew(what, round(rate * n), FEWEST_EARLIER)
    skewness = _skewness(each, found, ["orders", *money])
    return AudienceFacts(
        members=n,
        customers=customers,
        baseline_rate=rate,
        correlation=_correlation(found, "buyers"),
        per_buyer={
            name: _per_buyer(found, name, rate, skewness[name]) for name in ("orders", *money)
        },
    )


def _bought(orders: Frame, start: int, end: int, money: list[str], when: str) -> Frame:
    inside = orders.filter((nw.col("day") >= start) & (nw.col("day") < end))
    return inside.group_by("customer_id").agg(
        nw.len().cast(nw.Int64).alias(f"orders{when}"),
        *(nw.col(name).sum().cast(nw.Int64).alias(f"{name}{when}") for name in money),
    )


def _per_buyer(found: Moments, name: str, rate: float, skewness: float | None) -> PerBuyer:
    """From all members to those who buy: the others have nought of everything."""
    mean, second = _mean(found, name), _variance(found, name) + _mean(found, name) ** 2
    spread = second / rate - (mean / rate) ** 2
    return PerBuyer(mean / rate, sqrt(max(spread, 0.0)), _correlation(found, name), skewness)


def _skewness(each: Frame, found: Moments, names: list[str]) -> dict[str, float | None]:
    thirds = each.select(
        *(((nw.col(name) - _mean(found, name)) ** 3).mean().alias(name) for name in names)
    ).collect()
    spreads = {name: _variance(found, name) for name in names}
    return {
        name: float(thirds[name][0]) / spread**1.5 if spread > 0 else None
        for name, spread in spreads.items()
    }


def _correlation(found: Moments, name: str) -> float:
    """Of a column with its like before; nought where either does not vary."""
    one, other = found.at(name, f"{name}_before")
    both = found.comoment[0]
    scale = sqrt(both[one, one] * both[other, other])
    return float(both[one, other] / scale) if scale > 0 else 0.0


def _mean(found: Moments, name: str) -> float:
    return float(found.mean[0, found.at(name)[0]])


def _variance(found: Moments, name: str) -> float:
    place = found.at(name)[0]
    return float(found.comoment[0, place, place] / found.n[0])
