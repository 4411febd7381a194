"""Indicators that a company makes itself, by a formula over others.

`Own(id, label, …, text, unit)`; `checked(owns, indicators, currency, parameters) -> Owns`;
`Owns.cells(cells) -> list[Cell]`, `.needs` the indicators that must be computed first,
`.indicators` as `Indicator`s to show them by; `Owns.rolled_up(cells, id, into) -> Cell`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.indicator import Direction, Group, Indicator, Timing
from goodwill.analytics.benefit.indicators.periods import Period
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.figure import Number
from goodwill.analytics.formulas import ONE, Dimension


@dataclass(frozen=True)
class Parameter:
    """A number that a company names once, with its unit."""

    value: Number
    unit: Dimension = ONE


@dataclass(frozen=True, kw_only=True)
class Own:
    """An indicator of the company's own.

    Parameters
    ----------
    text
        The formula: `MK04 / SL06`, `SV08_numerator / SL08`, `hours * rate`. Of an indicator
        there are the value (`EF01`), `EF01_numerator` and `EF01_denominator`.
    unit
        What the formula must give; None takes what it gives.
    is_share
        Whether it is shown in per cent; its formula must give a plain number.
    """

    id: str
    label: Name
    text: str
    meaning: Name | None = None
    unit: Dimension | None = None
    is_share: bool = False
    group: Group = Group.VALUE
    direction: Direction = Direction.WATCH
    timing: Timing = Timing.LAGGING
    target: tuple[float, float] | None = None


@dataclass(frozen=True)
class Owns:
    """Own indicators whose formulas fit together."""

    owns: tuple[Own, ...] = ()
    needs: tuple[str, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)

    def cells(self, cells: Iterable[Cell]) -> list[Cell]:
        """The own indicators' cells, for each period and part of the cells they are made of."""
        raise NotImplementedError

    def rolled_up(self, cells: Sequence[Cell], own_id: str, into: Period) -> Cell:
        """One cell of an own indicator from the cells of those that it is made of."""
        raise NotImplementedError


def checked(
    owns: Sequence[Own],
    indicators: Mapping[str, Indicator],
    currency: str,
    parameters: Mapping[str, Parameter] | None = None,
) -> Owns:
    """The own indicators, in an order in which they can be computed."""
    raise NotImplementedError
