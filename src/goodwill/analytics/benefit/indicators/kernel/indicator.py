"""An indicator: what it is called, what it means, how it is computed and how to read it.

`Indicator(id, version, label, meaning, formula, group, unit, unit_words, direction, timing,
cuts, edge, calculation, …)`; `.definition` is its `figure.Definition`; `.needs` the tables.
`Beside(code, label, unit, calculation)` is a further number shown beside the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from goodwill.analytics.benefit.indicators.kernel.calculations import Calculation, Custom, Simple
from goodwill.analytics.benefit.indicators.kernel.measures import tables_of
from goodwill.analytics.figure import Definition, Unit
from goodwill.analytics.tables import Table
from goodwill.language import Language, Sentence


class Group(StrEnum):
    """The eleven groups of the catalogue, in its order."""

    EFFICIENCY = "efficiency"
    SATISFACTION = "satisfaction"
    LOYALTY = "loyalty"
    SALES = "sales"
    MARKETING = "marketing"
    SERVICE = "service"
    COST = "cost"
    VALUE = "value"
    RISK = "risk"
    ADOPTION = "adoption"
    EMPLOYEES = "employees"

    @property
    def label(self) -> Sentence:
        return GROUP_LABELS[self]

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


GROUP_LABELS = {
    Group.EFFICIENCY: Sentence("Efficiency"),
    Group.SATISFACTION: Sentence("Satisfaction"),
    Group.LOYALTY: Sentence("Relationship and loyalty"),
    Group.SALES: Sentence("Sales"),
    Group.MARKETING: Sentence("Marketing"),
    Group.SERVICE: Sentence("Service"),
    Group.COST: Sentence("Cost"),
    Group.VALUE: Sentence("Value and return"),
    Group.RISK: Sentence("Risk"),
    Group.ADOPTION: Sentence("Adoption and data"),
    Group.EMPLOYEES: Sentence("Employees"),
}


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"
    WATCH = "watch"

    @property
    def label(self) -> Sentence:
        return DIRECTION_LABELS[self]

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


DIRECTION_LABELS = {
    Direction.HIGHER: Sentence("higher is better"),
    Direction.LOWER: Sentence("lower is better"),
    Direction.TARGET: Sentence("within the target is better"),
    Direction.WATCH: Sentence("to be watched"),
}


class Timing(StrEnum):
    """Whether it moves before the money does, or with it."""

    LEADING = "leading"
    LAGGING = "lagging"

    @property
    def label(self) -> Sentence:
        return TIMING_LABELS[self]

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


TIMING_LABELS = {
    Timing.LEADING: Sentence("leading"),
    Timing.LAGGING: Sentence("lagging"),
}


@dataclass(frozen=True, eq=False)
class Beside:
    """A further number of an indicator.

    Parameters
    ----------
    code
        Its name in `Cell.beside`. A median brings `p90` and `mean` by itself.
    calculation
        None where the indicator's own calculation gives it.
    """

    code: str
    label: Sentence
    unit: Unit
    calculation: Simple | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Indicator:
    """One of the catalogue.

    Parameters
    ----------
    id, version
        `EF01`, 1; the version grows whenever a value could change.
    unit, unit_words
        How the number is written, and its unit in words.
    cuts
        Columns that it can be cut by; the period is always one.
    edge
        What is done in the cases that are not plain.
    benchmark
        A published value to compare with, and whose it is.
    target
        The band that is right, where `direction` is TARGET; in the unit of the value.
    items
        The requirements that it answers.
    needs
        The tables that it takes; those of the measures are added by themselves.
    takes
        Columns without which it cannot be told; where no row has one, it is n/a and says so.
    about_persons
        Whether a cell of fewer than five is hidden, however it is cut.
    """

    id: str
    version: int = 1
    label: Sentence
    meaning: Sentence
    formula: Sentence
    group: Group
    unit: Unit
    unit_words: Sentence
    direction: Direction
    timing: Timing
    cuts: tuple[str, ...]
    edge: Sentence
    calculation: Calculation
    beside: tuple[Beside, ...] = ()
    benchmark: Sentence | None = None
    target: tuple[float, float] | None = None
    items: tuple[str, ...] = ()
    needs: tuple[Table, ...] = ()
    takes: tuple[tuple[Table, str], ...] = ()
    about_persons: bool = False

    def __post_init__(self) -> None:
        taken = (table for table, _ in self.takes)
        tables = dict.fromkeys((*self.needs, *self._tables(), *taken))
        object.__setattr__(self, "needs", tuple(tables))

    @property
    def definition(self) -> Definition:
        """What it means, for a figure."""
        return Definition(
            self.id,
            self.version,
            self.label,
            self.meaning,
            self.formula,
            self.unit,
            self.benchmark,
        )

    def _tables(self) -> Iterator[Table]:
        if isinstance(self.calculation, Custom):
            yield from self.calculation.needs
        for measure in self.calculation.measures.values():
            yield from tables_of(measure.table)
