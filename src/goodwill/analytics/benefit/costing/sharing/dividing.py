"""Dividing whole amounts by weights so that the parts add up, here and on every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

import narwhals as nw

from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

LIMB = 2**16
MOST_AT_ONCE = 2**31
MOST_WEIGHT = 2**46
MOST_AMOUNT = 2**51
"""Up to these, shares are exact in 64-bit whole numbers."""


def nearest(amount: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    whole = floor(abs(amount) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


def by_largest_remainder(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Parts in proportion to weights, which add up to the whole.

    Each gets its share rounded down; what is left goes out one by one to the largest
    remainders, of equal ones to the name that comes first. Of a negative whole the parts
    are those of the positive one, negative.
    """
    total = sum(weights.values())
    size = abs(whole)
    parts = {name: size * weight // total for name, weight in weights.items()}
    order = sorted(weights, key=lambda name: (-(size * weights[name] % total), name))
    for name in order[: size - sum(parts.values())]:
        parts[name] += 1
    return {name: part if whole >= 0 else -part for name, part in parts.items()}


def terms(whole: int, total: int) -> dict[str, int]:
    """What `shared` needs to know of an amount and the sum of the weights that it goes by.

    whole ÷ total = sign × (each + rest ÷ total).
    """
    each, rest = divmod(abs(whole), total)
    return {"sign": 1 if whole >= 0 else -1, "each": each, "rest": rest, "total": total}


TERMS = dict.fromkeys(("sign", "each", "rest", "total"), nw.Int64)


def shared(frame: Frame, within: Sequence[str], order: Sequence[str], *, largest: int) -> Frame:
    """Adds `amount_minor`: each row's part of an amount by its `weight`.

    Parameters
    ----------
    frame
        TERMS (the same in all rows of a group) and `weight` (Int64, not negative), of which
        `total` > 0 is the sum in the group.
    within, order
        The columns that make a group, and those that put its rows in an order without ties.
    largest
        The largest `total` in the frame.

    Notes
    -----
    Rows are taken in order; with C the weight up to and including a row, the rows so far
    have ⌊whole × C ÷ total⌋ together (away from zero where the whole is negative: its parts
    are those of the positive one, negative). So the parts add up to the whole, none is off
    by as much as one, and a product that 64 bits do not hold is divided limb by limb.
    """
    weight = nw.col("weight")
    summed = weight.cum_sum().over(*within, order_by=list(order)).cast(nw.Int64)
    frame = frame.with_columns(_upto=summed)
    frame = frame.with_columns(_before=nw.col("_upto") - weight)
    divide = _divided if largest <= MOST_AT_ONCE else _divided_by_limbs
    frame = divide(divide(frame, "_upto"), "_before")
    beyond = nw.col("_upto") - nw.col("_before")
    part = nw.col("sign") * (nw.col("each") * weight + beyond)
    return frame.with_columns(amount_minor=part.cast(nw.Int64)).drop("_upto", "_before")


def check_weights(total: int) -> None:
    """Refuses what shares could not be exact for."""
    if total > MOST_WEIGHT:
        raise Undefined(
            Sentence(
                "Quantities in one month add up to {total}: that cannot be right. Look for a "
                "unit that is too small.",
                total=total // 1000,
            )
        )


def check_amount(amount: int) -> None:
    """Refuses what shares could not be exact for."""
    if abs(amount) > MOST_AMOUNT:
        raise Undefined(
            Sentence(
                "Costs in one month add up to {amount} in the smallest unit of the currency: "
                "that cannot be right.",
                amount=amount,
            )
        )


def _divided(frame: Frame, part: str) -> Frame:
    """Replaces `part` by ⌊rest × part ÷ total⌋."""
    frame = frame.with_columns(_product=nw.col("rest") * nw.col(part))
    frame = frame.with_columns(_left=nw.col("_product") % nw.col("total"))
    found = _quotient(nw.col("_product") - nw.col("_left"), nw.col("total"))
    return frame.with_columns(found.alias(part)).drop("_product", "_left")


def _divided_by_limbs(frame: Frame, part: str) -> Frame:
    """The same by long division: three limbs of 16 bits."""
    below, rest, upto = nw.col("total"), nw.col("rest"), nw.col(part)
    frame = frame.with_columns(_low=upto % LIMB)
    frame = frame.with_columns(_high=_quotient(upto - nw.col("_low"), nw.lit(LIMB)))
    frame = frame.with_columns(_middle=nw.col("_high") % LIMB)
    frame = frame.with_columns(
        _high=_quotient(nw.col("_high") - nw.col("_middle"), nw.lit(LIMB)),
        _carry=nw.lit(0, dtype=nw.Int64),
        _found=nw.lit(0, dtype=nw.Int64),
    )
    for limb in ("_high", "_middle", "_low"):
        frame = frame.with_columns(_product=nw.col("_carry") * LIMB + rest * nw.col(limb))
        frame = frame.with_columns(_carry=nw.col("_product") % below)
        whole = _quotient(nw.col("_product") - nw.col("_carry"), below)
        frame = frame.with_columns(_found=nw.col("_found") * LIMB + whole)
    frame = frame.with_columns(nw.col("_found").cast(nw.Int64).alias(part))
    return frame.drop("_low", "_middle", "_high", "_carry", "_found", "_product")


def _quotient(multiple: nw.Expr, of: nw.Expr) -> nw.Expr:
    """Exact where the quotient is below 2^51, though engines divide in floating point."""
    return (multiple / of + 0.5).floor().cast(nw.Int64)
