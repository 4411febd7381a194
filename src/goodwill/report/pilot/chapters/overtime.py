"""The effect over time: what was, what would have been, and the gap between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from goodwill.analytics.benefit.pilots.estimate import Path
from goodwill.analytics.figure import Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Moment, Point, Series, line_with_band
from goodwill.report.finding import Finding
from goodwill.report.pilot.from_panel import day_in
from goodwill.report.pilot.measuring import Measured
from goodwill.report.pilot.scale import SMALL, Said, Scale
from goodwill.report.tables import Cell, Table

BEGINS = Sentence("Pilot begins")


def overtime(each: Measured) -> list[Finding]:
    if each.estimate is None:
        return []
    path = each.estimate.path
    lines = [] if path.treated is None or path.counterfactual is None else [_lines(each, path)]
    return [*lines, _gap(each, path)]


def _lines(each: Measured, path: Path) -> Finding:
    assert path.treated is not None
    assert path.counterfactual is not None
    scale = each.scale
    had, would = (line[path.start :].mean() for line in (path.treated, path.counterfactual))
    chart = _drawn(
        (
            (Sentence("With the pilot"), path.treated, [None] * len(path.periods)),
            (
                Sentence("Without it, as computed"),
                path.counterfactual,
                _since(path, path.treated - path.high, path.treated - path.low),
            ),
        ),
        path,
        scale,
        Sentence("Units with the pilot, and what they would have had without it"),
    )
    return Finding(
        "lines",
        _title(float(had), float(would), scale),
        text=[
            Sentence(
                "The mean of the units with the pilot, beside what the others say that it would "
                "have been. Before the start the two lines should lie together."
            )
        ],
        chart=chart,
    )


def _title(had: float, would: float, scale: Scale) -> Sentence:
    told = {"had": scale.said(had), "would": scale.said(would)}
    if would <= 0:
        return Sentence(
            "Since the pilot began, a unit with it had {had} per period; without it, it would have "
            "had {would}",
            **told,
        )
    more = Said(abs(had / would - 1), Scale("", Unit.SHARE))
    if had >= would:
        return Sentence(
            "Since the pilot began, a unit with it had {had} per period, {more} more than the "
            "{would} it would have had without",
            more=more,
            **told,
        )
    return Sentence(
        "Since the pilot began, a unit with it had {had} per period, {less} less than the "
        "{would} it would have had without",
        less=more,
        **told,
    )


def _since(path: Path, low: Floats, high: Floats) -> Band:
    """The band from the start on: before it nothing needs to be told apart."""
    return [
        (float(low[at]), float(high[at])) if at >= path.start else None
        for at in range(len(path.periods))
    ]


def _gap(each: Measured, path: Path) -> Finding:
    after = slice(path.start, None)
    beyond = int(np.sum((path.low[after] > 0) | (path.high[after] < 0)))
    periods = len(path.periods) - path.start
    chart = _drawn(
        ((Sentence("Effect"), path.gap, [*zip(path.low, path.high, strict=True)]),),
        path,
        each.scale,
        Sentence("The effect in each period, with its band"),
    )
    how = Sentence(
        "The band of each period is by itself: among twenty periods without any effect one "
        "would lie beyond nought by chance."
    )
    counted = Sentence(
        "The pilot started at different times: periods are counted from each unit's own start, "
        "which is 0."
    )
    return Finding(
        "gap",
        _found(beyond, periods),
        text=[how] if path.treated is not None else [counted, how],
        chart=chart,
    )


def _found(beyond: int, periods: int) -> Sentence:
    if beyond == periods:
        return Sentence(
            "In the one period with the pilot the effect is beyond chance by itself",
            "In each of the {n} periods with the pilot the effect is beyond chance by itself",
            n=periods,
        )
    return Sentence(
        "In {beyond} of {n} period with the pilot the effect is beyond chance by itself",
        "In {beyond} of {n} periods with the pilot the effect is beyond chance by itself",
        n=periods,
        beyond=beyond,
    )


Band = list[tuple[float, float] | None]
Line = tuple[Sentence, Floats, Band]


def _drawn(lines: Sequence[Line], path: Path, scale: Scale, description: Sentence) -> Chart:
    xs = _places(path.periods)
    series = [
        Series(
            label,
            [
                Point(
                    x,
                    scale.number(float(values[at])),
                    *(scale.number(float(end)) for end in band[at] or ()),
                )
                for at, x in enumerate(xs)
            ],
        )
        for label, values, band in lines
    ]
    chart = line_with_band(
        series,
        description=description,
        x=Sentence("Period"),
        measure=Sentence("{metric} per unit and period", metric=scale.label),
        unit=_unit(lines, scale),
        currency=scale.currency,
        zero=len(lines) == 1,
        mark=Moment(xs[path.start], BEGINS),
    )
    return replace(chart, table=_named(chart.table, path.periods, scale))


def _unit(lines: Sequence[Line], scale: Scale) -> Unit:
    """Decimals along the axis only where they tell."""
    if scale.unit not in (Unit.NUMBER, Unit.RATIO):
        return scale.unit
    highest = max(float(np.abs(values).max()) for _, values, _ in lines)
    return Unit.RATIO if highest < SMALL else Unit.NUMBER


def _named(table: Table, periods: Sequence[str], scale: Scale) -> Table:
    """With the periods' own names, and as many decimals as tell."""
    names = len(table.rows) // len(periods) * list(periods)
    rows: list[tuple[Cell, ...]] = [
        (name, *row[1:]) for name, row in zip(names, table.rows, strict=True)
    ]
    columns = [
        column if column.unit is None else replace(column, unit=scale.unit)
        for column in table.columns
    ]
    return replace(table, columns=columns, rows=rows)


def _places(periods: Sequence[str]) -> list[date | float]:
    """Dates where all are; numbers where all are; else their order."""
    days = [day_in(period) for period in periods]
    if all(day is not None for day in days):
        return [day for day in days if day is not None]
    try:
        return [float(period) for period in periods]
    except ValueError:
        return [float(place) for place in range(1, len(periods) + 1)]
