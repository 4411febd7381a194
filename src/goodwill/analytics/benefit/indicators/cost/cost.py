"""Cost: what CRM costs, for whom, how evenly, and against what was planned (CO01–CO10)."""

from __future__ import annotations

from fractions import Fraction

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import View, counts_in
from goodwill.analytics.benefit.costing.sharing.equations import THOUSANDTHS
from goodwill.analytics.benefit.costing.stages.costfigures_stage import (
    CHURN_COST,
    REACQUISITION_RATIO,
    STAGE_COST_EACH,
)
from goodwill.analytics.benefit.costing.watching.anomaly_figures import (
    ANOMALY_SCORE,
    BUDGET_VARIANCE,
)
from goodwill.analytics.benefit.indicators.cost.cost_stages import (
    churn_cost,
    reacquisition_ratio,
    stage_costs,
)
from goodwill.analytics.benefit.indicators.cost.cost_watch import anomaly_scores, budget_variance
from goodwill.analytics.benefit.indicators.cost.waiting_costs import time_cost
from goodwill.analytics.benefit.indicators.frames.costed import USED_CAPACITY, served
from goodwill.analytics.benefit.indicators.frames.retaining import NET_SALES
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    NOTHING_BELOW,
    Combined,
    Custom,
    Ratio,
    Readings,
    Total,
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
    Source,
    Sum,
    Told,
)
from goodwill.analytics.benefit.indicators.value.programme_returns import (
    of_programmes,
    opportunity_cost,
)
from goodwill.analytics.figure import Unit, major
from goodwill.analytics.tables import (
    ACTIVITIES,
    BUDGETS,
    CAPACITY,
    COST_ENTRIES,
    DELAYS,
    INTERACTIONS,
    MEETINGS,
    ORDER_LINES,
    PROGRAMME_FLOWS,
    Frame,
)
from goodwill.language import Sentence

MONEY = Sentence("money")
AMOUNT = nw.col("amount_minor")


def _estimated(asked: Asked) -> nw.Expr:
    """Used up, and an estimate by what was judged of it or else by its own word."""
    is_judged = "is_estimate" in asked.frame(COST_ENTRIES).collect_schema().names()
    said = nw.col("evidence").fill_null("") == "estimate"
    return USED_UP & ((nw.col("is_estimate") == 1) if is_judged else said)


def _uncut(asked: Asked) -> Frame:
    """The ledger without anything to cut it by."""
    return asked.frame(COST_ENTRIES).select("served_day", "amount_minor", "nature", "behaviour")


LEDGER = Derived("whole ledger", (COST_ENTRIES,), _uncut)
PAID, USED_UP = counts_in(View.CASH), counts_in(View.CONSUMPTION)


def _spent(where: Told, table: Source = COST_ENTRIES) -> Sum:
    return Sum(table, AMOUNT, where, "served_day", money=True)


CO01 = Indicator(
    id="CO01",
    label=Sentence("Total CRM cost of ownership"),
    meaning=Sentence(
        "All that was used up for CRM; assets count while they are used. Beside it what was paid."
    ),
    formula=Sentence("Σ entries of the ledger, as used up; beside it as paid; share of the whole"),
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("category", "subcategory", "department", "stage", "channel", "campaign_id"),
    edge=Sentence(
        "Lower is better at equal value. The two views are never added: an asset would count "
        "twice. Currency is converted at the date of the entry."
    ),
    calculation=Total(_spent(USED_UP)),
    beside=(
        Beside("cash", Sentence("As paid"), Unit.MONEY, Total(_spent(PAID))),
        Beside(
            "share",
            Sentence("Share of all, as used up"),
            Unit.SHARE,
            Ratio(_spent(USED_UP), _spent(USED_UP, LEDGER)),
        ),
        Beside(
            "cash_share",
            Sentence("Share of all, as paid"),
            Unit.SHARE,
            Ratio(_spent(PAID), _spent(PAID, LEDGER)),
        ),
        Beside(
            "estimated",
            Sentence("Of it estimated"),
            Unit.SHARE,
            Ratio(_spent(_estimated), _spent(USED_UP)),
        ),
    ),
    items=("R273", "R292", "R319"),
)
CO02 = Indicator(
    id="CO02",
    label=Sentence("Lifecycle-stage cost per customer"),
    meaning=STAGE_COST_EACH.meaning,
    formula=STAGE_COST_EACH.formula,
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=Sentence("per customer"),
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("stage", "segment", "channel", "region"),
    edge=Sentence(
        "Without a customer it is n/a and the cost is shown. Uncut, costs and customers of the "
        "four stages are added up; who was in two stages counts in both."
    ),
    calculation=Custom(stage_costs, (COST_ENTRIES, ORDER_LINES)),
    beside=(
        Beside("cost", Sentence("Cost of the stage"), Unit.MONEY),
        Beside("acquire", Sentence("Per customer being won"), Unit.MONEY),
        Beside("retain", Sentence("Per customer kept"), Unit.MONEY),
        Beside("expand", Sentence("Per customer being grown"), Unit.MONEY),
        Beside("churn", Sentence("Per customer lost"), Unit.MONEY),
    ),
    items=("R288", "R289"),
)

