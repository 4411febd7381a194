"""A formula with numbers put in."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException, localcontext
from math import isfinite
from typing import Any

from goodwill.analytics.errors import SettingRefused, Undefined
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
from goodwill.analytics.formulas.typing_signs import same_name
from goodwill.language import Sentence

DIGITS = 34

OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


def value(part: Part, text: str, values: Mapping[str, Decimal | int | float]) -> Decimal | float:
    """As `Formula.value` says."""
    is_exact = not any(isinstance(each, float) for each in values.values())
    number: type[Decimal] | type[float] = Decimal if is_exact else float
    put_in = {same_name(name): number(each) for name, each in values.items()}
    try:
        with localcontext(Context(prec=DIGITS)):
            found = _of(part, put_in, number)
    except KeyError as missing:
        raise SettingRefused(
            Sentence(
                "The formula “{formula}” needs a number for {name}.",
                formula=text,
                name=str(missing.args[0]),
            )
        ) from None
    except ZeroDivisionError:
        raise Undefined(
            Sentence("The formula “{formula}” divides by zero here.", formula=text)
        ) from None
    except (OverflowError, DecimalException):
        found = float("inf")
    if not isfinite(found):
        raise Undefined(
            Sentence("The formula “{formula}” gives no finite number here.", formula=text)
        )
    return number(found)


def _of(part: Part, values: Mapping[str, Any], number: type[Decimal] | type[float]) -> Any:
    match part:
        case Number(written):
            return number(written)
        case Name(name):
            return values[name]
        case Negative(inner):
            return -_of(inner, values, number)
        case Operation(sign, left, right) | Comparison(sign, left, right):
            found = OPERATIONS[sign](_of(left, values, number), _of(right, values, number))
            return number(found)
        case Power(base, exponent):
            return _power(_of(base, values, number), exponent, number)
        case Extreme(which, parts):
            return (min if which == "min" else max)(_of(each, values, number) for each in parts)


def _power(base: Any, exponent: int, number: type[Decimal] | type[float]) -> Any:
    """By multiplying, as engines do; 0 to the power 0 is 1."""
    found: Any = number(1)
    for _ in range(abs(exponent)):
        found = found * base
    return found if exponent >= 0 else 1 / found
