"""Resistance to change: who neither finds the CRM helpful nor works with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.asking import Asked
from goodwill.analytics.benefit.indicators.calculations import NO_ROWS, Ratio
from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.counting import counted
from goodwill.analytics.benefit.indicators.measures import NOTHING, Derived, Distinct, told
from goodwill.analytics.benefit.indicators.periods import Period
from goodwill.analytics.benefit.indicators.scores import HIGHEST, LOWEST, SCORE, answered
from goodwill.analytics.tables import EMPLOYEE_ANSWERS, USE_DAYS, USERS, Frame

HELPS = nw.col("question") == "crm helps"
DISAGREES = SCORE * 2 < LOWEST + HIGHEST
"""Below the middle of the scale."""


def resisting(asked: Asked) -> Iterator[Cell]:
    """EM03 of each period and part; use is looked up for periods in which somebody answered."""
    answers = asked.frame(EMPLOYEE_ANSWERS).filter(HELPS, answered())
    days = answers.select("answered_day").unique().collect("pyarrow")["answered_day"].to_list()
    for period in asked.periods:
        if any(period.start_day <= day < period.end_day for day in days if day is not None):
            yield from _of(replace(asked, periods=(period,)), period)
        elif not asked.by:
            yield Cell("EM03", period, {}, None, 0, 0, reason=NO_ROWS)


def _of(asked: Asked, period: Period) -> Iterator[Cell]:
    answers = Derived(
        "answers with use",
        (EMPLOYEE_ANSWERS, USERS, USE_DAYS),
        lambda asked: _with_use(asked, period),
    )
    all_of_them = Distinct(answers, ("employee_id",), None, "answered_day")
    against = Distinct(
        answers, ("employee_id",), DISAGREES & nw.col("_days").is_null(), "answered_day"
    )
    share = Ratio(against, all_of_them, interval="wilson")
    found = counted((against, all_of_them), asked)
    readings = found[all_of_them].readings
    for key in sorted(readings) if asked.by else [(0, ())]:
        above, below = found[against].readings.get(key, NOTHING), readings.get(key, NOTHING)
        answer = share.quotient(above.value, below.value, below.n)
        yield Cell(
            "EM03",
            period,
            dict(zip(asked.by, key[1], strict=True)),
            answer.value,
            answer.numerator,
            answer.denominator,
            answer.n,
            answer.low,
            answer.high,
            answer.level,
            answer.reason and NO_ROWS,
        )


def _with_use(asked: Asked, period: Period) -> Frame:
    """Answers of licensed users; `_days` of use, null for those who are no active users."""
    day = nw.col("used_day")
    used = asked.frame(USE_DAYS).filter(
        nw.col("actions") > 0, day >= period.start_day, day < period.end_day
    )
    days = used.group_by("user_id", "used_day").agg(_times=nw.len())
    active = days.group_by("user_id").agg(_days=nw.len().cast(nw.Int64))
    active = active.filter(nw.col("_days") >= asked.settings.active_use_days)
    users = asked.frame(USERS).filter(
        told("employee_id"),
        nw.col("licensed_day") < period.end_day,
        nw.col("ended_day").is_null() | (nw.col("ended_day") > period.start_day),
    )
    known = users.select("user_id", "employee_id").join(active, on="user_id", how="left")
    by_employee = known.group_by("employee_id").agg(_days=nw.col("_days").max())
    answers = asked.frame(EMPLOYEE_ANSWERS).filter(HELPS, answered())
    return answers.join(by_employee, on="employee_id", how="inner")
