"""Marketing: MK01 to MK12."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.incrementality.earning.waste import WASTED
from goodwill.analytics.benefit.indicators.frames.acquiring import (
    COST,
    NEEDS,
    NEW,
    acquisition_cost,
    payback,
)
from goodwill.analytics.benefit.indicators.frames.market_share import market_share
from goodwill.analytics.benefit.indicators.kernel.calculations import Combined, Custom, Ratio, Total
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Distinct, Sum
from goodwill.analytics.benefit.indicators.marketing.campaign_effects import (
    incremental_return,
    promotion_success,
    uplift,
)
from goodwill.analytics.benefit.indicators.marketing.caring import CARE, is_sent
from goodwill.analytics.benefit.indicators.marketing.crediting import channel_credit
from goodwill.analytics.benefit.indicators.marketing.word_of_mouth import natural_income
from goodwill.analytics.campaigns.audiences.caretiming import CARE_TIMING
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    MARKET,
    MESSAGES,
    ORDER_LINES,
    SURVEY_ANSWERS,
    TOUCHES,
)
from goodwill.language import Sentence

PERCENT = Sentence("%")

_PERSON = ("campaign_id", "customer_id")
_ARRIVED = is_sent() & (nw.col("delivered") == 1)
_RESPONDED = _ARRIVED & ~nw.col("responded_day").is_null()

MK01 = Indicator(
    id="MK01",
    label=Sentence("Campaign response rate"),
    meaning=Sentence("The share of those whom a campaign reached who responded."),
    formula=Sentence("responders ÷ delivered"),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("campaign_id", "channel", "segment", "region"),
    edge=Sentence("What did not arrive is left out; a person counts once a campaign."),
    calculation=Ratio(
        Distinct(MESSAGES, _PERSON, _RESPONDED, "sent_day"),
        Distinct(MESSAGES, _PERSON, _ARRIVED, "sent_day"),
        interval="wilson",
    ),
    items=("R165",),
)
_TRIALS = (CAMPAIGNS, CAMPAIGN_MEMBERS, ORDER_LINES)
_TRIAL_CUTS = ("campaign_id", "channel", "segment", "region")

MK02 = Indicator(
    id="MK02",
    label=Sentence("Incremental uplift"),
    meaning=Sentence("How many more of a hundred bought because of the campaign."),
    formula=Sentence("rate of the treated − rate of the hold-out, with its 95 % interval"),
    group=Group.MARKETING,
    unit=Unit.POINTS,
    unit_words=Sentence("points"),
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=_TRIAL_CUTS,
    edge=Sentence(
        "Without a hold-out it is n/a and the method is none. Fewer than 5 expected in a cell: "
        "exact test."
    ),
    calculation=Custom(uplift, _TRIALS),
    beside=(
        Beside("treated_rate", Sentence("Rate of the treated"), Unit.SHARE),
        Beside("holdout_rate", Sentence("Rate of the hold-out"), Unit.SHARE),
        Beside("p", Sentence("p-value"), Unit.RATIO),
        Beside("campaigns", Sentence("Campaigns"), Unit.NUMBER),
        Beside("with_holdout", Sentence("Campaigns with a hold-out"), Unit.NUMBER),
    ),
    items=("R154",),
)
MK03 = Indicator(
    id="MK03",
    label=Sentence("Incremental campaign ROI"),
    meaning=Sentence("What a campaign brought beyond its full cost, that would not have come."),
    formula=Sentence("(incremental margin − full cost) ÷ full cost"),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=_TRIAL_CUTS,
    edge=Sentence(
        "No cost is n/a; an interval that takes in nought is unproven; the gross return stands "
        "only beside it. Parts bear the cost by members contacted."
    ),
    calculation=Custom(incremental_return, _TRIALS),
    beside=(
        Beside("margin", Sentence("Incremental margin"), Unit.MONEY),
        Beside("gross", Sentence("Gross return, of all margin of the treated"), Unit.SHARE),
    ),
    items=("R157", "R168", "R169"),
)
MK04 = Indicator(
    id="MK04",
    label=Sentence("Customer acquisition cost"),
    meaning=Sentence("What winning a new customer costs."),
    formula=Sentence("cost of the stage of acquisition in the period ÷ new customers"),
    group=Group.MARKETING,
    unit=Unit.MONEY,
    unit_words=Sentence("money per customer"),
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("channel", "segment", "region"),
    edge=Sentence(
        "Nobody new: the cost is shown, the ratio is n/a. People's time and research are in it; "
        "costs may count so many days later."
    ),
    calculation=Combined({"cost": COST, "new": NEW}, acquisition_cost),
    beside=(Beside("cost", Sentence("Cost of winning customers"), Unit.MONEY),),
    items=("R048", "R322"),
)
MK05 = Indicator(
    id="MK05",
    label=Sentence("CAC payback"),
    meaning=Sentence("After how many months new customers have brought back what they cost."),
    formula=Sentence("CAC ÷ monthly margin after cost to serve of the customers won"),
    group=Group.MARKETING,
    unit=Unit.MONTHS,
    unit_words=Sentence("months"),
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("channel", "segment"),
    edge=Sentence("No margin is never."),
    calculation=Custom(payback, NEEDS),
    beside=(
        Beside("cost", Sentence("Customer acquisition cost"), Unit.MONEY),
        Beside("monthly_margin", Sentence("Monthly margin of a new customer"), Unit.MONEY),
    ),
    items=("R322",),
)
_COST_MINOR = nw.col("cost_minor")
_HARD = (
    (nw.col("delivered") == 0).fill_null(False)
    | (nw.col("duplicate") == 1).fill_null(False)
    | (nw.col("allowed") == 0).fill_null(False)
)
_TOO_LITTLE = (nw.col("expected_minor") < _COST_MINOR).fill_null(False)
_SPENT = Sum(MESSAGES, _COST_MINOR, is_sent(), "sent_day", money=True)

MK06 = Indicator(
    id="MK06",
    label=Sentence("Wasted marketing spend share"),
    meaning=WASTED.meaning,
    formula=Sentence(
        "spend on contacts below break-even, undeliverable, duplicate or barred ÷ spend"
    ),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("campaign_id", "channel", "segment"),
    edge=Sentence("Where nobody reckoned what a contact brings, only hard waste counts."),
    calculation=Ratio(
        Sum(MESSAGES, _COST_MINOR, is_sent() & (_HARD | _TOO_LITTLE), "sent_day", money=True),
        _SPENT,
    ),
    beside=(
        Beside(
            "hard",
            Sentence("Share that was undeliverable, duplicate or barred"),
            Unit.SHARE,
            Ratio(Sum(MESSAGES, _COST_MINOR, is_sent() & _HARD, "sent_day", money=True), _SPENT),
        ),
    ),
    items=("R164", "R166", "R174"),
)
MK07 = Indicator(
    id="MK07",
    label=Sentence("Market share"),
    meaning=Sentence("The share of all that the market sold that we sold."),
    formula=Sentence("own sales ÷ sales of the market"),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("region", "category"),
    edge=Sentence("Who published the sales of the market, and for when, must be said."),
    calculation=Custom(market_share, (MARKET, ORDER_LINES)),
    items=("R160",),
)
MK08 = Indicator(
    id="MK08",
    label=Sentence("Promotion success rate"),
    meaning=Sentence("The share of promotions that brought more than they cost."),
    formula=Sentence(
        "promotions with incremental profit > 0 ÷ promotions; proven: the 95 % lower bound > 0"
    ),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("channel", "region"),
    edge=Sentence(
        "Proven and unproven are shown apart. Promotions without a hold-out cannot be told and are "
        "counted beside it."
    ),
    calculation=Custom(promotion_success, _TRIALS),
    beside=(
        Beside("proven", Sentence("Promotions proven to pay"), Unit.NUMBER),
        Beside("unproven", Sentence("Promotions that seem to pay"), Unit.NUMBER),
        Beside("unmeasured", Sentence("Promotions that cannot be told"), Unit.NUMBER),
    ),
    items=("R165",),
)
MK09 = Indicator(
    id="MK09",
    label=Sentence("Channel credit (Shapley)"),
    meaning=Sentence(
        "Purchases with a touch before them; by channel, what each is credited with. Attributed, "
        "not incremental."
    ),
    formula=Sentence(
        "φᵢ = Σ_S |S|!(n − |S| − 1)!/n! × (v(S ∪ i) − v(S)); v(S) = purchases after channels of S "
        "alone"
    ),
    group=Group.MARKETING,
    unit=Unit.NUMBER,
    unit_words=Sentence("purchases"),
    direction=Direction.WATCH,
    timing=Timing.LAGGING,
    cuts=("channel", "segment", "region"),
    edge=Sentence(
        "Credits add up to all purchases with a touch; exact for any number of channels."
    ),
    calculation=Custom(channel_credit, (TOUCHES, ORDER_LINES)),
    beside=(Beside("amount", Sentence("Net amount credited"), Unit.MONEY),),
    items=("R152", "R155"),
)
MK10 = Indicator(
    id="MK10",
    label=Sentence("Contact preference compliance"),
    meaning=Sentence("The share of messages sent on a channel that the customer allowed."),
    formula=Sentence("outbound contacts on an allowed channel ÷ outbound contacts"),
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("channel", "campaign_id", "employee_id"),
    edge=Sentence("Saying nothing is not consent. Messages kept back are counted beside it."),
    calculation=Ratio(
        Sum(MESSAGES, where=is_sent() & (nw.col("allowed") == 1), day="sent_day"),
        Sum(MESSAGES, where=is_sent(), day="sent_day"),
        interval="wilson",
    ),
    beside=(
        Beside(
            "blocked",
            Sentence("Messages kept back"),
            Unit.NUMBER,
            Total(Sum(MESSAGES, where=~is_sent(), day="sent_day")),
        ),
    ),
    target=(1.0, 1.0),
    items=("R137", "R138", "R139"),
)
MK11 = Indicator(
    id="MK11",
    label=CARE_TIMING.label,
    meaning=CARE_TIMING.meaning,
    formula=CARE_TIMING.formula,
    group=Group.MARKETING,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "campaign_id", "employee_id"),
    edge=Sentence("A promotion planned later opens the question again."),
    calculation=Ratio(
        Sum(CARE, where=nw.col("clear") == 1, day="sent_day"),
        Sum(CARE, day="sent_day"),
        interval="wilson",
    ),
    target=(1.0, 1.0),
    items=("R147", "R149"),
)
MK12 = Indicator(
    id="MK12",
    label=Sentence("Natural income from word of mouth"),
    meaning=Sentence(
        "What satisfied customers bring a year by talking, less what dissatisfied ones keep away."
    ),
    formula=Sentence(
        "satisfied × 5 × (1 + 1…2) × conversion × margin − dissatisfied × 10 × (1 + 5) × "
        "deterrence × margin"
    ),
    group=Group.MARKETING,
    unit=Unit.MONEY,
    unit_words=Sentence("money a year, a range"),
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "product_id", "category", "region"),
    edge=Sentence(
        "A range, never a point. Conversion and deterrence are the company's to say. Not added to "
        "the loss by the multiple 1.8."
    ),
    calculation=Custom(natural_income, (SURVEY_ANSWERS, ORDER_LINES)),
    beside=(
        Beside("satisfied", Sentence("Satisfied customers"), Unit.CUSTOMERS),
        Beside("dissatisfied", Sentence("Dissatisfied customers"), Unit.CUSTOMERS),
        Beside("margin", Sentence("Margin of an active customer a year"), Unit.MONEY),
    ),
    items=("R126", "R127", "R128", "R129", "R132"),
)

INDICATORS = (MK01, MK02, MK03, MK04, MK05, MK06, MK07, MK08, MK09, MK10, MK11, MK12)