SERVED = Derived("cost to serve", (), served)
TO_SERVE = Sum(SERVED, AMOUNT, day="day", money=True)

CO03 = Indicator(
    id="CO03",
    label=Sentence("Cost to serve and ratio"),
    meaning=Sentence("What it cost to serve customers, and how much of their revenue that took."),
    formula=Sentence("Σ rate × minutes + direct costs; ratio = cost ÷ revenue"),
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "stage", "department", "channel"),
    edge=Sentence(
        "By the ledger, activities and capacity; without them by the table of costs. Without "
        "revenue the ratio is n/a. Unused capacity is left out."
    ),
    calculation=Total(TO_SERVE),
    beside=(
        Beside("ratio", Sentence("Of revenue"), Unit.SHARE, Ratio(TO_SERVE, NET_SALES)),
        Beside(
            "each",
            Sentence("Per customer served"),
            Unit.MONEY,
            Ratio(TO_SERVE, Distinct(SERVED, ("customer_id",), day="day")),
        ),
    ),
    items=("R051",),
    needs=(ORDER_LINES,),
)

OVERLOADED = Sentence(
    "More was worked than practically can be: check people, or whether times are too long."
)


def _utilised(readings: Readings, asked: Asked) -> Answer:
    used, practical = (int(readings[name].value or 0) for name in ("used", "practical"))
    n = int(readings["activities"].value or 0)
    beside = {"unused": readings["unused"].value or major(0, asked.currency)}
    if not practical:
        return Answer(None, used, practical, n, reason=NOTHING_BELOW)
    remark = OVERLOADED if readings["overloaded"].value else None
    minutes = (Fraction(thousandths, THOUSANDTHS) for thousandths in (used, practical))
    above, below = map(float, minutes)
    return Answer(used / practical, above, below, n, remark=remark, beside=beside)


def _told(column: str, *, money: bool = False) -> Sum:
    return Sum(USED_CAPACITY, nw.col(column), day="period_day", money=money)


