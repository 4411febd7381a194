"""Reads measures off the tables: one pass of the engine for all sums of a table and day.

`counted(measures, asked) -> dict[Measure, Counted]`; a `Counted` has the columns it could be cut
by and the readings by (place of the period, part).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.asking import Asked
from goodwill.analytics.benefit.indicators.cells import UNKNOWN
from goodwill.analytics.benefit.indicators.measures import (
    Derived,
    Distinct,
    Measure,
    Reading,
    Source,
    Span,
    Spread,
    Standing,
    Sum,
    Told,
    tables_of,
    told,
)
from goodwill.analytics.benefit.indicators.periods import Period, layers
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import major
from goodwill.analytics.tables import CUSTOMERS, PRODUCTS, USERS, Frame, Table
from goodwill.language import Sentence

Part = tuple[str, ...]
Key = tuple[int, Part]

ATTRIBUTES = ((CUSTOMERS, "customer_id"), (PRODUCTS, "product_id"), (USERS, "user_id"))
"""Where a column to cut by is looked up if the table itself does not have it."""

DIGITS = 9
"""Engines interpolate quantiles in different orders of operations; beyond this they differ."""


@dataclass(frozen=True)
class Counted:
    """A measure read: the columns it was cut by, the readings by period and part.

    `refusal` says why there are none, where its frame could not be made.
    """

    by: tuple[str, ...]
    readings: dict[Key, Reading] = field(default_factory=dict)
    refusal: Sentence | None = None


def counted(measures: Iterable[Measure], asked: Asked) -> dict[Measure, Counted]:
    """Every measure of which the tables are there, for every period and part asked.

    A measure is cut by those of the columns asked that its table has, or that its
    customer or product has.
    """
    sources: dict[Source, _Cut | Sentence] = {}
    found: dict[Measure, Counted] = {}
    sums: dict[tuple[Source, str, int | None], list[Sum]] = defaultdict(list)
    for measure in dict.fromkeys(measures):
        if not all(asked.has(table) for table in tables_of(measure.table)):
            continue
        if measure.table not in sources:
            sources[measure.table] = _attempted(measure.table, asked)
        cut = sources[measure.table]
        if isinstance(cut, Sentence):
            found[measure] = Counted(asked.by, refusal=cut)
            continue
        found[measure] = Counted(cut.by)
        if isinstance(measure, Sum):
            sums[measure.table, measure.day, _days(measure.trailing, asked)].append(measure)
        elif isinstance(measure, Standing):
            found[measure].readings.update(_standing(measure, cut, asked))
        else:
            found[measure].readings.update(_counted_alone(measure, cut, asked))
    for (source, day, trailing), together in sums.items():
        cut = sources[source]
        if isinstance(cut, _Cut):
            for measure, key, reading in _summed(together, cut, day, trailing, asked):
                found[measure].readings[key] = reading
    return found


def told_columns(table: Table, columns: Iterable[str], asked: Asked) -> set[str]:
    """Those of the columns that at least one row of the table tells."""
    frame = asked.frame(table)
    there = sorted(set(columns) & set(frame.collect_schema().names()))
    rows = {name: (~nw.col(name).is_null()).cast(nw.Int64).sum().cast(nw.Int64) for name in there}
    if not rows:
        return set()
    counts = frame.select(**rows).collect("pyarrow").row(0)
    return {name for name, count in zip(there, counts, strict=True) if count}


@dataclass(frozen=True)
class _Cut:
    """A frame with the parts as columns `_by_0` …"""

    frame: Frame
    by: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        return [f"_by_{number}" for number in range(len(self.by))]

    def part(self, row: Mapping[str, Any]) -> Part:
        return tuple(row[key] for key in self.keys)


def _attempted(source: Source, asked: Asked) -> _Cut | Sentence:
    try:
        return _cut(source, asked)
    except AnalyticsError as refusal:
        return refusal.sentence


def _cut(source: Source, asked: Asked) -> _Cut:
    """A column that no row tells is as good as none: then the customer's is taken."""
    frame = source.made(asked) if isinstance(source, Derived) else asked.frame(source)
    names = set(frame.collect_schema().names())
    own = names & set(asked.by)
    if own and isinstance(source, Table):
        own = told_columns(source, own, asked)
    looked_up: set[str] = set()
    for table, key in ATTRIBUTES:
        wanted = [name for name in asked.by if name not in own | looked_up]
        if not wanted or key not in names or not asked.has(table) or source is table:
            continue
        known = asked.frame(table)
        there = [name for name in wanted if name in known.collect_schema().names()]
        if there:
            attributes = {f"_their_{name}": nw.col(name) for name in there}
            known = known.select(nw.col(key).alias("_key"), **attributes)
            frame = frame.join(known, left_on=key, right_on="_key", how="left")
            looked_up |= set(there)
    by = tuple(name for name in asked.by if name in own | looked_up)
    parts = {
        f"_by_{number}": nw.col(name if name in own else f"_their_{name}")
        .cast(nw.String)
        .fill_null(UNKNOWN)
        for number, name in enumerate(by)
    }
    return _Cut(frame.with_columns(**parts) if parts else frame, by)


