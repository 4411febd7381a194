"""What the programme is to reach in each of its six phases, and whether it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodwill.analytics.benefit.returns.naming import Name
from goodwill.language import Sentence


class Phase(StrEnum):
    """The six phases of a CRM programme, in their order (R340–R345)."""

    PLANNING = "planning"
    START = "start"
    PROCESSES = "processes"
    SELECTION = "selection"
    IMPLEMENTATION = "implementation"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> Sentence:
        return PHASES[self]


PHASES = {
    Phase.PLANNING: Sentence("1 Overall planning"),
    Phase.START: Sentence("2 Project start"),
    Phase.PROCESSES: Sentence("3 Processes made better"),
    Phase.SELECTION: Sentence("4 Product selected"),
    Phase.IMPLEMENTATION: Sentence("5 Implementation and use"),
    Phase.IMPROVEMENT: Sentence("6 Continuous improvement"),
}


class Standing(StrEnum):
    """How a goal stands on a day."""

    REACHED = "reached"
    MISSED = "missed"
    OVERDUE = "overdue"
    OPEN = "open"

    @property
    def label(self) -> Sentence:
        return STANDINGS[self]


STANDINGS = {
    Standing.REACHED: Sentence("Reached"),
    Standing.MISSED: Sentence("Not reached"),
    Standing.OVERDUE: Sentence("Overdue"),
    Standing.OPEN: Sentence("Open"),
}


@dataclass(frozen=True)
class Goal:
    """One goal; `is_reached` is None while nobody has said whether it was reached."""

    id: str
    name: Name
    phase: Phase
    due: date | None = None
    is_reached: bool | None = None
    department: str = ""
    owner: str = ""

    def standing(self, as_of: date) -> Standing:
        if self.is_reached is not None:
            return Standing.REACHED if self.is_reached else Standing.MISSED
        is_late = self.due is not None and self.due < as_of
        return Standing.OVERDUE if is_late else Standing.OPEN


def by_phase(goals: Iterable[Goal], as_of: date) -> dict[Phase, dict[Standing, int]]:
    """How many goals of each phase stand how; every phase is there, in order."""
    found = {phase: dict.fromkeys(Standing, 0) for phase in Phase}
    for goal in goals:
        found[goal.phase][goal.standing(as_of)] += 1
    return found
