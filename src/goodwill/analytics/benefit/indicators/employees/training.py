"""What training changed: what employees know, and how often they make mistakes."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    NOTHING_BELOW,
    Combined,
    Ratio,
    Readings,
)
from goodwill.analytics.benefit.indicators.kernel.cells import Answer
from goodwill.analytics.benefit.indicators.kernel.measures import Derived, Distinct, Sum, told
from goodwill.analytics.tables import PROCESSES, TRAININGS, Frame
from goodwill.language import Sentence

HUNDREDTHS = 100
BOTH_TESTS = told("before_score") & told("after_score")
LEARNERS = Distinct(TRAININGS, ("employee_id",), BOTH_TESTS, "taken_day")
TRAINED = Distinct(TRAININGS, ("employee_id",), None, "taken_day")
GAIN = Ratio(
    Sum(
        TRAININGS,
        nw.col("after_score") - nw.col("before_score"),
        BOTH_TESTS,
        "taken_day",
        parts=HUNDREDTHS,
    ),
    Sum(TRAININGS, None, BOTH_TESTS, "taken_day"),
    nothing=Sentence("There is no test before: only the pass rate can be told."),
)


def _gained(read: Readings, asked: Asked) -> Answer:
    """Rests on those with both tests; where nobody has, on all who were trained."""
    persons = read["learners"].n or read["trained"].n
    return GAIN.quotient(read["above"].value, read["below"].value, persons)


LEARNED = Combined({**GAIN.measures, "learners": LEARNERS, "trained": TRAINED}, _gained)
"""Points gained by those with both tests."""


def _around(asked: Asked) -> Frame:
    """Runs of processes near a training of their employee: `before`, `after`, `wrong`."""
    days = asked.settings.training_days
    trainings = asked.frame(TRAININGS).filter(
        told("employee_id"), nw.col("taken_day") <= asked.as_of_day - days
    )
    runs = asked.frame(PROCESSES).filter(told("corrected"), told("ended_day"))
    wrong = (nw.col("corrected") == 1) & (nw.col("system_error").fill_null(0) != 1)
    made = runs.select(
        _who=nw.col("employee_id"), _ended=nw.col("ended_day"), _wrong=wrong.cast(nw.Int64)
    )
    both = trainings.join(made, left_on="employee_id", right_on="_who", how="inner")
    both = both.with_columns(_since=nw.col("_ended") - nw.col("taken_day"))
    since = nw.col("_since")
    return both.filter(since >= -days, since <= days, since != 0).with_columns(
        after=(since > 0).cast(nw.Int64), wrong=nw.col("_wrong")
    )


AROUND = Derived("work around trainings", (TRAININGS, PROCESSES), _around)


def _change(read: Readings, asked: Asked) -> Answer:
    """The error rate after less that before."""
    runs_before, runs_after = read["runs_before"].value, read["runs_after"].value
    if not runs_before or not runs_after:
        return Answer(None, reason=NOTHING_BELOW)
    before = float(read["before"].value or 0) / float(runs_before)
    after = float(read["after"].value or 0) / float(runs_after)
    return Answer(after - before, n=read["runs_after"].n)


def _runs(after: int, wrong: bool) -> Sum:
    where = nw.col("after") == after
    return Sum(AROUND, None, where & (nw.col("wrong") == 1) if wrong else where, "taken_day")


ERROR_CHANGE = Combined(
    {
        "before": _runs(0, wrong=True),
        "after": _runs(1, wrong=True),
        "runs_before": _runs(0, wrong=False),
        "runs_after": _runs(1, wrong=False),
    },
    _change,
)
"""EF06 of those trained, after less before."""