CO04 = Indicator(
    id="CO04",
    label=Sentence("Capacity utilisation and unused cost"),
    meaning=Sentence("How much of the time that can practically be worked was used."),
    formula=Sentence("used minutes ÷ practical minutes; (practical − used) × rate"),
    group=Group.COST,
    unit=Unit.SHARE,
    unit_words=Sentence("%"),
    direction=Direction.TARGET,
    timing=Timing.LAGGING,
    cuts=("department",),
    edge=Sentence("Above 100 % is told as overload; unused cost is then 0, never negative."),
    calculation=Combined(
        {
            "used": _told("used"),
            "practical": _told("practical"),
            "unused": _told("unused_minor", money=True),
            "overloaded": _told("overloaded"),
            "activities": _told("activities"),
        },
        _utilised,
    ),
    beside=(Beside("unused", Sentence("Cost of what was not used"), Unit.MONEY),),
    target=(0.75, 0.90),
    items=("R295",),
    needs=(COST_ENTRIES, CAPACITY, ACTIVITIES),
)
CO05 = Indicator(
    id="CO05",
    label=CHURN_COST.label,
    meaning=CHURN_COST.meaning,
    formula=CHURN_COST.formula,
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("segment", "category", "product_id", "region"),
    edge=Sentence(
        "Used as a benefit, only net of the churn that was to be expected. Value lost and word of "
        "mouth are in no ledger."
    ),
    calculation=Custom(churn_cost, (COST_ENTRIES, ORDER_LINES)),
    beside=(
        Beside("lost", Sentence("Customers lost"), Unit.CUSTOMERS),
        Beside("lost_value", Sentence("Value lost"), Unit.MONEY),
        Beside("word_of_mouth", Sentence("Word of mouth"), Unit.MONEY),
        Beside("reacquisition", Sentence("Winning back"), Unit.MONEY),
    ),
    items=("R136", "R286", "R287"),
)
CO06 = Indicator(
    id="CO06",
    label=REACQUISITION_RATIO.label,
    meaning=REACQUISITION_RATIO.meaning,
    formula=REACQUISITION_RATIO.formula,
    group=Group.COST,
    unit=Unit.RATIO,
    unit_words=Sentence("times"),
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("segment", "channel"),
    edge=Sentence("Above 1 is usual. Below 1 winning back comes first."),
    calculation=Custom(reacquisition_ratio, (COST_ENTRIES, ORDER_LINES)),
    beside=(
        Beside("cost", Sentence("Cost of winning back"), Unit.MONEY),
        Beside("reacquired", Sentence("Customers won back"), Unit.CUSTOMERS),
        Beside("each", Sentence("Per customer won back"), Unit.MONEY),
        Beside("acquisition", Sentence("Per customer won"), Unit.MONEY),
    ),
    benchmark=REACQUISITION_RATIO.benchmark,
    items=("R288",),
)
CO07 = Indicator(
    id="CO07",
    label=ANOMALY_SCORE.label,
    meaning=Sentence(
        "How far a month's cost lies from the usual, season taken out; above 3.5 either way it "
        "is flagged."
    ),
    formula=ANOMALY_SCORE.formula,
    group=Group.COST,
    unit=Unit.NUMBER,
    unit_words=Sentence("z"),
    direction=Direction.TARGET,
    timing=Timing.LEADING,
    cuts=("category", "department", "channel", "campaign_id", "stage"),
    edge=Sentence(
        "Judged against all whole months of the ledger. Below 12 months there is no score; the "
        "budget alone tells. Where the usual never varies there is none either."
    ),
    calculation=Custom(anomaly_scores, (COST_ENTRIES,)),
    target=(-3.5, 3.5),
    items=("R293",),
)
CO08 = Indicator(
    id="CO08",
    label=Sentence("Budget variance split"),
    meaning=BUDGET_VARIANCE.meaning,
    formula=BUDGET_VARIANCE.formula,
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("category", "department", "campaign_id"),
    edge=Sentence(
        "The parts add up exactly. What no part explains, because work was not counted, is told "
        "as not split."
    ),
    calculation=Custom(budget_variance, (COST_ENTRIES, BUDGETS)),
    beside=(
        Beside("plan", Sentence("Plan"), Unit.MONEY),
        Beside("actual", Sentence("Actual"), Unit.MONEY),
        Beside("volume", Sentence("Of the difference: volume"), Unit.MONEY),
        Beside("efficiency", Sentence("Of the difference: efficiency"), Unit.MONEY),
        Beside("rate", Sentence("Of the difference: rate"), Unit.MONEY),
        Beside("unsplit", Sentence("Of the difference: not split"), Unit.MONEY),
        Beside("unplanned", Sentence("Cost without a plan"), Unit.MONEY),
    ),
    items=("R169", "R292"),
)
CO09 = Indicator(
    id="CO09",
    label=Sentence("Time cost"),
    meaning=Sentence("What deciding and agreeing, projects that are late and waiting cost."),
    formula=Sentence(
        "hours of deciding and agreeing × loaded rate + months late × monthly net benefit + "
        "minutes waited beyond the target × value"
    ),
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("department", "project", "issue"),
    edge=Sentence(
        "Waiting is imputed and outside the cash ROI. By a column that one of the three does not "
        "know, it has no part."
    ),
    calculation=Custom(time_cost, (MEETINGS, DELAYS, INTERACTIONS)),
    beside=(
        Beside("talking", Sentence("Deciding and agreeing"), Unit.MONEY),
        Beside("delay", Sentence("Coming late"), Unit.MONEY),
        Beside("waiting", Sentence("Customers' waiting"), Unit.MONEY),
    ),
    items=("R255", "R256", "R257", "R258", "R270"),
)
CO10 = Indicator(
    id="CO10",
    label=Sentence("Opportunity cost"),
    meaning=Sentence("What the best rejected use of the same capital would be worth today."),
    formula=Sentence("NPV of the best rejected alternative of equal capital and horizon"),
    group=Group.COST,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.WATCH,
    timing=Timing.LEADING,
    cuts=("programme",),
    edge=Sentence(
        "Compared and never taken off: the discount rate charges the normal return already."
    ),
    calculation=Custom(of_programmes("CO10", opportunity_cost), (PROGRAMME_FLOWS,)),
    beside=(Beside("advantage", Sentence("Advantage of the programme"), Unit.MONEY),),
    items=("R259", "R313", "R320"),
)

INDICATORS = (CO01, CO02, CO03, CO04, CO05, CO06, CO07, CO08, CO09, CO10)
"""In the order of the catalogue."""
