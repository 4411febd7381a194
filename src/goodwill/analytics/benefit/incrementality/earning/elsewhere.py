"""Where the effect fell: by product family, department, region or channel of the sale.

Members are compared as a whole in each part: who bought nothing there counts with nought.
Only buyers have rows, so the engine sums those and the others are added as a number. The
parts' effects add up to the whole effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.incrementality.believing.amounts import (
    ANY,
    GAIN,
    LOSS,
    MOST_LOPSIDED,
    SQUARE,
    lopsided,
    skewed,
)
from goodwill.analytics.benefit.incrementality.believing.enough import Interval, trusted_interval
from goodwill.analytics.benefit.incrementality.earning.offsets import offset, together
from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN, REVENUE, dated
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.figure import Definition, Unit
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments, moments
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_PARTS = 30
"""Parts that are shown for themselves, those with most revenue of all arms; the rest is one."""

REST = "…"
"""The name of all parts beyond `MOST_PARTS`."""

PROMOTED, OTHERS = "promoted", "others"

CANNIBALISED = Definition(
    "cannibalised_share",
    1,
    Sentence("Share taken from other products"),
    Sentence(
        "Of what was gained on the products promoted, how much was bought less of others. Below "
        "zero the others gained as well."
    ),
    Sentence("−(effect on other products) ÷ (effect on promoted products)"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class PartEffect:
    """The effect in one part, per treated member; or why it cannot be told.

    `part` is None for sales of which the part is not known.
    """

    part: str | None
    effect: Effect | AnalyticsError


@dataclass(frozen=True)
class Cannibalisation:
    """The effect on what was promoted, on all else, on both, and the share taken away."""

    promoted: Effect | AnalyticsError
    others: Effect | AnalyticsError
    both: Effect | AnalyticsError
    share: Quotient


def sold_in_parts(
    members: Frame, used: Frame, *, window: Window, by: str, has_margin: bool = True
) -> Moments:
    """Moments by arm and part of revenue and margin per member, noughts included.

    Parameters
    ----------
    members
        As `Outcomes.watched` has them.
    used
        The lines used, as `netting.net` returns them.
    by
        A text column of the lines: `category`, `department`, `region`, `channel` …
    has_margin
        Whether costs are known.

    Raises
    ------
    Undefined
        The lines have no such column, or no member bought anything.
    """
    if by not in used.collect_schema().names():
        raise Undefined(Sentence("The orders have no column {column} to cut by.", column=by))
    columns = [REVENUE, MARGIN] if has_margin else [REVENUE]
    per_member = _per_member(members, used, window, by, columns)
    return with_everybody(moments(per_member, columns, ("arm", "part")), _counts(members))


def amounts_in_parts(
    members: Frame, used: Frame, *, window: Window, by: str, has_margin: bool = True
) -> Moments:
    """Moments by arm and part of what `amounts` asks of a metric: margin, or else revenue.

    Columns are that metric, and those of `amounts.Parts` with nought as the centre.

    Raises
    ------
    Undefined
        The lines have no such column, or no member bought anything.
    """
    if by not in used.collect_schema().names():
        raise Undefined(Sentence("The orders have no column {column} to cut by.", column=by))
    name = MARGIN if has_margin else REVENUE
    y, none = nw.col(name).cast(nw.Float64), nw.lit(0.0)
    asked = _per_member(members, used, window, by, [name]).with_columns(
        (y != 0).cast(nw.Float64).alias(ANY),
        nw.when(y > 0).then(y).otherwise(none).alias(GAIN),
        nw.when(y < 0).then(-y).otherwise(none).alias(LOSS),
        (y * y).alias(SQUARE),
    )
    return with_everybody(
        moments(asked, [name, ANY, GAIN, LOSS, SQUARE], ("arm", "part")), _counts(members)
    )


def with_everybody(found: Moments, members: Mapping[str, int]) -> Moments:
    """Cells of arm and part with a nought for each member of the arm who has no row in it.

    Cells that no member has a row in are added.
    """
    have, parts = set(found.keys), dict.fromkeys(key[1:] for key in found.keys)
    wanted = [(arm, *part) for arm in members for part in parts]
    missing = tuple(key for key in wanted if key not in have)
    k = len(found.columns)
    empty = Moments(
        found.columns,
        found.by,
        missing,
        np.zeros(len(missing), dtype=np.int64),
        np.zeros((len(missing), k)),
        np.zeros((len(missing), k, k)),
    )
    whole = found.beside(empty)
    there = zip(whole.keys, whole.n, strict=True)
    return whole.with_zeros([members[str(key[0])] - int(n) for key, n in there])


def effects_by_part(
    found: Moments, treated: str, control: str, column: str = MARGIN, level: float = LEVEL
) -> tuple[PartEffect, ...]:
    """The effect in each part, the largest first, those that cannot be told last.

    Many parts are looked at at once: p-values have to be corrected for it before any of them
    is called sure.
    """
    arms = (treated, control)
    parts = dict.fromkeys(key[1] for key in found.keys)
    cells = {arm: {part: found.where(arm=arm, part=part) for part in parts} for arm in arms}
    effects = [
        PartEffect(part, _together(cells[treated][part], cells[control][part], [column], level))
        for part in parts
    ]
    return tuple(sorted(effects, key=_largest_first))


def trusted_by_part(
    found: Moments, treated: str, control: str, level: float = LEVEL
) -> tuple[PartEffect, ...]:
    """As `effects_by_part`, but with only those intervals that hold for the amounts there are.

    In a part that hardly anybody of a small hold-out bought from, Welch's interval takes the
    hold-out to be sure of its nought and finds effects where there are none.

    Parameters
    ----------
    found
        As `amounts_in_parts` returns it.
    """
    parts = dict.fromkeys(key[1] for key in found.keys)
    effects = [PartEffect(part, _trusted(found, (treated, control), part, level)) for part in parts]
    return tuple(sorted(effects, key=_largest_first))


def _trusted(
    found: Moments, arms: tuple[str, str], part: str | None, level: float
) -> Effect | AnalyticsError:
    treated, control = (found.where(arm=arm, part=part) for arm in arms)
    try:
        if lopsided(treated, control, 0.0) <= MOST_LOPSIDED:
            return together(treated, control, found.columns[:1], level)
        cells = dict(zip(arms, (treated, control), strict=True))
        members = {arm: int(cell.n[0]) for arm, cell in cells.items()}
        buyers = {arm: round(members[arm] * _mean(cell, ANY)) for arm, cell in cells.items()}
        if trusted_interval(buyers, members) is Interval.WELCH:
            return together(treated, control, found.columns[:1], level)
        return skewed(treated, control, level=level)
    except AnalyticsError as refusal:
        return refusal


def promoted_and_others(
    members: Frame,
    used: Frame,
    *,
    window: Window,
    by: str,
    promoted: Sequence[str],
    has_margin: bool = True,
) -> Moments:
    """Moments by arm of what members bought of the products promoted, and of all others.

    Raises
    ------
    Undefined
        The lines have no such column, or none of the products was sold to a member.
    """
    if by not in used.collect_schema().names():
        raise Undefined(Sentence("The orders have no column {column} to cut by.", column=by))
    lines = _lines(members, used, window)
    is_promoted = nw.col(by).cast(nw.String).is_in(list(promoted)).fill_null(False)
    worth = nw.col(MARGIN if has_margin else REVENUE)
    zero = nw.lit(0, dtype=nw.Int64)
    sums = (
        lines.select(
            "customer_id",
            "arm",
            promoted=nw.when(is_promoted).then(worth).otherwise(zero),
            others=nw.when(is_promoted).then(zero).otherwise(worth),
            sold=is_promoted.cast(nw.Int64),
        )
        .group_by("customer_id", "arm")
        .agg(*(nw.col(name).sum().cast(nw.Int64) for name in (PROMOTED, OTHERS, "sold")))
    )
    found = moments(sums, [PROMOTED, OTHERS, "sold"], ("arm",))
    if not found.mean[:, 2].any():
        raise Undefined(
            Sentence(
                "No member bought any of the products promoted, as {column} names them.", column=by
            )
        )
    return with_everybody(found, _counts(members))


def cannibalisation(
    found: Moments, treated: str, control: str, level: float = LEVEL
) -> Cannibalisation:
    """Whether the gain on promoted products was taken from others.

    Parameters
    ----------
    found
        As `promoted_and_others` returns it.
    """
    arms = found.where(arm=treated), found.where(arm=control)
    return Cannibalisation(
        promoted=_together(*arms, [PROMOTED], level),
        others=_together(*arms, [OTHERS], level),
        both=_together(*arms, [PROMOTED, OTHERS], level),
        share=_share(*arms, level),
    )


def _mean(cell: Moments, column: str) -> float:
    (at,) = cell.at(column)
    return float(cell.mean[0, at])


def _per_member(
    members: Frame, used: Frame, window: Window, by: str, columns: Sequence[str]
) -> Frame:
    """One row per member and part that it bought from."""
    lines = _lines(members, used, window).with_columns(part=nw.col(by).cast(nw.String))
    kept = _biggest(lines)
    known = nw.when(nw.col("part").is_in(kept)).then(nw.col("part")).otherwise(nw.lit(REST))
    named = lines.with_columns(part=nw.when(~nw.col("part").is_null()).then(known))
    return named.group_by("customer_id", "arm", "part").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in columns)
    )


def _lines(members: Frame, used: Frame, window: Window) -> Frame:
    """The lines of members in their window, each with its arm and margin."""
    days = dated(members, window).select("customer_id", "arm", "from_day", "to_day")
    both = used.join(days, on="customer_id", how="inner")
    day = nw.col("counted_day").cast(nw.Int64)
    amount = nw.col("amount_minor").cast(nw.Int64)
    return both.filter((day >= nw.col("from_day")) & (day < nw.col("to_day"))).with_columns(
        revenue_minor=amount,
        margin_minor=amount - nw.col("cost_minor").fill_null(0).cast(nw.Int64),
    )


def _biggest(lines: Frame) -> list[str]:
    """The parts with most revenue over all arms, so that no arm decides which are shown."""
    sums = lines.group_by("part").agg(n=nw.col(REVENUE).sum().cast(nw.Int64))
    ranked = sums.filter(~nw.col("part").is_null()).sort("n", "part", descending=[True, False])
    return list(ranked.head(MOST_PARTS).collect("pyarrow")["part"].to_list())


def _counts(members: Frame) -> dict[str, int]:
    found = members.group_by("arm").agg(n=nw.len().cast(nw.Int64)).collect("pyarrow")
    return {str(row["arm"]): int(row["n"]) for row in found.rows(named=True)}


def _largest_first(each: PartEffect) -> tuple[bool, float, str]:
    if isinstance(each.effect, AnalyticsError):
        return True, 0.0, each.part or ""
    return False, -abs(each.effect.value), each.part or ""


def _together(
    treated: Moments, control: Moments, columns: list[str], level: float
) -> Effect | AnalyticsError:
    try:
        return together(treated, control, columns, level)
    except (TooFew, Undefined) as refusal:
        return refusal


def _share(treated: Moments, control: Moments, level: float) -> Quotient:
    try:
        return offset(
            treated,
            control,
            gained=[PROMOTED],
            lost=[OTHERS],
            level=level,
            unsure=Sentence(
                "It is not certain that the products promoted gained anything, so what share of "
                "it was taken from others cannot be told."
            ),
            none=Sentence("The products promoted gained nothing that others could have lost."),
        )
    except (TooFew, Undefined) as refusal:
        return Quotient(None, reason=refusal.sentence)
