"""Satisfaction: what customers say, how sure that is, and what those say who do not answer."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.efficiency.productivity import USED_LINES
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    NOT_TOLD,
    Combined,
    Custom,
    Middle,
    Ratio,
    Readings,
)
from goodwill.analytics.benefit.indicators.kernel.cells import Answer
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import (
    Derived,
    Distinct,
    Spread,
    Sum,
    told,
)
from goodwill.analytics.benefit.indicators.satisfaction.consistency import consistency
from goodwill.analytics.benefit.indicators.satisfaction.dimensions import by_dimension
from goodwill.analytics.benefit.indicators.satisfaction.scores import (
    HIGHEST,
    LOWEST,
    MILLIONTHS,
    SCORE,
    answered,
    overall,
    scores,
)
from goodwill.analytics.benefit.indicators.satisfaction.silence import with_the_silent
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    CASES,
    CUSTOMERS,
    INTERACTIONS,
    ORDER_LINES,
    SURVEY_ANSWERS,
    Frame,
)
from goodwill.language import Sentence

PARTS = ("segment", "category", "product_id", "region", "channel")

OVERALL = scores(SURVEY_ANSWERS, overall)


def _answers(where: nw.Expr | None = None) -> Sum:
    """Answers about overall satisfaction; of them, those that are as told."""

    def meant(asked: Asked) -> nw.Expr:
        all_of_them = overall(asked) & answered()
        return all_of_them if where is None else all_of_them & where

    return Sum(SURVEY_ANSWERS, None, meant, "answered_day")


def _of_all(where: nw.Expr) -> Ratio:
    return Ratio(_answers(where), _answers(), interval="wilson")


def _native(read: Readings, asked: Asked) -> Answer:
    """The mean as answered; only where all were asked on one scale."""
    total, answers = read["total"], read["scales"]
    if answers.n != 1 or total.value is None:
        return Answer(None, reason=NOT_TOLD)
    return Answer(float(total.value) / total.n, n=total.n)


NATIVE = Combined(
    {
        "total": Sum(
            SURVEY_ANSWERS,
            SCORE,
            lambda asked: overall(asked) & answered(),
            "answered_day",
            parts=MILLIONTHS,
        ),
        "scales": Distinct(
            SURVEY_ANSWERS,
            ("scale_min", "scale_max"),
            lambda asked: overall(asked) & answered(),
            "answered_day",
        ),
    },
    _native,
)

COMPLAINTS = Distinct(
    CASES,
    ("case_id",),
    (nw.col("kind") == "complaint") & (nw.col("duplicate_of").fill_null("") == ""),
    "opened_day",
    once=True,
)
BOUGHT = nw.col("amount_minor") > 0


def active_days(settings: Settings) -> int:
    """In how many days before the end of a period a customer bought who is active."""
    return settings.active_days


ACTIVE = Distinct(USED_LINES, ("customer_id",), BOUGHT, "day", trailing=active_days)
"""Active customers, at the end of each period."""


def _complained_against(asked: Asked) -> Frame:
    """Purchases, with the order or the customer as `counted`."""
    counted = "order_id" if _per_order(asked.settings) else "customer_id"
    lines = USED_LINES.made(asked).filter(BOUGHT)
    return lines.with_columns(counted=nw.col(counted))


def _per_order(settings: Settings) -> bool:
    return settings.complaints_per == "transactions"


COMPLAINED_AGAINST = Distinct(
    Derived("orders or active customers", (ORDER_LINES,), _complained_against),
    ("counted",),
    day="day",
    trailing=lambda settings: None if _per_order(settings) else settings.active_days,
)

INVITED = nw.col("bounced").fill_null(0) != 1

INDICATORS = (
    Indicator(
        id="SA01",
        label=Sentence("Overall satisfaction score"),
        meaning=Sentence("How satisfied customers are: 0 is the worst answer, 100 the best."),
        formula=Sentence("100 × (mean − min) ÷ (max − min)"),
        group=Group.SATISFACTION,
        unit=Unit.SCORE,
        unit_words=Sentence("0–100"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("customer_id", *PARTS),
        edge=Sentence(
            "Answers on different scales are brought to 0–100 before they are added up. The mean "
            "as answered stands beside it where there is one scale."
        ),
        calculation=OVERALL.mean,
        beside=(Beside("native", Sentence("Mean as answered"), Unit.RATIO, NATIVE),),
        benchmark=Sentence("Published: 22 % more satisfaction with a CRM."),
        items=("R111", "R317", "R369"),
    ),
    Indicator(
        id="SA02",
        label=Sentence("Completely satisfied share / completely dissatisfied share"),
        meaning=Sentence("How many customers give the best answer, and how many the worst."),
        formula=Sentence("best answers ÷ answers; worst answers ÷ answers"),
        group=Group.SATISFACTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=PARTS,
        edge=Sentence(
            "The interval is Wilson's, 95 %. The share of the two best answers stands beside it. "
            "These shares feed the 2.6 and 1.8 multiples."
        ),
        calculation=_of_all(SCORE >= HIGHEST),
        beside=(
            Beside(
                "dissatisfied",
                Sentence("Completely dissatisfied"),
                Unit.SHARE,
                _of_all(SCORE <= LOWEST),
            ),
            Beside(
                "satisfied",
                Sentence("The two best answers"),
                Unit.SHARE,
                _of_all(SCORE >= HIGHEST - 1),
            ),
        ),
        items=("R124", "R125"),
    ),
    Indicator(
        id="SA03",
        label=Sentence("Satisfaction by dimension"),
        meaning=Sentence(
            "How satisfied customers are with each side of what they get, and with all sides "
            "together by their weights."
        ),
        formula=Sentence("Σ weight × score of the dimension, Σ weight = 1"),
        group=Group.SATISFACTION,
        unit=Unit.SCORE,
        unit_words=Sentence("0–100"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("question", *PARTS[:-1]),
        edge=Sentence(
            "The weights are shared out among the dimensions that were answered; those missing "
            "are named. Cut by question it is the score of each dimension."
        ),
        calculation=Custom(by_dimension, (SURVEY_ANSWERS,)),
        items=("R112", "R115", "R116", "R122"),
    ),
    Indicator(
        id="SA04",
        label=Sentence("Complaint rate"),
        meaning=Sentence("How often customers complain, measured against what they buy."),
        formula=Sentence("complaints ÷ transactions × 100; or ÷ active customers"),
        group=Group.SATISFACTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("customer_id", *PARTS, "issue"),
        edge=Sentence(
            "A complaint that repeats another does not count. What complaints are divided by is "
            "chosen once per company."
        ),
        calculation=Ratio(COMPLAINTS, COMPLAINED_AGAINST),
        items=("R113",),
        takes=((CASES, "kind"), (CASES, "case_id")),
    ),
    Indicator(
        id="SA05",
        label=Sentence("Customer waiting time"),
        meaning=Sentence("How long customers wait for a person or a useful answer."),
        formula=Sentence("median, P90 and mean of (first useful answer − request)"),
        group=Group.SATISFACTION,
        unit=Unit.MINUTES,
        unit_words=Sentence("minutes"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("channel", "department", "issue"),
        edge=Sentence(
            "Who gave up counts with the time waited. The clock outside of office hours runs as "
            "it is recorded."
        ),
        calculation=Middle(Spread(INTERACTIONS, nw.col("wait_minutes"), None, "started_day")),
        items=("R108",),
        takes=((INTERACTIONS, "wait_minutes"),),
    ),
    Indicator(
        id="SA06",
        label=Sentence("Feedback rate"),
        meaning=Sentence("How many of the customers asked give feedback."),
        formula=Sentence("customers giving feedback ÷ customers asked × 100"),
        group=Group.SATISFACTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("segment", "channel"),
        edge=Sentence(
            "Invitations that did not arrive do not count. A customer counts in the period of the "
            "question, whenever the answer came."
        ),
        calculation=Ratio(
            Distinct(
                SURVEY_ANSWERS,
                ("customer_id",),
                INVITED & (told("score") | told("answered_day")),
                "asked_day",
            ),
            Distinct(SURVEY_ANSWERS, ("customer_id",), INVITED, "asked_day"),
            interval="wilson",
        ),
        items=("R110",),
        takes=((SURVEY_ANSWERS, "asked_day"),),
    ),
    Indicator(
        id="SA07",
        label=Sentence("Non-response-adjusted satisfaction"),
        meaning=Sentence(
            "How satisfied all customers are, if those who do not answer are like those who do of "
            "the same segment, last purchase and complaints."
        ),
        formula=Sentence(
            "Σ (customers of the stratum ÷ customers) × mean of the stratum; the range if the "
            "silent are as the least or the most satisfied of their stratum"
        ),
        group=Group.SATISFACTION,
        unit=Unit.SCORE,
        unit_words=Sentence("0–100"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=(),
        edge=Sentence("A stratum without answers is merged with its neighbours, and that is said."),
        calculation=Custom(with_the_silent, (SURVEY_ANSWERS, CUSTOMERS, ORDER_LINES, CASES)),
        items=("R105",),
    ),
    Indicator(
        id="SA08",
        label=Sentence("Service consistency"),
        meaning=Sentence("How little satisfaction changes from month to month: 1 is not at all."),
        formula=Sentence(
            "1 − standard deviation ÷ mean of the monthly satisfaction scores of 12 months"
        ),
        group=Group.SATISFACTION,
        unit=Unit.RATIO,
        unit_words=Sentence("ratio"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("customer_id", "channel", "employee_id", "region"),
        edge=Sentence("With answers in fewer than 6 months it is n/a."),
        calculation=Custom(consistency, (SURVEY_ANSWERS,)),
        beside=(
            Beside("months", Sentence("Months with answers"), Unit.NUMBER),
            Beside("across_channels", Sentence("Across channels"), Unit.RATIO),
            Beside("across_staff", Sentence("Across employees"), Unit.RATIO),
        ),
        items=("R109",),
    ),
)
"""SA01–SA08, in the order of the catalogue."""
