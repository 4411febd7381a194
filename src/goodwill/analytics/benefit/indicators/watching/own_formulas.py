"""Formulas of own indicators: their names, their order, and whether they are ratios of sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from keyword import iskeyword

from goodwill.analytics.benefit.indicators.kernel.calculations import Total
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.watching.counted_in import Units
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Number
from goodwill.analytics.formulas import Dimension
from goodwill.analytics.formulas.reading import read
from goodwill.analytics.formulas.tree import Name, Negative, Operation, Part, names_in
from goodwill.language import Sentence

FUNCTIONS = ("min", "max")


class Side(StrEnum):
    """What of an indicator stands in a formula."""

    VALUE = "value"
    ABOVE = "numerator"
    BELOW = "denominator"


@dataclass(frozen=True)
class Source:
    """A name in a formula: which indicator, and what of it; `adds_up` over periods and parts."""

    indicator_id: str
    side: Side
    adds_up: bool = False

    def number(self, cell: Cell) -> Number | None:
        if self.side is Side.VALUE:
            return cell.value
        return cell.numerator if self.side is Side.ABOVE else cell.denominator


@dataclass
class Names:
    """All that a formula may name, with its unit."""

    units: dict[str, Dimension] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, indicators: Mapping[str, Indicator], units: Units) -> Names:
        """Each indicator's value, and of ratios `…_numerator` and `…_denominator`."""
        found = cls()
        for code, indicator in indicators.items():
            counted, rolls_up = units.of(indicator), indicator.calculation.rolls_up
            is_total = isinstance(indicator.calculation, Total) and rolls_up
            found.add(code, counted.value, Source(code, Side.VALUE, is_total))
            if counted.above is not None and counted.below is not None:
                found.add(f"{code}_numerator", counted.above, Source(code, Side.ABOVE, rolls_up))
                found.add(f"{code}_denominator", counted.below, Source(code, Side.BELOW, rolls_up))
        return found

    def add(self, name: str, unit: Dimension, source: Source | None = None) -> None:
        """A name that is not taken yet.

        Raises
        ------
        SettingRefused
            It is taken, or is no name.
        """
        if not name.isidentifier() or iskeyword(name) or name in FUNCTIONS:
            raise SettingRefused(
                Sentence(
                    "“{name}” cannot stand in a formula: take letters, digits and _, with a "
                    "letter first.",
                    name=name,
                )
            )
        if name in self.units:
            raise SettingRefused(
                Sentence("There is a {name} already: take another name.", name=name)
            )
        self.units[name] = unit
        if source is not None:
            self.sources[name] = source

    def adds_up(self, part: Part) -> bool:
        """Whether a part of a formula is a sum of what adds up, each times a constant."""
        match part:
            case Name(name):
                return name in self.sources and self.sources[name].adds_up
            case Negative(inner):
                return self.adds_up(inner)
            case Operation("+" | "-", left, right):
                return self.adds_up(left) and self.adds_up(right)
            case Operation("*", left, right):
                return (self.adds_up(left) and self.is_constant(right)) or (
                    self.is_constant(left) and self.adds_up(right)
                )
            case Operation("/", left, right):
                return self.adds_up(left) and self.is_constant(right)
        return False

    def is_constant(self, part: Part) -> bool:
        """Whether no indicator is in it."""
        return not any(name in self.sources for name in names_in(part))

    def ratio(self, part: Part) -> tuple[Part, Part] | None:
        """Numerator and denominator of a ratio of sums; None of anything else."""
        match part:
            case Operation("/", left, right) if self.adds_up(left) and self.adds_up(right):
                return left, right
            case Operation("*" | "/" as sign, left, right, place) if self.is_constant(right):
                found = self.ratio(left)
                return found and (Operation(sign, found[0], right, place), found[1])
            case Operation("*", left, right, place) if self.is_constant(left):
                found = self.ratio(right)
                return found and (Operation("*", left, found[0], place), found[1])
            case Negative(inner, place):
                found = self.ratio(inner)
                return found and (Negative(found[0], place), found[1])
        return None


def in_order(texts: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Own indicators, each after those that it is made of.

    Parameters
    ----------
    texts
        Their formulas.
    names
        All other names there are.

    Raises
    ------
    SettingRefused
        A formula cannot be read, has an unknown name, or hangs on itself.
    """
    needs = {}
    for code, text in texts.items():
        with said_of(code):
            needs[code] = [name for name in names_in(read(text, [*names, *texts])) if name in texts]
    try:
        yield from list(TopologicalSorter(needs).static_order())
    except CycleError as circle:
        raise SettingRefused(
            Sentence(
                "An indicator cannot hang on itself: {circle}. Give one of them a formula without "
                "the others.",
                circle=" → ".join(reversed(circle.args[1])),
            )
        ) from None


@contextmanager
def said_of(code: str) -> Iterator[None]:
    """What is refused in here is said with the indicator that it is about."""
    try:
        yield
    except SettingRefused as refusal:
        raise SettingRefused(
            Sentence("{indicator}: {reason}", indicator=code, reason=refusal.sentence)
        ) from refusal
