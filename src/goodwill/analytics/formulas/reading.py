"""From text to the parts of a formula: what is not on the list is refused, with its place."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.formulas.dimension import MOST_POWER, Dimension, of_tree, whole_power
from goodwill.analytics.formulas.tree import (
    Comparison,
    Extreme,
    Name,
    Negative,
    Number,
    Operation,
    Part,
    Power,
    weight,
)
from goodwill.analytics.formulas.typing_signs import same_name, typed
from goodwill.language import Sentence

MOST_CHARACTERS = 1000
MOST_WEIGHT = 2000
SHOWN = 120
LARGEST = Decimal(10) ** 15

OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def refusal(text: str, place: int, problem: Sentence) -> SettingRefused:
    """The error of a formula: where it is, and what is wrong there."""
    return SettingRefused(
        Sentence(
            "In the formula “{formula}”, at character {place}: {problem}",
            formula=text if len(text) <= SHOWN else text[: SHOWN - 1] + "…",
            place=place,
            problem=problem,
        )
    )


def read(text: str, names: Collection[str]) -> Part:
    """The parts of a formula of which every name is known.

    Raises
    ------
    SettingRefused
        It is empty, too long, not a formula, or has an unknown name in it.
    """
    if not text.strip():
        raise refusal(text, 1, Sentence("Nothing stands there. Write a formula, as 60 + travel."))
    if len(text) > MOST_CHARACTERS:
        raise refusal(
            text,
            MOST_CHARACTERS,
            Sentence("It is longer than {most} characters.", most=MOST_CHARACTERS),
        )
    part = _Reader(text, tuple(map(same_name, names))).whole()
    if weight(part) > MOST_WEIGHT:
        raise refusal(text, 1, Sentence("It is too long to compute. Part it into shorter ones."))
    return part


@dataclass(frozen=True)
class _Reader:
    text: str
    names: tuple[str, ...]

    def whole(self) -> Part:
        try:
            return self.part(ast.parse(self.source, mode="eval").body)
        except SyntaxError as error:
            place = min(max(error.offset or 1, 1) + self.start, len(self.text))
            raise refusal(
                self.text,
                place,
                Sentence("This cannot be read. Look for a sign or a parenthesis too many or few."),
            ) from None
        except (ValueError, RecursionError, MemoryError):
            raise refusal(self.text, 1, Sentence("This cannot be read.")) from None

    def part(self, node: ast.expr) -> Part:  # noqa: PLR0911 (one for each kind)
        place = self.place(node)
        match node:
            case ast.Constant():
                return Number(self.number(node), None, place)
            case ast.Subscript(value=ast.Constant() as number, slice=unit):
                return Number(self.number(number), self.unit(unit), place)
            case ast.Name(id=name):
                return Name(self.known(name, place), place)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.part(operand), place)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.part(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return Power(self.part(left), self.exponent(right), place)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                return Operation(OPERATIONS[type(op)], self.part(left), self.part(right), place)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return Comparison(COMPARISONS[type(op)], self.part(left), self.part(right), place)
            case ast.Call(func=ast.Name(id="min" | "max" as which), args=[_, _, *_], keywords=[]):
                return Extreme(which, tuple(self.part(each) for each in node.args), place)
        raise refusal(
            self.text,
            place,
            Sentence(
                "This may not stand in a formula. There may be numbers, names, + − × ÷, whole "
                "powers (**), min and max of two or more, one comparison such as lines > 3, and "
                "parentheses; a unit in brackets stands behind a number."
            ),
        )

    def number(self, node: ast.Constant) -> Decimal:
        written = ast.get_source_segment(self.source, node) or ""
        try:
            value = Decimal(written)
        except InvalidOperation:
            value = LARGEST
        if isinstance(node.value, bool | str | bytes | complex) or not abs(value) < LARGEST:
            raise refusal(
                self.text,
                self.place(node),
                Sentence("This is not a number that can be used. Write it as 60 or 0.25."),
            )
        return value

    def unit(self, node: ast.expr) -> Dimension:
        try:
            return of_tree(node)
        except ValueError:
            raise refusal(
                self.text,
                self.place(node),
                Sentence("This is not a unit. Write it as 60 [minute/visit]."),
            ) from None

    def exponent(self, node: ast.expr) -> int:
        try:
            return whole_power(node)
        except ValueError:
            raise refusal(
                self.text,
                self.place(node),
                Sentence("A power must be a whole number, at most {most}.", most=MOST_POWER),
            ) from None

    def known(self, name: str, place: int) -> str:
        if name in self.names:
            return name
        close = get_close_matches(name, self.names, n=1, cutoff=0.5)
        if close:
            problem = Sentence(
                "There is no {name}. Did you mean {closest}?", name=name, closest=close[0]
            )
        elif self.names:
            problem = Sentence(
                "There is no {name}. There are: {names}.", name=name, names=", ".join(self.names)
            )
        else:
            problem = Sentence("There is no {name}, nor any other name here.", name=name)
        raise refusal(self.text, place, problem)

    @property
    def source(self) -> str:
        """What the grammar is given; a comment would hide the rest of the formula."""
        return typed(self.text).strip().replace("#", "$")

    @property
    def start(self) -> int:
        return len(self.text) - len(typed(self.text).lstrip())

    def place(self, node: ast.expr) -> int:
        """Which character of the text, from 1; the grammar counts bytes."""
        before = self.source.encode()[: node.col_offset].decode(errors="ignore")
        return self.start + len(before) + 1
