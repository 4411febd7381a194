"""Efficiency: how much of the work reaches customers, how fast, and how often it goes wrong."""

from __future__ import annotations

from fractions import Fraction

import narwhals as nw

from goodwill.analytics.benefit.indicators.efficiency.productivity import productivity
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    NOTHING_BELOW,
    Combined,
    Custom,
    Middle,
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
    Distinct,
    Spread,
    Standing,
    Sum,
    told,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import (
    CASES,
    INTERACTIONS,
    ORDER_HANDLING,
    ORDER_LINES,
    PROCESSES,
    WORK_DAYS,
)
from goodwill.language import Sentence

HOURS = Fraction(1, 60)
"""Working minutes as hours."""

THOUSANDTHS = 1000
"""Parts of a working day that are told apart."""

SALES = nw.col("role") == "sales"
COMPLETED = nw.col("completed") == 1
HANDED = told("handoffs")

WORKED = Sum(WORK_DAYS, nw.col("day_share"), day="worked_day", parts=THOUSANDTHS)
SALES_WORKED = Sum(WORK_DAYS, nw.col("day_share"), SALES, "worked_day", parts=THOUSANDTHS)
SALES_MINUTES = Sum(WORK_DAYS, nw.col("worked_minutes"), SALES, "worked_day")
SELLING = Sum(
    WORK_DAYS, nw.col("selling_minutes").fill_null(0), SALES & told("worked_minutes"), "worked_day"
)
ADMIN = Sum(
    WORK_DAYS, nw.col("admin_minutes").fill_null(0), SALES & told("worked_minutes"), "worked_day"
)


def _unlogged(read: Readings, asked: Asked) -> Answer:
    """Time worked that is neither selling nor administration by anyone's log."""
    worked, selling, admin = (read[name].value for name in ("worked", "selling", "admin"))
    if not worked or selling is None or admin is None:
        return Answer(None, reason=NOTHING_BELOW)
    rest = int(worked) - int(selling) - int(admin)
    return Answer(rest / int(worked), rest, worked, read["worked"].n)


def _once_a_run(where: nw.Expr) -> Distinct:
    return Distinct(PROCESSES, ("process_id",), where, "ended_day", once=True)


