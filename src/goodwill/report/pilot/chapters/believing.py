"""Whether it may be believed: the checks, the rank among placebos, and what it is compared with."""

from __future__ import annotations

from goodwill.analytics.benefit.pilots.estimate import Estimate
from goodwill.analytics.benefit.pilots.panel import named
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Finding
from goodwill.report.pilot.labels import CHECKS, GRADES, METHODS, PASSED, kind_label
from goodwill.report.pilot.measuring import Measured
from goodwill.report.pilot.scale import Said, Scale, in_words
from goodwill.report.tables import Cell, Table, TableColumn

MOSTLY = 3
"""So many of the units that count most are named in the title."""


def believing(each: Measured) -> list[Finding]:
    estimate = each.estimate
    if estimate is None:
        return []
    return [_checks(each, estimate), *_rank(estimate), *_shares(each, estimate)]


def _checks(each: Measured, estimate: Estimate) -> Finding:
    rows: list[tuple[Cell, ...]] = [
        (CHECKS[check.what], PASSED[check.passed], in_words(check.sentence, each.scale))
        for check in estimate.checks
    ]
    columns = [
        TableColumn(Sentence("Check")),
        TableColumn(Sentence("Result")),
        TableColumn(Sentence("What it showed")),
    ]
    graded = each.graded
    assert graded is not None
    failed = estimate.failed
    title = (
        Sentence("The check was passed", "All {n} checks were passed", n=len(rows))
        if not failed
        else Sentence(
            "{passed} of {n} checks were passed", passed=len(rows) - len(failed), n=len(rows)
        )
    )
    return Finding(
        "checks",
        title,
        text=[
            Sentence("Of the method to go by: {method}.", method=METHODS[estimate.method]),
            Sentence("So the evidence is of grade {meaning}", meaning=GRADES[graded.grade]),
        ],
        table=Table(columns, rows),
    )


def _rank(estimate: Estimate) -> list[Finding]:
    if estimate.rank_p is None:
        return []
    return [
        Finding(
            "rank",
            Sentence(
                "Units without the pilot would look as conspicuous in {share} of all cases",
                share=Said(estimate.rank_p, Scale("", Unit.SHARE)),
            ),
            text=[
                Sentence(
                    "Each unit without the pilot was taken in turn for one with it. This is the "
                    "share of all of them, with the true one, that stand out as much; it cannot "
                    "be smaller than one over their number."
                )
            ],
        )
    ]


def _shares(each: Measured, estimate: Estimate) -> list[Finding]:
    controls = [each.panel.units[place] for place in each.panel.controls]
    if not estimate.shares:
        if not controls:
            return []
        title = Sentence(
            "It is compared with {n} unit without the pilot",
            "It is compared with {n} units without the pilot, which all count alike",
            n=len(controls),
        )
        return [Finding("donors", title, text=[Sentence("{units}", units=named(controls))])]
    columns = [
        TableColumn(kind_label(each.trial.kind)),
        TableColumn(Sentence("How much it counts"), Unit.SHARE),
    ]
    rows: list[tuple[Cell, ...]] = [(share.unit, share.weight) for share in estimate.shares]
    most = ", ".join(share.unit for share in estimate.shares[:MOSTLY])
    return [
        Finding(
            "donors",
            Sentence(
                "It is compared with a mixture of {n} unit: {most}",
                "It is compared with a mixture of {n} units, most of all {most}",
                n=len(rows),
                most=most,
            ),
            table=Table(columns, rows),
        )
    ]
