"""What was fixed beforehand, and how it stands."""

from __future__ import annotations

from goodwill.analytics.benefit.pilots.criteria import Criterion, Outcome, Verdict
from goodwill.analytics.benefit.pilots.grading import is_at_least
from goodwill.language import Sentence
from goodwill.report.finding import Finding
from goodwill.report.pilot.labels import VERDICTS
from goodwill.report.pilot.measuring import Measured
from goodwill.report.pilot.scale import in_words
from goodwill.report.tables import Cell, Table, TableColumn


def criteria(each: Measured) -> list[Finding]:
    if each.criterion is None:
        return [
            Finding(
                "criteria",
                Sentence("Nothing was fixed beforehand, so nothing can pass or fail"),
                text=[
                    Sentence(
                        "Say before the pilot what it must bring to be worth it (--minimum), "
                        "after how many periods it is judged (--after) and how good the evidence "
                        "must be (--grade)."
                    )
                ],
            )
        ]
    verdict = each.verdict
    if verdict is None:
        return [Finding("criteria", each.result.sentence)]
    return [
        Finding(
            "criteria",
            VERDICTS[verdict.outcome],
            text=[in_words(verdict.sentence, each.scale), *_more(verdict)],
            table=_table(each, each.criterion),
        )
    ]


def _more(verdict: Verdict) -> list[Sentence]:
    if verdict.outcome is not Outcome.NOT_YET:
        return []
    return [
        Sentence(
            "A criterion is looked at once, when it was agreed. Looking again until it passes "
            "makes it worthless."
        )
    ]


def _table(each: Measured, criterion: Criterion) -> Table:
    columns = [
        TableColumn(Sentence("What")),
        TableColumn(Sentence("Fixed beforehand")),
        TableColumn(Sentence("Found")),
    ]
    grade = each.graded.grade if each.graded else None
    ran = len(each.panel.periods) - max(each.panel.starts[i] or 0 for i in each.panel.treated)
    wanted = each.scale.said(criterion.minimum)
    least = (
        Sentence("at least {minimum} more", minimum=wanted)
        if criterion.better > 0
        else Sentence("at least {minimum} less", minimum=wanted)
    )
    met = grade is not None and is_at_least(grade, criterion.grade)
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Effect per unit and period"), least, each.each),
        (Sentence("Periods with the pilot"), _plain(criterion.periods), str(ran)),
        (
            Sentence("Grade of the evidence"),
            Sentence("{grade} or better", grade=criterion.grade.value),
            None
            if grade is None
            else Sentence("{grade}: good enough", grade=grade.value)
            if met
            else Sentence("{grade}: too weak", grade=grade.value),
        ),
    ]
    return Table(columns, rows)


def _plain(periods: int | None) -> Sentence:
    if periods is None:
        return Sentence("at any time, once")
    return Sentence("after {n}", n=periods)
