"""The runs of the model that scores customers, and what each customer is worth by it.

A period takes the last run up to its end. Where several models ran on that day, the last by
name counts, so that a newer version replaces an older one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.periods import date_of
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import SCORES, Frame
from goodwill.analytics.value.outlook.elasticity import POINTS
from goodwill.language import Sentence

NOT_SCORED = Sentence("No customer had been scored by the end of this period.")


@dataclass(frozen=True, order=True)
class Run:
    """One run of a model; `number` is its place among all runs."""

    day: int
    model: str
    number: int

    @property
    def remark(self) -> Sentence:
        return Sentence("Scored on {day} by {model}.", day=date_of(self.day), model=self.model)


def runs_before(asked: Asked, ends: Mapping[int, int]) -> dict[int, Run]:
    """The last run before each of the days; a day before the first run has none.

    Raises
    ------
    Undefined
        There are no scores.
    """
    runs = asked.once("runs of scores", lambda: _runs(asked))
    found = {}
    for place, end in ends.items():
        before = [run for run in runs if run.day < end]
        if before:
            found[place] = before[-1]
    return found


def runs_of_periods(asked: Asked) -> dict[int, Run]:
    """The last run up to the end of each period."""
    return runs_before(asked, {i: period.end_day for i, period in enumerate(asked.periods)})


def worths(asked: Asked, runs: Collection[Run]) -> Frame:
    """Customers of those runs.

    Returns
    -------
    Frame
        `run` (its number), `scored_day`, `customer_id`, `churn_chance`, `retention`,
        `potential_minor`, `treated`, `lost`; `now`, `raised`: the value by the closed form at
        the retention scored and five points above, Float64 minor units; `worth`: what the
        customer is still expected to bring, Int64 minor units, by the closed form where it was
        not scored.

    Notes
    -----
    m × r ÷ (1 + i − r), the first margin one period from now; r with points added is 1 at most.

    Raises
    ------
    Undefined
        There are no scores, or r ≥ 1 + i.
    """
    _refuse_endless(asked)
    day, model = nw.col("scored_day"), nw.col("model").fill_null("")
    rows = asked.frame(SCORES).filter(~nw.col("customer_id").is_null())
    if not runs:
        raise Undefined(NOT_SCORED)
    rows = rows.filter(reduce(or_, ((day == run.day) & (model == run.model) for run in runs)))
    number = nw.lit(0, dtype=nw.Int64)
    for run in runs:
        number = number + ((day == run.day) & (model == run.model)).cast(nw.Int64) * run.number
    interest, margin = 1 + asked.settings.discount_rate, nw.col("margin_minor").cast(nw.Float64)
    r, raised = nw.col("retention"), nw.col("_raised")
    more = nw.when(r + POINTS < 1).then(r + POINTS).otherwise(nw.lit(1.0))
    valued = rows.with_columns(run=number, _raised=nw.when(~r.is_null()).then(more)).with_columns(
        now=margin * r / (interest - r), raised=margin * raised / (interest - raised)
    )
    closed = (nw.col("now") + 0.5).floor().cast(nw.Int64)
    return valued.with_columns(worth=nw.coalesce(nw.col("lifetime_minor"), closed))


def _refuse_endless(asked: Asked) -> None:
    """r, with the points added, must stay below 1 + i, or a lifetime has no end."""
    limit = 1 + asked.settings.discount_rate

    def found() -> bool:
        r = nw.col("retention")
        most = asked.frame(SCORES).select(most=r.max()).collect("pyarrow")["most"][0]
        return most is not None and (most >= limit or (limit <= 1 and most + POINTS >= 1))

    if asked.once("endless lifetimes", found):
        discount = asked.settings.discount_rate
        raise Undefined(
            Sentence(
                "A retention of {rate} or more makes a lifetime endless at a discount rate of "
                "{discount}: correct the scores or the rate.",
                rate=limit,
                discount=discount,
            )
        )


def _runs(asked: Asked) -> list[Run]:
    rows = asked.frame(SCORES).filter(~nw.col("scored_day").is_null())
    named = rows.select("scored_day", model=nw.col("model").fill_null(""))
    found = named.group_by("scored_day", "model").agg(n=nw.len()).collect("pyarrow")
    pairs = sorted((int(row["scored_day"]), row["model"]) for row in found.rows(named=True))
    return [Run(day, model, number) for number, (day, model) in enumerate(pairs)]
