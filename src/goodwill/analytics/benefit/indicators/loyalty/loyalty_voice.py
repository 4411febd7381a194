"""What customers say of us and to each other: RL05, RL09, RL10, RL12 and RL13."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.referring import PROMOTER, asks_recommend
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Combined, Custom, Ratio
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Derived, Distinct, Standing, Sum
from goodwill.analytics.benefit.indicators.loyalty.loyalty_surveys import (
    attachment,
    correlation,
    gap,
    net_promoters,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import COMMUNITY, ORDER_LINES, SURVEY_ANSWERS, Frame
from goodwill.language import Sentence

PERCENT = Sentence("%")


def _promotes(asked: Asked) -> nw.Expr:
    return asks_recommend(asked) & (nw.col("score") >= PROMOTER)


def _detracts(asked: Asked) -> nw.Expr:
    return asks_recommend(asked) & (nw.col("score") <= 6)


RL05 = Indicator(
    id="RL05",
    label=Sentence("Net promoter score"),
    meaning=Sentence("How many more customers would recommend us than would not."),
    formula=Sentence("% scoring 9–10 − % scoring 0–6, of the question from 0 to 10"),
    group=Group.LOYALTY,
    unit=Unit.NUMBER,
    unit_words=Sentence("from −100 to 100"),
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "product_id", "category", "channel"),
    edge=Sentence("Those who score 7 or 8 stay in the denominator; the margin of error is shown."),
    calculation=Combined(
        {
            "promoters": Sum(SURVEY_ANSWERS, where=_promotes, day="answered_day"),
            "detractors": Sum(SURVEY_ANSWERS, where=_detracts, day="answered_day"),
            "answers": Sum(SURVEY_ANSWERS, where=asks_recommend, day="answered_day"),
        },
        net_promoters,
    ),
    beside=(
        Beside("promoters", Sentence("Share scoring 9–10"), Unit.SHARE),
        Beside("detractors", Sentence("Share scoring 0–6"), Unit.SHARE),
        Beside("margin", Sentence("Margin of error"), Unit.NUMBER),
    ),
    items=("R114",),
)
RL09 = Indicator(
    id="RL09",
    label=Sentence("Satisfaction–loyalty correlation"),
    meaning=Sentence(
        "Whether customers who were more satisfied bought more afterwards. It shows no cause."
    ),
    formula=Sentence(
        "Spearman's ρ (satisfaction, net amount in the window after the answer), with Fisher's z "
        "interval"
    ),
    group=Group.LOYALTY,
    unit=Unit.RATIO,
    unit_words=Sentence("from −1 to 1"),
    direction=Direction.WATCH,
    timing=Timing.LEADING,
    cuts=("segment", "product_id", "category", "region"),
    edge=Sentence("Fewer than 30 customers, or all alike, is n/a. It is not the effect."),
    calculation=Custom(correlation, (SURVEY_ANSWERS, ORDER_LINES)),
    beside=(
        Beside("with_retention", Sentence("The same with whether they bought at all"), Unit.RATIO),
    ),
    items=("R100",),
)
RL10 = Indicator(
    id="RL10",
    label=Sentence("Satisfaction–loyalty gap"),
    meaning=Sentence("The share of satisfied customers who did not buy again all the same."),
    formula=Sentence(
        "customers in the top two boxes without a purchase in the window ÷ customers in the top "
        "two boxes"
    ),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("segment", "product_id", "category", "region"),
    edge=Sentence("The window may differ by product family; answers still within it are left out."),
    calculation=Custom(gap, (SURVEY_ANSWERS, ORDER_LINES)),
    items=("R106", "R107"),
)
RL12 = Indicator(
    id="RL12",
    label=Sentence("Brand attachment index"),
    meaning=Sentence("How much customers identify with the brand, trust it and are attached."),
    formula=Sentence("mean of the items identification, trust and attachment, scaled 0–100"),
    group=Group.LOYALTY,
    unit=Unit.SCORE,
    unit_words=Sentence("from 0 to 100"),
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "region"),
    edge=Sentence("Cronbach's α below 0.7 gives a warning."),
    calculation=Custom(attachment, (SURVEY_ANSWERS,)),
    beside=(Beside("alpha", Sentence("Cronbach's α"), Unit.RATIO),),
    items=("R099",),
)


def _members(asked: Asked) -> Frame:
    """Members of the community who are not staff: since when, and whose they are."""
    rows = asked.frame(COMMUNITY).filter(_is_outside(), ~nw.col("member_id").is_null())
    first = rows.group_by("member_id").agg(
        nw.col("customer_id").max(), registered_day=nw.col("happened_day").min()
    )
    return first.with_columns(left_day=nw.lit(None, dtype=nw.Int32))


def _is_outside() -> nw.Expr:
    return nw.col("staff").fill_null(0) == 0


def _is_active() -> nw.Expr:
    return _is_outside() & nw.col("kind").is_in(("posted", "answered", "rated"))


_ANSWERED = nw.col("kind") == "answered"

RL13 = Indicator(
    id="RL13",
    label=Sentence("Community participation rate"),
    meaning=Sentence("The share of registered members who posted, answered or rated something."),
    formula=Sentence("members who posted, answered or rated ÷ registered members"),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment",),
    edge=Sentence("Staff accounts are left out. Who takes part is registered."),
    calculation=Ratio(
        Distinct(COMMUNITY, ("member_id",), _is_active(), "happened_day"),
        Standing(
            Derived("community members", (COMMUNITY,), _members), "registered_day", "left_day"
        ),
        interval="wilson",
    ),
    beside=(
        Beside(
            "answered_by_users",
            Sentence("Share of answers given by users"),
            Unit.SHARE,
            Ratio(
                Sum(COMMUNITY, where=_ANSWERED & _is_outside(), day="happened_day"),
                Sum(COMMUNITY, where=_ANSWERED, day="happened_day"),
            ),
        ),
    ),
    items=("R207", "R208"),
)
