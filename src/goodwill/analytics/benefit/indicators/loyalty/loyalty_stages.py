"""How many customers each loyalty stage has (RL07), and how many reach the next one (RL08).

A customer belongs to the part that the table of customers says, whatever an order says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.customer_states import (
    edges_of,
    is_last,
    others_rhythm,
    standing,
    tallies,
    together,
)
from goodwill.analytics.benefit.indicators.frames.referring import knows_advocates, recommendations
from goodwill.analytics.benefit.indicators.kernel.answers import (
    cells_of,
    count,
    part_of,
    rows_by_period,
)
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.figure import Number
from goodwill.analytics.numerics.survival import Survival, kaplan_meier
from goodwill.analytics.tables import CUSTOMERS, Frame
from goodwill.analytics.value.today.stages import NO_ADVOCATES, NO_ENQUIRIES
from goodwill.language import Sentence

STEPS = {
    "suspect_to_prospect": ("known_day", "prospect_day"),
    "prospect_to_first_time": ("enquired_day", "first_day"),
    "first_time_to_repeat": ("first_day", "second_day"),
    "repeat_to_advocate": ("second_day", "advocate_day"),
}
"""From when a customer is in the lower stage, and from when in the upper one."""

Stage = tuple[str, int]
"""A stage, or `lost`, at the end of the period of that place."""

MAIN_STEP = "first_time_to_repeat"


def population(asked: Asked) -> Iterator[Cell]:
    """RL07: customers in all stages at the end of the period, and in each one beside."""
    found: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for places in together(asked):
        _add_buyers(found, asked, places)
        _add_others(found, asked, places)
    remark = None if knows_advocates(asked) else NO_ADVOCATES
    if remark is None and not _knows_enquiries(asked):
        remark = NO_ENQUIRIES
    answers = {key: _population(stages, remark) for key, stages in found.items()}
    return cells_of("RL07", asked, answers)


def conversion(asked: Asked) -> Iterator[Cell]:
    """RL08: of the first-time customers of the period, who bought again within the window.

    The other steps are beside it. Customers count as long as they have been watched.
    """
    people = _histories(asked)
    window = asked.settings.stage_days
    steps = {name: _durations(people, name, asked) for name in STEPS}
    answers = {}
    for key in {key for found in steps.values() for key in found}:
        beside: dict[str, Number] = {}
        for name, found in steps.items():
            if name != MAIN_STEP and key in found:
                estimate = kaplan_meier(found[key]).happened_by(window)
                if estimate is not None:
                    beside[name] = estimate.value
        answers[key] = _converted(steps[MAIN_STEP].get(key, []), window, beside)
    return cells_of("RL08", asked, answers)


def _add_buyers(found: dict[Key, dict[str, int]], asked: Asked, places: Sequence[int]) -> None:
    plain = purchases.whole(asked)
    edges = edges_of(asked, places)
    rows = purchases.with_parts(standing(plain, edges), asked)
    for part, kinds in tallies(rows, asked, edges, others_rhythm(plain, edges)).items():
        for place in places:
            counts = kinds.counts(edges.index(asked.periods[place].end_day))
            stages = {name: counts[name] for name in ("first_time", "repeat", "lost")}
            found[place, part] |= stages | {"advocate": 0}
    spans = recommendations(asked)
    if spans is None:
        return
    speaking = rows.filter(~nw.col("gap").is_null()).join(
        _speaking(spans, asked, places), on="customer_id", how="inner"
    )
    asks: dict[Stage, nw.Expr] = {}
    for place in places:
        end = edges.index(asked.periods[place].end_day)
        advocates = count(is_last(end) & (nw.col(f"speaks_{place}") == 1))
        asks |= {("advocate", place): advocates, ("repeat", place): -advocates}
    _add(found, asked, speaking, asks)


def _speaking(spans: Frame, asked: Asked, places: Sequence[int]) -> Frame:
    """Customers with `speaks_<place>`: 1 if they recommend at the end of the period."""
    since, until = nw.col("since"), nw.col("until")
    holds = {}
    for place in places:
        end = asked.periods[place].end_day
        speaks = (since < end) & (until.is_null() | (until >= end))
        holds[f"speaks_{place}"] = speaks.cast(nw.Int64)
    people = spans.with_columns(**holds).group_by("customer_id")
    return people.agg(**{name: nw.col(name).max() for name in holds})


def _add_others(found: dict[Key, dict[str, int]], asked: Asked, places: Sequence[int]) -> None:
    """Those who had not bought by the end of the period, and were known by then."""
    if not asked.has(CUSTOMERS):
        return
    rows = _histories(asked)
    known, enquired, first = nw.col("known_day"), nw.col("enquired_day"), nw.col("first_day")
    asks: dict[Stage, nw.Expr] = {}
    for place in places:
        end = asked.periods[place].end_day
        open_yet = first.is_null() | (first >= end)
        asked_us = (enquired < end).fill_null(False)
        asks["prospect", place] = count(open_yet & asked_us)
        asks["suspect", place] = count(
            open_yet & ~asked_us & (known.is_null() | (known < end)) & (nw.col("listed") == 1)
        )
    _add(found, asked, rows, asks)


def _add(
    found: dict[Key, dict[str, int]], asked: Asked, rows: Frame, asks: Mapping[Stage, nw.Expr]
) -> None:
    named = {f"{stage}_{place}": expression for (stage, place), expression in asks.items()}
    grouped = rows.with_columns(all=nw.lit(0)).group_by(*asked.by, "all").agg(**named)
    for row in grouped.collect("pyarrow").iter_rows(named=True):
        for stage, place in asks:
            found[place, part_of(row, asked)][stage] += int(row[f"{stage}_{place}"] or 0)


def _population(stages: Mapping[str, int], remark: Sentence | None) -> Answer:
    everybody = sum(n for stage, n in stages.items() if stage != "lost")
    beside: dict[str, Number] = dict(stages)
    if remark is NO_ADVOCATES:
        beside.pop("advocate", None)
    return Answer(everybody, n=everybody, remark=remark, beside=beside)


def _knows_enquiries(asked: Asked) -> bool:
    if not asked.has(CUSTOMERS):
        return False
    told = asked.frame(CUSTOMERS).select(n=count(~nw.col("enquired_day").is_null()))
    return bool(told.collect("pyarrow")["n"][0])


def _histories(asked: Asked) -> Frame:
    """One row per customer: the days on which they reached each stage, null if not yet.

    The columns cut by, `customer_id`, `listed` (1 if in the table of customers),
    `known_day`, `enquired_day`, `prospect_day`, `first_day`, `second_day`, `advocate_day`.
    """
    return asked.kept("histories of stages", lambda: _found_histories(asked))


def _found_histories(asked: Asked) -> Frame:
    days = purchases.of(purchases.whole(asked)).filter(nw.col("orders") > 0)
    before = nw.col("day").shift(1).over("customer_id", order_by="day")
    bought = (
        days.select("customer_id", "day")
        .with_columns(again=nw.when(~before.is_null()).then(nw.col("day")))
        .group_by("customer_id")
        .agg(first_day=nw.col("day").min(), second_day=nw.col("again").min())
    )
    return purchases.with_parts(_with_advocate_day(_with_listed(bought, asked), asked), asked)


def _with_listed(bought: Frame, asked: Asked) -> Frame:
    nothing = {name: nw.lit(None, dtype=nw.Int32) for name in ("known_day", "enquired_day")}
    if not asked.has(CUSTOMERS):
        return bought.with_columns(listed=nw.lit(0), prospect_day=nw.col("first_day"), **nothing)
    listed = asked.frame(CUSTOMERS).select(
        "known_day", "enquired_day", listed_id=nw.col("customer_id")
    )
    both = bought.join(listed, left_on="customer_id", right_on="listed_id", how="full")
    return both.with_columns(
        customer_id=nw.coalesce("customer_id", "listed_id"),
        listed=(~nw.col("listed_id").is_null()).cast(nw.Int64),
        prospect_day=nw.min_horizontal("enquired_day", "first_day"),
    ).drop("listed_id")


def _with_advocate_day(people: Frame, asked: Asked) -> Frame:
    """The first day on which a repeat customer recommended."""
    spans = recommendations(asked)
    if spans is None:
        return people.with_columns(advocate_day=nw.lit(None, dtype=nw.Int64))
    since, until, second = nw.col("since"), nw.col("until"), nw.col("second_day")
    both = people.select("customer_id", "second_day").join(spans, on="customer_id", how="inner")
    while_repeat = both.filter(~second.is_null(), until.is_null() | (until > second))
    day = nw.max_horizontal(since, second.cast(nw.Int64))
    firsts = while_repeat.with_columns(advocate_day=day).group_by("customer_id")
    return people.join(
        firsts.agg(advocate_day=nw.col("advocate_day").min()), on="customer_id", how="left"
    )


def _durations(people: Frame, step: str, asked: Asked) -> dict[Key, list[tuple[int, bool, int]]]:
    """(days, whether it happened, customers) of those who entered the lower stage then."""
    since, reached = (nw.col(name).cast(nw.Int64) for name in STEPS[step])
    last = nw.lit(asked.as_of_day, dtype=nw.Int64)
    moved = people.with_columns(_since=since, _reached=reached)
    seen = (nw.col("_reached") <= asked.as_of_day).fill_null(False)
    rows = moved.with_columns(
        _happened=seen.cast(nw.Int64),
        _days=nw.when(seen).then(nw.col("_reached")).otherwise(last) - nw.col("_since"),
    ).filter(~nw.col("_since").is_null(), nw.col("_days") >= 0)
    sums = {"n": nw.len().cast(nw.Int64)}
    found: dict[Key, list[tuple[int, bool, int]]] = defaultdict(list)
    for key, row in rows_by_period(rows, "_since", asked, sums, by=("_days", "_happened")):
        days, happened, n = (int(row[name]) for name in ("_days", "_happened", "n"))
        found[key].append((days, bool(happened), n))
    return found


def _converted(
    rows: Sequence[tuple[int, bool, int]], window: int, beside: dict[str, Number]
) -> Answer:
    curve = kaplan_meier(rows)
    median = curve.median() if rows else None
    if median is not None:
        beside["median_days"] = median.value
    n = sum(each[2] for each in rows)
    estimate = curve.happened_by(window) if rows else None
    if estimate is None:
        return Answer(None, n=n, reason=_too_young(curve, window, n), beside=beside)
    above = below = None
    if all(happened or days >= window for days, happened, _ in rows):
        above, below = sum(each[2] for each in rows if each[1] and each[0] <= window), n
    level = None if estimate.low is None else 0.95
    low, high = (None, None) if level is None else (estimate.low, estimate.high)
    return Answer(estimate.value, above, below, n, low, high, level, beside=beside)


def _too_young(curve: Survival, window: int, n: int) -> Sentence:
    if not n:
        return Sentence("Nobody entered the stage in this period.")
    return Sentence(
        "Too young: the window has {window} days, and nobody who has not moved up has been "
        "watched for more than {observed} days.",
        window=window,
        observed=curve.observed,
    )
