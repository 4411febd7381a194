"""A formula as an expression that an engine computes for every row."""

from __future__ import annotations

import operator
from functools import reduce

import narwhals as nw

from goodwill.analytics.formulas.evaluating import OPERATIONS
from goodwill.analytics.formulas.tree import (
    Comparison,
    Extreme,
    Name,
    Negative,
    Number,
    Operation,
    Part,
    Power,
)


def expression(part: Part) -> nw.Expr:  # noqa: PLR0911 (one for each kind)
    """As `Formula.expr` says."""
    match part:
        case Number(value):
            return nw.lit(float(value), dtype=nw.Float64)
        case Name(name):
            return nw.col(name).cast(nw.Float64)
        case Negative(inner):
            return nw.lit(0.0, dtype=nw.Float64) - expression(inner)
        case Operation("/", left, right):
            return _divided(expression(left), expression(right))
        case Operation(sign, left, right):
            found: nw.Expr = OPERATIONS[sign](expression(left), expression(right))
            return found
        case Comparison(sign, left, right):
            held: nw.Expr = OPERATIONS[sign](expression(left), expression(right))
            return held.cast(nw.Int64).cast(nw.Float64)
        case Power(base, exponent):
            return _power(expression(base), exponent)
        case Extreme(which, parts):
            return _extreme(which, [expression(each) for each in parts])


def _divided(above: nw.Expr, below: nw.Expr) -> nw.Expr:
    return nw.when(below != 0).then(above / below)


def _power(base: nw.Expr, exponent: int) -> nw.Expr:
    one = nw.lit(1.0, dtype=nw.Float64)
    product = reduce(operator.mul, [base] * abs(exponent), one)
    return product if exponent >= 0 else _divided(one, product)


def _extreme(which: str, parts: list[nw.Expr]) -> nw.Expr:
    """Engines skip nulls; here one that is unknown makes the result unknown."""
    choose = nw.min_horizontal if which == "min" else nw.max_horizontal
    known = reduce(operator.and_, [~part.is_null() for part in parts])
    return nw.when(known).then(choose(*parts))
