"""A formula as it is printed."""

from __future__ import annotations

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

SIGNS = {"*": "×", "/": "÷", "-": "−", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


def said(part: Part) -> str:  # noqa: PLR0911 (one for each kind)
    """With the signs of print, and no parentheses but those that are needed."""
    match part:
        case Number(value, unit):
            return f"{value:f}" if unit is None else f"{value:f} [{unit}]"
        case Name(name):
            return name
        case Negative(inner):
            return f"−{_within(inner, 3)}"
        case Operation(sign, left, right):
            after = RANK[sign] + (sign in "-/")
            return f"{_within(left, RANK[sign])} {SIGNS.get(sign, sign)} {_within(right, after)}"
        case Comparison(sign, left, right):
            return f"{_within(left, 1)} {SIGNS.get(sign, sign)} {_within(right, 1)}"
        case Power(base, exponent):
            return f"{_within(base, 4)}^{exponent}"
        case Extreme(which, parts):
            return f"{which}({', '.join(said(each) for each in parts)})"


def _within(part: Part, rank: int) -> str:
    return said(part) if _rank(part) >= rank else f"({said(part)})"


def _rank(part: Part) -> int:
    match part:
        case Comparison():
            return 0
        case Operation(sign):
            return RANK[sign]
        case Negative():
            return 1
        case Power():
            return 3
    return 4
