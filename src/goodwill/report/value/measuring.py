"""All that the value report says, measured once: the numbers, before any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure
from goodwill.analytics.information.cohorts import Cohorts, cohorts
from goodwill.analytics.information.histories import gaps
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import (
    classes,
    contribution,
    conversion,
    newcomers,
    ranking,
    repeat,
    retention,
    rfm,
    rhythm,
    stages,
    whale,
)
from goodwill.analytics.value.today.portrait import portrait
from goodwill.analytics.value.today.repeat import Bar, Gaps
from goodwill.language import Sentence
from goodwill.report.preparing import Prepared, Step
from goodwill.report.value.cutting import Slices, slices
from goodwill.report.value.forecasting import Asked, Forecast, forecast

LISTED = 20
MOST_VALUES = 200
CUT_MEASURES = ("customers", "repeat_rate", "return_rate", "average_order", "revenue")
YEAR = 365


@dataclass(frozen=True)
class Measured:
    """Every result of the value report, small; and `customers`, one row each, on the engine."""

    prepared: Prepared
    customers: Frame
    forecast: Forecast | AnalyticsError
    whale: whale.Whale
    whale_figures: Sequence[Figure]
    contribution: Sequence[Figure]
    negative: Sequence[dict[str, Any]]
    best: Sequence[dict[str, Any]]
    stages: Sequence[stages.Population]
    stage_figures: Sequence[Figure]
    conversions: Sequence[conversion.Conversions]
    repeat: Sequence[Figure]
    gaps: Gaps
    frequency: Sequence[Bar]
    amounts: Sequence[Bar]
    cells: Sequence[rfm.Cell]
    rfm_figures: Sequence[Figure]
    newcomers: Sequence[newcomers.Month]
    retention: Sequence[Figure]
    cohorts: Cohorts
    classes: Sequence[classes.ClassRow]
    class_figures: Sequence[Figure]
    rhythm: Sequence[rhythm.RhythmCount]
    rhythm_figures: Sequence[Figure]
    about_to_lapse: Sequence[dict[str, Any]]
    cuts: Sequence[Slices]

    @property
    def currency(self) -> str:
        return self.prepared.currency

    @property
    def as_of(self) -> date:
        return self.prepared.as_of


def measure(prepared: Prepared, step: Step, asked: Asked | None = None) -> Measured:
    """Ask every question of the report; each sends back sums, never customers.

    `asked` is what the forecast is told; its retention rate is the one measured here.
    """
    label = Sentence("Measuring customers")
    step(label, 0.0)
    settle = prepared.warehouse.settle
    told: Any = {"currency": prepared.currency, "as_of": prepared.as_of}
    basis, summaries = prepared.basis, prepared.summaries

    seen = portrait(summaries, settle, basis=basis)
    customers, ranked = seen.customers, seen.ranked
    step(label, 0.4)
    the_whale = whale.curve(ranked, basis, unknown=ranking.unknown_customers(summaries, basis))
    class_rows = classes.table(ranked)
    step(label, 0.5)
    populations = stages.populations(customers, enquiries_known=seen.enquiries_known)
    purchase_gaps = settle(gaps(prepared.orders))
    cells = rfm.cells(customers, basis)
    rates = settle(retention.purchase_gaps(prepared.orders))
    step(label, 0.7)
    retained = _retention(rates, prepared)
    asked = replace(asked or Asked(), retained=retained[0] if retained else None)
    foretold = forecast(prepared, customers, step, asked)
    measured = Measured(
        prepared=prepared,
        customers=customers if isinstance(foretold, AnalyticsError) else foretold.customers,
        forecast=foretold,
        whale=the_whale,
        whale_figures=whale.figures(the_whale, **told),
        contribution=contribution.figures(summaries, basis, **told),
        negative=_rows(ranking.negative(ranked)),
        best=_rows(ranking.most_valuable(ranked, LISTED)),
        stages=populations,
        stage_figures=stages.figures(populations, as_of=prepared.as_of),
        conversions=[
            conversion.conversions(summaries, each, prepared.as_of_day)
            for each in conversion.measurable_steps(summaries)
        ],
        repeat=repeat.figures(summaries, **told),
        gaps=repeat.gaps(purchase_gaps, summaries),
        frequency=repeat.frequency_bars(summaries),
        amounts=repeat.amount_bars(summaries, prepared.currency),
        cells=cells,
        rfm_figures=rfm.figures(cells, as_of=prepared.as_of),
        newcomers=newcomers.by_month(summaries, prepared.as_of_day),
        retention=retained,
        cohorts=cohorts(prepared.orders, as_of_day=prepared.as_of_day),
        classes=class_rows,
        class_figures=classes.figures(class_rows, basis, **told),
        rhythm=rhythm.counts(customers),
        rhythm_figures=rhythm.figures(customers, basis=basis, **told),
        about_to_lapse=_rows(rhythm.worklist(customers)),
        cuts=_cuts(prepared),
    )
    step(label, 1.0)
    return measured


def _retention(rates: Frame, prepared: Prepared) -> Sequence[Figure]:
    """Of the last year, or of the second half of shorter data."""
    first = rates.select(nw.col("day").min()).collect().item()
    if first is None:
        return ()
    end = prepared.as_of_day + 1
    start = max(end - YEAR, (int(first) + end) // 2)
    return retention.figures(retention.retention(rates, start, end), as_of=prepared.as_of)


def _cuts(prepared: Prepared) -> Sequence[Slices]:
    """By every column that tells customers, products or sales apart, and has 2 to 200 values."""
    lines = prepared.used_with_attributes()
    measures = list(CUT_MEASURES)
    if prepared.basis is not Basis.REVENUE:
        measures = [*measures[:3], "revenue", "margin_rate", "margin"]
    cuts = [
        slices(lines, [name], measures, prepared.currency)
        for name in [*_telling(lines, prepared.dimensions()), "quarter"]
    ]
    return [cut for cut in [*cuts, *_products(lines, measures, prepared)] if len(cut.rows) > 1]


def _products(lines: Frame, measures: Sequence[str], prepared: Prepared) -> Sequence[Slices]:
    """By product, however many there are: the best of them, under their names."""
    known = lines.filter(~nw.col("product_id").is_null())
    if known.head(1).collect().is_empty():
        return []
    best = slices(lines, ["product_id"], measures, prepared.currency, most=MOST_VALUES)
    shown = [row["product_id"] for row in best.rows if row["product_id"]]
    named = (
        known.filter(nw.col("product_id").is_in(shown), ~nw.col("description").is_null())
        .group_by("product_id")
        .agg(name=nw.col("description").max())
        .select("product_id", "name")
        .sort("product_id")
    )
    names = {key: f"{name} ({key})" for key, name in named.collect().rows()}
    return [replace(best, names=names)]


def _telling(lines: Frame, names: Sequence[str]) -> list[str]:
    """The columns that have neither one value only nor too many."""
    if not names:
        return []
    counts = lines.select(*(nw.col(name).n_unique().alias(name) for name in names)).collect()
    return [name for name in names if 2 <= int(counts[name][0]) <= MOST_VALUES]


def _rows(frame: Frame) -> list[dict[str, Any]]:
    return list(frame.head(LISTED).collect("pyarrow").rows(named=True))
