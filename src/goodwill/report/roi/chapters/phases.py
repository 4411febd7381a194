"""The six phases with their goals, and what may go wrong."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.returns.goals import Goal, Phase, Standing, by_phase
from goodwill.analytics.benefit.returns.hazards import expected_loss
from goodwill.analytics.benefit.returns.programme import Hazard
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import SIDES, named, or_nobody
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn


def chapter(measured: Measured) -> Chapter | None:
    findings = [*_goals(measured), *_hazards(measured)]
    if not findings:
        return None
    return Chapter("phases", Sentence("Phases, goals and risks"), findings)


def _goals(measured: Measured) -> list[Finding]:
    goals = measured.ready.inputs.goals
    if not goals:
        return []
    told_on = measured.appraisal.programme.told_on
    columns = [
        TableColumn(Sentence("Phase")),
        TableColumn(Sentence("Goal")),
        TableColumn(Sentence("Who")),
        TableColumn(Sentence("Due")),
        TableColumn(Sentence("How it stands")),
    ]
    order = list(Phase)
    rows: list[tuple[Cell, ...]] = [
        (
            goal.phase.label,
            named(goal.name),
            or_nobody(goal.owner or goal.department),
            goal.due,
            goal.standing(told_on).label,
        )
        for goal in sorted(goals, key=lambda goal: order.index(goal.phase))
    ]
    table = Table(columns, rows)
    return [Finding("goals", _in_phase(measured, goals), table=table)]


def _in_phase(measured: Measured, goals: Sequence[Goal]) -> Sentence:
    """The first phase whose goals are not all reached."""
    counted = by_phase(goals, measured.appraisal.programme.told_on)
    reached = sum(standings[Standing.REACHED] for standings in counted.values())
    for phase, standings in counted.items():
        if sum(standings.values()) > standings[Standing.REACHED]:
            return Sentence(
                "{reached} of {n} goals are reached; open from phase {phase} on",
                reached=reached,
                n=len(goals),
                phase=phase.label,
            )
    return Sentence("All {n} goals are reached", n=len(goals))


def _hazards(measured: Measured) -> list[Finding]:
    hazards = measured.appraisal.programme.hazards
    if not hazards:
        return []
    columns = [
        TableColumn(Sentence("Risk")),
        TableColumn(Sentence("Comes from")),
        TableColumn(Sentence("Owner")),
        TableColumn(Sentence("Chance"), Unit.SHARE),
        TableColumn(Sentence("Expected loss"), align="end"),
        TableColumn(Sentence("What is done")),
    ]
    ranked = sorted(hazards, key=lambda each: (-each.expected, each.id))
    rows = [_hazard_row(measured, each) for each in ranked]
    alone = sum(not each.owner for each in hazards)
    first = ranked[0]
    title = Sentence(
        "“{risk}” weighs most of the risks: {loss} on average",
        risk=first.name,
        loss=expected_loss(measured.appraisal, first),
    )
    if alone:
        title = Sentence(
            "“{risk}” weighs most of the risks: {loss} on average; {alone} without owner",
            risk=first.name,
            loss=expected_loss(measured.appraisal, first),
            alone=alone,
        )
    note = Sentence("Told beside the return: it is not taken off again.")
    return [Finding("risks", title, table=Table(columns, rows, note=note))]


def _hazard_row(measured: Measured, hazard: Hazard) -> tuple[Cell, ...]:
    return (
        named(hazard.name),
        SIDES.get(hazard.kind),
        or_nobody(hazard.owner),
        float(hazard.probability),
        expected_loss(measured.appraisal, hazard),
        hazard.action or Sentence("nothing yet"),
    )
