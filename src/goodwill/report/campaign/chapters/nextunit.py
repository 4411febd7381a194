"""Where the next unit of money is best spent: by channel, and by part of a campaign's members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.incrementality.believing.multiplicity import benjamini_hochberg
from goodwill.analytics.benefit.incrementality.earning.money import Standing, less
from goodwill.analytics.benefit.incrementality.earning.portfolio import (
    Portfolio,
    Result,
    portfolio,
    portfolio_figures,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.effectfigures import metric_figure
from goodwill.analytics.benefit.incrementality.experiment import Metric
from goodwill.analytics.benefit.incrementality.judging import best
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN
from goodwill.analytics.benefit.incrementality.verdicts import Answer
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.labels import Ends, column_label, value_label
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, find, money_column

SURE = 0.05
NAMED = 3


@dataclass(frozen=True)
class Part:
    """A slice in which a member surely brings more than he costs.

    Parameters
    ----------
    surplus
        Effect on margin per member less the cost of one, in minor units.
    adjusted
        Its p-value among all slices of the campaign.
    """

    each: Measured
    metric: Metric
    arm: str
    slice: str
    value: str | None
    effect: Effect
    surplus: Effect
    cost_per_member: float
    adjusted: float

    @property
    def figure(self) -> Figure:
        receipt = self.each.receipt
        words = Sentence("{column}: {value}", column=column_label(self.slice), value=self.label)
        cut = {**receipt.cut, "arm": self.arm, self.slice: self.value or "unknown"}
        found = Receipt(receipt.currency, receipt.as_of, receipt.grade, cut, words)
        return metric_figure(self.metric, self.effect, found)

    @property
    def label(self) -> Sentence | str:
        return value_label(self.slice, self.value)


def next_unit(measured: MeasuredAll) -> Finding:
    """Named only where it surely pays; else what is missing to name it."""
    channels = _channels(measured)
    parts = sorted(
        (part for each in measured.measured for part in _paying_parts(each)),
        key=lambda part: -part.surplus.value / max(part.cost_per_member, 1.0),
    )
    text = [*_of_channels(channels), *_of_parts(measured, parts)]
    if len(channels) > 1 or parts:
        text.append(
            Sentence(
                "These are averages of what was spent. The last unit brings less than the average "
                "one: raise a budget by steps, with a hold-out at each."
            )
        )
    return Finding(
        "next-unit",
        _title(measured, channels, parts),
        text=text,
        table=_table(channels, measured.ready.currency) if len(channels) > 1 else None,
    )


def _title(measured: MeasuredAll, channels: Sequence[_Channel], parts: Sequence[Part]) -> Sentence:
    proven = [each for each in channels if each.is_proven]
    if len(channels) > 1 and proven:
        return Sentence(
            "The next unit of money: most surely into {channel}, where it returned {roi}",
            channel=proven[0].name,
            roi=proven[0].roi,
        )
    if parts:
        return Sentence(
            "The next unit of money: most surely where “{column}” is “{value}”",
            column=column_label(parts[0].slice),
            value=parts[0].label,
        )
    if not _is_cost_known(measured):
        return Sentence("Where the next unit of money belongs cannot be told without cost")
    if len(channels) < 2:
        return Sentence("No part of the members has been proven to earn its cost")
    return Sentence("No channel and no part of the members has been proven to earn its cost")


def _is_cost_known(measured: MeasuredAll) -> bool:
    return any(each.whole.returns.cost for each in measured.measured)


@dataclass(frozen=True)
class _Channel:
    """All campaigns of one channel together."""

    name: str | Sentence
    found: Portfolio
    roi: Figure

    @property
    def is_proven(self) -> bool:
        return self.found.profit is not None and self.found.profit.low > 0


def _channels(measured: MeasuredAll) -> list[_Channel]:
    """By return, those of which it is known; campaigns not to be trusted are in none."""
    groups: dict[str | None, list[Result]] = {}
    for each in measured.measured:
        is_sound = each.whole.verdict.answer is not Answer.NOT_TRUSTED
        if is_sound and each.whole.returns.standing is not Standing.UNKNOWN:
            result = Result(each.trial.identity, each.trial.title, each.whole.returns)
            groups.setdefault(each.trial.campaign.channel, []).append(result)
    ready = measured.ready
    found = []
    for channel, results in groups.items():
        name = value_label("channel", channel)
        words = Sentence("{channel}", channel=name)
        receipt = Receipt(
            ready.currency, ready.as_of, cut={"channel": channel or "unknown"}, part=words
        )
        sums = portfolio(results)
        found.append(_Channel(name, sums, find(portfolio_figures(sums, receipt), "portfolio_roi")))
    return sorted(
        found, key=lambda each: (not each.is_proven, -float(each.roi.value or -1), str(each.name))
    )


def _of_channels(channels: Sequence[_Channel]) -> Iterator[Sentence]:
    if len(channels) < 2:
        return
    if not any(each.is_proven for each in channels):
        yield Sentence(
            "Of no channel the interval of its profit lies above nought: the table says how far "
            "each is from it."
        )
    failed = [each for each in channels if each.found.profit and each.found.profit.high < 0]
    for each in failed:
        yield Sentence(
            "Take money away from {channel} first: it returned {roi} ({ends}).",
            channel=each.name,
            roi=each.roi,
            ends=Ends(each.roi),
        )


def _of_parts(measured: MeasuredAll, parts: Sequence[Part]) -> Iterator[Sentence]:
    currency = measured.ready.currency
    for part in parts[:NAMED]:
        yield Sentence(
            "{campaign}, {column} “{value}”: a member brought {margin} more margin ({ends}) and "
            "cost {cost}.",
            campaign=part.each.trial.title or Sentence("This campaign"),
            column=column_label(part.slice),
            value=part.label,
            margin=part.figure,
            ends=Ends(part.figure),
            cost=Amount(major(round(part.cost_per_member), currency), currency),
        )
    if parts:
        return
    if _is_cost_known(measured):
        yield Sentence(
            "No value class, region or other part of the members brought surely more margin than "
            "it cost, once it is counted that many parts were looked at. Choosing one all the "
            "same would be choosing by chance."
        )
    else:
        yield Sentence(
            "What a contact costs is not known, so nobody can say where it is earned back. Give "
            "--costs, or --contact-cost."
        )


def _paying_parts(each: Measured) -> list[Part]:
    """Slices whose margin per member surely exceeds its cost (Benjamini–Hochberg)."""
    names = {metric.name for metric in each.judged.experiment.metrics}
    if each.whole.verdict.answer is Answer.NOT_TRUSTED or MARGIN not in names:
        return []
    tried = list(_parts(each, each.judged.experiment.metric(MARGIN)))
    adjusted = benjamini_hochberg([part.surplus.p for part in tried])
    return [
        replace(part, adjusted=float(p))
        for part, p in zip(tried, adjusted, strict=True)
        if p < SURE and part.surplus.value > 0
    ]


def _parts(each: Measured, metric: Metric) -> Iterator[Part]:
    if isinstance(each.cost, AnalyticsError):
        return
    members = each.judged.whole
    for found in each.judged.comparisons:
        effect = best(found)
        is_asked = found.slice_name is not None and found.metric.name == MARGIN
        if not is_asked or not isinstance(effect, Effect) or not found.slice_name:
            continue
        spent = each.cost.of(found.arm)
        if not spent:
            continue
        cost = spent / int(members.where(arm=found.arm).n.sum())
        named = (found.arm, found.slice_name, found.slice_value)
        yield Part(each, metric, *named, effect, less(effect, cost), cost, 1.0)


def _table(channels: Sequence[_Channel], currency: str) -> Table:
    columns = [
        TableColumn(Sentence("Channel")),
        TableColumn(Sentence("Campaigns"), Unit.NUMBER),
        money_column(Sentence("Cost"), currency),
        TableColumn(Sentence("Return on it"), align="end"),
        TableColumn(Sentence("From"), Unit.SHARE),
        TableColumn(Sentence("To"), Unit.SHARE),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            len(each.found.results),
            amount(each.found.cost, currency),
            each.roi,
            each.roi.low,
            each.roi.high,
        )
        for each in channels
    ]
    return Table(columns, rows)
