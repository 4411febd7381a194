"""What a campaign has brought until each of several days, for those who cannot wait.

Whoever looks at a running campaign and stops at the first significant day is wrong in one
campaign of four. The intervals here hold at all looks at once (`sequences`), so one may
look every day, and stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from goodwill.analytics.benefit.incrementality.believing.sequences import sequence
from goodwill.analytics.benefit.incrementality.earning.aftermath import worth
from goodwill.analytics.benefit.incrementality.members.summing import dated
from goodwill.analytics.benefit.incrementality.members.windows import Window, day_as_date
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments, moments
from goodwill.analytics.tables import Frame

MOST_LOOKS = 8


@dataclass(frozen=True)
class Look:
    """The effect per member of all that was done before `until`; None if it is too early."""

    until: date
    effect: Effect | None


def days_of(window: Window) -> tuple[int, ...]:
    """Up to eight days, spread over the window, its end the last; each is the first not seen."""
    steps = min(MOST_LOOKS, window.length)
    start = window.start_day
    return tuple(start + round(window.length * k / steps) for k in range(1, steps + 1))


def cumulated(
    members: Frame, orders: Frame, *, window: Window, until: Sequence[int], measure: str
) -> Moments:
    """Moments by arm of what members did before each day: one pass over the orders.

    Parameters
    ----------
    members
        As `Outcomes.watched` has them.
    orders
        As `histories.orders` returns them.

    Returns
    -------
    Moments
        Columns `worth_0`, `bought_0`, `worth_1` …, in the order of `until`.
    """
    days = dated(members, window).select("customer_id", "arm", "from_day", "to_day")
    both = orders.join(days.drop("arm"), on="customer_id", how="inner")
    day = nw.col("day").cast(nw.Int64)
    inside = (day >= nw.col("from_day")) & (day < nw.col("to_day"))
    kept = both.filter(inside).with_columns(
        worth=worth(measure), bought=nw.col("is_purchase").cast(nw.Int64)
    )
    zero = nw.lit(0, dtype=nw.Int64)
    names = [f"{what}_{k}" for k in range(len(until)) for what in ("worth", "bought")]
    parts = {
        name: nw.when(day < until[int(name.rpartition("_")[2])])
        .then(nw.col(name.rpartition("_")[0]))
        .otherwise(zero)
        for name in names
    }
    sums = (
        kept.select("customer_id", **parts)
        .group_by("customer_id")
        .agg(*(nw.col(name).sum().cast(nw.Int64) for name in names))
    )
    everybody = days.select("customer_id", "arm").join(sums, on="customer_id", how="left")
    filled = everybody.with_columns(*(nw.col(name).fill_null(0) for name in names))
    once = [nw.when(nw.col(n) > 0).then(1).otherwise(0).alias(n) for n in names if "bought" in n]
    return moments(filled.with_columns(*once), names, ("arm",))


def looks(
    found: Moments,
    until: Sequence[int],
    *,
    treated: str,
    control: str,
    level: float = LEVEL,
) -> tuple[Look, ...]:
    """The effect at each look, with intervals that hold at all of them.

    Parameters
    ----------
    found, until
        As `cumulated` returns and took them.
    """
    pairs = [(_at(found, treated, k), _at(found, control, k)) for k in range(len(until))]
    members = sum(int(cell.n[0]) for cell in pairs[0])
    effects = sequence(pairs, "worth", tuned_for=members, buyers="bought", level=level)
    return tuple(Look(day_as_date(day), effect) for day, effect in zip(until, effects, strict=True))


def _at(found: Moments, arm: str, look: int) -> Moments:
    """One cell whose columns are called alike at every look."""
    cell = found.where(arm=arm)
    at = cell.at(f"worth_{look}", f"bought_{look}")
    return Moments(
        ("worth", "bought"),
        cell.by,
        cell.keys,
        cell.n,
        cell.mean[:, at],
        cell.comoment[:, at][:, :, at],
    )
