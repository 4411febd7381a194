"""What to offer whom next: ranked by the margin it is expected to bring on top.

For each customer and each thing he has not had: the surest rule among all he has had says
how likely he buys it in the coming window; what everybody does is taken off, and the rest
multiplied by the margin of one purchase. Things he buys again and again are no offers: they
are listed apart when they are due. Where rules do not surely beat plain best-sellers on
later days, best-sellers are offered, and the result says so.

All of it is association: who bought one thing more often buys the other. What an offer
changes, only a campaign with a hold-out can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import associations, ownership
from goodwill.analytics.value.advising import offers_candidates as candidates
from goodwill.analytics.value.advising.associations import Counts, Settle, Shares
from goodwill.analytics.value.advising.offers_checks import HoldOut, held_out
from goodwill.analytics.value.advising.ownership import Item
from goodwill.language import Sentence

MOST_ITEMS = 500
PER_CUSTOMER = 3
REGULARLY = 3
"""Purchases from which a thing has an interval of its own."""
SILENT_TOO_LONG = 3.0


@dataclass(frozen=True, eq=False)
class Learnt:
    """What was learnt from the last window before `as_of_day`, and whether it holds.

    Parameters
    ----------
    items
        The most bought, at most `most_items`; nothing else is offered or counted.
    held_out
        Association against best-sellers at a later time; None where it could not be tried,
        `reason` then says why.
    is_association
        Whether offers are made by association (else: best-sellers).
    has_cost
        Whether margins are amount less cost; otherwise they are amounts, for want of costs.
    """

    as_of_day: int
    window_days: int
    lookback_days: int
    by: str
    items: tuple[Item, ...]
    counts: Counts
    shares: Shares
    days: Frame
    held_out: HoldOut | None
    reason: AnalyticsError | None = None

    @property
    def is_association(self) -> bool:
        return self.held_out is not None and self.held_out.is_better

    @property
    def has_cost(self) -> bool:
        return self.counts.has_cost

    @property
    def verdict(self) -> Sentence:
        if self.held_out is not None:
            return self.held_out.verdict
        return Sentence(
            "Whether association beats best-sellers could not be tried: {reason} Best-sellers are "
            "offered.",
            reason=self.reason.sentence if self.reason else "",
        )

    @property
    def method(self) -> Sentence:
        told: dict[str, object] = {
            "items": len(self.items),
            "window": self.window_days,
            "lookback": self.lookback_days,
            "weight": self.shares.weight,
        }
        if self.has_cost:
            return Sentence(
                "Among the {items} most bought, of what was bought in {lookback} days, who went on "
                "to buy what within {window} days; shares drawn towards everybody's with the "
                "weight of {weight} customers; margin is amount less cost.",
                **told,
            )
        return Sentence(
            "Among the {items} most bought, of what was bought in {lookback} days, who went on "
            "to buy what within {window} days; shares drawn towards everybody's with the "
            "weight of {weight} customers; costs are not known, so the amount stands for margin.",
            **told,
        )


def learn(
    purchases: Any,
    *,
    as_of_day: int,
    by: str = "product_id",
    window_days: int = 90,
    lookback_days: int = 365,
    most_items: int = MOST_ITEMS,
    settle: Settle | None = None,
) -> Learnt:
    """Count what follows what, and try it on later days.

    Parameters
    ----------
    purchases
        Lines as `netting.net` returns them, or any with `customer_id`, `amount_minor`, `day`
        and the column `by`; `cost_minor` and `category` are used if there are any.
    by
        `product_id` or `category`.
    settle
        `warehouse.settle`: many steps build on a few frames.

    Raises
    ------
    TooFew
        Fewer than two different things were bought.
    SettingRefused
        A window or a look-back that is no day long.
    """
    if min(window_days, lookback_days) < 1 or most_items < 2:
        raise SettingRefused(
            Sentence("The window and the look-back must be a day or longer, and items two or more.")
        )
    computed: Settle = settle or _as_is
    table: Frame = nw.from_native(purchases, pass_through=False).lazy()
    days = computed(ownership.bought(table, as_of_day, by))
    told: dict[str, Any] = {"window_days": window_days, "lookback_days": lookback_days}
    asked = told | {"most": most_items, "settle": computed}
    now = associations.counts(days, as_of_day - window_days, **asked)
    if len(now.items) < 2:
        raise TooFew(Sentence("different things bought before the last window"), len(now.items), 2)
    tried: HoldOut | None = None
    reason: AnalyticsError | None = None
    try:
        then = ownership.bought(table, as_of_day - window_days, by)
        before = associations.counts(computed(then), as_of_day - 2 * window_days, **asked)
        if len(before.items) < 2:
            raise TooFew(Sentence("different things bought in time"), len(before.items), 2)
        tried = held_out(
            before,
            associations.shares(before),
            days,
            as_of_day - window_days,
            length=PER_CUSTOMER,
            settle=computed,
            **told,
        )
    except TooFew as few:
        reason = few
    known = (as_of_day, window_days, lookback_days, by, now.items, now)
    return Learnt(*known, associations.shares(now), days, tried, reason)


def offers(
    learnt: Learnt,
    *,
    customers: Any = None,
    per_customer: int = PER_CUSTOMER,
    settle: Settle | None = None,
) -> Frame:
    """At most `per_customer` offers for everyone who bought in the look-back.

    Parameters
    ----------
    customers
        A frame of the same engine with `customer_id` and `p_alive`: chances are scaled by
        how much likelier the customer is to be one still than those the rule was seen in.

    Returns
    -------
    Frame
        `customer_id`, `rank` (1 is best), `item`; `had_item` (what the rule rests on, null
        for a best-seller); `n` customers who had it and not the item, `k` of them who bought
        it in the window; `base` (share of all who had it not); `probability` in the coming
        window with its 90 % limits `low` and `high`; `margin_minor` of one purchase;
        `expected_minor` = probability × margin; `incremental_minor` = (probability − base) ×
        margin (null for a best-seller); `is_up_sell` (same category, more margin).
    """
    computed: Settle = settle or _as_is
    had = ownership.owned(learnt.days, learnt.as_of_day, learnt.lookback_days)
    had = computed(ownership.of_items(had, learnt.counts.items_frame).select("customer_id", "item"))
    if learnt.is_association:
        found = candidates.by_rule(learnt.counts, learnt.shares.weight, had)
        group = "had_item"
    else:
        found = candidates.best_sellers(learnt.counts, had, per_customer)
        group = "item"
    if customers is not None:
        found = candidates.scaled(found, had, customers, group)
    margin = nw.col("margin_minor")
    valued = found.with_columns(
        expected_minor=(nw.col("probability") * margin).round().cast(nw.Int64),
        _gain=nw.col("_above") * margin,
    )
    ranked = valued.with_columns(_behind=-nw.col("_gain"), _one=nw.lit(1)).with_columns(
        rank=nw.col("_one")
        .cum_sum()
        .over("customer_id", order_by=["_behind", "item"])
        .cast(nw.Int64)
    )
    gain = nw.when(~nw.col("had_item").is_null()).then(nw.col("_gain").round().cast(nw.Int64))
    kept = ranked.filter(nw.col("rank") <= per_customer)
    return kept.with_columns(incremental_minor=gain).select(*OFFER)


OFFER = (
    *("customer_id", "rank", "item", "had_item", "n", "k", "base", "probability", "low", "high"),
    *("margin_minor", "expected_minor", "incremental_minor", "is_up_sell"),
)


def due_again(learnt: Learnt) -> Frame:
    """What customers buy again and again and is due by their own interval on the as-of day.

    Returns
    -------
    Frame
        `customer_id`, `item`, `purchases` (3 or more), `interval_days` (mean time between
        them), `last_day`, `due_day` ≤ as-of day. Silence of three intervals is left out: the
        thing is no longer bought.
    """
    had = ownership.owned(learnt.days, learnt.as_of_day, learnt.lookback_days)
    often = had.filter(nw.col("purchases") >= REGULARLY)
    span = (nw.col("last_day") - nw.col("first_day")).cast(nw.Float64)
    timed = often.with_columns(interval_days=span / (nw.col("purchases") - 1).cast(nw.Float64))
    timed = timed.with_columns(
        due_day=(nw.col("last_day") + nw.col("interval_days").round()).cast(nw.Int64),
        _silent=(nw.lit(learnt.as_of_day) - nw.col("last_day")).cast(nw.Float64),
    )
    is_due = nw.col("due_day") <= learnt.as_of_day
    not_lost = nw.col("_silent") < SILENT_TOO_LONG * nw.col("interval_days")
    return timed.filter(is_due & not_lost).select(
        "customer_id", "item", "purchases", "interval_days", "last_day", "due_day"
    )


def _as_is(frame: Frame) -> Frame:
    return frame
