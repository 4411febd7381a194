"""Employees: what they feel, what annoys them, what they learn; never of fewer than five."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.employees.annoying import annoying
from goodwill.analytics.benefit.indicators.employees.linking import linked
from goodwill.analytics.benefit.indicators.employees.resisting import resisting
from goodwill.analytics.benefit.indicators.employees.training import ERROR_CHANGE, LEARNED
from goodwill.analytics.benefit.indicators.kernel.calculations import Custom, Ratio
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Distinct, Sum, told
from goodwill.analytics.benefit.indicators.satisfaction.scores import answered, scores
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    ANNOYANCES,
    EMPLOYEE_ANSWERS,
    SURVEY_ANSWERS,
    TRAININGS,
    USE_DAYS,
    USERS,
)
from goodwill.language import Sentence

SATISFACTION = nw.col("question") == "satisfaction"
ASKED = Distinct(EMPLOYEE_ANSWERS, ("employee_id",), SATISFACTION, "asked_day")
TOOK_PART = Distinct(EMPLOYEE_ANSWERS, ("employee_id",), SATISFACTION & told("score"), "asked_day")
ANSWERED = Distinct(EMPLOYEE_ANSWERS, ("employee_id",), SATISFACTION & answered(), "answered_day")

INDICATORS = (
    Indicator(
        id="EM01",
        label=Sentence("Employee satisfaction"),
        meaning=Sentence("How satisfied employees are: 0 is the worst answer, 100 the best."),
        formula=Sentence("100 × (mean − min) ÷ (max − min)"),
        group=Group.EMPLOYEES,
        unit=Unit.SCORE,
        unit_words=Sentence("0–100"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("department", "region", "role"),
        edge=Sentence("A part in which fewer than five answered is hidden."),
        calculation=scores(EMPLOYEE_ANSWERS, lambda _: SATISFACTION).mean_of(ANSWERED),
        beside=(
            Beside("participation", Sentence("Participation"), Unit.SHARE, Ratio(TOOK_PART, ASKED)),
        ),
        items=("R223",),
    ),
    Indicator(
        id="EM02",
        label=Sentence("Causes of annoyance"),
        meaning=Sentence("What costs employees most time, in their own reports, by cause."),
        formula=Sentence("reports × mean minutes lost, by cause, the largest first"),
        group=Group.EMPLOYEES,
        unit=Unit.HOURS,
        unit_words=Sentence("hours lost"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "process"),
        edge=Sentence(
            "Reports are anonymous and their text is never shown. A cause with fewer than five "
            "reports is hidden."
        ),
        calculation=Custom(annoying, (ANNOYANCES,)),
        beside=(
            Beside("reports", Sentence("Reports"), Unit.NUMBER),
            Beside("share", Sentence("Share of the time lost"), Unit.SHARE),
            Beside("cumulative", Sentence("With all larger causes"), Unit.SHARE),
        ),
        items=("R224",),
        takes=((ANNOYANCES, "cause"), (ANNOYANCES, "minutes")),
    ),
    Indicator(
        id="EM03",
        label=Sentence("Change resistance"),
        meaning=Sentence("How many users neither find the CRM helpful nor work with it."),
        formula=Sentence(
            "users who disagree with “the CRM helps my work” and are no active users ÷ users who "
            "answered × 100"
        ),
        group=Group.EMPLOYEES,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "role"),
        edge=Sentence(
            "To disagree is to answer below the middle of the scale. A part in which fewer than "
            "five answered is hidden."
        ),
        calculation=Custom(resisting, (EMPLOYEE_ANSWERS, USERS, USE_DAYS)),
        benchmark=Sentence("Published survey: 63 % named resistance to change as a cause."),
        items=("R371", "R385"),
    ),
    Indicator(
        id="EM04",
        label=Sentence("Training effectiveness"),
        meaning=Sentence("How much more employees know after a training, in points of 100."),
        formula=Sentence("Σ (test after − test before) ÷ employees with both tests"),
        group=Group.EMPLOYEES,
        unit=Unit.NUMBER,
        unit_words=Sentence("points of 100"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("department", "course"),
        edge=Sentence(
            "Without a test before there is the pass rate only. The error rate of those trained is "
            "compared over 90 days before and after."
        ),
        calculation=LEARNED,
        beside=(
            Beside(
                "pass_rate",
                Sentence("Pass rate"),
                Unit.SHARE,
                Ratio(
                    Sum(TRAININGS, None, nw.col("passed") == 1, "taken_day"),
                    Sum(TRAININGS, None, told("passed"), "taken_day"),
                ),
            ),
            Beside(
                "cost_per_pass",
                Sentence("Cost per employee who passed"),
                Unit.MONEY,
                Ratio(
                    Sum(TRAININGS, nw.col("cost_minor"), told("passed"), "taken_day", money=True),
                    Sum(TRAININGS, None, nw.col("passed") == 1, "taken_day"),
                ),
            ),
            Beside(
                "error_change",
                Sentence("Change of the error rate"),
                Unit.POINTS,
                ERROR_CHANGE,
            ),
        ),
        items=("R218", "R272"),
        needs=(TRAININGS,),
    ),
    Indicator(
        id="EM05",
        label=Sentence("Employee-to-customer link"),
        meaning=Sentence(
            "Whether customers of teams that are satisfied are more satisfied one period later: 1 "
            "is always, 0 is no link."
        ),
        formula=Sentence(
            "Spearman's ρ of (employee satisfaction of the team, satisfaction of its customers in "
            "the next period)"
        ),
        group=Group.EMPLOYEES,
        unit=Unit.RATIO,
        unit_words=Sentence("−1 to 1"),
        direction=Direction.WATCH,
        timing=Timing.LEADING,
        cuts=("region",),
        edge=Sentence(
            "With fewer than ten teams of five answers each it is n/a. A link is not a cause."
        ),
        calculation=Custom(linked, (EMPLOYEE_ANSWERS, SURVEY_ANSWERS)),
        items=("R003", "R223"),
    ),
)
"""EM01–EM05, in the order of the catalogue."""
