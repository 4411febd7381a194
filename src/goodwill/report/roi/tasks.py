"""What is to be done now, by whom, and what hangs on it: the most at stake first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.goals import Standing
from goodwill.analytics.benefit.returns.hazards import expected_loss
from goodwill.analytics.benefit.returns.lines import BenefitLine
from goodwill.analytics.benefit.returns.progress import Progress, State
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
    owner: str
    stake: float
    shown: Figure | None = None


def tasks(measured: Measured) -> tuple[Task, ...]:
    """All of it; what has no money stands last."""
    found = [*_benefits(measured), *_hazards(measured), *_goals(measured)]
    return tuple(sorted(found, key=lambda task: -task.stake))


def next_to_measure(measured: Measured) -> Progress | None:
    """The unmeasured benefit of which the most hangs on an estimate."""
    open_ = [
        each for each in measured.progress if each.state in {State.ESTIMATED, State.UNMEASURED}
    ]
    appraisal = measured.appraisal
    return max(open_, key=lambda each: _worth(appraisal, each.line), default=None)


def _benefits(measured: Measured) -> Iterator[Task]:
    for each in measured.progress:
        benefit, figure = each.benefit, measured.appraisal.worth(each.line)
        at_stake = _worth(measured.appraisal, each.line)
        if each.state is State.BEHIND:
            yield Task(_behind(each), benefit.owner, at_stake, figure)
        elif each.state in {State.ESTIMATED, State.UNMEASURED} and at_stake > 0:
            yield Task(_to_measure(each), benefit.owner, at_stake, figure)
        elif not benefit.owner and each.state is not State.CARRIED:
            named = Sentence("Name an owner for the benefit {benefit}", benefit=benefit.name)
            yield Task(named, "", at_stake, figure)


def _behind(each: Progress) -> Sentence:
    if each.missing > 0 and each.planned:
        return Sentence(
            "{benefit} is behind: {percent} % of what was planned has come. Find out why, and "
            "correct the plan",
            benefit=each.benefit.name,
            percent=round(100 * each.realised / each.planned),
        )
    return Sentence(
        "{benefit} is behind: what drives it has moved away from its target. Find out why",
        benefit=each.benefit.name,
    )


def _to_measure(each: Progress) -> Sentence:
    benefit = each.benefit
    if benefit.baseline is None:
        return Sentence(
            "Measure {benefit}: it has no baseline yet, so nobody can say later what it brought",
            benefit=benefit.name,
        )
    if benefit.grade is Grade.EXPERT_ESTIMATE:
        return Sentence("Measure {benefit}: it is only an estimate", benefit=benefit.name)
    return Sentence("Measure {benefit}: its time has come", benefit=benefit.name)


def _hazards(measured: Measured) -> Iterator[Task]:
    appraisal = measured.appraisal
    for hazard in appraisal.programme.hazards:
        if not hazard.owner:
            what = Sentence("Name an owner for the risk “{risk}”", risk=hazard.name)
        elif not hazard.action:
            what = Sentence("Decide what is done about the risk “{risk}”", risk=hazard.name)
        else:
            continue
        told = expected_loss(appraisal, hazard)
        yield Task(what, hazard.owner, float(hazard.expected), told)


def _goals(measured: Measured) -> Iterator[Task]:
    told_on = measured.appraisal.programme.told_on
    for goal in measured.ready.inputs.goals:
        standing = goal.standing(told_on)
        if standing is Standing.OVERDUE:
            what = Sentence("Overdue since {day}: {goal}", day=goal.due, goal=goal.name)
        elif standing is Standing.MISSED:
            what = Sentence("Not reached: {goal}. Decide what follows", goal=goal.name)
        else:
            continue
        yield Task(what, goal.owner or goal.department, 0.0)


def _worth(appraisal: Appraisal, line: BenefitLine) -> float:
    figure: Figure = appraisal.worth(line)
    return float(figure.value or 0)
