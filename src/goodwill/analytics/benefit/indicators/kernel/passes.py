"""The passes over a table that read measures: one for all sums of a day, one for another each.

Sums are added up by day first, so that finding the period costs next to nothing. What does not
add up (distinct combinations, medians) finds the period of each row; and where periods overlap,
distinct combinations are told with a flag for each period, still in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.measures import (
    Distinct,
    Reading,
    Span,
    Spread,
    Standing,
    Sum,
    Told,
    told,
)
from goodwill.analytics.benefit.indicators.kernel.periods import Period, layers
from goodwill.analytics.figure import major
from goodwill.analytics.numerics.bins import bin_index
from goodwill.analytics.tables import Frame

Part = tuple[str, ...]
Key = tuple[int, Part]
Read = Iterator[tuple[Key, Reading]]

DIGITS = 9
"""Engines interpolate quantiles in different orders of operations; beyond this they differ."""


@dataclass(frozen=True)
class Cut:
    """A frame with its parts as text in the columns `_by_0`, `_by_1` …"""

    frame: Frame
    by: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        return [f"_by_{number}" for number in range(len(self.by))]

    def part(self, row: Mapping[str, Any]) -> Part:
        return tuple(row[key] for key in self.keys)


def summed(
    sums: Sequence[Sum], cut: Cut, day: str, trailing: int | None, asked: Asked
) -> Iterator[tuple[Sum, Key, Reading]]:
    """All of them in one pass, however periods overlap."""
    by_day, spans = _by_day(cut, sums, day, asked), _spans(trailing, asked)
    if len(layers(spans)) > 1:
        by_day = asked.settle(by_day)
    names = [name for name in by_day.collect_schema().names() if name.startswith("_sum_")]
    for dated, places in _in_spans(by_day, "_day", spans):
        total = {name: nw.col(name).sum().cast(nw.Int64) for name in names}
        for row in _rows(dated.group_by("_period", *cut.keys).agg(**total), cut):
            key = places[row["_period"]], cut.part(row)
            for number, measure in enumerate(sums):
                yield measure, key, _sum_reading(measure, row, number, asked)


def read_alone(measure: Distinct | Spread | Standing, cut: Cut, asked: Asked) -> Read:
    """A measure that takes a pass of its own."""
    if measure.where is not None:
        cut = Cut(cut.frame.filter(_where(measure.where, asked)), cut.by)
    if isinstance(measure, Standing):
        return _standing(measure, cut, asked)
    spans = _spans(measure.trailing, asked)
    if isinstance(measure, Spread):
        return _spread(measure, cut, spans, asked)
    if len(layers(spans)) == 1:
        return _distinct(measure, cut, spans, asked)
    return _distinct_flagged(measure, cut, spans, asked)


def by_period(
    frame: Frame, day: str, trailing: int | None, asked: Asked
) -> Iterator[tuple[Frame, dict[int, int]]]:
    """The frame with `_period`, and which period each number means; once for each layer.

    Rows outside of all periods are left out. `trailing` days up to the end of each period
    are taken instead of the period, where given.
    """
    return _in_spans(frame, day, _spans(trailing, asked))


def days_of(span: Span | None, asked: Asked) -> int | None:
    """A number of days or things, as it is or as the settings say."""
    return span(asked.settings) if callable(span) else span


def _by_day(cut: Cut, sums: Sequence[Sum], day: str, asked: Asked) -> Frame:
    """In steps, because engines write an expression out in full each time it is used."""
    numbers = range(len(sums))
    meant = {f"_in_{i}": _where(sums[i].where, asked) for i in numbers}
    frame = cut.frame.filter(told(day)).with_columns(_day=nw.col(day), **meant)
    values = {
        f"_sum_value_{i}": nw.when(nw.col(f"_in_{i}")).then(_value(sums[i], asked)) for i in numbers
    }
    frame = frame.with_columns(**values)
    known = {f"_sum_known_{i}": told(f"_sum_value_{i}").cast(nw.Int64) for i in numbers}
    rows = {f"_sum_rows_{i}": nw.col(f"_in_{i}").cast(nw.Int64) for i in numbers}
    frame = frame.with_columns(**known, **rows)
    return frame.group_by("_day", *cut.keys).agg(
        **{name: nw.col(name).sum().cast(nw.Int64) for name in (*values, *known, *rows)}
    )


def _value(measure: Sum, asked: Asked) -> nw.Expr:
    if measure.value is None:
        return nw.lit(1, dtype=nw.Int64)
    value = _told(measure.value, asked)
    if measure.parts == 1:
        return value.cast(nw.Int64)
    return (value * measure.parts + 0.5).floor().cast(nw.Int64)


def _sum_reading(measure: Sum, row: Mapping[str, Any], number: int, asked: Asked) -> Reading:
    total, known, rows = (row[f"_sum_{name}_{number}"] for name in ("value", "known", "rows"))
    if rows and not known:
        return Reading(None, 0)
    total = total or 0
    if measure.money:
        return Reading(major(total, asked.currency), known)
    if measure.parts == 1:
        return Reading(total, known)
    return Reading(Decimal(total) / measure.parts, known)


def _spread(measure: Spread, cut: Cut, spans: Sequence[Period], asked: Asked) -> Read:
    value = nw.col("_value")
    frame = cut.frame.with_columns(_value=_told(measure.value, asked).cast(nw.Int64))
    for dated, places in _in_spans(frame.filter(told("_value")), measure.day, spans):
        found = dated.group_by("_period", *cut.keys).agg(
            _n=nw.len().cast(nw.Int64),
            _sum=value.sum().cast(nw.Int64),
            _median=value.quantile(0.5, "linear"),
            _p90=value.quantile(0.9, "linear"),
        )
        for row in _rows(found, cut):
            median, p90 = (round(float(row[name]), DIGITS) for name in ("_median", "_p90"))
            reading = Reading(median, row["_n"], p90, row["_sum"] / row["_n"])
            yield (places[row["_period"]], cut.part(row)), reading


def _distinct(measure: Distinct, cut: Cut, spans: Sequence[Period], asked: Asked) -> Read:
    """Combinations are found by grouping, which every engine does in parallel."""
    keys, columns = ["_period", *cut.keys], _columns(measure)
    frame = _combinations(cut.frame, measure)
    for dated, places in _in_spans(frame, measure.day, spans):
        rows = dated.group_by(*keys, *columns).agg(_n=nw.len())
        if measure.each is not None:
            fewest = days_of(measure.at_least, asked)
            rows = rows.group_by(*keys, *columns[:-1]).agg(_n=nw.len())
            rows = rows.filter(nw.col("_n") >= fewest)
        for row in _rows(rows.group_by(*keys).agg(_n=nw.len().cast(nw.Int64)), cut):
            yield (places[row["_period"]], cut.part(row)), Reading(row["_n"], row["_n"])


def _distinct_flagged(measure: Distinct, cut: Cut, spans: Sequence[Period], asked: Asked) -> Read:
    """Combinations of one stretch between starts and ends are found first: the flags are alike."""
    columns = [*cut.keys, *_columns(measure)]
    bounds = sorted({bound for span in spans for bound in (span.start_day, span.end_day)})
    frame = _combinations(cut.frame, measure).with_columns(_stretch=bin_index(measure.day, bounds))
    alike = frame.filter(told("_stretch")).group_by(*columns, "_stretch").agg(_n=nw.len())
    stretch = nw.col("_stretch")
    flags = {
        f"_p_{place}": (
            (stretch > bounds.index(span.start_day)) & (stretch <= bounds.index(span.end_day))
        ).cast(nw.Int64)
        for place, span in enumerate(spans)
    }
    found = (
        alike.with_columns(**flags).group_by(*columns).agg(*(nw.col(each).max() for each in flags))
    )
    if measure.each is not None:
        fewest = days_of(measure.at_least, asked)
        found = found.group_by(*columns[:-1]).agg(*(nw.col(name).sum() for name in flags))
        found = found.with_columns(
            **{name: (nw.col(name) >= fewest).cast(nw.Int64) for name in flags}
        )
    return _counts(found, list(flags), cut)


def _standing(measure: Standing, cut: Cut, asked: Asked) -> Read:
    """One pass: rows that begin and end between the same periods are counted together."""
    ends = sorted({period.end_day for period in asked.periods})
    asked_for = {
        period: period.end_day if measure.at_end else period.start_day + 1
        for period in asked.periods
    }
    lasting = sorted(set(asked_for.values()))
    frame = cut.frame.with_columns(
        _begun=bin_index(measure.since, ends),
        _period=nw.coalesce(bin_index(measure.until, lasting), nw.lit(len(lasting))),
    )
    alike = frame.filter(told("_begun")).group_by("_begun", "_period", *cut.keys)
    held: dict[Key, int] = {} if cut.by else {(at, ()): 0 for at in range(len(asked.periods))}
    for row in _rows(alike.agg(_n=nw.len().cast(nw.Int64)), cut):
        for place, period in enumerate(asked.periods):
            has_begun = row["_begun"] <= ends.index(period.end_day)
            if has_begun and lasting.index(asked_for[period]) < row["_period"]:
                key = place, cut.part(row)
                held[key] = held.get(key, 0) + row["_n"]
    return iter((key, Reading(n, n)) for key, n in held.items())


def _counts(frame: Frame, flags: Sequence[str], cut: Cut) -> Read:
    """How many rows have each flag, by part."""
    sums = {name: nw.col(name).sum().cast(nw.Int64) for name in flags}
    counts = frame.with_columns(_period=nw.lit(0)).group_by("_period", *cut.keys).agg(**sums)
    for row in _rows(counts, cut):
        for place, name in enumerate(flags):
            if row[name] or not cut.by:
                yield (place, cut.part(row)), Reading(row[name] or 0, row[name] or 0)


def _columns(measure: Distinct) -> list[str]:
    each = [] if measure.each is None else ["_each"]
    return [*(f"_c_{number}" for number in range(len(measure.columns))), *each]


def _combinations(frame: Frame, measure: Distinct) -> Frame:
    """The columns that are counted, each by a name of its own, where all of them are told."""
    each = [] if measure.each is None else [measure.each]
    named = dict(zip(_columns(measure), (*measure.columns, *each), strict=True))
    frame = frame.with_columns(**{alias: nw.col(name) for alias, name in named.items()})
    for alias in named:
        frame = frame.filter(told(alias))
    return frame


def _in_spans(
    frame: Frame, day: str, spans: Sequence[Period]
) -> Iterator[tuple[Frame, dict[int, int]]]:
    """As `by_period`, of any spans.

    The number says how many starts and ends lie at or before the day, so that days between
    two periods fall in none.
    """
    for layer in layers(spans):
        bounds = sorted({bound for i in layer for bound in (spans[i].start_day, spans[i].end_day)})
        places = {bounds.index(spans[i].start_day) + 1: i for i in layer}
        gaps = [number for number, _ in enumerate(pairwise(bounds), 1) if number not in places]
        when = nw.col(day)
        inside = frame.filter((when >= bounds[0]) & (when < bounds[-1]))
        dated = inside.with_columns(_period=bin_index(day, bounds))
        yield dated.filter(~nw.col("_period").is_in(gaps)) if gaps else dated, places


def _spans(trailing: Span | None, asked: Asked) -> list[Period]:
    days = days_of(trailing, asked)
    if days is None:
        return list(asked.periods)
    return [period.trailing(days) for period in asked.periods]


def _rows(frame: Frame, cut: Cut) -> list[dict[str, Any]]:
    return list(frame.sort("_period", *cut.keys).collect("pyarrow").iter_rows(named=True))


def _told(said: Told, asked: Asked) -> nw.Expr:
    return said if isinstance(said, nw.Expr) else said(asked)


def _where(said: Told | None, asked: Asked) -> nw.Expr:
    return nw.lit(True) if said is None else _told(said, asked).fill_null(False)
