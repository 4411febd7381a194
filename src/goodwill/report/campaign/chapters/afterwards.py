"""What followed the campaign, and what it took from other products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from goodwill.analytics.benefit.incrementality.earning.aftermath import (
    Aftermath,
    pull_forward_figure,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.effectfigures import UNITS, metric_figure
from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.benefit.incrementality.members.summing import ORDERS
from goodwill.analytics.benefit.incrementality.members.windows import Window, day_as_date
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.arms import watched_measure
from goodwill.report.campaign.chapters.places import Place, places_of
from goodwill.report.campaign.cutting import Dotted, is_one_of_many
from goodwill.report.campaign.labels import Ends, Listed, metric_label, p_said
from goodwill.report.campaign.results import ArmResult, Measured
from goodwill.report.charts import Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn

FAMILIES = ("category", "department")
"""What products are told apart by; the first that the orders have."""


def afterwards(measured: Measured) -> list[Finding]:
    """Arm by arm: brought forward or lasting, and whether other products lost."""
    if measured.judged.withheld is not None:
        return []
    found = [
        finding
        for place, result in enumerate(measured.arms, 1)
        for finding in (*_after(measured, result), *_taken(measured, result))
        for finding in [_numbered(finding, place, len(measured.arms))]
    ]
    return _once(found)


def _numbered(finding: Finding, place: int, arms: int) -> Finding:
    return finding if arms == 1 else replace(finding, id=f"{finding.id}-{place}")


def _once(found: Sequence[Finding]) -> list[Finding]:
    """What is said of every arm alike, such as that it is too early, is said once."""
    kept: dict[str, Finding] = {}
    for finding in found:
        key = finding.id if finding.table else f"{finding.title}"
        kept.setdefault(key, finding)
    return list(kept.values())


def _after(measured: Measured, result: ArmResult) -> list[Finding]:
    found = result.after
    if isinstance(found, Aftermath) and found.after:
        return [_told(measured, result, found)]
    if isinstance(found, AnalyticsError):
        title = Sentence("What came after the campaign cannot be told")
        return [Finding("afterwards", title, text=[found.sentence])]
    return [Finding("afterwards", _not_yet(measured), text=[ASK])]


ASK = Sentence(
    "A campaign may only bring purchases forward: then members buy less afterwards, and what it "
    "brought is less than it looks. That takes a time after it as long as the campaign itself."
)


def _not_yet(measured: Measured) -> Sentence:
    window = measured.trial.window
    if window is None:
        return Sentence("What came after the campaign cannot be told without orders")
    planned = measured.trial.campaign.window or window
    return Sentence(
        "Whether purchases were only brought forward can be told when the orders reach to {day}",
        day=_reach(planned),
    )


def _reach(window: Window) -> date:
    return day_as_date(window.end_day + window.length - 1)


def _told(measured: Measured, result: ArmResult, found: Aftermath) -> Finding:
    window = measured.trial.window
    assert window is not None
    share = _share(measured, result, found)
    steps = _steps(measured, result, found, window.length)
    metric = _metric(measured, result)
    title = _title(found, share)
    if len(measured.arms) > 1:
        title = Sentence("{arm}: {finding}", arm=result.arm, finding=title)
    unit = UNITS[metric.kind]
    return Finding(
        "afterwards",
        title,
        text=[
            Sentence(
                "Those treated and those left alone go on being comparable after the campaign. So "
                "the same difference is taken in the windows that follow, each {days} days long.",
                days=window.length,
            ),
            *_why_orders(metric, result),
        ],
        figures=[share],
        chart=interval_plot(
            [
                Item(label, figure.value, figure.low, figure.high)
                for label, figure, _ in steps
                if figure.value is not None
            ],
            description=Sentence("The effect while the campaign ran and in the time after it."),
            label=Sentence("When"),
            measure=_measure(metric),
            unit=unit,
            currency=measured.receipt.currency if unit is Unit.MONEY else None,
            reference=Mark(0.0, Sentence("no effect")),
        ),
        table=_table(metric, steps),
    )


def _title(found: Aftermath, share: Figure) -> Sentence:
    pulled = found.pulled
    if pulled.low is None or pulled.high is None:
        return Sentence("What share was only brought forward cannot be told")
    if pulled.low > 0:
        return Sentence(
            "Part of it was only brought forward: {share} of what was gained was bought less "
            "afterwards",
            share=share,
        )
    if pulled.high < 0:
        return Sentence("It went on working: members still bought more after the campaign")
    return Sentence(
        "Neither that purchases were only brought forward nor that they were not is shown"
    )


def _why_orders(metric: Metric, result: ArmResult) -> list[Sentence]:
    if metric.name == result.decisive.name:
        return []
    return [
        Sentence(
            "It is told in {measure}: amounts of money vary too much for as many members.",
            measure=metric_label(metric.name),
        )
    ]


def _share(measured: Measured, result: ArmResult, found: Aftermath) -> Figure:
    return pull_forward_figure(found, _receipt(measured, result, None))


Step = tuple[Sentence, Figure, Effect | AnalyticsError]


def _steps(measured: Measured, result: ArmResult, found: Aftermath, days: int) -> list[Step]:
    """While it ran, each window after it, and all of it together."""
    metric = _metric(measured, result)
    last = found.after[-1]
    spans = [
        (Sentence("While it ran"), found.during),
        *(
            (
                Sentence(
                    "Days {first} to {last} after it",
                    first=days * (each.place - 1) + 1,
                    last=days * each.place,
                ),
                each.effect,
            )
            for each in found.after
        ),
        (Sentence("All of it together"), last.cumulated),
    ]
    return [
        (label, metric_figure(metric, effect, _receipt(measured, result, label)), effect)
        for label, effect in spans
    ]


def _metric(measured: Measured, result: ArmResult) -> Metric:
    assert result.arm is not None
    name = watched_measure(measured.judged, result.arm, result.decisive)
    assert name is not None
    return Metric(name, Kind.COUNT if name == ORDERS else Kind.AMOUNT)


def _receipt(measured: Measured, result: ArmResult, label: Sentence | None) -> Receipt:
    receipt = measured.receipt
    words: list[object] = [measured.trial.title] if is_one_of_many(measured) else []
    cut = dict(receipt.cut)
    if len(measured.arms) > 1:
        cut["arm"] = result.arm or ""
        words.append(result.arm)
    if label is not None:
        cut["when"] = str(label)
        words += [metric_label(_metric(measured, result).name), label]
    part = Sentence("{words}", words=Dotted(tuple(words))) if words else None
    return replace(receipt, cut=cut, part=part)


def _measure(metric: Metric) -> Sentence:
    if metric.kind is Kind.COUNT:
        return Sentence("{metric}: more per 100 treated members", metric=metric_label(metric.name))
    return Sentence("{metric}: more per treated member", metric=metric_label(metric.name))


def _table(metric: Metric, steps: Sequence[Step]) -> Table:
    columns = [
        TableColumn(Sentence("When")),
        TableColumn(Sentence("Effect"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("p"), align="end"),
        TableColumn(Sentence("Surely not nought?")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            label,
            figure,
            Sentence("{interval}", interval=Ends(figure)) if figure.value is not None else None,
            p_said(effect.p) if isinstance(effect, Effect) else None,
            _sure(effect),
        )
        for label, figure, effect in steps
    ]
    return Table(columns, rows, note=Sentence("Effect: {measure}.", measure=_measure(metric)))


def _sure(effect: Effect | AnalyticsError) -> Sentence:
    if isinstance(effect, AnalyticsError):
        return effect.sentence
    if not effect.is_sure:
        return Sentence("no")
    return Sentence("yes: more") if effect.value > 0 else Sentence("yes: less")


def _taken(measured: Measured, result: ArmResult) -> list[Finding]:
    name = next((name for name in FAMILIES if name in result.elsewhere), None)
    if name is None:
        return []
    parts = places_of(measured, result, name)
    up = [part for part in parts if part.is_up]
    down = [part for part in parts if part.is_down]
    if is_one_of_many(measured) and not down:
        return []
    return [
        Finding(
            "taken",
            _taken_title(up, down),
            text=_taken_text(down),
            figures=[part.figure for part in (*up, *down)] if down else [],
        )
    ]


def _taken_title(up: Sequence[Place], down: Sequence[Place]) -> Sentence:
    if up and down:
        return Sentence(
            "While more was sold of {more}, surely less was sold of {less}",
            more=_names(up),
            less=_names(down),
        )
    if down:
        return Sentence("Surely less was sold of {less}, of nothing surely more", less=_names(down))
    if up:
        return Sentence("No product family surely lost what others gained")
    return Sentence(
        "Whether one product family took from another cannot be told: of none is it sure that it "
        "gained"
    )


def _taken_text(down: Sequence[Place]) -> list[Sentence]:
    if not down:
        return [
            Sentence(
                "A loss too small to be sure may hide in the intervals above; the whole effect "
                "has it in it already."
            )
        ]
    return [
        Sentence(
            "Buyers may have moved from one to the other (cannibalisation). What the campaign "
            "brought is counted over all products together, so the loss is taken off already."
        )
    ]


def _names(parts: Sequence[Place]) -> Listed:
    found: list[Label] = [part.label for part in parts]
    return Listed(tuple(found))
