"""Costs against what is usual (CO07) and against what was planned (CO08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import isfinite

import narwhals as nw

from goodwill.analytics.benefit.costing.watching import budgets
from goodwill.analytics.benefit.costing.watching.anomaly_figures import NO_SCORE
from goodwill.analytics.benefit.costing.watching.outliers import THRESHOLD, Ranges, ranges
from goodwill.analytics.benefit.costing.watching.series import Series, series_of
from goodwill.analytics.benefit.costing.watching.variances import Split, added
from goodwill.analytics.benefit.costing.yearmonths import (
    first_day,
    later,
    months_of_year,
    period_on,
)
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED
from goodwill.analytics.benefit.indicators.frames.costed import consumed
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.errors import TooFew
from goodwill.analytics.figure import Number, major
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import BUDGETS, Frame
from goodwill.language import Sentence

NOT_A_MONTH = Sentence("Costs are judged month by month: ask for months.")
NO_COST = Sentence("There is no cost of it up to this month.")
NO_PLAN = Sentence("Nothing was planned for this period.")
FLAGGED = Sentence("Outside the usual range: its score is beyond 3.5.")
UNSPLIT = Sentence(
    "Part of it cannot be split: the plan, or the work that was done, tells no quantity."
)
WORKED = ("department", "stage", "channel", "campaign_id")
"""By what work done is known, so that a difference can be split."""


def anomaly_scores(asked: Asked) -> Iterator[Cell]:
    """CO07: 0.6745 × (x − median) ÷ MAD of each month, season taken out.

    A month is judged against all whole months of the ledger up to the day of the data.

    Raises
    ------
    Undefined
        There is no ledger.
    AnalyticsError
        The ledger cannot be cut by that column.
    """
    answers: dict[Key, Answer] = {}
    for series in series_of(consumed(asked), asked.by, last=_last_month(asked)):
        part = tuple(value for _, value in series.cut)
        for place, answer in _judged(series, asked.periods):
            answers[place, part] = answer
    return cells_of("CO07", asked, answers, Answer(None, reason=NO_COST))


def budget_variance(asked: Asked) -> Iterator[Cell]:
    """CO08: actual − plan = volume + efficiency + rate + what cannot be split, exactly.

    Raises
    ------
    Undefined
        A table is missing, or the budget does not state a column cut by.
    """
    first = min(period.start_day for period in asked.periods)
    last = max(period.end_day for period in asked.periods) - 1
    question = budgets.Asked(asked.by, period_on(first), period_on(last))
    lines = budgets.compared(
        consumed(asked), asked.frame(BUDGETS), question, quantities=_work(asked)
    )
    by_key: dict[Key, list[budgets.Line]] = defaultdict(list)
    for line in lines:
        part = tuple(value for _, value in line.cut)
        for place, period in enumerate(asked.periods):
            if _holds(period, line.period):
                by_key[place, part].append(line)
    answers = {key: _variance(found, asked.currency) for key, found in by_key.items()}
    return cells_of("CO08", asked, answers, Answer(None, reason=NO_PLAN))


def _last_month(asked: Asked) -> int:
    """The last month of which the tables tell the whole."""
    now = period_on(asked.as_of_day)
    is_over = first_day(later(now, 1)) == asked.as_of_day + 1
    return now if is_over else later(now, -1)


def _month_of(period: Period) -> int | None:
    """The month that a period is, as in 202603; None where it is none."""
    month = period_on(period.start_day)
    ends = first_day(later(month, 1))
    return month if (first_day(month), ends) == (period.start_day, period.end_day) else None


def _holds(period: Period, month: int) -> bool:
    """Whether the month lies in the period with all its days."""
    return period.start_day <= first_day(month) and first_day(later(month, 1)) <= period.end_day


def _judged(series: Series, periods: Sequence[Period]) -> Iterator[tuple[int, Answer]]:
    n = len(series.periods)
    try:
        found: Ranges | Sentence = ranges(_floats(series), months_of_year(series.periods))
    except TooFew as refusal:
        found = refusal.sentence
    at = {int(month): i for i, month in enumerate(series.periods)}
    for place, period in enumerate(periods):
        month = _month_of(period)
        if month is None:
            yield place, Answer(None, reason=NOT_A_MONTH)
        elif month in at:
            yield place, _score(found, at[month], n)


def _floats(series: Series) -> Floats:
    return series.amounts.astype("float64")


def _score(found: Ranges | Sentence, i: int, n: int) -> Answer:
    """The score of a month; n is the months that it was judged by."""
    if isinstance(found, Sentence):
        return Answer(None, n=n, reason=found)
    z = float(found.z[i])
    remark = FLAGGED if found.is_out[i] else None
    if not isfinite(z):
        return Answer(None, n=n, reason=NO_SCORE, remark=FLAGGED)
    return Answer(z, n=n, low=-THRESHOLD, high=THRESHOLD, remark=remark)


def _work(asked: Asked) -> Frame | None:
    """Activities done, by month and the columns cut by; None where nobody knows them."""
    if not asked.has(ALLOCATED) or not set(asked.by) <= set(WORKED):
        return None
    costs = asked.frame(ALLOCATED)
    if "activities" not in costs.collect_schema().names():
        return None
    done = costs.filter(nw.col("minutes") > 0)
    return done.select(
        *asked.by, "period", "minutes", quantity=nw.col("activities").cast(nw.Float64)
    )


def _variance(lines: Sequence[budgets.Line], currency: str) -> Answer:
    """Of the months that have a plan; the cost of those without stands beside."""
    planned = [line for line in lines if line.plan is not None]
    unplanned = sum(line.actual.amount_minor for line in lines if line.plan is None)
    beside: dict[str, Number] = {"unplanned": major(unplanned, currency)}
    if not planned:
        return Answer(None, n=len(lines), reason=NO_PLAN, beside=beside)
    split: Split = added(line.split for line in planned if line.split is not None)
    plan = sum(line.plan.amount_minor for line in planned if line.plan is not None)
    beside |= {
        "plan": major(plan, currency),
        "actual": major(plan + split.total_minor, currency),
        "volume": major(split.volume_minor, currency),
        "efficiency": major(split.efficiency_minor, currency),
        "rate": major(split.rate_minor, currency),
        "unsplit": major(split.unsplit_minor, currency),
    }
    remark = UNSPLIT if split.unsplit_minor else None
    return Answer(major(split.total_minor, currency), n=len(planned), remark=remark, beside=beside)
