"""Service: how fast, how well and at what cost customers are helped."""

from __future__ import annotations

from fractions import Fraction

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.allocated import DATED_COSTS
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Middle, Ratio, Total
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Spread, Sum, told
from goodwill.analytics.benefit.indicators.satisfaction.satisfaction import ACTIVE
from goodwill.analytics.benefit.indicators.service.selfservice import (
    ASSISTED,
    CHECKED_SESSIONS,
    OFFERS,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import CASES, INTERACTIONS, PORTAL_SESSIONS
from goodwill.language import Sentence

HOURS = Fraction(1, 60)
"""Working minutes as hours."""

SERVICE_CUTS = ("channel", "department", "employee_id", "issue", "category", "product_id")
CONTACTS = Sum(INTERACTIONS, None, nw.col("purpose") == "service", "started_day")

REPLY, SOLVE = nw.col("reply_minutes"), nw.col("solve_minutes")
PROMISED_REPLY, PROMISED_SOLVE = nw.col("promised_reply_minutes"), nw.col("promised_solve_minutes")
SOLVED_IN = Spread(CASES, SOLVE, told("closed_day"), "closed_day")
REPLIED_IN = Spread(CASES, REPLY, None, "opened_day")

COMMITTED = (
    (told("promised_reply_minutes") | told("promised_solve_minutes"))
    & (PROMISED_REPLY.is_null() | told("reply_minutes"))
    & (PROMISED_SOLVE.is_null() | told("solve_minutes"))
)
KEPT = (
    COMMITTED
    & (PROMISED_REPLY.is_null() | (REPLY <= PROMISED_REPLY))
    & (PROMISED_SOLVE.is_null() | (SOLVE <= PROMISED_SOLVE))
)


def _decided(asked: Asked) -> nw.Expr:
    """Cases that can no longer come back in time, or have; open ones are not decided."""
    last = asked.as_of_day - asked.settings.reopen_days
    closed = nw.col("closed_day")
    return told("contacts") & (
        (closed <= last) | (told("reopened_day") & (closed.is_null() | (closed <= last)))
    )


def _at_first_contact(asked: Asked) -> nw.Expr:
    """Solved at the first contact, and not opened again within the days allowed."""
    days = nw.col("reopened_day") - nw.col("closed_day")
    came_back = told("reopened_day") & (
        nw.col("closed_day").is_null() | (days <= asked.settings.reopen_days)
    )
    return _decided(asked) & (nw.col("contacts") == 1) & ~came_back


def _offer_decided(asked: Asked) -> nw.Expr:
    return nw.col("started_day") <= asked.as_of_day - asked.settings.offer_days


def _offer_accepted(asked: Asked) -> nw.Expr:
    return _offer_decided(asked) & (nw.col("accepted") == 1)


SESSIONS = Sum(CHECKED_SESSIONS, None, nw.col("checked") == 1, "started_day")
DEFLECTED = Sum(CHECKED_SESSIONS, None, nw.col("deflected") == 1, "started_day")
OUT_OF_HOURS = Sum(
    CHECKED_SESSIONS,
    None,
    (nw.col("deflected") == 1) & (nw.col("out_of_hours") == 1),
    "started_day",
)
HOURS_TOLD = Sum(
    CHECKED_SESSIONS, None, (nw.col("deflected") == 1) & told("out_of_hours"), "started_day"
)

INDICATORS = (
    Indicator(
        id="SV01",
        label=Sentence("First contact resolution"),
        meaning=Sentence("How many cases are solved at the first contact and stay solved."),
        formula=Sentence(
            "cases solved at the first contact and not reopened in 7 days ÷ cases × 100"
        ),
        group=Group.SERVICE,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=SERVICE_CUTS,
        edge=Sentence(
            "Open cases, and cases closed so lately that they can still come back, are left out. "
            "A case counts in the period in which it was opened."
        ),
        calculation=Ratio(
            Sum(CASES, None, _at_first_contact, "opened_day"),
            Sum(CASES, None, _decided, "opened_day"),
            interval="wilson",
        ),
        items=("R193", "R200"),
        takes=((CASES, "contacts"), (CASES, "closed_day")),
    ),
    Indicator(
        id="SV02",
        label=Sentence("Service response and resolution time"),
        meaning=Sentence("How long it takes to solve a case, and to reply to it first."),
        formula=Sentence("median and P90 of (solved − created); of (first reply − created)"),
        group=Group.SERVICE,
        unit=Unit.HOURS,
        unit_words=Sentence("working hours"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=(*SERVICE_CUTS, "segment"),
        edge=Sentence(
            "The clock stops while the customer is waited for, and runs again when a case is "
            "reopened. Cases solved count when closed, first replies when the case was opened."
        ),
        calculation=Middle(SOLVED_IN, HOURS),
        beside=(
            Beside("reply", Sentence("First reply"), Unit.HOURS, Middle(REPLIED_IN, HOURS)),
            Beside(
                "reply_p90",
                Sentence("First reply, P90"),
                Unit.HOURS,
                Middle(REPLIED_IN, HOURS, at="p90"),
            ),
        ),
        items=("R199", "R209"),
        takes=((CASES, "solve_minutes"),),
    ),
    Indicator(
        id="SV03",
        label=Sentence("Service agreement compliance"),
        meaning=Sentence("How many cases keep every time that was promised."),
        formula=Sentence("cases meeting every committed time ÷ cases with commitment × 100"),
        group=Group.SERVICE,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LAGGING,
        cuts=("segment", "department", "issue"),
        edge=Sentence("One broken promise is enough. Cases count when they are closed."),
        calculation=Ratio(
            Sum(CASES, None, KEPT, "closed_day"),
            Sum(CASES, None, COMMITTED, "closed_day"),
            interval="wilson",
        ),
        items=("R119", "R123", "R198"),
    ),
    Indicator(
        id="SV04",
        label=Sentence("Self-service resolution rate"),
        meaning=Sentence("How many visits to the portal help customers without any of our people."),
        formula=Sentence(
            "self-service sessions ended solved without assisted contact in 3 days ÷ sessions"
        ),
        group=Group.SERVICE,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("channel", "issue", "segment"),
        edge=Sentence(
            "A visit is no solution by itself. Visits of nobody known, and those of the last 3 "
            "days, cannot be checked and are left out. Office hours are the customer's."
        ),
        calculation=Ratio(DEFLECTED, SESSIONS, interval="wilson"),
        beside=(
            Beside("deflected", Sentence("Contacts saved"), Unit.NUMBER, Total(DEFLECTED)),
            Beside(
                "out_of_hours",
                Sentence("Outside of office hours"),
                Unit.SHARE,
                Ratio(OUT_OF_HOURS, HOURS_TOLD),
            ),
        ),
        benchmark=Sentence("Published: 9 % of visits to self-service are wholly solved there."),
        items=("R203", "R205", "R206"),
        takes=((PORTAL_SESSIONS, "solved"), (PORTAL_SESSIONS, "customer_id")),
    ),
    Indicator(
        id="SV05",
        label=Sentence("Assisted contacts per 100 customers"),
        meaning=Sentence("How often customers need one of our people to help them."),
        formula=Sentence("assisted contacts ÷ active customers × 100"),
        group=Group.SERVICE,
        unit=Unit.NUMBER,
        unit_words=Sentence("contacts per 100 customers"),
        direction=Direction.LOWER,
        timing=Timing.LAGGING,
        cuts=("channel", "segment", "issue"),
        edge=Sentence("Contacts caused by an outage count, and are shown beside it."),
        calculation=Ratio(Sum(INTERACTIONS, None, ASSISTED, "started_day"), ACTIVE, scale=100),
        beside=(
            Beside(
                "outage",
                Sentence("Caused by an outage"),
                Unit.NUMBER,
                Total(Sum(INTERACTIONS, None, ASSISTED & (nw.col("outage") == 1), "started_day")),
            ),
        ),
        items=("R204",),
        takes=((INTERACTIONS, "direction"),),
    ),
    Indicator(
        id="SV06",
        label=Sentence("Unanswered question rate"),
        meaning=Sentence("How often nobody could answer and no source was found."),
        formula=Sentence(
            "contacts where employees could not answer and no source was found ÷ contacts × 100"
        ),
        group=Group.SERVICE,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "category", "product_id", "issue"),
        edge=Sentence("Contacts of which it is not told count neither above nor below the line."),
        calculation=Ratio(
            Sum(INTERACTIONS, None, nw.col("answered") == 0, "started_day"),
            Sum(INTERACTIONS, None, told("answered"), "started_day"),
            interval="wilson",
        ),
        items=("R196", "R226"),
        takes=((INTERACTIONS, "answered"),),
    ),
    Indicator(
        id="SV07",
        label=Sentence("Service-to-sales conversion"),
        meaning=Sentence("How many offers made while helping a customer are accepted."),
        formula=Sentence(
            "service contacts followed by an accepted offer within 14 days ÷ contacts with an "
            "offer × 100"
        ),
        group=Group.SERVICE,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LAGGING,
        cuts=("channel", "employee_id", "category", "product_id", "segment"),
        edge=Sentence(
            "Offers to a customer with an open complaint do not count. Offers of the last 14 days "
            "are not decided and are left out."
        ),
        calculation=Ratio(
            Sum(OFFERS, None, _offer_accepted, "started_day"),
            Sum(OFFERS, None, _offer_decided, "started_day"),
            interval="wilson",
        ),
        items=("R201",),
        takes=((INTERACTIONS, "offered"), (INTERACTIONS, "accepted")),
    ),
    Indicator(
        id="SV08",
        label=Sentence("Cost per contact"),
        meaning=Sentence("What it costs to help a customer once."),
        formula=Sentence("service cost by time-driven costing ÷ service contacts"),
        group=Group.SERVICE,
        unit=Unit.MONEY,
        unit_words=Sentence("money per contact"),
        direction=Direction.LOWER,
        timing=Timing.LAGGING,
        cuts=("channel", "department"),
        edge=Sentence("Unused capacity is left out and shown apart."),
        calculation=Ratio(
            Sum(
                DATED_COSTS,
                nw.col("amount_minor"),
                nw.col("kind").is_in(["request", "complaint", "repair", "service"]),
                "period_day",
                money=True,
            ),
            CONTACTS,
        ),
        items=("R210",),
    ),
)
"""SV01–SV08, in the order of the catalogue."""
