"""What a campaign brought, metric by metric and in money."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.effectfigures import (
    UNITS,
    lift_figure,
    metric_figure,
    per_member,
)
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.benefit.incrementality.judging import best
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.earned import earned
from goodwill.report.campaign.chapters.overtime import over_time
from goodwill.report.campaign.chapters.ranking import with_ends
from goodwill.report.campaign.labels import Ends, Shown, metric_label, p_said, verdict_title
from goodwill.report.campaign.results import Measured
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn


def brought(measured: Measured) -> list[Finding]:
    if measured.judged.withheld is not None:
        return [_withheld(measured)]
    told = [_effects(measured), earned(measured), over_time(measured)]
    return [finding for finding in told if finding is not None]


def _withheld(measured: Measured) -> Finding:
    verdict = measured.whole.verdict
    return Finding(
        "effects",
        verdict_title(verdict, measured.judged),
        text=[
            verdict.sentence,
            Sentence(
                "No effect is shown, because a wrong one would look exactly like a right one."
            ),
        ],
    )


def _effects(measured: Measured) -> Finding:
    verdict = measured.whole.verdict
    title = verdict_title(verdict, measured.judged)
    is_one_of_several = "campaign" in measured.receipt.cut
    statement = _statement(measured)
    can_be_told = isinstance(_most_moved(measured).plain, Effect)
    text = [statement] if is_one_of_several and can_be_told else []
    if title != verdict.sentence and is_one_of_several:
        text.insert(0, verdict.sentence)
    return Finding(
        "effects",
        title if is_one_of_several else statement,
        text=[*text, *_explained(measured)],
        chart=_chart(measured),
        table=_table(measured),
        warnings=list(_warnings(measured)),
    )


def _statement(measured: Measured) -> Sentence:
    """The decisive metric of the arm that moved it most, or the first refusal."""
    comparison = _most_moved(measured)
    metric = comparison.metric
    plain = comparison.plain
    if isinstance(plain, AnalyticsError):
        return Sentence(
            "{metric}: the difference between the arms cannot be told",
            metric=metric_label(metric.name),
        )
    lift = lift_figure(comparison.relative, _receipt(measured, comparison))
    told = {
        "metric": _measured_in(metric),
        "treated": _mean(measured, metric, plain.treated),
        "control": _mean(measured, metric, plain.control),
        "lift": lift,
        "ends": Ends(lift),
    }
    if lift.value is None:
        return Sentence(
            "{metric}: {treated} where members were treated, {control} where they were left alone",
            **told,
        )
    return Sentence(
        "{metric}: {treated} where members were treated, {control} where they were left alone, "
        "a change of {lift} ({ends})",
        **told,
    )


def _measured_in(metric: Metric) -> Label:
    """The metric with what it is counted per."""
    label = metric_label(metric.name)
    if metric.kind is Kind.SHARE:
        return label
    if metric.kind is Kind.COUNT:
        return Sentence("{metric} per 100 members", metric=label)
    return Sentence("{metric} per member", metric=label)


def _most_moved(measured: Measured) -> Comparison:
    name = measured.whole.decisive.name
    found = [measured.judged.overall(arm.arm or "", name) for arm in measured.arms]

    def size(each: Comparison) -> float:
        return each.plain.value if isinstance(each.plain, Effect) else float("-inf")

    return max(found, key=size)


def _explained(measured: Measured) -> Iterator[Sentence]:
    yield Sentence(
        "Members were compared with those left alone, all as drawn and not as reached. The "
        "interval behind a number holds the truth in 19 of 20 campaigns; one that holds nought "
        "leaves it open whether there was any effect."
    )
    if measured.judged.experiment.covariates:
        yield Sentence(
            "The adjusted difference takes off what members' own past explains. It is usually the "
            "surer of the two, was decided on before anything was seen, and money is counted "
            "with it."
        )


def _warnings(measured: Measured) -> Iterator[Sentence]:
    if measured.judged.doubt is not None:
        yield Sentence("The effects below are shown with a warning: see whether to believe them.")
    refused = {
        str(each.plain): each.plain.sentence
        for each in _compared(measured)
        if isinstance(each.plain, AnalyticsError)
    }
    refused.pop(str(measured.whole.verdict.sentence), None)
    yield from refused.values()
    if any(_is_at_odds(measured, each) for each in _compared(measured)):
        yield Sentence(
            "Where an interval holds nought although p is below 0.05, believe the interval: of "
            "amounts that a few members make up, it is the more careful of the two."
        )
    if measured.is_running:
        yield Sentence(
            "The campaign is still running. The intervals of this table hold for one look only; "
            "for looking again and again take those over time."
        )


def _is_at_odds(measured: Measured, each: Comparison) -> bool:
    """Whether p says more than the interval that is shown."""
    shown = best(each)
    p = measured.judged.adjusted_p.get((each.arm, each.metric.name), 1.0)
    return isinstance(shown, Effect) and not shown.is_sure and p < 1 - shown.level


def _chart(measured: Measured) -> Chart | None:
    """Relative lifts: metrics of different units on one axis."""
    items = [
        Item(_row_label(measured, each), effect.value, effect.low, effect.high)
        for each in _compared(measured)
        if isinstance(effect := each.relative, Effect)
    ]
    if not items:
        return None
    return interval_plot(
        items,
        description=Sentence("How much more the treated did than those left alone, by metric."),
        label=Sentence("Measure"),
        measure=Sentence("Relative lift"),
        unit=Unit.SHARE,
        reference=Mark(0.0, Sentence("no difference")),
    )


def _compared(measured: Measured) -> list[Comparison]:
    """Metric by metric, its arms beside each other."""
    experiment = measured.judged.experiment
    return [
        measured.judged.overall(arm, metric.name)
        for metric in experiment.metrics
        for arm in experiment.treated
    ]


def _row_label(measured: Measured, each: Comparison) -> Label:
    if len(measured.arms) == 1:
        return metric_label(each.metric.name)
    return Sentence("{metric}, {arm}", metric=metric_label(each.metric.name), arm=each.arm)


def _receipt(measured: Measured, each: Comparison) -> Receipt:
    """Named by metric and arm; among several campaigns by campaign too."""
    receipt = measured.receipt
    cut = {**receipt.cut, "arm": each.arm, "metric": each.metric.name}
    named = {"metric": metric_label(each.metric.name), "arm": each.arm}
    if "campaign" in receipt.cut:
        words = Sentence("{campaign}: {metric}, {arm}", campaign=receipt.cut["campaign"], **named)
    else:
        words = Sentence("{metric}, {arm}", **named)
    return Receipt(receipt.currency, receipt.as_of, receipt.grade, cut, words)


def effect_figures(measured: Measured) -> list[Figure]:
    """The decisive metric arm by arm: difference and relative lift, for where there is no money."""
    name = measured.whole.decisive.name
    found: list[Figure] = []
    for arm in measured.arms:
        each = measured.judged.overall(arm.arm or "", name)
        receipt = _receipt(measured, each)
        is_adjusted = isinstance(each.adjusted, Effect)
        outcome = each.adjusted if isinstance(each.adjusted, Effect) else each.plain
        found.append(metric_figure(each.metric, outcome, receipt, is_adjusted=is_adjusted))
        found.append(lift_figure(each.relative, receipt))
    return found


def effects_in_words(measured: Measured) -> Iterator[Sentence]:
    """The decisive metric, arm by arm, in a sentence each."""
    found = effect_figures(measured)
    for arm, effect, lift in zip(measured.arms, found[::2], found[1::2], strict=True):
        told = {"arm": arm.arm, "metric": _measured_in(arm.decisive), "effect": effect}
        if effect.value is None:
            continue
        if lift.value is None:
            yield Sentence(
                "{arm}: {metric} {effect} beyond the hold-out ({ends}).", ends=Ends(effect), **told
            )
        else:
            yield Sentence(
                "{arm}: {metric} {effect} beyond the hold-out ({ends}), a change of {lift}.",
                ends=Ends(effect),
                lift=lift,
                **told,
            )


def _table(measured: Measured) -> Table:
    has_past = bool(measured.judged.experiment.covariates)
    columns = [
        TableColumn(Sentence("Measure")),
        TableColumn(Sentence("Treated"), align="end"),
        TableColumn(Sentence("Hold-out"), align="end"),
        TableColumn(Sentence("Difference"), align="end"),
        TableColumn(Sentence("Relative lift"), align="end"),
        *([TableColumn(Sentence("Adjusted difference"), align="end")] if has_past else []),
        TableColumn(Sentence("p"), align="end"),
    ]
    rows = [_row(measured, each, has_past=has_past) for each in _compared(measured)]
    return Table(columns, rows, note=_NOTE)


_NOTE = Sentence(
    "Per member: shares in per cent, amounts in money; counts per 100 members. The intervals of "
    "relative lifts are drawn above. p is adjusted for how many arms and decisive measures were "
    "looked at at once."
)


def _row(measured: Measured, each: Comparison, *, has_past: bool) -> tuple[Cell, ...]:
    receipt = _receipt(measured, each)
    plain = each.plain
    means = tuple(_mean(measured, each.metric, x) for x in _means(measured, each))
    adjusted: list[Cell] = []
    if has_past:
        figure = None
        if each.adjusted is not None:
            figure = metric_figure(each.metric, each.adjusted, receipt, is_adjusted=True)
        adjusted = [figure if figure is None else with_ends(figure)]
    p = measured.judged.adjusted_p.get((each.arm, each.metric.name))
    return (
        _row_label(measured, each),
        *(means or (None, None)),
        with_ends(metric_figure(each.metric, plain, receipt)),
        lift_figure(each.relative, receipt),
        *adjusted,
        None if p is None else p_said(p),
    )


def _means(measured: Measured, each: Comparison) -> tuple[float, ...]:
    """Of treated and hold-out, as they are: a fact, even where its interval is refused."""
    if isinstance(each.plain, Effect):
        return each.plain.treated, each.plain.control
    whole, name = measured.judged.whole, each.metric.name
    if measured.judged.experiment.cluster or each.metric.per:
        return ()
    arms = (each.arm, measured.judged.experiment.control)
    return tuple(float(whole.where(arm=arm).mean[0, whole.at(name)[0]]) for arm in arms)


def _mean(measured: Measured, metric: Metric, value: float) -> Sentence:
    currency = measured.receipt.currency
    number = per_member(metric, value, currency)
    return Sentence("{value}", value=Shown(number, UNITS[metric.kind], currency))
