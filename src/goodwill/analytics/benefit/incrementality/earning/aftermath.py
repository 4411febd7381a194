"""What came after the campaign: was it only brought forward, or did it go on working?

Arms go on being comparable after the campaign, so the same difference is taken in windows of
the same length that follow it, as far as the orders reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import narwhals as nw

from goodwill.analytics.benefit.incrementality.earning.offsets import offset, together
from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN, ORDERS, REVENUE, dated
from goodwill.analytics.benefit.incrementality.members.windows import Window, day_as_date
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments, moments
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_WINDOWS = 3
DURING = "during"

PULL_FORWARD = Definition(
    "pull_forward_share",
    1,
    Sentence("Share that was only brought forward"),
    Sentence(
        "Of what the campaign gained while it ran, how much members then bought less. Below "
        "zero it went on working."
    ),
    Sentence("−(effect in the windows after the campaign) ÷ (effect while it ran)"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class After:
    """One window after the campaign: the effect in it alone, and with all before it.

    Parameters
    ----------
    place
        1 for the window right after the campaign.
    effect, cumulated
        Per treated member, in the unit of the measure; or why it cannot be told.
    """

    place: int
    effect: Effect | AnalyticsError
    cumulated: Effect | AnalyticsError


@dataclass(frozen=True)
class Aftermath:
    """The effect while the campaign ran, after it, and the share only brought forward."""

    during: Effect | AnalyticsError
    after: tuple[After, ...]
    pulled: Quotient
    level: float = LEVEL


def whole_windows(members: Frame, window: Window, last_day: int) -> int:
    """How many windows of the campaign's length follow it in full for every member, at most 3."""
    row = dated(members, window).select(last=nw.col("to_day").max()).collect("pyarrow")
    last = row["last"][0]
    if last is None:
        raise Undefined(Sentence("No member has a day on which it was drawn."))
    return max(0, min(MOST_WINDOWS, (last_day + 1 - int(last)) // window.length))


def watched_after(
    members: Frame,
    orders: Frame,
    *,
    window: Window,
    last_day: int,
    measure: str = MARGIN,
) -> Moments:
    """Moments by arm of `measure` in the campaign's window and in each whole one after it.

    Parameters
    ----------
    members
        As `Outcomes.watched` has them.
    orders
        As `histories.orders` returns them.
    measure
        `margin_minor`, `revenue_minor` or `orders`.

    Returns
    -------
    Moments
        Columns `during`, and `after_1` … as far as `last_day` reaches.
    """
    whole = whole_windows(members, window, last_day)
    days = dated(members, window).select("customer_id", "arm", "from_day", "to_day")
    both = orders.join(days.drop("arm"), on="customer_id", how="inner")
    day = nw.col("day").cast(nw.Int64)
    value = worth(measure)
    edges = {DURING: (nw.col("from_day"), nw.col("to_day"))} | {
        f"after_{k}": (
            nw.col("to_day") + (k - 1) * window.length,
            nw.col("to_day") + k * window.length,
        )
        for k in range(1, whole + 1)
    }
    zero = nw.lit(0, dtype=nw.Int64)
    sums = both.select(
        "customer_id",
        **{
            name: nw.when((day >= start) & (day < end)).then(value).otherwise(zero)
            for name, (start, end) in edges.items()
        },
    )
    by_customer = sums.group_by("customer_id").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in edges)
    )
    everybody = days.select("customer_id", "arm").join(by_customer, on="customer_id", how="left")
    filled = everybody.with_columns(*(nw.col(name).fill_null(0) for name in edges))
    return moments(filled, list(edges), ("arm",))


def aftermath(found: Moments, treated: str, control: str, level: float = LEVEL) -> Aftermath:
    """The effect window by window, and what share of the gain was lost again.

    Parameters
    ----------
    found
        As `watched_after` returns it.
    """
    arms = found.where(arm=treated), found.where(arm=control)
    names = [name for name in found.columns if name != DURING]
    after = tuple(
        After(
            place,
            _tried(*arms, [name], level),
            _tried(*arms, [DURING, *names[:place]], level),
        )
        for place, name in enumerate(names, 1)
    )
    return Aftermath(_tried(*arms, [DURING], level), after, _pulled(*arms, names, level), level)


def pull_forward_figure(found: Aftermath, receipt: Receipt) -> Figure:
    """The share brought forward with its interval, or why it cannot be told."""
    n = 0 if isinstance(found.during, AnalyticsError) else _members(found.during)
    common = receipt.common(n)
    if found.pulled.value is None:
        return Figure(PULL_FORWARD, None, reason=found.pulled.reason, **common)
    method = Sentence(
        "{n} window after the campaign, as long as it. Interval after Fieller.",
        "{n} windows after the campaign, each as long as it. Interval after Fieller.",
        n=len(found.after),
    )
    pulled = found.pulled
    return Figure(
        PULL_FORWARD,
        pulled.value,
        low=pulled.low,
        high=pulled.high,
        level=found.level,
        method=method,
        **common,
    )


def sentence(found: Aftermath, share: Figure, window: Window) -> Sentence:
    """What became of the gain, in one sentence; `share` is the figure of it."""
    if not found.after:
        return Sentence(
            "Whether purchases were only brought forward can be told when the orders reach to "
            "{day}.",
            day=_next_day(window),
        )
    pulled = found.pulled
    if pulled.low is None or pulled.high is None:
        return pulled.reason or Sentence("It cannot be told what became of the gain.")
    if pulled.low > 0:
        return Sentence(
            "Part of it was only brought forward: {share} of what was gained was bought less "
            "afterwards.",
            share=share,
        )
    if pulled.high < 0:
        return Sentence(
            "It went on working: after the campaign its members still bought more than those "
            "left alone."
        )
    return Sentence(
        "After the campaign no difference can be told: it is not shown that purchases were only "
        "brought forward, nor that they were not."
    )


def _next_day(window: Window) -> date:
    return day_as_date(window.end_day + window.length - 1)


def worth(measure: str) -> nw.Expr:
    if measure == ORDERS:
        return nw.col("is_purchase").cast(nw.Int64)
    if measure == REVENUE:
        return nw.col("amount_minor").cast(nw.Int64)
    return (nw.col("amount_minor") - nw.col("cost_minor").fill_null(0)).cast(nw.Int64)


def _tried(
    treated: Moments, control: Moments, columns: list[str], level: float
) -> Effect | AnalyticsError:
    try:
        return together(treated, control, columns, level)
    except (TooFew, Undefined) as refusal:
        return refusal


def _pulled(treated: Moments, control: Moments, names: list[str], level: float) -> Quotient:
    if not names:
        return Quotient(
            None,
            reason=Sentence("The orders do not reach far enough beyond the campaign's last day."),
        )
    try:
        return offset(
            treated,
            control,
            gained=[DURING],
            lost=names,
            level=level,
            unsure=Sentence(
                "It is not certain that the campaign gained anything while it ran, so what share "
                "of it was brought forward cannot be told."
            ),
            none=Sentence(
                "The campaign gained nothing while it ran, so nothing can have been brought "
                "forward."
            ),
        )
    except (TooFew, Undefined) as refusal:
        return Quotient(None, reason=refusal.sentence)


def _members(effect: Effect) -> int:
    return effect.n_treated + effect.n_control