def _summed(
    sums: Sequence[Sum], cut: _Cut, day: str, trailing: int | None, asked: Asked
) -> Iterator[tuple[Sum, Key, Reading]]:
    """All of them in one pass, or one for each layer of periods that overlap."""
    for frame, places in by_period(cut.frame, day, trailing, asked):
        rows = _rows(_sums_of(frame, sums, cut, asked), cut)
        for row in rows:
            key = places[row["_period"]], cut.part(row)
            for number, measure in enumerate(sums):
                yield measure, key, _reading_of(measure, row, number, asked)


def _sums_of(frame: Frame, sums: Sequence[Sum], cut: _Cut, asked: Asked) -> Frame:
    """In steps, because engines write an expression out in full each time it is used."""
    meant = {f"_in_{i}": _where(measure.where, asked) for i, measure in enumerate(sums)}
    frame = frame.with_columns(**meant)
    values = {
        f"_value_{i}": nw.when(nw.col(f"_in_{i}")).then(_value(measure, asked))
        for i, measure in enumerate(sums)
    }
    frame = frame.with_columns(**values)
    known = {
        f"_known_{i}": (~nw.col(f"_value_{i}").is_null()).cast(nw.Int64) for i in range(len(sums))
    }
    rows = {f"_rows_{i}": nw.col(f"_in_{i}").cast(nw.Int64) for i in range(len(sums))}
    frame = frame.with_columns(**known, **rows)
    names = (*values, *known, *rows)
    return frame.group_by("_period", *cut.keys).agg(
        **{name: nw.col(name).sum().cast(nw.Int64) for name in names}
    )


def _value(measure: Sum, asked: Asked) -> nw.Expr:
    if measure.value is None:
        return nw.lit(1, dtype=nw.Int64)
    value = _told(measure.value, asked)
    if measure.parts == 1:
        return value.cast(nw.Int64)
    return (value * measure.parts + 0.5).floor().cast(nw.Int64)


def _reading_of(measure: Sum, row: Mapping[str, Any], number: int, asked: Asked) -> Reading:
    total, known, rows = (row[f"_{name}_{number}"] for name in ("value", "known", "rows"))
    if rows and not known:
        return Reading(None, 0)
    total = total or 0
    if measure.money:
        return Reading(major(total, asked.currency), known)
    if measure.parts == 1:
        return Reading(total, known)
    return Reading(Decimal(total) / measure.parts, known)


def _counted_alone(
    measure: Distinct | Spread, cut: _Cut, asked: Asked
) -> Iterator[tuple[Key, Reading]]:
    frame = cut.frame
    if measure.where is not None:
        frame = frame.filter(_where(measure.where, asked))
    if isinstance(measure, Spread):
        value = _told(measure.value, asked).cast(nw.Int64)
        frame = frame.with_columns(_value=value).filter(told("_value"))
    for dated, places in by_period(frame, measure.day, _days(measure.trailing, asked), asked):
        if isinstance(measure, Spread):
            collected = _rows(_spread(dated, cut), cut)
            made = [_spread_reading(row) for row in collected]
        else:
            collected = _rows(_distinct(dated, measure, cut, asked), cut)
            made = [Reading(row["_n"], row["_n"]) for row in collected]
        for row, reading in zip(collected, made, strict=True):
            yield (places[row["_period"]], cut.part(row)), reading


