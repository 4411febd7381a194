"""Whether the customers of satisfied teams are more satisfied one period later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import narwhals as nw
import numpy as np
from scipy.stats import spearmanr

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Counted, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Derived, Distinct, told
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.loyalty.loyalty_surveys import fisher_interval
from goodwill.analytics.benefit.indicators.satisfaction.scores import (
    FULL,
    answered,
    overall,
    scores,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import EMPLOYEE_ANSWERS, SURVEY_ANSWERS, Frame
from goodwill.language import Sentence

TEAM = "department"
SATISFACTION = nw.col("question") == "satisfaction"

TEAMS = scores(EMPLOYEE_ANSWERS, lambda _: SATISFACTION)
PERSONS = Distinct(EMPLOYEE_ANSWERS, ("employee_id",), SATISFACTION & answered(), "answered_day")


def _answers_by_team(asked: Asked) -> Frame:
    """Customers' answers with the team of the employee who served them."""
    told_teams = asked.frame(EMPLOYEE_ANSWERS).filter(told("employee_id"), told(TEAM))
    teams = told_teams.group_by("employee_id").agg(_team=nw.col(TEAM).max())
    answers = asked.frame(SURVEY_ANSWERS).join(teams, on="employee_id", how="inner")
    return answers.with_columns(nw.col("_team").alias(TEAM))


ANSWERS_BY_TEAM = Derived(
    "customers' answers by team", (SURVEY_ANSWERS, EMPLOYEE_ANSWERS), _answers_by_team
)


def linked(asked: Asked) -> Iterator[Cell]:
    """EM05 of each period and part.

    Raises
    ------
    Undefined
        The answers do not tell teams, or not the column cut by.
    """
    by = (*asked.by, TEAM)
    after = tuple(_next(period) for period in asked.periods)
    theirs = _customers(replace(asked, by=by, periods=after))
    ours = counted((TEAMS.scaled, TEAMS.answers, PERSONS), replace(asked, by=by))
    if ours[TEAMS.answers].by != by or any(read.by != by for read in theirs):
        raise Undefined(Sentence("The answers do not tell teams, or not the column cut by."))
    parts = {key[1][:-1] for key in ours[TEAMS.answers].readings}
    for place, period in enumerate(asked.periods):
        for part in sorted(parts) if asked.by else [()]:
            pairs = []
            for at, whole in sorted(ours[PERSONS].readings):
                if at != place or whole[:-1] != part or whole[-1] == UNKNOWN:
                    continue
                if ours[PERSONS].readings[at, whole].n < asked.settings.team_fewest:
                    continue
                one = _mean(ours[TEAMS.scaled], ours[TEAMS.answers], (at, whole))
                other = _mean(*theirs, (at, whole))
                if one is not None and other is not None:
                    pairs.append((one, other))
            cut = dict(zip(asked.by, part, strict=True))
            yield _cell(Cell("EM05", period, cut, None, n=len(pairs)), pairs, asked)


def _customers(asked: Asked) -> tuple[Counted, Counted]:
    """Scaled sums and counts of customers' answers by team."""
    measured = scores(SURVEY_ANSWERS, overall)
    scaled = replace(measured.scaled, table=ANSWERS_BY_TEAM)
    count = replace(measured.answers, table=ANSWERS_BY_TEAM)
    found = counted((scaled, count), asked)
    return found[scaled], found[count]


def _next(period: Period) -> Period:
    """The period of the same length that follows."""
    return Period(period.name, period.end_day, period.end_day + period.days)


def _mean(scaled: Counted, answers: Counted, key: tuple[int, Part]) -> float | None:
    total, count = scaled.readings.get(key, NOTHING), answers.readings.get(key, NOTHING)
    if not count.n or total.value is None:
        return None
    return FULL * float(total.value) / count.n


def _cell(empty: Cell, pairs: list[tuple[float, float]], asked: Asked) -> Cell:
    fewest = asked.settings.teams_fewest
    if len(pairs) < fewest:
        reason = Sentence(
            "There are {teams} teams with answers of both sides; it takes {fewest}.",
            teams=len(pairs),
            fewest=fewest,
        )
        return replace(empty, reason=reason)
    ours, theirs = np.array(pairs).T
    if np.ptp(ours) == 0 or np.ptp(theirs) == 0:
        return replace(empty, reason=Sentence("All teams are alike: there is nothing to link."))
    rho = float(spearmanr(ours, theirs).statistic)
    low, high = fisher_interval(rho, len(pairs))
    return replace(empty, value=rho, low=low, high=high, level=0.95)
