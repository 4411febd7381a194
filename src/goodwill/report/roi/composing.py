"""The report on a programme composed: headline figures, facts, chapters."""

from __future__ import annotations

from pathlib import Path

from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.loop import BENEFIT
from goodwill.report.finding import Fact, Report
from goodwill.report.roi.chapters import (
    answers,
    chances,
    deciding,
    methods,
    otherwise,
    paid,
    phases,
    reading,
    register,
    stakes,
    years,
)
from goodwill.report.roi.measuring import Measured

CHAPTERS = (
    *(answers.chapter, years.chapter, paid.chapter, register.chapter, deciding.chapter),
    *(chances.chapter, stakes.chapter, otherwise.chapter, phases.chapter),
    *(methods.chapter, reading.chapter),
)


def compose(measured: Measured) -> Report:
    """The report, in no language yet."""
    programme = measured.appraisal.programme
    found = [write(measured) for write in CHAPTERS]
    return Report(
        title=Sentence("Is it worth it? {programme}", programme=programme.name),
        as_of=programme.told_on,
        chapters=[chapter for chapter in found if chapter is not None],
        summary=headlines(measured),
        facts=_facts(measured),
        currency=programme.currency,
        stage=BENEFIT,
    )


def headlines(measured: Measured) -> list[Figure]:
    """What somebody who reads nothing else should see."""
    returns = measured.appraisal.returns
    chances = (measured.simulation.independent.loss, measured.simulation.common.loss)
    return [
        *(returns.npv, returns.roi, returns.simple_roi, returns.payback),
        *(chances if measured.is_uncertain else ()),
    ]


def _facts(measured: Measured) -> list[Fact]:
    programme, inputs = measured.appraisal.programme, measured.ready.inputs
    ledger = [
        Path(source.file).name for survey in inputs.surveys.values() for source in survey.sources
    ]
    facts = [
        Fact(Sentence("Read"), ", ".join([inputs.file, *ledger])),
        Fact(Sentence("Years"), Sentence("0 to {horizon}", horizon=programme.horizon)),
        Fact(Sentence("Year 0 ends on"), programme.starts_on),
        Fact(
            Sentence("Discount rate a year"),
            Sentence("{rate} %", rate=round(100 * programme.rate, 2).normalize()),
        ),
    ]
    if measured.ready.actuals:
        until = measured.ready.actuals.covered_to
        facts.append(Fact(Sentence("Ledger reaches to"), until))
    return facts
