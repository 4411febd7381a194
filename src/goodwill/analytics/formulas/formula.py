"""A formula that has been read and whose units fit: put numbers in, or let an engine do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.formulas import evaluating, expressing, wording
from goodwill.analytics.formulas.dimension import ONE, Dimension
from goodwill.analytics.formulas.reading import read, refusal
from goodwill.analytics.formulas.tree import Part, has_units, names_in
from goodwill.analytics.formulas.typing_signs import same_name
from goodwill.analytics.formulas.units import Units
from goodwill.language import Sentence


@dataclass(frozen=True)
class Formula:
    """A formula with the unit that it gives.

    Parameters
    ----------
    text
        As it was typed.
    unit
        Of its result.
    part
        What it is made of.
    """

    text: str
    unit: Dimension
    part: Part

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in order."""
        return names_in(self.part)

    @property
    def said(self) -> str:
        """In print: `20 + 3 × lines + 25 × special`."""
        return wording.said(self.part)

    def expr(self) -> nw.Expr:
        """For an engine: Float64 columns of the names in, Float64 out.

        Null where any name is null that is needed, and where it would divide by 0.
        """
        return expressing.expression(self.part)

    def value(self, values: Mapping[str, Decimal | int | float]) -> Decimal | float:
        """With numbers put in; exact (34 digits) unless one of them is a float.

        Raises
        ------
        SettingRefused
            A name has no number.
        Undefined
            It divides by 0, or the result is too large.
        """
        return evaluating.value(self.part, self.text, values)


def parse(text: str, names: Mapping[str, Dimension], *, unit: Dimension | None = None) -> Formula:
    """Reads a formula and checks its units.

    Parameters
    ----------
    text
        Numbers, names (in any script), `+ - * / **`, also typed `× · ÷ −`, `min`, `max`, one
        comparison (1 where it holds, else 0), parentheses. A number may carry a unit:
        `60 [minute/visit]`.
    names
        The names that may stand in it, with their units.
    unit
        What the result must be in; None takes what it gives.

    Notes
    -----
    Where a unit is asked for and no number carries one, numbers are coefficients: each takes
    the unit that makes its term fit, as in `20 + 3·lines` minutes. Otherwise a number without
    a unit is a plain number. 0 fits everywhere, and a threshold (`lines > 3`) is told in the
    unit of what it is compared with. A result that fits any unit is a plain number.

    Raises
    ------
    SettingRefused
        It cannot be read, has an unknown name, or its units do not fit; says where.
    """
    known = {same_name(name): dimension for name, dimension in names.items()}
    part = read(text, known)
    are_coefficients = unit is not None and not has_units(part)
    found = Units(text, known, are_coefficients).of(part)
    if unit is not None and found is not None and found != unit:
        raise refusal(
            text,
            part.place,
            Sentence(
                "It gives {found}, and {wanted} is needed. Multiply by numbers with the unit that "
                "is missing, such as 3 [minute/line].",
                found=found,
                wanted=unit,
            ),
        )
    return Formula(text, found or unit or ONE, part)
