"""Of which products, in which region and on which channel more was sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.incrementality.believing.heterogeneity import PLACE_MONEY
from goodwill.analytics.benefit.incrementality.believing.multiplicity import benjamini_hochberg
from goodwill.analytics.benefit.incrementality.earning.elsewhere import REST, PartEffect
from goodwill.analytics.benefit.incrementality.earning.receipts import effect_figure
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN, REVENUE
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.cutting import Dotted, is_one_of_many
from goodwill.report.campaign.labels import (
    UNKNOWN,
    Ends,
    Listed,
    column_label,
    metric_label,
    p_said,
)
from goodwill.report.campaign.results import ArmResult, Measured
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn

MOST_DRAWN = 10
"""Parts in the chart; the table has them all."""


@dataclass(frozen=True)
class Place:
    """One part of the sales: the effect on it summed over the members treated.

    `p` is adjusted for the number of parts; None where there is no effect.
    """

    part: str | None
    effect: Effect | AnalyticsError
    p: float | None
    figure: Figure

    @property
    def label(self) -> Label:
        if self.part is None:
            return UNKNOWN
        return Sentence("all others") if self.part == REST else self.part

    @property
    def is_sure(self) -> bool:
        return isinstance(self.effect, Effect) and (self.p or 0.0) < 1 - self.effect.level

    @property
    def is_up(self) -> bool:
        return self.is_sure and isinstance(self.effect, Effect) and self.effect.value > 0

    @property
    def is_down(self) -> bool:
        return self.is_sure and not self.is_up


def places(measured: Measured) -> list[Finding]:
    """Column by column and arm by arm; of many campaigns what is sure, and products."""
    found = [
        _one(measured, result, name, places_of(measured, result, name))
        for result in measured.arms
        for name in result.elsewhere
    ]
    return [finding for finding in found if finding is not None]


def places_of(measured: Measured, result: ArmResult, name: str) -> tuple[Place, ...]:
    """The parts of one column, the largest effect first."""
    parts = result.elsewhere.get(name, ())
    effects = [part.effect for part in parts if isinstance(part.effect, Effect)]
    adjusted = iter(benjamini_hochberg([effect.p for effect in effects]))
    return tuple(
        _place(
            measured,
            (result, name),
            part,
            float(next(adjusted)) if isinstance(part.effect, Effect) else None,
        )
        for part in parts
    )


def _place(
    measured: Measured, about: tuple[ArmResult, str], part: PartEffect, p: float | None
) -> Place:
    (result, name), effect, receipt = about, part.effect, measured.receipt
    words: list[object] = [measured.trial.title] if is_one_of_many(measured) else []
    cut = {**receipt.cut, name: part.part or ""}
    if len(measured.arms) > 1:
        cut["arm"] = result.arm or ""
        words.append(result.arm)
    found = Place(part.part, effect, p, _figure(measured, effect))
    words += [metric_label(sold_as(measured)), column_label(name), found.label]
    receipt = replace(receipt, cut=cut, part=Sentence("{words}", words=Dotted(tuple(words))))
    told = replace(found.figure, cut=receipt.cut, part=receipt.part)
    if isinstance(effect, Effect):
        return replace(found, effect=effect.times(effect.n_treated), figure=told)
    return replace(found, figure=told)


def _figure(measured: Measured, effect: Effect | AnalyticsError) -> Figure:
    receipt = measured.receipt
    if isinstance(effect, Effect):
        return effect_figure(PLACE_MONEY, effect.times(effect.n_treated), 0, receipt)
    return effect_figure(PLACE_MONEY, None, 0, receipt, effect.sentence)


def sold_as(measured: Measured) -> str:
    """What sales are told apart in: margin where costs are known."""
    outcomes = measured.trial.outcomes
    return MARGIN if outcomes is not None and outcomes.has_margin else REVENUE


def _one(
    measured: Measured, result: ArmResult, name: str, parts: Sequence[Place]
) -> Finding | None:
    told = [part for part in parts if isinstance(part.effect, Effect)]
    is_sure = any(part.is_sure for part in told)
    if is_one_of_many(measured) and not is_sure:
        return None
    words = [result.arm] if len(measured.arms) > 1 else []
    subject = Sentence("{words}", words=Dotted((*words, _sold_by(name))))
    identity = f"sold-by-{name}"
    if words:
        identity += f"-{measured.arms.index(result) + 1}"
    return Finding(
        identity,
        _title(subject, parts),
        text=[
            Sentence(
                "Every member counts in every part, with nought where nothing was bought of it, "
                "so the parts add up to the whole effect. This is explored, not proven."
            )
        ],
        chart=_chart(measured, name, told) if told else None,
        table=_table(measured, name, parts),
    )


def _sold_by(name: str) -> Sentence:
    if name == "category":
        return Sentence("What was sold")
    if name == "channel":
        return Sentence("How it was bought")
    return Sentence("Sales by {column}", column=column_label(name))


def _title(subject: Sentence, parts: Sequence[Place]) -> Sentence:
    up = [part for part in parts if part.is_up]
    down = [part for part in parts if part.is_down]
    if up and down:
        return Sentence(
            "{subject}: surely more of {more}, and surely less of {less}",
            subject=subject,
            more=_names(up),
            less=_names(down),
        )
    if up and len(up) == 1:
        return Sentence(
            "{subject}: surely more of {more} ({how_much}), of nothing else for sure",
            subject=subject,
            more=up[0].label,
            how_much=up[0].figure,
        )
    if up:
        return Sentence("{subject}: surely more of {more}", subject=subject, more=_names(up))
    if down:
        return Sentence("{subject}: surely less of {less}", subject=subject, less=_names(down))
    return Sentence("{subject}: of no part alone is it sure that more was sold", subject=subject)


def _names(parts: Sequence[Place]) -> Listed:
    return Listed(tuple(part.label for part in parts))


def _chart(measured: Measured, name: str, told: Sequence[Place]) -> Chart:
    currency = measured.receipt.currency
    return interval_plot(
        [
            Item(part.label, part.figure.value, part.figure.low, part.figure.high)
            for part in told[:MOST_DRAWN]
        ],
        description=Sentence("The effect on each part of the sales, with its interval."),
        label=Sentence("{column}", column=column_label(name)),
        measure=_measure(measured),
        unit=Unit.MONEY,
        currency=currency,
        reference=Mark(0.0, Sentence("no effect")),
    )


def _measure(measured: Measured) -> Sentence:
    return Sentence("{metric}: more in all", metric=metric_label(sold_as(measured)))


def _table(measured: Measured, name: str, parts: Sequence[Place]) -> Table:
    columns = [
        TableColumn(column_label(name)),
        TableColumn(_measure(measured), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("p, adjusted"), align="end"),
        TableColumn(Sentence("Surely not nought?")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            part.label,
            part.figure,
            None if part.p is None else Sentence("{interval}", interval=Ends(part.figure)),
            None if part.p is None else p_said(part.p),
            _sure(part),
        )
        for part in parts
    ]
    return Table(columns, rows)


def _sure(part: Place) -> Sentence:
    if isinstance(part.effect, AnalyticsError):
        return part.effect.sentence
    if not part.is_sure:
        return Sentence("no")
    return Sentence("yes: more") if part.is_up else Sentence("yes: less")
