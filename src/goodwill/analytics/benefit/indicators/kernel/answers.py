"""Cells out of answers that were found for all periods and parts at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel import cells
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NO_ROWS, NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part, by_period
from goodwill.analytics.figure import Number, wilson
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

Answers = Mapping[Key, Answer]
"""By place of the period in `asked.periods` and part."""

NOBODY = Answer(None, reason=NO_ROWS)


def cells_of(
    indicator_id: str, asked: Asked, answers: Answers, otherwise: Answer = NOBODY
) -> Iterator[Cell]:
    """A cell for every answer; uncut, one for every period, with `otherwise` where none is."""
    keys = sorted(answers)
    if not asked.by:
        keys = [(place, ()) for place in range(len(asked.periods))]
    for place, part in keys:
        answer = answers.get((place, part), otherwise)
        cut = dict(zip(asked.by, part, strict=True))
        yield cell_of(indicator_id, asked, place, cut, answer)


def cell_of(
    indicator_id: str, asked: Asked, place: int, cut: Mapping[str, str], answer: Answer
) -> Cell:
    """The answer as the cell of a period and a part in words."""
    return cells.cell_of(indicator_id, asked.periods[place], cut, answer)


def share(
    above: int,
    below: int,
    *,
    remark: Sentence | None = None,
    beside: Mapping[str, Number] | None = None,
    reason: Sentence | None = None,
) -> Answer:
    """A share of independent cases with its Wilson 95 % interval; n/a with a reason."""
    told = beside or {}
    if reason is not None or not below:
        why = reason or NOTHING_BELOW
        return Answer(None, above, below, below, reason=why, remark=remark, beside=told)
    low, high = wilson(above, below)
    return Answer(above / below, above, below, below, low, high, 0.95, remark=remark, beside=told)


def rows_by_period(
    frame: Frame,
    day: str,
    asked: Asked,
    sums: Mapping[str, nw.Expr],
    *,
    by: tuple[str, ...] = (),
    last_of: str | None = None,
    trailing: int | None = None,
) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """Sums of the rows of each period and part, further columns `by` apart; one row each.

    Parameters
    ----------
    frame
        With the columns cut by, as `purchases.with_parts` gives them.
    last_of
        Of rows with the same value there, only the last in each period and part counts: the
        one of the latest day, and of these the one furthest down in the file.
    trailing
        Days up to the end of each period instead of the period itself.
    """
    for dated, places in by_period(frame, day, trailing, asked):
        kept = dated
        if last_of is not None:
            one = ("_period", *asked.by, last_of)
            for latest in (day, "source_row"):
                most = kept.with_columns(_most=nw.col(latest).max().over(*one))
                kept = most.filter(nw.col(latest) == nw.col("_most")).drop("_most")
        grouped = kept.group_by("_period", *asked.by, *by).agg(**sums)
        ordered = grouped.sort("_period", *asked.by, *by)
        for row in ordered.collect("pyarrow").iter_rows(named=True):
            yield (places[row["_period"]], part_of(row, asked)), row


def part_of(row: Mapping[str, object], asked: Asked) -> Part:
    """The values of the columns cut by."""
    return tuple(str(row[name]) for name in asked.by)


def count(condition: nw.Expr) -> nw.Expr:
    """How many rows meet it; an empty answer is no."""
    return condition.fill_null(False).cast(nw.Int64).sum().cast(nw.Int64)
