"""Sales: SL01 to SL09."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.newcomers import FIRST_PURCHASES
from goodwill.analytics.benefit.indicators.frames.retaining import NET_SALES, ORDERS
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Combined, Custom, Ratio, Total
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Distinct, Sum
from goodwill.analytics.benefit.indicators.sales.attaining import attainment
from goodwill.analytics.benefit.indicators.sales.crossing import cross_selling
from goodwill.analytics.benefit.indicators.sales.growing import adjusted_growth
from goodwill.analytics.benefit.indicators.sales.selling import (
    DECIDED,
    MERGED_LEADS,
    accuracy,
    lead_conversion,
    lead_got,
    lead_window_over,
    sales_cycle,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    LEADS,
    MARKET,
    OPPORTUNITIES,
    ORDER_HANDLING,
    ORDER_LINES,
    TARGETS,
)
from goodwill.language import Sentence

PERCENT = Sentence("%")

SL01 = Indicator(
    id="SL01",
    label=Sentence("Adjusted sales growth"),
    meaning=Sentence(
        "How much more was sold than before CRM went live, beyond what the market and the calendar "
        "explain."
    ),
    formula=Sentence("sales after ÷ (sales before × market index × calendar index) − 1"),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("product_id", "category", "region", "segment", "channel"),
    edge=Sentence(
        "Before is as many days just before the start as the period has; a base that is not above "
        "zero is n/a."
    ),
    calculation=Custom(adjusted_growth, (ORDER_LINES, MARKET)),
    beside=(
        Beside("plain", Sentence("Growth without the indices"), Unit.SHARE),
        Beside("market", Sentence("Growth by market and calendar alone"), Unit.SHARE),
    ),
    benchmark=Sentence("From elsewhere: 13 % more sales."),
    items=("R181", "R192", "R366", "R382"),
)
SL02 = Indicator(
    id="SL02",
    label=Sentence("Sales cycle"),
    meaning=Sentence("Half of the opportunities opened in the period are won within this time."),
    formula=Sentence(
        "median days from the first contact to won, P75; change = (base − now) ÷ base"
    ),
    group=Group.SALES,
    unit=Unit.DAYS,
    unit_words=Sentence("days"),
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("employee_id", "product_id", "category", "region", "segment", "source"),
    edge=Sentence(
        "Open opportunities count as long as they have been open (Kaplan–Meier); those lost are "
        "left out."
    ),
    calculation=Custom(sales_cycle, (OPPORTUNITIES,)),
    beside=(
        Beside("p75", Sentence("Days within which three quarters are won"), Unit.DAYS),
        Beside("won", Sentence("Opportunities won"), Unit.NUMBER),
        Beside("change", Sentence("Shorter than before, as a share of before"), Unit.SHARE),
    ),
    benchmark=Sentence("From elsewhere: 28 % shorter."),
    items=("R175", "R183", "R367"),
)


def _converted(asked: Asked) -> nw.Expr:
    return lead_got("converted_day", asked)


def _qualified(asked: Asked) -> nw.Expr:
    return lead_got("qualified_day", asked)


def _ordered(asked: Asked) -> nw.Expr:
    return lead_got("ordered_day", asked)


SL03 = Indicator(
    id="SL03",
    label=Sentence("Lead-to-customer conversion"),
    meaning=Sentence("The share of leads of the period that became customers within the window."),
    formula=Sentence(
        "leads of the period that became customers within the window ÷ leads of the period; and "
        "the rates of the steps to the order"
    ),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("source", "campaign_id", "channel", "employee_id", "region"),
    edge=Sentence(
        "Duplicates are merged before counting; leads of which the window is still open are left "
        "out."
    ),
    calculation=Combined(
        {
            "leads": Sum(MERGED_LEADS, day="created_day"),
            "cohort": Sum(MERGED_LEADS, where=lead_window_over, day="created_day"),
            "converted": Sum(MERGED_LEADS, where=_converted, day="created_day"),
            "qualified": Sum(MERGED_LEADS, where=_qualified, day="created_day"),
            "ordered": Sum(MERGED_LEADS, where=_ordered, day="created_day"),
        },
        lead_conversion,
    ),
    beside=(
        Beside("qualified", Sentence("Share found worth pursuing"), Unit.SHARE),
        Beside("ordered", Sentence("Share that ordered"), Unit.SHARE),
    ),
    items=("R185", "R318"),
    needs=(LEADS,),
)
_WON = nw.col("won") == 1
_AMOUNT = nw.col("amount_minor")

SL04 = Indicator(
    id="SL04",
    label=Sentence("Win rate"),
    meaning=Sentence("The share of opportunities decided in the period that were won."),
    formula=Sentence("won ÷ (won + lost), by number and by amount"),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("employee_id", "product_id", "category", "region", "segment", "source", "lost_reason"),
    edge=Sentence(
        "Opportunities open for longer than k median cycles count as lost only if the company "
        "says so."
    ),
    calculation=Ratio(
        Sum(DECIDED, where=_WON, day="decided_day"),
        Sum(DECIDED, day="decided_day"),
        interval="wilson",
    ),
    beside=(
        Beside(
            "by_amount",
            Sentence("Share won by amount"),
            Unit.SHARE,
            Ratio(
                Sum(DECIDED, _AMOUNT, _WON, day="decided_day", money=True),
                Sum(DECIDED, _AMOUNT, day="decided_day", money=True),
            ),
        ),
    ),
    items=("R176", "R378"),
)
_IS_WRONG = nw.col("error").fill_null("").str.len_chars() > 0

SL05 = Indicator(
    id="SL05",
    label=Sentence("Order accuracy rate"),
    meaning=Sentence(
        "The share of orders without an error of price, item, quantity, address, date."
    ),
    formula=Sentence("orders without price, item, quantity, address or date error ÷ orders"),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("employee_id", "product_id", "category", "channel"),
    edge=Sentence("An order counts as wrong once at most."),
    calculation=Combined(
        {
            "wrong": Distinct(ORDER_HANDLING, ("order_id",), _IS_WRONG, "received_day"),
            "orders": Distinct(ORDER_HANDLING, ("order_id",), day="received_day"),
        },
        accuracy,
    ),
    items=("R184",),
)
SL06 = Indicator(
    id="SL06",
    label=Sentence("Average order value"),
    meaning=Sentence("What an order brings on average, returns taken off."),
    formula=Sentence("Σ net sales ÷ orders"),
    group=Group.SALES,
    unit=Unit.MONEY,
    unit_words=Sentence("money per order"),
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "product_id", "category", "channel"),
    edge=Sentence("Returns are taken off in the month of the order."),
    calculation=Ratio(NET_SALES, ORDERS),
    items=("R188",),
)
SL07 = Indicator(
    id="SL07",
    label=Sentence("Cross-sell and up-sell rate"),
    meaning=Sentence("The share of customers who could buy a further product family and did."),
    formula=Sentence(
        "customers buying a further product family ÷ customers eligible; and its share of revenue"
    ),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment", "region"),
    edge=Sentence(
        "Eligible is who bought lately before the period, and not all families yet. Buying a "
        "family again is replacement and does not count. Higher versions are not told apart."
    ),
    calculation=Custom(cross_selling, (ORDER_LINES,)),
    beside=(
        Beside("revenue", Sentence("Sales of further product families"), Unit.MONEY),
        Beside("revenue_share", Sentence("Their share of sales"), Unit.SHARE),
    ),
    items=("R178", "R179"),
)


SL08 = Indicator(
    id="SL08",
    label=Sentence("New customers won"),
    meaning=Sentence("Customers whose first paid order falls in the period."),
    formula=Sentence("customers with first purchase day in [start, end)"),
    group=Group.SALES,
    unit=Unit.CUSTOMERS,
    unit_words=Sentence("customers"),
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("source", "channel", "region", "segment"),
    edge=Sentence(
        "Merged accounts are not new. Whoever bought before the data begin looks new at first."
    ),
    calculation=Total(Sum(FIRST_PURCHASES, day="day")),
    items=("R189",),
)
SL09 = Indicator(
    id="SL09",
    label=Sentence("Sales target attainment"),
    meaning=Sentence("How much of its target a person, a team or the company has sold."),
    formula=Sentence("actual ÷ target, per person and level"),
    group=Group.SALES,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("employee_id", "department", "region", "product_id", "category"),
    edge=Sentence("A target of 0 is n/a; one changed within the month holds for its days."),
    calculation=Custom(attainment, (TARGETS, ORDER_LINES)),
    items=("R186", "R380"),
)

INDICATORS = (SL01, SL02, SL03, SL04, SL05, SL06, SL07, SL08, SL09)
