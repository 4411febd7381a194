"""The parts of a formula: seven kinds, and nothing else can be in one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.formulas.dimension import Dimension


@dataclass(frozen=True)
class Number:
    """A number as typed, with its unit if it carries one."""

    value: Decimal
    unit: Dimension | None
    place: int


@dataclass(frozen=True)
class Name:
    """A quantity that is put in later."""

    name: str
    place: int


@dataclass(frozen=True)
class Negative:
    """A part with its sign turned."""

    part: Part
    place: int


@dataclass(frozen=True)
class Operation:
    """`+`, `-`, `*` or `/` of two parts."""

    sign: str
    left: Part
    right: Part
    place: int


@dataclass(frozen=True)
class Power:
    """A part to a whole power."""

    base: Part
    exponent: int
    place: int


@dataclass(frozen=True)
class Extreme:
    """`min` or `max` of two parts or more."""

    which: str
    parts: tuple[Part, ...]
    place: int


@dataclass(frozen=True)
class Comparison:
    """1 where it holds, else 0."""

    sign: str
    left: Part
    right: Part
    place: int


Part = Number | Name | Negative | Operation | Power | Extreme | Comparison


def inside(part: Part) -> tuple[Part, ...]:
    """The parts that a part is made of."""
    match part:
        case Negative(inner):
            return (inner,)
        case Operation(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Power(base):
            return (base,)
        case Extreme(_, parts):
            return parts
    return ()


def names_in(part: Part) -> tuple[str, ...]:
    """The names in a formula, each once, in order."""
    if isinstance(part, Name):
        return (part.name,)
    return tuple(dict.fromkeys(name for each in inside(part) for name in names_in(each)))


def has_units(part: Part) -> bool:
    """Whether any of its numbers carries a unit."""
    if isinstance(part, Number):
        return part.unit is not None
    return any(has_units(each) for each in inside(part))


def weight(part: Part) -> int:
    """How many steps an engine is given: it writes out in full what stands in a step twice."""
    inner = [weight(each) for each in inside(part)]
    match part:
        case Power(_, exponent):
            return 1 + 2 * max(abs(exponent), 1) * inner[0]
        case Operation("/"):
            return 1 + inner[0] + 2 * inner[1]
        case Extreme():
            return 1 + 2 * sum(inner)
    return 1 + sum(inner)
