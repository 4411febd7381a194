"""Who and what costs were spent on: time-driven activity-based costing, in nine steps.

1. Platform cost goes to departments by users. 2. With its own entries that is a department's
pool. 3. Practical minutes are people × paid minutes × 0.80. 4. Pool ÷ practical minutes is
the rate. 5. Activities take minutes, measured or by time equation. 6. Rate × minutes is their
cost, carried to customer, stage, campaign and channel. 7. Direct entries go by their driver.
8. What is not used stays a line of its own. 9. Sustaining entries stay with the company.

Kaplan & Anderson (2004), Time-Driven Activity-Based Costing, Harvard Business Review 82(11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.naming.kinds import Treatment
from goodwill.analytics.benefit.costing.sharing.capacity import (
    PoolMonth,
    capacities,
)
from goodwill.analytics.benefit.costing.sharing.direct import Settle, as_costs, directly, small
from goodwill.analytics.benefit.costing.sharing.dividing import (
    TERMS,
    check_amount,
    check_weights,
    shared,
    terms,
)
from goodwill.analytics.benefit.costing.sharing.equations import (
    DEFAULT_EQUATIONS,
    THOUSANDTHS,
    TimeEquation,
)
from goodwill.analytics.benefit.costing.sharing.lines import Line, Reason, Uncosted, total
from goodwill.analytics.benefit.costing.sharing.months import (
    months_of,
    uncosted_of,
    used_of,
    without_capacity,
)
from goodwill.analytics.benefit.costing.sharing.pools import Sum, pools_of
from goodwill.analytics.benefit.costing.sharing.quantities import quantities
from goodwill.analytics.benefit.costing.sharing.settings import Settings
from goodwill.analytics.benefit.costing.sharing.work import CUTS, worked
from goodwill.analytics.errors import AnalyticsError, TooFew
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

DEFAULTS = Settings()

RATES_SCHEMA = {
    "department": nw.String,
    "period": nw.Int32,
    **TERMS,
    "is_estimate": nw.Int64,
}


@dataclass(frozen=True)
class Identity:
    """Where every minor unit of the ledger (consumption view) went.

    Parameters
    ----------
    to_customers, to_others
        Assigned to customers; and to campaigns, channels and other causes without a customer.
    unassigned
        What could not be assigned; overload takes back here what it assigned too much.
    """

    ledger: int
    to_customers: int
    to_others: int
    unused: int
    sustaining: int
    unassigned: int

    @property
    def assigned(self) -> int:
        return self.to_customers + self.to_others

    @property
    def difference(self) -> int:
        """0, or something was lost."""
        return self.ledger - self.assigned - self.unused - self.sustaining - self.unassigned


@dataclass(frozen=True)
class Allocation:
    """Costs where they belong.

    Parameters
    ----------
    costs
        One row per CUTS and treatment: `customer_id`, `stage`, `campaign_id`, `channel`,
        `product_id`, `region`, `department`, `kind` (of the activity; of a direct entry its
        sub-category), `period` (202403), `treatment`, `amount_minor` (Int64), `minutes`,
        `activities`, `is_estimate`.
    unused, sustaining, unassigned
        What no customer bears, in order of period, department and reason.
    uncosted
        Activities that got no cost.
    capacity
        Every department and month with practical minutes.
    """

    costs: Frame
    unused: tuple[Line, ...]
    sustaining: tuple[Line, ...]
    unassigned: tuple[Line, ...]
    uncosted: tuple[Uncosted, ...]
    capacity: tuple[PoolMonth, ...]
    identity: Identity

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """Departments that worked more than they can."""
        return tuple(month.warning for month in self.capacity if month.warning)


def allocate(
    entries: Frame,
    activities: Frame,
    capacity: Frame | None,
    equations: Sequence[TimeEquation] = DEFAULT_EQUATIONS,
    drivers: Frame | None = None,
    *,
    stages: Frame | None = None,
    settings: Settings = DEFAULTS,
    settle: Settle,
) -> Allocation:
    """Shares out the ledger's consumption view to the minor unit.

    Parameters
    ----------
    entries
        The table `entries.ENTRIES`; the consumption view is taken of it.
    activities, capacity, drivers
        ACTIVITIES (with any further numbers that time equations need), CAPACITY, DRIVERS.
    stages
        `customer_id`, `stage`, `since_day`: when customers came to a stage.
    settle
        `warehouse.settle`: computes a frame once, or brings in a table of this process.

    Notes
    -----
    The stage of an event is its own; else `churn` for win-back and `expand` for cross- and
    up-selling; else that of the customer at that time; else `shared`.

    Overload: more is worked than is practical. The rate stays pool ÷ practical minutes, so
    customers bear more than the pool holds, and a negative line in `unassigned` (reason
    `overload`) takes the excess back. Costs of customers stay comparable between months, the
    sum stays that of the ledger, and the line says how much work was done beyond what is paid.

    The cost of a department's month is rounded once; activities get their parts by cumulated
    shares rounded down, in the order of CUTS. The order of rows in the tables is irrelevant.

    Raises
    ------
    TooFew
        There are no costs.
    SettingRefused
        A driver is circular; a time equation needs a number that is text.
    NotTogether, Undefined
        Capacity is told twice or negative; quantities are negative or beyond measure.
    AnalyticsError
        The parts do not add up to the ledger.
    """
    ledger = seen(entries, View.CONSUMPTION).frame
    sums = _sums(ledger)
    if not sums:
        raise TooFew(Sentence("cost entries in the consumption view"), 0, 1)
    able = capacities(capacity, settings.practical_share)
    work = settle(worked(activities, equations, stages, settings))
    used = used_of(work)
    pools, left = pools_of(sums, able)
    months = months_of(pools, able, used)
    asked = {each.driver for each in sums if each.treatment == Treatment.DIRECT and each.driver}
    direct = directly(ledger, quantities(drivers, work, asked, settle), settle)
    costs = settle(nw.concat([_of_activities(work, months, settle), *direct.costs]))
    sustaining = [
        each.left(Reason.SUSTAINING) for each in sums if each.treatment == Treatment.SUSTAINING
    ]
    treatments = {treatment.value for treatment in Treatment}
    untreated = [
        each.left(Reason.NO_TREATMENT) for each in sums if each.treatment not in treatments
    ]
    unused = [_rest(month, month.unused_minor, Reason.UNUSED) for month in months]
    unassigned = [
        *(*left, *direct.left, *untreated, *without_capacity(pools, able)),
        *(_rest(m, -m.overload_minor, Reason.OVERLOAD) for m in months if m.overload_minor),
    ]
    found = Allocation(
        costs,
        _ordered(line for line in unused if line.amount_minor),
        _ordered(sustaining),
        _ordered(unassigned),
        uncosted_of(used, able),
        months,
        _identity(sums, costs, unused, sustaining, unassigned),
    )
    _refuse_what_does_not_add_up(found.identity)
    return found


def _sums(ledger: Frame) -> list[Sum]:
    keys = ("period", "treatment", "driver", "department", "subcategory", "is_estimate")
    found = ledger.group_by(*keys).agg(
        amount_minor=nw.col("amount_minor").sum().cast(nw.Int64), entries=nw.len().cast(nw.Int64)
    )
    rows = found.collect("pyarrow").rows(named=True)
    sums = [Sum(**(row | {"is_estimate": bool(row["is_estimate"])})) for row in rows]
    return sorted(sums, key=lambda each: tuple(str(getattr(each, name)) for name in keys))


def _of_activities(work: Frame, months: Iterable[PoolMonth], settle: Settle) -> Frame:
    """The cost of each activity (step 6), added up where they are alike."""
    told = [_rate(month) for month in months if month.used_minutes]
    rates = settle(small(RATES_SCHEMA, told))
    largest = max((rate["total"] for rate in told), default=1)
    costed = work.filter(nw.col("reason").is_null())
    placed = costed.join(rates, on=["department", "period"], how="inner")
    order = [name for name in CUTS if name not in ("department", "period")]
    found = shared(placed, ["department", "period"], order, largest=largest)
    return as_costs(
        found.with_columns(
            treatment=nw.lit(Treatment.POOL.value),
            minutes=nw.col("weight").cast(nw.Float64) / THOUSANDTHS,
        )
    )


def _rate(month: PoolMonth) -> Mapping[str, Any]:
    weight = int(month.used_minutes * THOUSANDTHS)
    check_weights(weight)
    check_amount(month.assigned_minor)
    return terms(month.assigned_minor, weight) | {
        "department": month.department,
        "period": month.period,
        "is_estimate": int(month.pool.is_estimate),
    }


def _rest(month: PoolMonth, amount: int, reason: Reason) -> Line:
    return Line(
        month.period,
        amount,
        reason,
        department=month.department,
        is_estimate=month.pool.is_estimate,
    )


def _identity(
    sums: Iterable[Sum],
    costs: Frame,
    unused: Iterable[Line],
    sustaining: Iterable[Line],
    unassigned: Iterable[Line],
) -> Identity:
    amount, zero = nw.col("amount_minor"), nw.lit(0, dtype=nw.Int64)
    is_nobody = nw.col("customer_id").is_null()
    split = costs.select(
        ours=nw.when(is_nobody).then(zero).otherwise(amount),
        others=nw.when(is_nobody).then(amount).otherwise(zero),
    )
    row = split.select(nw.all().sum().cast(nw.Int64)).collect("pyarrow").rows(named=True)[0]
    return Identity(
        sum(each.amount_minor for each in sums),
        row["ours"] or 0,
        row["others"] or 0,
        total(tuple(unused)),
        total(tuple(sustaining)),
        total(tuple(unassigned)),
    )


def _ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                *(line.period, line.department or "", line.reason),
                *(line.subcategory or "", line.driver or "", line.is_estimate),
            ),
        )
    )


def _refuse_what_does_not_add_up(identity: Identity) -> None:
    if identity.difference:
        raise AnalyticsError(
            Sentence(
                "The costs shared out do not add up to the ledger: {difference} of {ledger} in "
                "the smallest unit of the currency are missing.",
                difference=identity.difference,
                ledger=identity.ledger,
            )
        )
