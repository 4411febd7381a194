"""Value and return: what customers bring and are worth (VA01–VA10), what programmes do (–VA16)."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.value.lifetime_values import (
    customer_equity,
    engagement_value,
    lifetime_value,
    of_scores,
    potential_value,
    retention_sensitivity,
    value_to_cost,
)
from goodwill.analytics.benefit.indicators.value.profits import (
    contribution,
    customer_profit,
    erosion,
    top_share,
)
from goodwill.analytics.benefit.indicators.value.programme_value import (
    VA11,
    VA12,
    VA13,
    VA14,
    VA15,
    VA16,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import COST_ENTRIES, ORDER_LINES, REFERRALS, SCORES
from goodwill.analytics.value.outlook.elasticity import SENSITIVITY
from goodwill.analytics.value.outlook.equity import EQUITY
from goodwill.analytics.value.outlook.payback import VALUE_TO_COST
from goodwill.analytics.value.outlook.potential import POTENTIAL_VALUE
from goodwill.analytics.value.today.contribution import CONTRIBUTION
from goodwill.analytics.value.today.whale import EROSION, TOP_SHARE
from goodwill.language import Sentence

MONEY = Sentence("money")
PERCENT = Sentence("%")

VA01 = Indicator(
    id="VA01",
    label=Sentence("Customer profit"),
    meaning=Sentence("What customers brought in the period, after what they cost."),
    formula=Sentence("Σ (net revenue − cost of goods − cost to serve − written off)"),
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "category", "product_id", "region", "employee_id"),
    edge=Sentence(
        "Bad debt is taken off when it is written off. Customers of whose goods no cost is known "
        "are left out. Economic profit takes off the return on what customers owe, too."
    ),
    calculation=Custom(customer_profit, (ORDER_LINES,)),
    beside=(
        Beside("revenue", Sentence("Net revenue"), Unit.MONEY),
        Beside("margin", Sentence("After cost of goods"), Unit.MONEY),
        Beside("served", Sentence("Cost to serve"), Unit.MONEY),
        Beside("written_off", Sentence("Written off"), Unit.MONEY),
        Beside("economic", Sentence("Economic profit"), Unit.MONEY),
    ),
    items=("R051", "R055", "R068"),
)
VA02 = Indicator(
    id="VA02",
    label=Sentence("Profit contribution share"),
    meaning=CONTRIBUTION.meaning,
    formula=CONTRIBUTION.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "category", "product_id", "region"),
    edge=Sentence("Where the total is not positive, the share is that of all gains."),
    calculation=Custom(contribution, (ORDER_LINES,)),
    beside=(
        Beside("best", Sentence("Best 20 % of the customers"), Unit.SHARE),
        Beside("middle", Sentence("Customers between"), Unit.SHARE),
        Beside("worst", Sentence("Worst 30 % of the customers"), Unit.SHARE),
    ),
    items=("R052", "R053"),
)
VA03 = Indicator(
    id="VA03",
    label=Sentence("Customer lifetime value"),
    meaning=Sentence("What a customer is still expected to bring, discounted to today."),
    formula=Sentence("Σ_t m_t × S_t ÷ (1 + i)^t, else m × r ÷ (1 + i − r); Σ ÷ customers"),
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=Sentence("per customer"),
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("customer_id", "segment"),
    edge=Sentence(
        "By the last run of scores up to the end of the period. The first margin comes after one "
        "period. A retention of 1 + i or more is refused. 90 % interval of the mean."
    ),
    calculation=Custom(of_scores("VA03", lifetime_value), (SCORES,)),
    items=("R049", "R054", "R069"),
)
VA04 = Indicator(
    id="VA04",
    label=Sentence("Potential value"),
    meaning=POTENTIAL_VALUE.meaning,
    formula=POTENTIAL_VALUE.formula,
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("customer_id", "segment"),
    edge=Sentence("Never below 0. The model that it comes from is named."),
    calculation=Custom(of_scores("VA04", potential_value), (SCORES,)),
    items=("R056", "R057"),
)
VA05 = Indicator(
    id="VA05",
    label=Sentence("Customer equity"),
    meaning=EQUITY.meaning,
    formula=EQUITY.formula,
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("segment", "region"),
    edge=Sentence(
        "Customers still to be won stand beside it: as many a year as in the last one, at the "
        "mean value of today's, less what winning them costs."
    ),
    calculation=Custom(of_scores("VA05", customer_equity), (SCORES,)),
    beside=(Beside("new", Sentence("Customers still to be won"), Unit.MONEY),),
    items=("R059",),
)
VA06 = Indicator(
    id="VA06",
    label=Sentence("CLV to CAC ratio"),
    meaning=VALUE_TO_COST.meaning,
    formula=Sentence("mean lifetime value ÷ cost of winning a customer"),
    group=Group.VALUE,
    unit=Unit.RATIO,
    unit_words=Sentence("times"),
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("channel", "campaign_id", "segment"),
    edge=Sentence("Without a new customer it is n/a. Both are those of the period."),
    calculation=Custom(value_to_cost, (SCORES, COST_ENTRIES, ORDER_LINES)),
    beside=(
        Beside("lifetime", Sentence("Lifetime value of one"), Unit.MONEY),
        Beside("acquisition", Sentence("Per customer won"), Unit.MONEY),
    ),
    benchmark=VALUE_TO_COST.benchmark,
    items=("R048", "R049"),
)
VA07 = Indicator(
    id="VA07",
    label=TOP_SHARE.label,
    meaning=TOP_SHARE.meaning,
    formula=TOP_SHARE.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.WATCH,
    timing=Timing.LAGGING,
    cuts=("segment", "category", "product_id", "region"),
    edge=Sentence("The best ceil(20 %) of the customers. It may exceed 100 %."),
    calculation=Custom(top_share, (ORDER_LINES,)),
    benchmark=TOP_SHARE.benchmark,
    items=("R045", "R046"),
)
VA08 = Indicator(
    id="VA08",
    label=EROSION.label,
    meaning=EROSION.meaning,
    formula=EROSION.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("segment", "category", "product_id", "region"),
    edge=Sentence("0 where the worst 30 % bring anything."),
    calculation=Custom(erosion, (ORDER_LINES,)),
    benchmark=EROSION.benchmark,
    items=("R047", "R058"),
)
VA09 = Indicator(
    id="VA09",
    label=Sentence("Customer engagement value"),
    meaning=Sentence("What customers are worth, by themselves and by those whom they sent."),
    formula=Sentence("lifetime value + referral value; of several customers lifetime values alone"),
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("customer_id", "segment"),
    edge=Sentence(
        "The value of who was referred is never in both totals: only a customer's own cell adds "
        "it. Influence and knowledge of customers are not measured."
    ),
    calculation=Custom(engagement_value, (SCORES, REFERRALS)),
    beside=(
        Beside("lifetime", Sentence("Lifetime values"), Unit.MONEY),
        Beside("referral", Sentence("Worth of those whom they sent"), Unit.MONEY),
        Beside("referred", Sentence("Customers whom they sent"), Unit.CUSTOMERS),
        Beside("saved", Sentence("Cost of winning those sent, saved at most"), Unit.MONEY),
    ),
    items=("R121", "R135"),
)
VA10 = Indicator(
    id="VA10",
    label=Sentence("Retention sensitivity"),
    meaning=SENSITIVITY.meaning,
    formula=Sentence(
        "Σ m × r′ ÷ (1 + i − r′) ÷ Σ m × r ÷ (1 + i − r) − 1, with r′ = min(r + 5 points, 1)"
    ),
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.WATCH,
    timing=Timing.LEADING,
    cuts=("segment",),
    edge=Sentence("Retention is capped at 100 %. Compared with 25–95 % and 25–85 %."),
    calculation=Custom(of_scores("VA10", retention_sensitivity), (SCORES,)),
    beside=(Beside("elasticity", Sentence("Retention elasticity"), Unit.RATIO),),
    benchmark=SENSITIVITY.benchmark,
    items=("R130", "R131"),
)

INDICATORS = (
    *(VA01, VA02, VA03, VA04, VA05, VA06, VA07, VA08, VA09, VA10),
    *(VA11, VA12, VA13, VA14, VA15, VA16),
)
"""In the order of the catalogue."""
