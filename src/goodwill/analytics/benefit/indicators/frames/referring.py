"""Who recommends: referrals that count (RL06), and who counts as an advocate.

A referral counts if one customer names another, before the other first bought. Of several
referrals of the same customer the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.purchases import with_parts
from goodwill.analytics.benefit.indicators.frames.retaining import states
from goodwill.analytics.benefit.indicators.kernel.answers import (
    cells_of,
    count,
    rows_by_period,
    share,
)
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.figure import Number
from goodwill.analytics.tables import REFERRALS, SURVEY_ANSWERS, Frame
from goodwill.analytics.value.today.repeat import NOBODY_BOUGHT

PROMOTER = 9
"""The lowest answer of those who recommend, of 0–10."""


def credited(asked: Asked) -> Frame:
    """Referrals that count: `referrer_id`, `customer_id`, `referred_day`, `bought_day`, …

    Raises
    ------
    Undefined
        There is no table of referrals.
    """
    referrer, referred = nw.col("referrer_id"), nw.col("customer_id")
    day, bought = nw.col("referred_day"), nw.col("bought_day")
    valid = asked.frame(REFERRALS).filter(
        ~day.is_null(), (referrer != referred).fill_null(False), bought.is_null() | (day <= bought)
    )
    latest = valid.with_columns(_last=day.max().over("customer_id")).filter(day == nw.col("_last"))
    row = nw.col("source_row")
    one = latest.with_columns(_row=row.max().over("customer_id")).filter(row == nw.col("_row"))
    return one.drop("_last", "_row")


def referral_rate(asked: Asked) -> Iterator[Cell]:
    """RL06: customers with a referral that counts in the period ÷ active customers."""
    rows = with_parts(credited(asked), asked, {"customer_id": "referrer_id"})
    waited = nw.col("bought_day") - nw.col("referred_day")
    by_referrer = rows.with_columns(
        bought=((waited <= asked.settings.referral_days).fill_null(False)).cast(nw.Int64),
        one=nw.lit(1, dtype=nw.Int64),
    )
    sums = {
        "referrers": nw.col("referrer_id").n_unique().cast(nw.Int64),
        "referrals": nw.col("one").sum().cast(nw.Int64),
        "buyers": count(nw.col("bought") == 1),
    }
    found = dict(rows_by_period(by_referrer, "referred_day", asked, sums))
    active = {key: state.active for key, state in states(asked).items()}
    answers = {}
    for key in {*found, *active}:
        row = found.get(key, {})
        referrers, referrals, buyers = (int(row.get(name, 0)) for name in sums)
        beside: dict[str, Number] = {"referrals": referrals, "referred_buyers": buyers}
        if referrals:
            beside["conversion"] = buyers / referrals
        below = active.get(key, 0)
        if referrers <= below:
            answers[key] = share(referrers, below, beside=beside)
        else:
            value = referrers / below if below else None
            reason = None if below else NOBODY_BOUGHT
            answers[key] = Answer(value, referrers, below, below, reason=reason, beside=beside)
    return cells_of("RL06", asked, answers)


def knows_advocates(asked: Asked) -> bool:
    """Whether anything says who recommends."""
    return asked.has(SURVEY_ANSWERS) or asked.has(REFERRALS)


def recommendations(asked: Asked) -> Frame | None:
    """Spans in which customers recommend: `customer_id`, `since`, `until` (null: to this day).

    From an answer of 9 or 10 until their next answer, and from their first referral that
    counts for good. None where nothing says who recommends.
    """
    spans = []
    if asked.has(SURVEY_ANSWERS):
        spans.append(_promoting(asked))
    if asked.has(REFERRALS):
        by_referrer = credited(asked).group_by("referrer_id")
        first = by_referrer.agg(since=nw.col("referred_day").min().cast(nw.Int64))
        never = nw.lit(None, dtype=nw.Int64)
        spans.append(first.select("since", customer_id=nw.col("referrer_id"), until=never))
    if not spans:
        return None
    return nw.concat([each.select("customer_id", "since", "until") for each in spans])


def asks_recommend(asked: Asked) -> nw.Expr:
    """Answers to the question from 0 to 10."""
    low, high = nw.col("scale_min").fill_null(0.0), nw.col("scale_max").fill_null(10.0)
    is_it = nw.col("question") == asked.settings.recommend_question
    told = ~nw.col("score").is_null() & ~nw.col("answered_day").is_null()
    return is_it & told & (low == 0) & (high == 10)


def _promoting(asked: Asked) -> Frame:
    answers = asked.frame(SURVEY_ANSWERS).filter(
        asks_recommend(asked), ~nw.col("customer_id").is_null()
    )
    days = answers.group_by("customer_id", "answered_day").agg(score=nw.col("score").min())
    later = nw.col("answered_day").shift(-1).over("customer_id", order_by="answered_day")
    spans = days.with_columns(
        since=nw.col("answered_day").cast(nw.Int64), until=later.cast(nw.Int64)
    )
    return spans.filter(nw.col("score") >= PROMOTER)