INDICATORS = (
    Indicator(
        id="EF01",
        label=Sentence("Customers served per employee-day"),
        meaning=Sentence("How many customers an employee serves in a working day."),
        formula=Sentence(
            "different customers, day by day and employee by employee, with at least one completed "
            "contact ÷ Σ days worked"
        ),
        group=Group.EFFICIENCY,
        unit=Unit.NUMBER,
        unit_words=Sentence("customers per day"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "region", "channel"),
        edge=Sentence(
            "A part-time day counts as the part that it is. A customer served twice in a day by "
            "the same employee counts once. Without days worked it is n/a."
        ),
        calculation=Ratio(
            Distinct(
                INTERACTIONS,
                ("customer_id", "started_day", "employee_id"),
                COMPLETED,
                "started_day",
            ),
            WORKED,
        ),
        items=("R211", "R219"),
        takes=(
            *((INTERACTIONS, name) for name in ("completed", "customer_id", "employee_id")),
            (WORK_DAYS, "day_share"),
        ),
    ),
    Indicator(
        id="EF02",
        label=Sentence("Customer visits per sales-day"),
        meaning=Sentence("How many customers a salesperson visits in a working day."),
        formula=Sentence("completed visits ÷ Σ days worked in sales"),
        group=Group.EFFICIENCY,
        unit=Unit.NUMBER,
        unit_words=Sentence("visits per day"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("employee_id", "region", "segment"),
        edge=Sentence(
            "The same customer twice in a day counts once. Cancelled visits and service visits do "
            "not count. Without days worked in sales it is n/a."
        ),
        calculation=Ratio(
            Distinct(
                INTERACTIONS,
                ("customer_id", "started_day"),
                (nw.col("kind") == "visit")
                & COMPLETED
                & (nw.col("purpose").fill_null("") != "service"),
                "started_day",
            ),
            SALES_WORKED,
        ),
        items=("R180",),
        takes=(
            *((INTERACTIONS, name) for name in ("kind", "completed", "customer_id")),
            *((WORK_DAYS, name) for name in ("role", "day_share")),
        ),
    ),
    Indicator(
        id="EF03",
        label=Sentence("Information search time per contact"),
        meaning=Sentence("How long an employee looks for information before helping a customer."),
        formula=Sentence(
            "Σ seconds from the first search to the use of the record needed ÷ contacts of which "
            "that is told"
        ),
        group=Group.EFFICIENCY,
        unit=Unit.SECONDS,
        unit_words=Sentence("seconds per contact"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "channel"),
        edge=Sentence(
            "Idle time is cut to 120 seconds where it is logged. Before a CRM only a time study "
            "can tell it. Contacts of which it is not told count neither above nor below the line."
        ),
        calculation=Ratio(
            Sum(INTERACTIONS, nw.col("search_seconds"), told("search_seconds"), "started_day"),
            Sum(INTERACTIONS, None, told("search_seconds"), "started_day"),
        ),
        items=("R024",),
        takes=((INTERACTIONS, "search_seconds"),),
    ),
    Indicator(
        id="EF04",
        label=Sentence("Activity cycle time"),
        meaning=Sentence("How long a run of a business process takes; half take longer."),
        formula=Sentence("median working hours from beginning to end of the runs that ended"),
        group=Group.EFFICIENCY,
        unit=Unit.HOURS,
        unit_words=Sentence("working hours"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "process"),
        edge=Sentence("Runs still open at the end of the period are counted beside it."),
        calculation=Middle(
            Spread(PROCESSES, nw.col("working_minutes"), told("ended_day"), "ended_day"), HOURS
        ),
        beside=(
            Beside(
                "open",
                Sentence("Still open"),
                Unit.NUMBER,
                Total(Standing(PROCESSES, "started_day", "ended_day", at_end=True)),
            ),
        ),
        items=("R214", "R379"),
        takes=((PROCESSES, "working_minutes"),),
    ),
    Indicator(
        id="EF05",
        label=Sentence("Order processing time"),
        meaning=Sentence("How long an order waits for its release; half wait longer."),
        formula=Sentence("median working hours from receipt to release"),
        group=Group.EFFICIENCY,
        unit=Unit.HOURS,
        unit_words=Sentence("working hours"),
        direction=Direction.LOWER,
        timing=Timing.LAGGING,
        cuts=("category", "product_id", "region", "channel"),
        edge=Sentence("Time held for credit is left out and shown beside it, of orders held."),
        calculation=Middle(
            Spread(ORDER_HANDLING, nw.col("processing_minutes"), None, "released_day"), HOURS
        ),
        beside=(
            Beside(
                "held",
                Sentence("Held for credit"),
                Unit.HOURS,
                Middle(
                    Spread(
                        ORDER_HANDLING,
                        nw.col("held_minutes"),
                        nw.col("held_minutes") > 0,
                        "released_day",
                    ),
                    HOURS,
                ),
            ),
        ),
        items=("R220",),
        takes=((ORDER_HANDLING, "processing_minutes"),),
    ),
    Indicator(
        id="EF06",
        label=Sentence("Manual error rate"),
        meaning=Sentence("Of what was done, how much had to be corrected because of a person."),
        formula=Sentence(
            "transactions corrected for an error of entry or handling ÷ transactions × 100"
        ),
        group=Group.EFFICIENCY,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "process"),
        edge=Sentence("Errors of a system do not count. Each transaction counts once."),
        calculation=Ratio(
            _once_a_run((nw.col("corrected") == 1) & (nw.col("system_error").fill_null(0) != 1)),
            _once_a_run(told("corrected")),
            interval="wilson",
        ),
        items=("R212",),
        takes=((PROCESSES, "corrected"), (PROCESSES, "process_id")),
    ),
    Indicator(
        id="EF07",
        label=Sentence("Selling-time share"),
        meaning=Sentence("How much of their working time salespeople spend selling to customers."),
        formula=Sentence("minutes selling to customers ÷ minutes worked in sales × 100"),
        group=Group.EFFICIENCY,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("employee_id", "region"),
        edge=Sentence("Time that nobody logged is shown as unknown, not as administration."),
        calculation=Ratio(SELLING, SALES_MINUTES),
        beside=(
            Beside("admin", Sentence("Administration"), Unit.SHARE, Ratio(ADMIN, SALES_MINUTES)),
            Beside(
                "unknown",
                Sentence("Unknown"),
                Unit.SHARE,
                Combined({"worked": SALES_MINUTES, "selling": SELLING, "admin": ADMIN}, _unlogged),
            ),
        ),
        items=("R213", "R383"),
        takes=tuple((WORK_DAYS, name) for name in ("role", "worked_minutes", "selling_minutes")),
    ),
    Indicator(
        id="EF08",
        label=Sentence("Hand-offs per case"),
        meaning=Sentence("How often a case is passed to another department until it is closed."),
        formula=Sentence("Σ changes of the responsible department ÷ closed cases"),
        group=Group.EFFICIENCY,
        unit=Unit.NUMBER,
        unit_words=Sentence("changes per case"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "issue"),
        edge=Sentence(
            "Planned steps of the work do not count. Beside it stands the share of cases passed "
            "around: handed over three times or more."
        ),
        calculation=Ratio(
            Sum(CASES, nw.col("handoffs"), HANDED, "closed_day"),
            Sum(CASES, None, HANDED, "closed_day"),
        ),
        beside=(
            Beside(
                "passed_around",
                Sentence("Passed around"),
                Unit.SHARE,
                Ratio(
                    Sum(
                        CASES,
                        None,
                        lambda asked: nw.col("handoffs") >= asked.settings.handoffs_many,
                        "closed_day",
                    ),
                    Sum(CASES, None, HANDED, "closed_day"),
                ),
            ),
        ),
        items=("R225",),
        takes=((CASES, "handoffs"),),
    ),
    Indicator(
        id="EF09",
        label=Sentence("Labour productivity index"),
        meaning=Sentence(
            "What an hour of work brings in gross margin, compared with the time before the start."
        ),
        formula=Sentence(
            "(gross margin ÷ hours worked) ÷ (the same in the baseline) ÷ price index × 100"
        ),
        group=Group.EFFICIENCY,
        unit=Unit.INDEX,
        unit_words=Sentence("index, baseline = 100"),
        direction=Direction.HIGHER,
        timing=Timing.LAGGING,
        cuts=("department", "region"),
        edge=Sentence(
            "The baseline is frozen at the start. Changes of price are taken out where a price "
            "index is given. On a baseline of zero or less it is n/a."
        ),
        calculation=Custom(productivity, (ORDER_LINES, WORK_DAYS)),
        benchmark=Sentence("Published: 17 % more labour productivity with a CRM, index 117."),
        items=("R368", "R377"),
        takes=((ORDER_LINES, "cost_minor"), (WORK_DAYS, "worked_minutes")),
    ),
)
"""EF01–EF09, in the order of the catalogue."""
