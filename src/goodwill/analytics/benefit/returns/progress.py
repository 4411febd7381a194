"""How each benefit stands on the day told of: on plan, behind, unmeasured or not yet due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from goodwill.analytics.benefit.returns.appraisal import Appraisal, years_over
from goodwill.analytics.benefit.returns.flows import total
from goodwill.analytics.benefit.returns.lines import BenefitLine
from goodwill.analytics.benefit.returns.register import Benefit, Status
from goodwill.analytics.figure import Grade
from goodwill.language import Sentence


class State(StrEnum):
    """What can be said of a benefit today; an estimate is a plan whatever came of it.

    `PROVEN`: its effect was measured, but not which share of the plan has come by year.
    """

    ON_PLAN = "on plan"
    BEHIND = "behind"
    PROVEN = "proven"
    UNMEASURED = "unmeasured"
    NOT_DUE = "not due"
    ESTIMATED = "estimated"
    CARRIED = "carried"

    @property
    def label(self) -> Sentence:
        return STATES[self]


STATES = {
    State.ON_PLAN: Sentence("On plan"),
    State.BEHIND: Sentence("Behind"),
    State.PROVEN: Sentence("Effect measured"),
    State.UNMEASURED: Sentence("Not measured"),
    State.NOT_DUE: Sentence("Not yet due"),
    State.ESTIMATED: Sentence("Planned (estimate)"),
    State.CARRIED: Sentence("Counted in others"),
}


@dataclass(frozen=True)
class Progress:
    """One financial benefit today.

    Parameters
    ----------
    planned, realised
        Undiscounted, over the years that are over and measured; major unit.
    """

    line: BenefitLine
    state: State
    planned: Decimal
    realised: Decimal

    @property
    def benefit(self) -> Benefit:
        return self.line.benefit

    @property
    def missing(self) -> Decimal:
        """What was planned and has not come; below 0 where more has."""
        return self.planned - self.realised


def progress(appraisal: Appraisal) -> tuple[Progress, ...]:
    """Every financial benefit, in the order of the register."""
    programme = appraisal.programme
    last = min(years_over(programme.starts_on, programme.told_on), appraisal.lines.horizon)
    return tuple(_progress(line, range(last + 1)) for line in appraisal.lines.benefits)


def _progress(line: BenefitLine, over: Iterable[int]) -> Progress:
    due = [year for year in over if line.planned[year]]
    measured = [year for year in due if year in line.benefit.realisation.measured]
    planned = total(line.planned[year] for year in measured)
    realised = total(line.realised[year] for year in measured)
    return Progress(line, _state(line, due, measured, realised - planned), planned, realised)


def _state(line: BenefitLine, due: list[int], measured: list[int], beyond: Decimal) -> State:
    benefit = line.benefit
    if line.overlap.share == 1:
        return State.CARRIED
    if benefit.grade is Grade.EXPERT_ESTIMATE:
        return State.ESTIMATED
    if beyond < 0 or _goes_backwards(benefit):
        return State.BEHIND
    if measured:
        return State.ON_PLAN
    if benefit.status is not Status.PLANNED:
        return State.PROVEN
    return State.UNMEASURED if due else State.NOT_DUE


def _goes_backwards(benefit: Benefit) -> bool:
    """Whether the driver has moved away from its target since the baseline."""
    base = None if benefit.baseline is None else benefit.baseline.value
    if base is None or benefit.target is None or benefit.measured is None:
        return False
    return (benefit.target - base) * (benefit.measured - base) < 0
