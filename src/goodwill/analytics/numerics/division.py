"""Integer division of columns that engines write out once, not eight times."""

from __future__ import annotations

import narwhals as nw


def floor_divided(whole: nw.Expr, by: int | nw.Expr) -> nw.Expr:
    """The whole number of times that `by` goes into a column of whole numbers, rounded down.

    Exact for numbers below 2^53: a quotient that is not whole is further from the next whole
    number than rounding to 53 bits can carry it. `//` says the same, but each engine spells out
    its cases with every operand repeated, and nested thrice that is a query of thirty thousand
    letters.

    Parameters
    ----------
    whole
        Integers of either sign, below 2^53 in size.
    by
        A positive integer, or a column of them.
    """
    return (whole / by).floor().cast(nw.Int64)
