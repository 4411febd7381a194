"""What a number is counted in: minutes, visits, CNY a customer, or nothing at all."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.formulas.typing_signs import typed
from goodwill.language import Language, Sentence

MOST_POWER = 9


@dataclass(frozen=True)
class Dimension:
    """A product of base units with whole powers; none of them is a plain number.

    Parameters
    ----------
    powers
        Base unit and its power, sorted by unit, no power 0: `(("minute", 1), ("visit", -1))`.
        Any word is a base unit; none is converted into another.
    """

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, text: str) -> Dimension:
        """Reads `minute/visit`, `CNY`, `customer**2`, `1`.

        Raises
        ------
        SettingRefused
            It is no product of units.
        """
        try:
            return of_tree(ast.parse(typed(text).strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise SettingRefused(
                Sentence(
                    "“{text}” is not a unit. Write units as minute, minute/visit or CNY*year.",
                    text=text,
                )
            ) from None

    def __mul__(self, other: Dimension) -> Dimension:
        return _made((*self.powers, *other.powers))

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1

    def __pow__(self, power: int) -> Dimension:
        return _made((unit, exponent * power) for unit, exponent in self.powers)

    def __str__(self) -> str:
        above = [_powered(unit, power) for unit, power in self.powers if power > 0]
        below = [_powered(unit, -power) for unit, power in self.powers if power < 0]
        return "/".join(["·".join(above) or "1", *below])

    def said_in(self, language: Language) -> str:
        return str(self) if self.powers else language.say(Sentence("a plain number"))


ONE = Dimension()
"""A plain number."""


def of_tree(node: ast.expr) -> Dimension:
    """The unit that a piece of Python's grammar spells.

    Raises
    ------
    ValueError
        It is anything but units, `1`, `*`, `/` and whole powers.
    """
    match node:
        case ast.Name(id=unit):
            return Dimension(((unit, 1),))
        case ast.Constant(value=1):
            return ONE
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return of_tree(left) * of_tree(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return of_tree(left) / of_tree(right)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return of_tree(left) ** whole_power(right)
    raise ValueError(ast.dump(node))


def whole_power(node: ast.expr) -> int:
    """A whole number from −9 to 9.

    Raises
    ------
    ValueError
        It is anything else.
    """
    match node:
        case ast.Constant(value=int(power)) if not isinstance(power, bool) and power <= MOST_POWER:
            return power
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -whole_power(operand)
    raise ValueError(ast.dump(node))


def _made(powers: Iterable[tuple[str, int]]) -> Dimension:
    added: dict[str, int] = {}
    for unit, power in powers:
        added[unit] = added.get(unit, 0) + power
    return Dimension(tuple(sorted((unit, power) for unit, power in added.items() if power)))


def _powered(unit: str, power: int) -> str:
    return unit if power == 1 else f"{unit}**{power}"
