"""Reads measures off the tables: one pass of the engine for all sums of a table and day.

`counted(measures, asked) -> dict[Measure, Counted]`; a `Counted` has the columns it could be cut
by and the readings by (place of the period, part).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN
from goodwill.analytics.benefit.indicators.kernel.measures import (
    Derived,
    Measure,
    Reading,
    Source,
    Sum,
    tables_of,
)
from goodwill.analytics.benefit.indicators.kernel.passes import (
    Cut,
    Key,
    Part,
    by_period,
    days_of,
    read_alone,
    summed,
)
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.tables import CUSTOMERS, PRODUCTS, USERS, Table
from goodwill.language import Sentence

__all__ = ["Counted", "Key", "Part", "by_period", "counted", "told_columns"]

ATTRIBUTES = ((CUSTOMERS, "customer_id"), (PRODUCTS, "product_id"), (USERS, "user_id"))
"""Where a column to cut by is looked up if the table itself does not have it."""


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
    customer or product has. It is read once for a question, whoever asks.
    """
    wanted = dict.fromkeys(measures)
    known: dict[Measure, Counted] = asked.once("measures read", dict)
    known |= _counted([measure for measure in wanted if measure not in known], asked)
    return {measure: known[measure] for measure in wanted if measure in known}


def _counted(measures: Iterable[Measure], asked: Asked) -> dict[Measure, Counted]:
    sources: dict[Source, Cut | Sentence] = {}
    found: dict[Measure, Counted] = {}
    sums: dict[tuple[Source, str, int | None], list[Sum]] = defaultdict(list)
    for measure in measures:
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
            days = days_of(measure.trailing, asked)
            sums[measure.table, measure.day, days].append(measure)
        else:
            found[measure].readings.update(read_alone(measure, cut, asked))
    for (source, day, trailing), together in sums.items():
        cut = sources[source]
        if isinstance(cut, Cut):
            for measure, key, reading in summed(together, cut, day, trailing, asked):
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


def _attempted(source: Source, asked: Asked) -> Cut | Sentence:
    try:
        return _cut(source, asked)
    except AnalyticsError as refusal:
        return refusal.sentence


def _cut(source: Source, asked: Asked) -> Cut:
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
    return Cut(frame.with_columns(**parts) if parts else frame, by)
