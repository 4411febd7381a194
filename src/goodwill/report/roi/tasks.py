"""What is to be done now, by whom, and what hangs on it: the most at stake first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.goals import Standing
from goodwill.analytics.benefit.returns.hazards import expected_loss
from goodwill.analytics.benefit.returns.lines import BenefitLine
from goodwill.analytics.benefit.returns.progress import Progress, State
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.analytics.figure import Figure, Grade
from goodwill.language import Sentence
from goodwill.report.roi.measuring import Measured


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Parameters
    ----------
    owner
        Who answers for it; empty where nobody does.
    stake
        The money that hangs on it, for the order; `shown` is its figure, where there is one.
    """

    what: Sentence
    why: Sentence
    owner: str
    stake: float
    shown: Figure | None = None


def tasks(measured: Measured) -> tuple[Task, ...]:
    """All of it; what has no money stands last."""
    found = [*_benefits(measured), *_hazards(measured), *_goals(measured)]
    return tuple(sorted(found, key=lambda task: -task.stake))


def next_to_measure(measured: Measured) -> Progress | None:
    """The unmeasured benefit of which the most hangs on an estimate."""
    open_ = [each for each in measured.progress if each.state in UNMEASURED]
    appraisal = measured.appraisal
    return max(open_, key=lambda each: _worth(appraisal, each.line), default=None)


def _benefits(measured: Measured) -> Iterator[Task]:
    for each in measured.progress:
        benefit, figure = each.benefit, measured.appraisal.worth(each.line)
        at_stake = _worth(measured.appraisal, each.line)
        if each.state is State.BEHIND:
            what = Sentence("Find out why “{benefit}” is behind", benefit=benefit.name)
            yield Task(what, _behind(each), benefit.owner, at_stake, figure)
        elif each.state in UNMEASURED and at_stake > 0:
            what = Sentence("Measure “{benefit}”", benefit=benefit.name)
            yield Task(what, _unmeasured(benefit), benefit.owner, at_stake, figure)
        elif not benefit.owner and each.state is not State.CARRIED:
            what = Sentence("Name an owner for “{benefit}”", benefit=benefit.name)
            yield Task(what, NOBODY, "", at_stake, figure)


UNMEASURED = {State.ESTIMATED, State.UNMEASURED}
NOBODY = Sentence("Nobody answers for it.")


def _behind(each: Progress) -> Sentence:
    if each.missing > 0 and each.planned:
        return Sentence(
            "{percent} % of what was planned has come.",
            percent=round(100 * each.realised / each.planned),
        )
    return Sentence("What drives it has moved away from its target.")


def _unmeasured(benefit: Benefit) -> Sentence:
    if benefit.baseline is None and benefit.grade is not Grade.RANDOM_HOLDOUT:
        return Sentence("It has no baseline: nobody can say later what it brought.")
    if benefit.grade is Grade.EXPERT_ESTIMATE:
        return Sentence("It is only an estimate.")
    return Sentence("It was planned to come by now.")


def _hazards(measured: Measured) -> Iterator[Task]:
    for hazard in measured.appraisal.programme.hazards:
        loss = expected_loss(measured.appraisal, hazard)
        stake = float(hazard.expected)
        if not hazard.owner:
            what = Sentence("Name an owner for the risk “{risk}”", risk=hazard.name)
            yield Task(what, NOBODY, "", stake, loss)
        elif not hazard.action:
            what = Sentence("Decide what is done about “{risk}”", risk=hazard.name)
            yield Task(what, Sentence("Nothing is done about it."), hazard.owner, stake, loss)


def _goals(measured: Measured) -> Iterator[Task]:
    told_on = measured.appraisal.programme.told_on
    for goal in measured.ready.inputs.goals:
        owner = goal.owner or goal.department
        standing = goal.standing(told_on)
        if standing is Standing.OVERDUE:
            what = Sentence("Reach the goal “{goal}”", goal=goal.name)
            yield Task(what, Sentence("It was due on {day}.", day=goal.due), owner, 0.0)
        elif standing is Standing.MISSED:
            what = Sentence("Decide what follows from “{goal}”", goal=goal.name)
            yield Task(what, Sentence("The goal was not reached."), owner, 0.0)


def _worth(appraisal: Appraisal, line: BenefitLine) -> float:
    figure: Figure = appraisal.worth(line)
    return float(figure.value or 0)
