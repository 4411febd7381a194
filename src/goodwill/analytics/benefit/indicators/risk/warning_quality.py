"""Who may be leaving, and whether warnings of it came true (RI01, RI02)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.scored import Scored
from goodwill.analytics.benefit.indicators.frames.scorings import (
    NOT_SCORED,
    runs_of_periods,
    worths,
)
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, part_of, share
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part
from goodwill.analytics.figure import Number, major
from goodwill.language import Sentence

FINE = 10_000
"""Chances are ranked by ten-thousandths; who is level with the last of the top k belongs to it."""

NO_CHANCE = Sentence("The scores tell no chance of being lost.")
NO_OUTCOME = Sentence("It is not known yet who was lost of those scored.")
NOT_PROVEN = Sentence("Who was lost is not known yet, so the chances could not be checked.")


def churn_risk(key: Key, found: Scored, asked: Asked) -> Answer:
    """RI01: mean chance of being lost; Σ chance × remaining value, and the Brier score."""
    if not found.judged:
        return Answer(None, n=found.customers, reason=NO_CHANCE)
    beside: dict[str, Number] = {}
    if found.valued:
        beside["value_at_risk"] = major(found.at_risk, asked.currency)
    if found.proven:
        beside["brier"] = found.misses / found.proven
    remark = found.run.remark if found.proven else NOT_PROVEN
    value = found.chances / found.judged
    return Answer(value, found.chances, found.judged, found.judged, remark=remark, beside=beside)


def warning_quality(asked: Asked) -> Iterator[Cell]:
    """RI02: of the k most at risk, how many were lost; recall, lift and what acting saved.

    Raises
    ------
    Undefined
        There are no scores, or there is no column to cut by.
    """
    runs = runs_of_periods(asked)
    levels = _levels(asked)
    answers = {
        (place, part): _quality(found, asked.settings.warned_share)
        for place, run in runs.items()
        for (number, part), found in levels.items()
        if number == run.number
    }
    otherwise = Answer(None, reason=NO_OUTCOME if runs else NOT_SCORED)
    return cells_of("RI02", asked, answers, otherwise)


@dataclass(frozen=True)
class _Level:
    """Customers of one rank of chance and one arm (1 treated, 0 held out, −1 neither)."""

    chance: int
    arm: int
    customers: int
    lost: int


def _levels(asked: Asked) -> Mapping[tuple[int, Part], Sequence[_Level]]:
    """By run and part, of whom it is known what came; one pass."""
    runs = set(runs_of_periods(asked).values())
    if not runs:
        return {}
    known = worths(asked, runs).filter(~nw.col("churn_chance").is_null(), ~nw.col("lost").is_null())
    rows = purchases.with_parts(known, asked).with_columns(
        chance=(nw.col("churn_chance") * FINE + 0.5).floor().cast(nw.Int64),
        arm=nw.coalesce(nw.col("treated"), nw.lit(-1, dtype=nw.Int64)),
    )
    sums = rows.group_by("run", *asked.by, "chance", "arm").agg(
        n=nw.len().cast(nw.Int64), lost=nw.col("lost").sum().cast(nw.Int64)
    )
    found: dict[tuple[int, Part], list[_Level]] = defaultdict(list)
    for row in sums.collect("pyarrow").iter_rows(named=True):
        level = _Level(row["chance"], row["arm"], row["n"], row["lost"])
        found[row["run"], part_of(row, asked)].append(level)
    return found


def _quality(levels: Sequence[_Level], warned_share: float) -> Answer:
    everybody, lost = _sums(levels)
    flagged = _flagged(levels, ceil(round(warned_share * everybody, 9)))
    warned, caught = _sums(flagged)
    beside: dict[str, Number] = {"warned": warned}
    if lost:
        beside["recall"] = caught / lost
        beside["lift"] = (caught / warned) / (lost / everybody)
    treated, held_out = (_sums([x for x in flagged if x.arm == arm]) for arm in (1, 0))
    if treated[0] and held_out[0]:
        beside["saved"] = held_out[1] / held_out[0] - treated[1] / treated[0]
    return share(caught, warned, beside=beside)


def _flagged(levels: Sequence[_Level], k: int) -> list[_Level]:
    """The k most at risk, with all who are level with the last of them."""
    by_chance: dict[int, int] = defaultdict(int)
    for level in levels:
        by_chance[level.chance] += level.customers
    reached, least = 0, 0
    for chance in sorted(by_chance, reverse=True):
        least, reached = chance, reached + by_chance[chance]
        if reached >= k:
            break
    return [level for level in levels if level.chance >= least]


def _sums(levels: Sequence[_Level]) -> tuple[int, int]:
    return sum(x.customers for x in levels), sum(x.lost for x in levels)
