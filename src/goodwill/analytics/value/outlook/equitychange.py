"""By how much customer equity changed since the last run, and through whom.

Acquired, grown, shrunk and lost customers: four parts that add up to the minor unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.outlook.equity import EQUITY
from goodwill.analytics.value.outlook.worklists import GONE
from goodwill.language import Sentence


class Change(StrEnum):
    """Why equity is not what it was."""

    ACQUIRED = "acquired"
    GROWN = "grown"
    SHRUNK = "shrunk"
    LOST = "lost"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    Change.ACQUIRED: Sentence("Acquired: no customers at the last run"),
    Change.GROWN: Sentence("Grown: more is expected than at the last run"),
    Change.SHRUNK: Sentence("Shrunk: less is expected than at the last run"),
    Change.LOST: Sentence("Lost: customers at the last run, gone by now"),
}


@dataclass(frozen=True)
class Part:
    """One part of the change: its customers, and by how much they changed equity."""

    change: Change
    customers: int
    minor: int


@dataclass(frozen=True)
class EquityChange:
    """Two runs and what lies between: before + Σ parts = after, exactly.

    `unchanged` customers are worth the same in both.
    """

    before_minor: int
    after_minor: int
    parts: tuple[Part, ...]
    unchanged: int

    @property
    def minor(self) -> int:
        return self.after_minor - self.before_minor


def changed(previous: Frame, today: Frame, *, gone: float = GONE) -> EquityChange:
    """What became of equity since the previous run.

    Parameters
    ----------
    previous, today
        `customer_id`, `residual_value_minor`, `p_alive`; nulls for those without a forecast.
    gone
        Below this P(still a customer) somebody counts as lost. Whoever was below it before
        and is not now has grown or shrunk like everybody else; a customer who is no longer
        in the data is lost.

    Notes
    -----
    A run differs from the last by what customers did and by what the model learned from it;
    both are in the parts. Four rows are collected.
    """
    stacked = nw.concat([_side(previous, "before", "after"), _side(today, "after", "before")])
    both = stacked.group_by("customer_id").agg(
        before=nw.col("before").sum().cast(nw.Int64),
        after=nw.col("after").sum().cast(nw.Int64),
        p_before=nw.col("p_before").max(),
        p_after=nw.col("p_after").max(),
    )
    sums = (
        both.with_columns(change=_change(gone))
        .group_by("change")
        .agg(
            customers=nw.len().cast(nw.Int64),
            before=nw.col("before").sum().cast(nw.Int64),
            after=nw.col("after").sum().cast(nw.Int64),
        )
        .select("change", "customers", "before", "after")
    )
    found = {row[0]: tuple(int(x or 0) for x in row[1:]) for row in sums.collect().rows()}
    return EquityChange(
        sum(before for _, before, _ in found.values()),
        sum(after for _, _, after in found.values()),
        tuple(_part(change, *found.get(change.value, (0, 0, 0))) for change in Change),
        found.get(None, (0,))[0],
    )


EQUITY_CHANGE = Definition(
    "VA05_change",
    1,
    Sentence("Change of customer equity"),
    Sentence("By how much customer equity differs from that of the last run, and through whom."),
    Sentence("Σ residual value today − Σ residual value at the last run"),
    Unit.MONEY,
)
FIRST_RUN = Sentence("There is no earlier run to compare with: this one is the first.")


def figures(
    change: EquityChange | None, *, customers: int, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """The change since the last run and its four parts; n/a with the reason on a first run.

    `customers` are those with a forecast today.
    """
    told: dict[str, Any] = {"as_of": as_of, "n": customers}
    if change is None:
        return (money(EQUITY_CHANGE, None, currency, reason=FIRST_RUN, **told),)
    method = Sentence(
        "Before {before}, now {after}. The parts add up to the change exactly; they hold what "
        "customers did and what the model learned from it.",
        before=money(EQUITY, change.before_minor, currency, **told),
        after=money(EQUITY, change.after_minor, currency, **told),
    )
    parts = (
        money(
            EQUITY_CHANGE,
            part.minor,
            currency,
            method=method,
            cut={"change": part.change.value},
            part=part.change.label,
            **(told | {"n": part.customers}),
        )
        for part in change.parts
    )
    return (money(EQUITY_CHANGE, change.minor, currency, method=method, **told), *parts)


def _side(run: Frame, there: str, other: str) -> Frame:
    """One run's customers with a forecast, with nothing in the columns of the other."""
    forecast = run.filter(~nw.col("residual_value_minor").is_null())
    columns = {
        "customer_id": nw.col("customer_id"),
        there: nw.col("residual_value_minor").cast(nw.Int64),
        other: nw.lit(0, nw.Int64),
        f"p_{there}": nw.coalesce(nw.col("p_alive").cast(nw.Float64), nw.lit(1.0)),
        f"p_{other}": nw.lit(None, nw.Float64),
    }
    order = ("customer_id", "before", "after", "p_before", "p_after")
    return forecast.select(**{name: columns[name] for name in order})


def _part(change: Change, customers: int, before: int, after: int) -> Part:
    return Part(change, customers, after - before)


def _change(gone: float) -> nw.Expr:
    """The part a customer belongs to; null where nothing changed."""
    before, after = nw.col("before"), nw.col("after")
    p_before, p_after = nw.col("p_before"), nw.col("p_after")
    has_left = p_after.is_null() | ((p_before >= gone) & (p_after < gone))
    return (
        nw.when(p_before.is_null())
        .then(nw.lit(Change.ACQUIRED.value))
        .when(has_left)
        .then(nw.lit(Change.LOST.value))
        .when(after > before)
        .then(nw.lit(Change.GROWN.value))
        .when(after < before)
        .then(nw.lit(Change.SHRUNK.value))
    )
