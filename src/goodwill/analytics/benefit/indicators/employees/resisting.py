"""Resistance to change: who neither finds the CRM helpful nor works with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NO_ROWS, Ratio
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.counting import by_period, counted
from goodwill.analytics.benefit.indicators.kernel.measures import (
    NOTHING,
    Derived,
    Distinct,
    Reading,
    told,
)
from goodwill.analytics.benefit.indicators.kernel.periods import Period, layers
from goodwill.analytics.benefit.indicators.satisfaction.scores import (
    HIGHEST,
    LOWEST,
    SCORE,
    answered,
)
from goodwill.analytics.tables import EMPLOYEE_ANSWERS, USE_DAYS, USERS, Frame

HELPS = nw.col("question") == "crm helps"
DISAGREES = SCORE * 2 < LOWEST + HIGHEST
"""Below the middle of the scale."""


def resisting(asked: Asked) -> Iterator[Cell]:
    """EM03 of each period and part; use is looked up of those who answered in the period."""
    answers = asked.frame(EMPLOYEE_ANSWERS).filter(HELPS, answered())
    grouped = answers.group_by("answered_day").agg(n=nw.len()).collect("pyarrow")
    days = [day for day in grouped["answered_day"].to_list() if day is not None]
    asks = [
        place
        for place, period in enumerate(asked.periods)
        if any(period.start_day <= day < period.end_day for day in days)
    ]
    found: dict[int, list[Cell]] = {}
    for layer in layers([asked.periods[place] for place in asks]):
        places = [asks[number] for number in layer]
        together = replace(asked, periods=tuple(asked.periods[place] for place in places))
        found |= dict(zip(places, _of(together), strict=True))
    for place, period in enumerate(asked.periods):
        if place in found:
            yield from found[place]
        elif not asked.by:
            yield Cell("EM03", period, {}, None, 0, 0, reason=NO_ROWS)


def _of(asked: Asked) -> Iterator[list[Cell]]:
    """The cells of each of the periods, of which no two overlap."""
    answers = Derived("answers with use", (EMPLOYEE_ANSWERS, USERS, USE_DAYS), _with_use)
    all_of_them = Distinct(answers, ("employee_id",), None, "answered_day")
    against = Distinct(
        answers, ("employee_id",), DISAGREES & nw.col("_days").is_null(), "answered_day"
    )
    found = counted((against, all_of_them), asked)
    above, below = found[against].readings, found[all_of_them].readings
    share = Ratio(against, all_of_them, interval="wilson")
    for place, period in enumerate(asked.periods):
        keys = sorted(key for key in below if key[0] == place) if asked.by else [(place, ())]
        yield [
            _cell(
                share,
                period,
                dict(zip(asked.by, key[1], strict=True)),
                above.get(key),
                below.get(key),
            )
            for key in keys
        ]


def _cell(
    share: Ratio,
    period: Period,
    cut: dict[str, str],
    above: Reading | None,
    below: Reading | None,
) -> Cell:
    below = below or NOTHING
    answer = share.quotient((above or NOTHING).value, below.value, below.n)
    return Cell(
        "EM03",
        period,
        cut,
        answer.value,
        answer.numerator,
        answer.denominator,
        answer.n,
        answer.low,
        answer.high,
        answer.level,
        answer.reason and NO_ROWS,
    )


def _with_use(asked: Asked) -> Frame:
    """Answers of licensed users; `_days` of use, null for those who are no active users.

    The periods do not overlap; `_at` says which of them.
    """
    answers, starts, ends = _placed(asked.frame(EMPLOYEE_ANSWERS), "answered_day", asked)
    answers = answers.filter(HELPS, answered())
    used = _placed(asked.frame(USE_DAYS).filter(nw.col("actions") > 0), "used_day", asked)[0]
    days = used.group_by("user_id", "_at", "used_day").agg(_times=nw.len())
    active = days.group_by("user_id", "_at").agg(_days=nw.len().cast(nw.Int64))
    active = active.filter(nw.col("_days") >= asked.settings.active_use_days)
    users = asked.frame(USERS).filter(told("employee_id"))
    who = answers.group_by("employee_id", "_at").agg(_answers=nw.len())
    known = who.join(
        users.select("user_id", "employee_id", "licensed_day", "ended_day"),
        on="employee_id",
        how="inner",
    )
    known = known.with_columns(_start=starts, _end=ends).filter(
        nw.col("licensed_day") < nw.col("_end"),
        nw.col("ended_day").is_null() | (nw.col("ended_day") > nw.col("_start")),
    )
    both = known.join(active, on=["user_id", "_at"], how="left")
    by_employee = both.group_by("employee_id", "_at").agg(_days=nw.col("_days").max())
    return answers.join(by_employee, on=["employee_id", "_at"], how="inner")


def _placed(frame: Frame, day: str, asked: Asked) -> tuple[Frame, nw.Expr, nw.Expr]:
    """Rows in the one layer of periods with `_at`; and the start and end that it stands for."""
    ((dated, places),) = by_period(frame, day, None, asked)
    placed = dated.with_columns(_at=nw.col("_period")).drop("_period")
    starts = [(nw.col("_at") == n, asked.periods[place]) for n, place in places.items()]
    return (
        placed,
        nw.sum_horizontal(*(at.cast(nw.Int64) * each.start_day for at, each in starts)),
        nw.sum_horizontal(*(at.cast(nw.Int64) * each.end_day for at, each in starts)),
    )
