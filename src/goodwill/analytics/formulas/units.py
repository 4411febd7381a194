"""Which unit a formula gives, and where its units do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodwill.analytics.formulas.dimension import ONE, Dimension
from goodwill.analytics.formulas.reading import refusal
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
from goodwill.language import Sentence

Found = Dimension | None
"""None: whatever unit is needed there."""


@dataclass(frozen=True)
class Units:
    """The units of the names, and whether numbers without a unit take the one that fits."""

    text: str
    names: Mapping[str, Dimension]
    are_coefficients: bool

    def of(self, part: Part) -> Found:  # noqa: PLR0911 (one for each kind)
        """The unit of a part.

        Raises
        ------
        SettingRefused
            Parts that are added or compared have different units.
        """
        match part:
            case Number(value, unit):
                return unit or (None if self.are_coefficients or not value else ONE)
            case Name(name):
                return self.names[name]
            case Negative(inner):
                return self.of(inner)
            case Operation("*" | "/" as sign, left, right):
                return _product(sign, self.of(left), self.of(right))
            case Operation(_, left, right):
                return self.agreed(part, [left, right])
            case Power(base, exponent):
                found = self.of(base)
                return None if found is None else found**exponent
            case Extreme(_, parts):
                return self.agreed(part, parts)
            case Comparison(_, left, right):
                self.agreed(part, [each for each in (left, right) if not _is_bare(each)])
                return ONE

    def agreed(self, whole: Part, parts: Sequence[Part]) -> Found:
        """The one unit that all parts have."""
        found: Found = None
        for each in parts:
            unit = self.of(each)
            if found is not None and unit is not None and unit != found:
                raise refusal(
                    self.text,
                    whole.place,
                    Sentence(
                        "{one} and {other} cannot be added or compared. Multiply one of them by a "
                        "number with a unit, such as 3 [minute/line].",
                        one=found,
                        other=unit,
                    ),
                )
            found = unit if found is None else found
        return found


def _product(sign: str, left: Found, right: Found) -> Found:
    if left is None or right is None:
        return None
    return left * right if sign == "*" else left / right


def _is_bare(part: Part) -> bool:
    """A number without a unit: a threshold is told in the unit of what it is compared with."""
    inner = part.part if isinstance(part, Negative) else part
    return isinstance(inner, Number) and inner.unit is None
