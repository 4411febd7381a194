"""A panel: some units, watched over the same periods, of which some took part in a pilot.

The outcome is one number per unit and period. The pilot starts in a unit at the beginning
of a period and then goes on to the end; a unit where it never starts is a control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

NAMED = 5
"""So many names stand in a sentence; of the others, how many they are."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Outcomes of units over periods, and when the pilot started where.

    Parameters
    ----------
    units, periods
        Their names, periods in the order of time.
    outcome
        Shape (units, periods), without gaps.
    starts
        Of each unit the place of the first period of the pilot, None for a control.
    left_out
        Units that the source had and the panel has not, because they miss periods.

    Raises
    ------
    AnalyticsError
        The pilot runs nowhere, or everywhere from one period on (nothing to compare
        with), or from the first period on in some unit (no before); a value is no number.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcome: Floats
    starts: tuple[int | None, ...]
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.outcome.shape == (len(self.units), len(self.periods))
        assert len(self.starts) == len(self.units)
        _refuse_values(self)
        _refuse_starts(self)

    @cached_property
    def controls(self) -> tuple[int, ...]:
        """The places of the units in which the pilot never ran."""
        return tuple(i for i, start in enumerate(self.starts) if start is None)

    @cached_property
    def treated(self) -> tuple[int, ...]:
        """The places of the units in which it did."""
        return tuple(i for i, start in enumerate(self.starts) if start is not None)

    @cached_property
    def is_staggered(self) -> bool:
        """Whether it started at different times."""
        return len({self.starts[i] for i in self.treated}) > 1

    def block(self, *, before: int, controls: int) -> Block:
        """The panel as the methods take it that know one start only.

        Raises
        ------
        TooFew
            Fewer periods before the start than `before`, or fewer control units.
        AnalyticsError
            The pilot started at different times.
        """
        if self.is_staggered:
            raise AnalyticsError(
                Sentence(
                    "The pilot started at different times in different units: "
                    "this method knows one start only."
                )
            )
        start = self.starts[self.treated[0]]
        assert start is not None
        at_least(Sentence("periods before the pilot"), start, before)
        at_least(Sentence("units without the pilot"), len(self.controls), controls)
        return Block(
            self.outcome[list(self.controls)],
            self.outcome[list(self.treated)],
            start,
            tuple(self.units[i] for i in self.controls),
        )


@dataclass(frozen=True, eq=False)
class Block:
    """Controls and treated units apart, with one start for all treated.

    Parameters
    ----------
    controls, treated
        Outcomes, shapes (controls, periods) and (treated, periods).
    start
        How many periods are before the pilot.
    names
        Of the controls.
    """

    controls: Floats
    treated: Floats
    start: int
    names: tuple[str, ...] = ()

    @property
    def after(self) -> int:
        """How many periods the pilot has run."""
        return int(self.controls.shape[1]) - self.start

    def earlier(self, start: int) -> Block:
        """The periods before the pilot alone, as if it had started at `start` already."""
        before = slice(0, self.start)
        return Block(self.controls[:, before], self.treated[:, before], start, self.names)

    def without(self, place: int) -> Block:
        """Without one of the controls."""
        names = self.names[:place] + self.names[place + 1 :]
        controls = np.delete(self.controls, place, axis=0)
        return Block(controls, self.treated, self.start, names)

    def pretending(self, places: Sequence[int]) -> Block:
        """Some controls as if they were the treated units; the truly treated are left out."""
        rest = np.delete(np.arange(len(self.controls)), list(places))
        return Block(self.controls[rest], self.controls[list(places)], self.start)


def at_least(what: Sentence, have: int, needed: int) -> None:
    """Refuse fewer than are needed."""
    if have < needed:
        raise TooFew(what, have, needed)


def named(names: Sequence[str]) -> str:
    """The first names, and how many more there are: `A, B, C … (12)`."""
    text = ", ".join(names[:NAMED])
    return text if len(names) <= NAMED else f"{text} … ({len(names)})"


def _refuse_values(panel: Panel) -> None:
    wrong = [panel.units[i] for i in np.flatnonzero(~np.isfinite(panel.outcome).all(axis=1))]
    if wrong:
        raise Undefined(
            Sentence(
                "The outcome is empty or no number for {units}: "
                "what is not known cannot be compared.",
                units=named(wrong),
            )
        )


def _refuse_starts(panel: Panel) -> None:
    if not panel.treated:
        raise AnalyticsError(Sentence("The pilot runs in no unit: there is nothing to measure."))
    if not panel.controls and not panel.is_staggered:
        raise AnalyticsError(
            Sentence(
                "The pilot runs in every unit from the same period on: "
                "there is nothing to compare with. Leave it out of some units."
            )
        )
    always = [panel.units[i] for i in panel.treated if panel.starts[i] == 0]
    if always:
        raise AnalyticsError(
            Sentence(
                "The pilot runs from the first period on in {units}: "
                "what was before is not known. Give earlier periods, or leave them out.",
                units=named(always),
            )
        )
