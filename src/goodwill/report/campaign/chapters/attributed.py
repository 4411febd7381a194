"""What attribution credits channels and campaigns with, beside what hold-outs show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import narwhals as nw

from goodwill.analytics.benefit.incrementality.attribution.beside import (
    Compared,
    beside,
    compared_figures,
    credit_figures,
)
from goodwill.analytics.benefit.incrementality.attribution.credit import Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import (
    LOOKBACK_DAYS,
    Journeys,
    journeys,
)
from goodwill.analytics.benefit.incrementality.attribution.lasttouch import by_rule
from goodwill.analytics.benefit.incrementality.attribution.markov import markov
from goodwill.analytics.benefit.incrementality.attribution.shapley import shapley
from goodwill.analytics.benefit.incrementality.earning.offsets import effects_added
from goodwill.analytics.benefit.incrementality.earning.portfolio import SUM
from goodwill.analytics.benefit.incrementality.earning.receipts import (
    INCREMENTAL_MARGIN,
    INCREMENTAL_REVENUE,
    Receipt,
    effect_figure,
)
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN, REVENUE
from goodwill.analytics.benefit.incrementality.verdicts import Answer
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.cutting import Dotted
from goodwill.report.campaign.labels import Ends, metric_label
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn


def attributed(measured: MeasuredAll) -> Chapter:
    """By channel and by campaign, each where there are two of them."""
    findings = [] if measured.ready.orders is None else _findings(measured)
    title = Sentence("Attributed, and what was really brought")
    return Chapter("attributed", title, findings)


def _findings(measured: MeasuredAll) -> list[Finding]:
    names = _names(measured)
    ways = (
        ("channel", Sentence("Channel"), _channel(measured)),
        ("campaign", Sentence("Campaign"), _campaign(names)),
    )
    found = [_by(measured, *way) for way in ways]
    return [finding for finding in found if finding is not None]


def _names(measured: MeasuredAll) -> dict[str, str]:
    """Campaign → its name; what is called alike has its id beside it."""
    titles = {each.trial.identity: each.trial.title for each in measured.campaigns}
    shown = list(titles.values())
    return {
        name: title if title and shown.count(title) == 1 else f"{title} ({name})".strip()
        for name, title in titles.items()
    }


def _channel(measured: MeasuredAll) -> nw.Expr:
    """The member's own channel, else its campaign's."""
    channels = {each.trial.identity: each.trial.campaign.channel for each in measured.campaigns}
    known = _looked_up({name: value for name, value in channels.items() if value})
    return nw.when(~nw.col("channel").is_null()).then(nw.col("channel")).otherwise(known)


def _campaign(names: Mapping[str, str]) -> nw.Expr:
    return _looked_up(names)


def _looked_up(values: Mapping[str, str]) -> nw.Expr:
    found = nw.lit(None, dtype=nw.String)
    for name, value in values.items():
        found = nw.when(nw.col("campaign_id") == name).then(nw.lit(value)).otherwise(found)
    return found


@dataclass(frozen=True)
class _Told:
    """One way to tell touches apart, attributed by three methods beside what was measured."""

    journeys: Journeys
    credits: tuple[Credit, Credit, Credit]
    rows: tuple[Compared, ...]
    column: str
    currency: str
    receipt: Receipt

    @property
    def shapley(self) -> Credit:
        return self.credits[1]


def _by(measured: MeasuredAll, way: str, label: Sentence, name: nw.Expr) -> Finding | None:
    touches = measured.ready.warehouse.settle(_touches(measured, name))
    if _different(touches) < 2:
        return None
    column = _measure(measured)
    try:
        found = journeys(touches, _bought(measured, touches, column), _settle(measured))
    except AnalyticsError as reason:
        title = Sentence("What attribution would credit cannot be told")
        return Finding(f"attributed-{way}", title, text=[reason.sentence])
    credits = by_rule(found), shapley(found), markov(found)
    receipt = Receipt(measured.ready.currency, measured.ready.as_of)
    incremental = _incremental(measured, way, column)
    heldout = _held_out(measured, way)
    rows = [
        replace(row, reason=NOT_TOLD) if not row.incremental and row.channel in heldout else row
        for row in beside(credits[1], incremental)
    ]
    told = _Told(found, credits, tuple(rows), column, receipt.currency, receipt)
    return _finding(told, way, label)


def _settle(measured: MeasuredAll) -> Callable[[Frame], Frame]:
    return measured.ready.warehouse.settle


def _touches(measured: MeasuredAll, name: nw.Expr) -> Frame:
    """Every contact of a member, whatever the arm: attribution asks only who was there."""
    members = measured.ready.membership.members
    made = members.filter(~nw.col("contacted_day").is_null())
    return made.select("customer_id", channel=name, touched_day=nw.col("contacted_day"))


def _different(touches: Frame) -> int:
    known = touches.filter(~nw.col("channel").is_null())
    return int(known.select(nw.col("channel").n_unique()).collect().item() or 0)


def _measure(measured: MeasuredAll) -> str:
    """Margin where every campaign is measured by it: margin has to stand beside margin."""
    outcomes = [each.trial.outcomes for each in measured.measured]
    return MARGIN if outcomes and all(x is not None and x.has_margin for x in outcomes) else REVENUE


def _bought(measured: MeasuredAll, touches: Frame, column: str) -> Frame:
    """Orders from the first contact on."""
    assert measured.ready.orders is not None
    first = touches.select(nw.col("touched_day").min()).collect().item()
    amount = nw.col("amount_minor")
    if column == MARGIN:
        amount = amount - nw.col("cost_minor").fill_null(0)
    kept = measured.ready.orders.orders.filter(nw.col("is_purchase"), nw.col("day") >= int(first))
    return kept.select("customer_id", "day", amount_minor=amount.cast(nw.Int64))


def _incremental(measured: MeasuredAll, way: str, column: str) -> dict[str, Effect]:
    """What hold-outs show of each; of a channel only if all of its campaigns can be told."""
    parts: dict[str, list[Effect | None]] = {}
    names = _names(measured)
    for each in measured.campaigns:
        name = names[each.trial.identity] if way == "campaign" else each.trial.campaign.channel
        if name:
            effect = _effect(each, column) if isinstance(each, Measured) else None
            parts.setdefault(name, []).append(effect)
    return {
        name: _sum([effect for effect in effects if effect])
        for name, effects in parts.items()
        if all(effects)
    }


def _sum(effects: Sequence[Effect]) -> Effect:
    """Of independent effects; intervals that are lopsided stay so (variance estimates recovery)."""
    if len(effects) == 1:
        return effects[0]
    added = effects_added(effects, SUM)
    below = sqrt(sum((each.value - each.low) ** 2 for each in effects))
    above = sqrt(sum((each.high - each.value) ** 2 for each in effects))
    return replace(added, low=added.value - below, high=added.value + above)


def _held_out(measured: MeasuredAll, way: str) -> set[str]:
    """What has a hold-out, told or not."""
    names = _names(measured)
    found = (
        names[each.trial.identity] if way == "campaign" else each.trial.campaign.channel
        for each in measured.measured
    )
    return {name for name in found if name}


NOT_TOLD = Sentence(
    "What the hold-out shows in money cannot be told yet, or not of every campaign of it."
)


def _effect(each: Measured, column: str) -> Effect | None:
    if each.whole.verdict.answer is Answer.NOT_TRUSTED:
        return None
    return each.whole.returns.margin if column == MARGIN else each.whole.returns.revenue


def _finding(told: _Told, way: str, label: Sentence) -> Finding:
    pairs = _compared(told, told.shapley)
    found = told.journeys
    return Finding(
        f"attributed-{way}",
        _title(told, pairs),
        text=[
            Sentence(
                "Attribution credits whoever was there when customers bought; most of them would "
                "have bought anyway. Only a hold-out shows what was brought. So nothing is "
                "decided by these numbers: they stand here because other reports show them."
            ),
            Sentence(
                "{n} purchase came within {days} days of a contact and is shared out; {others} "
                "had none before them.",
                "{n} purchases came within {days} days of a contact and are shared out; {others} "
                "had none before them.",
                n=found.conversions,
                days=LOOKBACK_DAYS,
                others=found.untouched,
            ),
        ],
        chart=_chart(told, label, pairs),
        table=_table(told, label, pairs),
    )


def _title(told: _Told, pairs: tuple[tuple[Figure, Figure], ...]) -> Sentence:
    known = [
        (row, pair[1]) for row, pair in zip(told.rows, pairs, strict=True) if row.factor is not None
    ]
    if not known:
        return Sentence(
            "What is attributed is not what was brought: of nothing here does a hold-out show "
            "surely that it brought anything"
        )
    row, factor = max(known, key=lambda pair: pair[0].factor or 0.0)
    return Sentence(
        "Attributed, not incremental: {name} is credited with {factor} times what the hold-out "
        "shows",
        name=row.channel,
        factor=factor,
    )


def _brought(told: _Told, row: Compared) -> Figure:
    definition = INCREMENTAL_MARGIN if told.column == MARGIN else INCREMENTAL_REVENUE
    receipt = replace(told.receipt, cut={"attributed": row.channel}, part=_said(row.channel))
    reason = row.reason if row.incremental is None else None
    return effect_figure(definition, row.incremental, 0, receipt, reason)


def _said(name: str) -> Sentence:
    return Sentence("{name}", name=name)


def _chart(told: _Told, label: Sentence, pairs: tuple[tuple[Figure, Figure], ...]) -> Chart:
    items = []
    for row, (credited, _) in zip(told.rows, pairs, strict=True):
        names = [
            Sentence("{words}", words=Dotted((what, row.channel)))
            for what in (Sentence("attributed"), Sentence("brought"))
        ]
        brought = _brought(told, row)
        items.append(Item(names[0], credited.value))
        if brought.value is not None:
            items.append(Item(names[1], brought.value, brought.low, brought.high))
    return interval_plot(
        items,
        description=Sentence("What is attributed, beside what hold-outs show was brought."),
        label=label,
        measure=Sentence("{metric}", metric=metric_label(told.column)),
        unit=Unit.MONEY,
        currency=told.currency,
        reference=Mark(0.0, Sentence("nothing")),
    )


def _table(told: _Told, label: Sentence, pairs: tuple[tuple[Figure, Figure], ...]) -> Table:
    columns = [
        TableColumn(label),
        TableColumn(Sentence("Purchases (Shapley)"), align="end"),
        *(TableColumn(credit.title, align="end") for credit in told.credits),
        TableColumn(Sentence("Brought (hold-out)"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("Attributed ÷ brought"), align="end"),
        TableColumn(Sentence("Why not")),
    ]
    conversions = dict(
        zip(
            told.shapley.channels,
            credit_figures(told.shapley, told.journeys, told.receipt.as_of),
            strict=True,
        )
    )
    amounts = [[pair[0] for pair in _compared(told, credit)] for credit in told.credits]
    rows: list[tuple[Cell, ...]] = []
    for place, (row, pair) in enumerate(zip(told.rows, pairs, strict=True)):
        brought = _brought(told, row)
        ends = Sentence("{interval}", interval=Ends(brought)) if brought.value else None
        rows.append(
            (
                row.channel,
                conversions.get(row.channel),
                *(credit[place] for credit in amounts),
                brought,
                ends,
                pair[1],
                _why(row),
            )
        )
    note = Sentence(
        "{metric}. Attributed ÷ brought takes the Shapley value. A contact counts for {days} days; "
        "the hold-out for as long as the campaign was watched.",
        metric=metric_label(told.column),
        days=LOOKBACK_DAYS,
    )
    return Table(columns, rows, note=note)


def _why(row: Compared) -> Sentence | None:
    """In a few words why there is no quotient; the whole reason is in its receipt."""
    if row.factor is not None:
        return None
    if row.incremental is not None:
        return Sentence("not sure that it brought anything")
    if row.reason is NOT_TOLD:
        return Sentence("not told yet")
    return Sentence("no hold-out")


def _compared(told: _Told, credit: Credit) -> tuple[tuple[Figure, Figure], ...]:
    """The same rows by one method: its amounts are its own."""
    rows = [replace(row, attributed=credit.of(row.channel)) for row in told.rows]
    return compared_figures(rows, credit, told.journeys, told.currency, told.receipt.as_of)
