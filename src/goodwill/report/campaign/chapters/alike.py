"""A campaign without a hold-out: what it seems to have brought beside customers who were alike."""

from __future__ import annotations

from goodwill.analytics.benefit.pilots.estimate import Checked
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.alike import Alike
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn


def alike(each: Alike) -> list[Finding]:
    return [_effect(each), _balance(each)]


def _effect(each: Alike) -> Finding:
    figure, effect = each.figure, each.matched.effect
    failed = [check for check in each.matched.checks if check.passed is False]
    told = {"figure": figure, "grade": each.graded.grade.value}
    if effect.is_sure:
        title = Sentence(
            "Members changed by {figure} each beyond customers who were alike (grade {grade})",
            **told,
        )
    else:
        title = Sentence(
            "Members changed no more, for sure, than customers who were alike: {figure} each "
            "(grade {grade})",
            **told,
        )
    return Finding(
        "matched",
        title,
        text=[
            each.why.sentence,
            Sentence(
                "So {pairs} members are each compared with a customer who had bought alike before "
                "and was left out; {unmatched} members had nobody alike and are not in it.",
                pairs=each.matched.pairs,
                unmatched=each.matched.unmatched,
            ),
            *(() if failed else each.graded.reasons),
        ],
        figures=[figure],
        warnings=[
            Sentence(
                "This is not a hold-out. Who was chosen, and why, may explain the difference: it "
                "may plan the next campaign, with a hold-out, and proves nothing about this one."
            ),
            *(_FAILED.get(check.what, check.sentence) for check in failed),
        ],
    )


def _balance(each: Alike) -> Finding:
    columns = [
        TableColumn(Sentence("Known before")),
        TableColumn(Sentence("Apart before matching"), Unit.NUMBER),
        TableColumn(Sentence("Apart after matching"), Unit.NUMBER),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            _LABELS.get(row.name, row.name),
            round(row.before, 3),
            round(row.after, 3),
        )
        for row in each.matched.balance
    ]
    return Finding(
        "alike",
        Sentence("How alike the two sides were beforehand"),
        text=[
            Sentence(
                "Differences between the means of members and of those they are compared with, in "
                "standard deviations. Beyond 0.1 a comparison is in doubt."
            )
        ],
        table=Table(columns, rows),
    )


_FAILED = {
    Checked.PLACEBO: Sentence(
        "Before the campaign, the same comparison finds a difference where nothing was done: "
        "members went another way already. So the grade is D."
    ),
}
_LABELS = {
    "before": Sentence("What is compared, in the same length of time before"),
    "orders_before": Sentence("Orders in the year before"),
    "days_since": Sentence("Days since the last order"),
    "days_known": Sentence("Days since the first order"),
    "log_revenue_before": Sentence("Logarithm of revenue in the year before"),
}
