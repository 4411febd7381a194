"""Whether care came clear of promotions, made and planned (MK11)."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.campaign_trials import control_arms
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.measures import Derived
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import CAMPAIGN_MEMBERS, CAMPAIGNS, MESSAGES, Frame


def is_sent() -> nw.Expr:
    """Messages that were not kept back."""
    return nw.col("blocked").fill_null("").str.len_chars() == 0


def care(asked: Asked) -> Frame:
    """Care messages sent, with `clear`: 0 if a promotion came within so many days, else 1.

    A promotion on the day of care collides as well. Promotions planned for later count: the
    question is asked anew each time.
    """
    sent = asked.frame(MESSAGES).filter(
        is_sent(), ~nw.col("customer_id").is_null(), ~nw.col("sent_day").is_null()
    )
    cared = sent.filter(nw.col("purpose") == "care")
    days = combinations(cared, "customer_id", "sent_day")
    later = nw.col("day") - nw.col("sent_day")
    near = days.join(_promotions(sent, asked), on="customer_id", how="inner").filter(
        later >= 0, later <= asked.settings.care_days
    )
    collided = combinations(near, "customer_id", "sent_day").with_columns(
        collides=nw.lit(1, dtype=nw.Int64)
    )
    joined = cared.join(collided, on=["customer_id", "sent_day"], how="left")
    return joined.with_columns(clear=1 - nw.col("collides").fill_null(0))


CARE = Derived("care messages", (MESSAGES,), care)


def _promotions(sent: Frame, asked: Asked) -> Frame:
    """`customer_id` and `day` of promotions sent, and of those planned for members."""
    day = nw.col("sent_day").cast(nw.Int64)
    made = sent.filter(nw.col("purpose") == "promotion").select("customer_id", day=day)
    if not asked.has(CAMPAIGNS) or not asked.has(CAMPAIGN_MEMBERS):
        return combinations(made)
    campaigns = asked.frame(CAMPAIGNS).filter(nw.col("kind") == "promotion")
    members = asked.frame(CAMPAIGN_MEMBERS).filter(~nw.col("customer_id").is_null())
    planned = members.join(
        campaigns.select("campaign_id", "starts_day"), on="campaign_id", how="inner"
    )
    for campaign, arm in sorted(control_arms(asked).items()):
        left_alone = (nw.col("campaign_id") == campaign) & (nw.col("arm") == arm)
        planned = planned.filter(~left_alone.fill_null(False))
    meant = nw.coalesce("contacted_day", "starts_day").cast(nw.Int64)
    dated = planned.select("customer_id", day=meant).filter(~nw.col("day").is_null())
    return combinations(nw.concat([made, dated]))