def _spread(frame: Frame, cut: _Cut) -> Frame:
    value = nw.col("_value")
    return frame.group_by("_period", *cut.keys).agg(
        _n=nw.len().cast(nw.Int64),
        _sum=value.sum().cast(nw.Int64),
        _median=value.quantile(0.5, "linear"),
        _p90=value.quantile(0.9, "linear"),
    )


def _spread_reading(row: Mapping[str, Any]) -> Reading:
    n = row["_n"]
    return Reading(
        round(float(row["_median"]), DIGITS), n, round(float(row["_p90"]), DIGITS), row["_sum"] / n
    )


def _distinct(frame: Frame, measure: Distinct, cut: _Cut, asked: Asked) -> Frame:
    """Counted in steps: engines agree on distinct rows, not on distinct tuples."""
    keys, columns = ["_period", *cut.keys], {f"_c_{i}": c for i, c in enumerate(measure.columns)}
    named = {alias: nw.col(name) for alias, name in columns.items()}
    if measure.each is not None:
        named["_each"] = nw.col(measure.each)
    rows = frame.select(*keys, **named)
    for name in named:
        rows = rows.filter(~nw.col(name).is_null())
    rows = rows.unique()
    if measure.each is not None:
        fewest = _days(measure.at_least, asked) or 1
        rows = rows.group_by(*keys, *columns).agg(_each=nw.len())
        rows = rows.filter(nw.col("_each") >= fewest)
    return rows.group_by(*keys).agg(_n=nw.len().cast(nw.Int64))


def _standing(measure: Standing, cut: _Cut, asked: Asked) -> Iterator[tuple[Key, Reading]]:
    """One pass: a column of counts for each period."""
    since, until = nw.col(measure.since), nw.col(measure.until)
    frame = cut.frame.filter(~since.is_null())
    if measure.where is not None:
        frame = frame.filter(_where(measure.where, asked))
    holds = {}
    for place, period in enumerate(asked.periods):
        last = period.end_day - 1 if measure.at_end else period.start_day
        held = (since < period.end_day) & (until.is_null() | (until > last))
        holds[f"_p_{place}"] = held.cast(nw.Int64)
    frame = frame.with_columns(nw.lit(0).alias("_period"), **holds)
    sums = frame.group_by("_period", *cut.keys).agg(
        **{name: nw.col(name).sum().cast(nw.Int64) for name in holds}
    )
    for row in _rows(sums, cut):
        for place in range(len(asked.periods)):
            count = row[f"_p_{place}"] or 0
            if count or not cut.by:
                yield (place, cut.part(row)), Reading(count, count)


def by_period(
    frame: Frame, day: str, trailing: int | None, asked: Asked
) -> Iterator[tuple[Frame, dict[int, int]]]:
    """The frame with `_period`, and which period each number means; once for each layer.

    The number says how many starts and ends lie at or before the day, so that one sum of
    comparisons finds the period and days between two periods fall in none.
    """
    spans = _spans(asked.periods, trailing)
    for layer in layers(spans):
        bounds = sorted({bound for i in layer for bound in (spans[i].start_day, spans[i].end_day)})
        places = {bounds.index(spans[i].start_day) + 1: i for i in layer}
        gaps = [n for n, _ in enumerate(pairwise(bounds), 1) if n not in places]
        when = nw.col(day)
        inside = frame.filter((when >= bounds[0]) & (when < bounds[-1]))
        passed = [(when >= bound).cast(nw.Int64) for bound in bounds]
        dated = inside.with_columns(_period=nw.sum_horizontal(*passed))
        yield dated.filter(~nw.col("_period").is_in(gaps)) if gaps else dated, places


def _spans(periods: Sequence[Period], trailing: int | None) -> list[Period]:
    if trailing is None:
        return list(periods)
    return [period.trailing(trailing) for period in periods]


def _rows(frame: Frame, cut: _Cut) -> list[dict[str, Any]]:
    return list(frame.sort("_period", *cut.keys).collect("pyarrow").iter_rows(named=True))


def _days(span: Span | None, asked: Asked) -> int | None:
    return span(asked.settings) if callable(span) else span


def _told(said: Told, asked: Asked) -> nw.Expr:
    return said if isinstance(said, nw.Expr) else said(asked)


def _where(said: Told | None, asked: Asked) -> nw.Expr:
    return nw.lit(True) if said is None else _told(said, asked).fill_null(False)
