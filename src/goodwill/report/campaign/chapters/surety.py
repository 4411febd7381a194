"""How sure the numbers are: the grade, the intervals that were chosen, and how much was asked."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.incrementality.believing.heavytails import SKEWED
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.benefit.incrementality.experiment import Kind
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.labels import metric_label
from goodwill.report.campaign.results import Measured
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn


def surety(measured: Measured) -> Finding:
    withheld = measured.judged.withheld is not None
    return Finding(
        "surety",
        _title(measured),
        text=list(_text(measured)),
        table=None if withheld else _methods(measured),
    )


def _title(measured: Measured) -> Sentence:
    if measured.judged.withheld is not None:
        return Sentence("No grade: a broken split proves nothing")
    if measured.receipt.grade is Grade.RANDOM_HOLDOUT:
        return Sentence("Grade A: held against a hold-out drawn at random")
    return Sentence("Grade C only: the arms were not alike, as if members had been chosen")


def _text(measured: Measured) -> Iterator[Sentence]:
    if measured.judged.withheld is None:
        yield Sentence(
            "Grades go from A, a random hold-out, over B, C and D, comparisons without one, to E, "
            "an expert's estimate. Only A to D can ever be counted as a benefit."
        )
    if measured.judged.experiment.cluster:
        yield Sentence(
            "Whole groups were drawn, such as households: they are what is counted, because "
            "people in one group are alike."
        )
    yield _multiplicity(measured)


def _multiplicity(measured: Measured) -> Sentence:
    experiment = measured.judged.experiment
    decisive = sum(metric.primary for metric in experiment.metrics)
    asked = max(decisive, 1) * len(experiment.treated)
    if asked == 1:
        return Sentence(
            "One arm and one decisive measure were looked at, so nothing had to be made stricter. "
            "Other measures are looked at beside it; among the parts of the members, the share of "
            "false alarms is kept down (Benjamini–Hochberg)."
        )
    return Sentence(
        "{n} questions decide: decisive measures times arms. Who asks more often finds something "
        "by chance more often, so each has to be surer (Holm). Among the parts of the members, the "
        "share of false alarms is kept down (Benjamini–Hochberg).",
        n=asked,
    )


def _methods(measured: Measured) -> Table:
    several = len(measured.arms) > 1
    columns = [
        TableColumn(Sentence("Measure")),
        *([TableColumn(Sentence("Arm"))] if several else []),
        TableColumn(Sentence("Interval")),
        TableColumn(Sentence("Exact method")),
    ]
    experiment = measured.judged.experiment
    pairs = [
        measured.judged.overall(arm, metric.name)
        for metric in experiment.metrics
        for arm in experiment.treated
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            metric_label(each.metric.name),
            *([each.arm] if several else []),
            _in_words(each),
            _exact(each),
        )
        for each in pairs
    ]
    return Table(columns, rows)


def _in_words(each: Comparison) -> Sentence:
    if isinstance(each.plain, AnalyticsError):
        return Sentence("none: refused")
    if each.plain.method == SKEWED:
        return Sentence("the wider one for skewed amounts, because few members bring most of it")
    if isinstance(each.adjusted, Effect):
        return Sentence("the usual one, and a narrower one adjusted for what was known before")
    if each.metric.kind is Kind.SHARE:
        return Sentence("that of two shares")
    return Sentence("the usual one of two means")


def _exact(each: Comparison) -> Sentence:
    if isinstance(each.plain, AnalyticsError):
        return each.plain.sentence
    if isinstance(each.adjusted, Effect):
        return Sentence(
            "{plain} {adjusted}", plain=each.plain.method, adjusted=each.adjusted.method
        )
    return each.plain.method
