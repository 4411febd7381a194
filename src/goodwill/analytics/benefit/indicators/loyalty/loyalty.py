"""Relationship and loyalty: RL01 to RL13, those of surveys and the community in `loyalty_voice`."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.frames.referring import referral_rate
from goodwill.analytics.benefit.indicators.frames.retaining import (
    churn,
    frequency,
    repeat_rate,
    retention,
)
from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.loyalty.loyalty_stages import conversion, population
from goodwill.analytics.benefit.indicators.loyalty.loyalty_voice import (
    PERCENT,
    RL05,
    RL09,
    RL10,
    RL12,
    RL13,
)
from goodwill.analytics.benefit.indicators.loyalty.winning_back import win_back_rate
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    ORDER_LINES,
    REFERRALS,
)
from goodwill.analytics.value.today.repeat import REPEAT_RATE
from goodwill.analytics.value.today.retention import CHURN_RATE, RETENTION_RATE
from goodwill.language import Sentence

RL01 = Indicator(
    id="RL01",
    label=RETENTION_RATE.label,
    meaning=RETENTION_RATE.meaning,
    formula=RETENTION_RATE.formula,
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment", "product_id", "category", "region"),
    edge=Sentence(
        "Customers who come back count as new, unless set otherwise. Nobody there at the start "
        "is n/a."
    ),
    calculation=Custom(retention, (ORDER_LINES,)),
    beside=(
        Beside("at_end", Sentence("Customers at the end"), Unit.CUSTOMERS),
        Beside("new", Sentence("New customers"), Unit.CUSTOMERS),
        Beside("reactivated", Sentence("Customers who came back"), Unit.CUSTOMERS),
    ),
    items=("R091", "R096"),
)
RL02 = Indicator(
    id="RL02",
    label=CHURN_RATE.label,
    meaning=CHURN_RATE.meaning,
    formula=CHURN_RATE.formula,
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("segment", "product_id", "category", "region"),
    edge=Sentence(
        "Lost is who has not bought for k of their own median intervals. Retention and churn "
        "add up to 100 % unless customers who came back count as kept."
    ),
    calculation=Custom(churn, (ORDER_LINES,)),
    items=("R095",),
)
RL03 = Indicator(
    id="RL03",
    label=REPEAT_RATE.label,
    meaning=REPEAT_RATE.meaning,
    formula=Sentence(
        "customers with ≥ 2 purchase days in the window ÷ customers with ≥ 1, the window ending "
        "with the period"
    ),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment", "product_id", "category", "region", "channel"),
    edge=Sentence("Orders of one day are one purchase."),
    calculation=Custom(repeat_rate, (ORDER_LINES,)),
    benchmark=REPEAT_RATE.benchmark,
    items=("R087", "R088", "R097"),
)
RL04 = Indicator(
    id="RL04",
    label=Sentence("Purchase frequency and amount"),
    meaning=Sentence("How often active customers bought in the period, for how much, how lately."),
    formula=Sentence(
        "orders ÷ active customers; net amount ÷ active customers; median days since the last order"
    ),
    group=Group.LOYALTY,
    unit=Unit.RATIO,
    unit_words=Sentence("orders per customer"),
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "product_id", "category"),
    edge=Sentence("Returns are taken off; credit notes are not orders."),
    calculation=Custom(frequency, (ORDER_LINES,)),
    beside=(
        Beside("amount", Sentence("Net amount per active customer"), Unit.MONEY),
        Beside("recency", Sentence("Days since the last order"), Unit.DAYS),
    ),
    items=("R098", "R187"),
)


RL06 = Indicator(
    id="RL06",
    label=Sentence("Customer referral rate"),
    meaning=Sentence("The share of active customers who recommended us to somebody we know of."),
    formula=Sentence(
        "customers with ≥ 1 traced referral ÷ active customers; conversion = referred buyers ÷ "
        "referrals"
    ),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment", "region"),
    edge=Sentence(
        "Who refers themselves does not count; of several referrers the last before the first "
        "purchase is credited."
    ),
    calculation=Custom(referral_rate, (REFERRALS, ORDER_LINES)),
    beside=(
        Beside("referrals", Sentence("Referrals"), Unit.NUMBER),
        Beside("referred_buyers", Sentence("Referred customers who bought"), Unit.CUSTOMERS),
        Beside("conversion", Sentence("Share of referrals that led to a purchase"), Unit.SHARE),
    ),
    items=("R133",),
)
RL07 = Indicator(
    id="RL07",
    label=Sentence("Loyalty stage population"),
    meaning=Sentence("How many customers stand at each stage of loyalty at the end of the period."),
    formula=Sentence(
        "customers by stage: suspect, prospect, first-time, repeat, advocate; advocate = repeat "
        "and (score ≥ 9 or traced referral)"
    ),
    group=Group.LOYALTY,
    unit=Unit.CUSTOMERS,
    unit_words=Sentence("customers"),
    direction=Direction.WATCH,
    timing=Timing.LEADING,
    cuts=("segment", "region", "source"),
    edge=Sentence(
        "Each customer is in exactly one stage; those who are lost keep theirs and are counted "
        "beside it."
    ),
    calculation=Custom(population, (ORDER_LINES,)),
    beside=(
        Beside("suspect", Sentence("Suspects"), Unit.CUSTOMERS),
        Beside("prospect", Sentence("Prospects"), Unit.CUSTOMERS),
        Beside("first_time", Sentence("First-time customers"), Unit.CUSTOMERS),
        Beside("repeat", Sentence("Repeat customers"), Unit.CUSTOMERS),
        Beside("advocate", Sentence("Brand advocates"), Unit.CUSTOMERS),
        Beside("lost", Sentence("Customers who are lost"), Unit.CUSTOMERS),
    ),
    items=("R074", "R075", "R076", "R077", "R078", "R079", "R081"),
)
RL08 = Indicator(
    id="RL08",
    label=Sentence("Stage conversion rate"),
    meaning=Sentence(
        "The share of those who became customers in the period who bought again within the window; "
        "the other steps are beside it."
    ),
    formula=Sentence(
        "customers of the period in stage k who reach k + 1 within the window ÷ customers of the "
        "period; median days"
    ),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "region", "source"),
    edge=Sentence(
        "Customers watched for less than the window count as long as they have been watched "
        "(Kaplan–Meier); they are not failures."
    ),
    calculation=Custom(conversion, (ORDER_LINES,)),
    beside=(
        Beside("median_days", Sentence("Median days to the second purchase"), Unit.DAYS),
        Beside("suspect_to_prospect", Sentence("Suspects who became prospects"), Unit.SHARE),
        Beside("prospect_to_first_time", Sentence("Prospects who bought"), Unit.SHARE),
        Beside("repeat_to_advocate", Sentence("Repeat customers who recommended"), Unit.SHARE),
    ),
    items=("R080", "R082"),
)
RL11 = Indicator(
    id="RL11",
    label=Sentence("Win-back rate"),
    meaning=Sentence("The share of customers whom win-back campaigns targeted who bought again."),
    formula=Sentence(
        "lost or at-risk customers targeted who bought within the window ÷ targeted; and less "
        "the rate of the hold-out"
    ),
    group=Group.LOYALTY,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment", "region", "campaign_id", "channel"),
    edge=Sentence("Without a hold-out it is shown as gross."),
    calculation=Custom(win_back_rate, (CAMPAIGNS, CAMPAIGN_MEMBERS, ORDER_LINES)),
    beside=(
        Beside("holdout_rate", Sentence("Rate of the hold-out"), Unit.SHARE),
        Beside("net_rate", Sentence("Rate less that of the hold-out"), Unit.POINTS),
        Beside("net_low", Sentence("Lower end of its 95 % interval"), Unit.POINTS),
        Beside("net_high", Sentence("Upper end of its 95 % interval"), Unit.POINTS),
    ),
    items=("R086",),
)
INDICATORS = (RL01, RL02, RL03, RL04, RL05, RL06, RL07, RL08, RL09, RL10, RL11, RL12, RL13)
