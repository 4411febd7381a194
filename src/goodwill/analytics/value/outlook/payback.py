"""Lifetime value against acquisition cost (VA06), and when that cost has come back (MK05).

Both need to know what winning customers cost: for everybody, for a quarter of first
purchase, or for a segment. Payback is read off the curve of what customers have really
brought, not off a monthly mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook.equity import Interval
from goodwill.analytics.value.outlook.lifetimecurves import Curve, Curves, quarter_name, quarter_of
from goodwill.language import Sentence


@dataclass(frozen=True)
class Acquisition:
    """What was spent on winning customers, and how many were won by it; minor units."""

    spend_minor: int
    customers: int

    def __post_init__(self) -> None:
        if self.spend_minor < 0 or self.customers < 0:
            raise Undefined(Sentence("Acquisition cost and customers won cannot be negative."))

    def __add__(self, other: Acquisition) -> Acquisition:
        """Of both together: a ratio of sums, never a mean of costs."""
        return Acquisition(self.spend_minor + other.spend_minor, self.customers + other.customers)

    @property
    def cost_minor(self) -> float | None:
        """Of one customer; None where nobody was won."""
        return self.spend_minor / self.customers if self.customers else None


@dataclass(frozen=True)
class Lifetime:
    """Customers of a group (None: everybody) and their lifetime value, minor units.

    `so_far_minor` is what they have brought, `residual_minor` what is expected still.
    """

    group: str | None
    customers: int
    so_far_minor: int
    residual_minor: int

    @property
    def value_minor(self) -> int:
        return self.so_far_minor + self.residual_minor


@dataclass(frozen=True)
class Payback:
    """Months from the first purchase until the acquisition cost has come back.

    None where it has not within `horizon` months. `low` is when the upper limit of the curve
    has reached the cost, `high` when the lower limit has; each None where it has not.
    """

    group: str | None
    customers: int
    cost_minor: float
    months: float | None
    low: float | None
    high: float | None
    horizon: int
    level: float


def lifetimes(scored: Frame, groups: Frame | None = None) -> tuple[Lifetime, ...]:
    """Of everybody, of each quarter of first purchase, and of each group.

    Parameters
    ----------
    scored
        Customers with `first_day`, `value_minor` and `residual_value_minor`; who lacks one of
        them is left out.
    groups
        `customer_id`, `group`, as `lifetimecurves.curves` takes them.
    """
    wanted = ("first_day", "value_minor", "residual_value_minor")
    known = scored.filter(*(~nw.col(name).is_null() for name in wanted))
    known = known.select("customer_id", *wanted, quarter=quarter_of(nw.col("first_day")))
    found = [Lifetime(quarter_name(quarter), *sums) for quarter, *sums in _summed(known, "quarter")]
    whole = [sum(getattr(each, name) for each in found) for name in _SUMS]
    named: list[Lifetime] = []
    if groups is not None:
        joined = known.join(groups.select("customer_id", "group"), on="customer_id")
        named = [Lifetime(str(group), *sums) for group, *sums in _summed(joined, "group")]
    return (Lifetime(None, *whole), *found, *named)


def payback(curve: Curve, acquisition: Acquisition) -> Payback:
    """Where the curve of cumulative margin reaches the cost, linear within the month.

    Raises
    ------
    Undefined
        Nobody was won, so there is no cost of one; or the curve has no point.
    """
    cost, horizon = acquisition.cost_minor, curve.months
    if cost is None:
        raise Undefined(NOBODY_WON)
    if horizon is None:
        raise Undefined(NO_CURVE)
    return Payback(
        group=curve.group,
        customers=curve.points[0].customers,
        cost_minor=cost,
        months=_reached(curve, cost, "mean_minor"),
        low=_reached(curve, cost, "high"),
        high=_reached(curve, cost, "low"),
        horizon=horizon,
        level=curve.level,
    )


VALUE_TO_COST = Definition(
    "VA06",
    1,
    Sentence("CLV to CAC ratio"),
    Sentence("How many times the cost of winning a customer comes back over a lifetime."),
    Sentence("(Σ value so far + Σ residual value) ÷ (acquisition cost per customer × customers)"),
    Unit.RATIO,
    benchmark=Sentence("Public rule of thumb: 3."),
)
PAYBACK_MONTHS = Definition(
    "MK05",
    1,
    Sentence("CAC payback in months"),
    Sentence("How many months after the first purchase the cost of winning a customer is back."),
    Sentence("first month at which mean cumulative margin ≥ acquisition cost per customer"),
    Unit.NUMBER,
)
DEFINITIONS = (VALUE_TO_COST, PAYBACK_MONTHS)

NO_COST = Sentence(
    "What winning customers cost is not recorded. Record acquisition cost per quarter or segment, "
    "with the number of customers won by it."
)
NOBODY_WON = Sentence("Nobody was won for this cost, so there is no cost of one customer.")
NO_CURVE = Sentence("Too few customers have been watched for a curve of what they brought.")
NO_LIFETIME = Sentence("There is no customer of this group with a forecast.")
NO_MARGIN = Sentence("No cost of goods is known, so it cannot be told what pays anything back.")


def figures(
    lifetimes: Sequence[Lifetime],
    curves: Curves,
    acquisitions: Mapping[str | None, Acquisition],
    *,
    basis: Basis = Basis.PROFIT,
    interval: Interval | None = None,
    currency: str,
    as_of: date,
) -> tuple[Figure, ...]:
    """VA06 and MK05 wherever acquisition cost is known; where it is nowhere, the reason.

    Parameters
    ----------
    acquisitions
        By quarter (`2024-Q1`), by group, and None for everybody.
    basis
        What `value_minor` of the customers is; of revenue nothing is paid back.
    interval
        Of Σ residual value of everybody, from the model.
    """
    if not acquisitions:
        return tuple(Figure(each, None, as_of=as_of, n=0, reason=NO_COST) for each in DEFINITIONS)
    by_group = {each.group: each for each in lifetimes}
    told: list[Figure] = []
    for group, acquisition in acquisitions.items():
        range_ = interval if group is None else None
        here = {"as_of": as_of, "cut": {} if group is None else {"group": group}}
        life = by_group.get(group)
        told.append(_value_to_cost(life, acquisition, basis, currency, range_=range_, told=here))
        told.append(_payback_figure(curves.of(group), acquisition, basis, here))
    return tuple(told)


_SUMS = ("customers", "so_far_minor", "residual_minor")


def _summed(known: Frame, by: str) -> list[tuple[Any, ...]]:
    rows = (
        known.filter(~nw.col(by).is_null())
        .group_by(by)
        .agg(
            customers=nw.len().cast(nw.Int64),
            so_far=nw.col("value_minor").sum().cast(nw.Int64),
            residual=nw.col("residual_value_minor").sum().cast(nw.Int64),
        )
        .select(by, "customers", "so_far", "residual")
    )
    return sorted(rows.collect("pyarrow").rows())


def _reached(curve: Curve, cost: float, name: str) -> float | None:
    """The first month at which that line of the curve is at the cost; None if it never is."""
    before, month_before = None, 0
    for point in curve.points:
        here = float(getattr(point, name))
        if here >= cost:
            if before is None:
                return float(point.month)
            share = (cost - before) / (here - before)
            return month_before + share * (point.month - month_before)
        before, month_before = here, point.month
    return None


def _value_to_cost(
    life: Lifetime | None,
    acquisition: Acquisition,
    basis: Basis,
    currency: str,
    *,
    range_: Interval | None,
    told: dict[str, Any],
) -> Figure:
    if life is None or not life.customers:
        return Figure(VALUE_TO_COST, None, n=0, reason=NO_LIFETIME, **told)
    if not acquisition.customers:
        return Figure(VALUE_TO_COST, None, n=life.customers, reason=NOBODY_WON, **told)
    spent = major(acquisition.spend_minor, currency) * life.customers / acquisition.customers
    if range_ is not None and spent:
        low, high = (
            major(life.so_far_minor + end, currency) / spent
            for end in (range_.low_minor, range_.high_minor)
        )
        told = told | {"low": low, "high": high, "level": range_.level}
    method = Sentence(
        "What was spent on winning customers ÷ customers won is the cost of one. Value so far is "
        "{basis}; to it the expected residual lifetime value is added.",
        basis=basis.sentence,
    )
    value = major(life.value_minor, currency)
    return ratio(VALUE_TO_COST, value, spent, n=life.customers, method=method, **told)


def _payback_figure(
    curve: Curve | None, acquisition: Acquisition, basis: Basis, told: dict[str, Any]
) -> Figure:
    n = curve.customers if curve else 0
    refused: dict[str, Any] = {"n": n, **told}
    if basis is Basis.REVENUE:
        return Figure(PAYBACK_MONTHS, None, reason=NO_MARGIN, **refused)
    if curve is None:
        return Figure(PAYBACK_MONTHS, None, reason=NO_CURVE, **refused)
    try:
        found = payback(curve, acquisition)
    except Undefined as refusal:
        return Figure(PAYBACK_MONTHS, None, reason=refusal.sentence, **refused)
    if found.months is None:
        return Figure(PAYBACK_MONTHS, None, reason=_not_yet(found), **refused)
    method = Sentence(
        "Margin of all orders since the first purchase, in months of a twelfth of a year. "
        "Watched for {n} month.",
        "Margin of all orders since the first purchase, in months of a twelfth of a year. "
        "Watched for {n} months.",
        n=found.horizon,
    )
    return Figure(
        PAYBACK_MONTHS,
        round(found.months, 1),
        low=None if found.low is None else round(found.low, 1),
        high=None if found.high is None else round(found.high, 1),
        level=found.level,
        method=_open_ended(found, method),
        **refused,
    )


def _not_yet(found: Payback) -> Sentence:
    if found.low is not None:
        return Sentence(
            "Not within the {n} month that customers have been watched, though it might be.",
            "Not within the {n} months that customers have been watched, though it might be.",
            n=found.horizon,
        )
    return Sentence(
        "Not within the {n} month that customers have been watched.",
        "Not within the {n} months that customers have been watched.",
        n=found.horizon,
    )


def _open_ended(found: Payback, method: Sentence) -> Sentence:
    if found.high is not None:
        return method
    return Sentence(
        "{method} The upper end of the interval lies beyond that.",
        method=method,
    )
