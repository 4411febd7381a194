"""Direct entries: to the customer who caused them, else by the quantities of their driver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.naming.kinds import Driver, Treatment
from goodwill.analytics.benefit.costing.sharing.dividing import (
    TERMS,
    check_amount,
    check_weights,
    shared,
    terms,
)
from goodwill.analytics.benefit.costing.sharing.lines import Line, Reason
from goodwill.analytics.benefit.costing.sharing.quantities import Quantities, Scope
from goodwill.analytics.tables import Frame

Settle = Callable[[Frame | nw.DataFrame[Any]], Frame]

CARRIED = ("stage", "campaign_id", "channel", "product_id", "region", "department", "subcategory")
"""What an entry says of itself and its cost keeps."""

COSTS_SCHEMA = {
    **dict.fromkeys(("customer_id", "stage", "campaign_id", "channel"), nw.String),
    **dict.fromkeys(("product_id", "region", "department", "kind"), nw.String),
    "period": nw.Int32,
    "treatment": nw.String,
    "amount_minor": nw.Int64,
    "minutes": nw.Float64,
    "activities": nw.Int64,
    "is_estimate": nw.Int64,
}
"""The columns of costs that were assigned."""


@dataclass(frozen=True)
class Group:
    """Direct entries of one month without a customer that are alike, added up."""

    period: int
    driver: str | None
    stage: str | None
    campaign_id: str | None
    channel: str | None
    product_id: str | None
    region: str | None
    department: str | None
    subcategory: str | None
    segment: str | None
    is_estimate: int
    amount_minor: int
    entries: int

    @property
    def has_driver(self) -> bool:
        return self.driver not in (None, Driver.NONE)

    @property
    def has_target(self) -> bool:
        """It names what caused it, though no customer."""
        named = (self.campaign_id, self.channel, self.product_id, self.region, self.segment)
        return any(named)

    def left(self, reason: Reason) -> Line:
        return Line(
            self.period,
            self.amount_minor,
            reason,
            self.department,
            self.subcategory,
            self.driver,
            self.entries,
            bool(self.is_estimate),
        )


@dataclass(frozen=True)
class Direct:
    """Direct costs assigned, and the entries that could not be."""

    costs: tuple[Frame, ...]
    left: tuple[Line, ...]


def directly(entries: Frame, quantities: Quantities, settle: Settle) -> Direct:
    """Assigns the direct entries (step 7).

    Notes
    -----
    An entry of a customer is that customer's. One with a driver is shared out by the driver's
    quantities of the month. One with neither stays with the campaign, channel, product, region
    or segment that it names, and is unassigned if it names none.
    """
    direct = entries.filter(nw.col("treatment") == Treatment.DIRECT.value)
    groups = _groups(direct.filter(nw.col("customer_id").is_null()))
    named = [each for each in groups if not each.has_driver and each.has_target]
    driven = [each for each in groups if each.has_driver]
    costs = [_of_customers(direct.filter(~nw.col("customer_id").is_null()))]
    left = [
        each.left(Reason.NO_TARGET)
        for each in groups
        if not each.has_driver and not each.has_target
    ]
    if named:
        costs.append(settle(small(COSTS_SCHEMA, [_named(each) for each in named])))
    parted, without = _parted(driven, quantities)
    left.extend(each.left(Reason.NO_QUANTITY) for each in without)
    if parted:
        largest = max(row["total"] for row in parted)
        costs.append(_by_driver(settle(small(PARTED_SCHEMA, parted)), quantities.frame, largest))
    return Direct(tuple(costs), tuple(left))


def _groups(entries: Frame) -> list[Group]:
    keys = ("period", "driver", *CARRIED, "segment", "is_estimate")
    found = entries.group_by(*keys).agg(
        amount_minor=nw.col("amount_minor").sum().cast(nw.Int64), entries=nw.len().cast(nw.Int64)
    )
    groups = [Group(**row) for row in found.collect("pyarrow").rows(named=True)]
    return sorted(groups, key=lambda each: tuple(str(getattr(each, name) or "") for name in keys))


def _of_customers(entries: Frame) -> Frame:
    keys = ("customer_id", *CARRIED, "period", "is_estimate")
    summed = entries.group_by(*keys).agg(amount_minor=nw.col("amount_minor").sum().cast(nw.Int64))
    return as_costs(
        summed.with_columns(
            kind=nw.col("subcategory"),
            treatment=nw.lit(Treatment.DIRECT.value),
            minutes=nw.lit(0.0, dtype=nw.Float64),
            activities=nw.lit(0, dtype=nw.Int64),
        )
    )


def as_costs(frame: Frame) -> Frame:
    """The columns of COSTS_SCHEMA, in its order and types."""
    return frame.select(*(nw.col(name).cast(kind) for name, kind in COSTS_SCHEMA.items()))  # type: ignore[arg-type]


def _named(group: Group) -> Mapping[str, Any]:
    carried = {name: getattr(group, name) for name in CARRIED}
    return carried | {
        "customer_id": None,
        "kind": group.subcategory,
        "period": group.period,
        "treatment": Treatment.DIRECT.value,
        "amount_minor": group.amount_minor,
        "minutes": 0.0,
        "activities": 0,
        "is_estimate": group.is_estimate,
    }


PARTED_SCHEMA = {
    "group": nw.Int64,
    "driver": nw.String,
    "period": nw.Int32,
    "of_campaign": nw.String,
    "of_channel": nw.String,
    **TERMS,
    **dict.fromkeys(CARRIED, nw.String),
    "is_estimate": nw.Int64,
}


def _parted(
    groups: Iterable[Group], quantities: Quantities
) -> tuple[list[Mapping[str, Any]], list[Group]]:
    """One row for each group and scope of its driver; and the groups without any quantity."""
    rows: list[Mapping[str, Any]] = []
    without: list[Group] = []
    for number, group in enumerate(groups):
        scopes = quantities.serving(group.driver or "", group.period, _scope(group))
        total = sum(scopes.values())
        if not total:
            without.append(group)
            continue
        check_weights(total)
        check_amount(group.amount_minor)
        rows.extend(_row(number, group, scope, total) for scope in scopes)
    return rows, without


def _scope(group: Group) -> Scope:
    return Scope(group.campaign_id or "", group.channel or "")


def _row(number: int, group: Group, scope: Scope, total: int) -> Mapping[str, Any]:
    carried = {name: getattr(group, name) for name in CARRIED}
    return (
        carried
        | terms(group.amount_minor, total)
        | {
            "group": number,
            "driver": group.driver,
            "period": group.period,
            "of_campaign": scope.campaign,
            "of_channel": scope.channel,
            "is_estimate": group.is_estimate,
        }
    )


def _by_driver(parted: Frame, quantities: Frame, largest: int) -> Frame:
    """In the order of customer, campaign and channel."""
    keys = ["driver", "period", "of_campaign", "of_channel"]
    targets = quantities.join(parted, on=keys, how="inner")
    order = ["of_customer", "of_campaign", "of_channel"]
    found = shared(targets, ["group"], order, largest=largest)
    return as_costs(
        found.with_columns(
            customer_id=_named_or_null("of_customer"),
            campaign_id=nw.coalesce(nw.col("campaign_id"), _named_or_null("of_campaign")),
            channel=nw.coalesce(nw.col("channel"), _named_or_null("of_channel")),
            kind=nw.col("subcategory"),
            treatment=nw.lit(Treatment.DIRECT.value),
            minutes=nw.lit(0.0, dtype=nw.Float64),
            activities=nw.lit(0, dtype=nw.Int64),
        )
    )


def _named_or_null(name: str) -> nw.Expr:
    return nw.when(nw.col(name) != "").then(nw.col(name))


def small(schema: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> nw.DataFrame[Any]:
    """A table of this process."""
    columns = {name: [row[name] for row in rows] for name in schema}
    return nw.from_dict(columns, schema=dict(schema), backend="pyarrow")
