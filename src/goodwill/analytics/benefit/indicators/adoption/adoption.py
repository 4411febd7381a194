"""Adoption and data: whether the CRM is used, and whether what is in it can be trusted."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculations import Middle, Ratio, Total
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
    Told,
    told,
)
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import DATA_PROFILE, GOALS, RECORD_MATCHES, USE_DAYS, USERS
from goodwill.language import Sentence


def _active_days(settings: Settings) -> int:
    return settings.active_use_days


def _use(column: str, where: Told | None = None) -> Sum:
    return Sum(USE_DAYS, nw.col(column), where, "used_day")


def _matched(column: str, with_: str) -> Sum:
    """Of the measurements that tell both."""
    return Sum(RECORD_MATCHES, nw.col(column), told(column) & told(with_), "measured_day")


def _share_of(above: str, below: str) -> Ratio:
    return Ratio(_matched(above, below), _matched(below, above))


def _judged(asked: Asked) -> nw.Expr:
    """Goals of which it is told, and those overdue."""
    return told("reached") | (nw.col("due_day") <= asked.as_of_day)


ACTIVE_USERS = Distinct(
    USE_DAYS,
    ("user_id",),
    nw.col("actions") > 0,
    "used_day",
    each="used_day",
    at_least=_active_days,
)
LICENSED = Standing(USERS, "licensed_day", "ended_day")
MOBILE = nw.col("device") == "mobile"
TELLS_DEVICE = told("device")

INDICATORS = (
    Indicator(
        id="AD01",
        label=Sentence("Active user rate"),
        meaning=Sentence("How many of those with a licence work with the CRM."),
        formula=Sentence(
            "users who made or changed a record on at least k days of the period ÷ licensed users "
            "× 100"
        ),
        group=Group.ADOPTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("department", "employee_id", "region", "device"),
        edge=Sentence(
            "Logging in is not use. A licence counts if it held at any time of the period."
        ),
        calculation=Ratio(ACTIVE_USERS, LICENSED, interval="wilson"),
        items=("R371",),
        takes=((USE_DAYS, "actions"), (USERS, "licensed_day")),
    ),
    Indicator(
        id="AD02",
        label=Sentence("Mobile use share"),
        meaning=Sentence("How much of the work with the CRM is done on mobile devices."),
        formula=Sentence("actions on mobile devices ÷ all actions"),
        group=Group.ADOPTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.WATCH,
        timing=Timing.LEADING,
        cuts=("employee_id", "region"),
        edge=Sentence(
            "The website counts by the device that it is used on. Actions made offline and the "
            "median time until they arrive stand beside it."
        ),
        calculation=Ratio(_use("actions", MOBILE), _use("actions", TELLS_DEVICE)),
        beside=(
            Beside(
                "offline",
                Sentence("Made offline"),
                Unit.NUMBER,
                Total(_use("offline_actions")),
            ),
            Beside(
                "sync",
                Sentence("Time to arrive, median"),
                Unit.SECONDS,
                Middle(
                    Spread(
                        USE_DAYS,
                        nw.col("sync_seconds"),
                        nw.col("offline_actions") > 0,
                        "used_day",
                    )
                ),
            ),
        ),
        items=("R216",),
        takes=((USE_DAYS, "device"), (USE_DAYS, "actions")),
    ),
    Indicator(
        id="AD03",
        label=Sentence("Data completeness and timeliness"),
        meaning=Sentence("How many of the fields that are needed are filled and fresh."),
        formula=Sentence(
            "required fields filled and younger than the limit ÷ required fields × 100"
        ),
        group=Group.ADOPTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LEADING,
        cuts=("department", "source", "field"),
        edge=Sentence("A field that says unknown is not filled."),
        calculation=Ratio(
            Sum(DATA_PROFILE, nw.col("filled"), told("required"), "measured_day"),
            Sum(DATA_PROFILE, nw.col("required"), told("filled"), "measured_day"),
        ),
        items=("R027", "R041"),
        takes=((DATA_PROFILE, "required"), (DATA_PROFILE, "filled")),
    ),
    Indicator(
        id="AD04",
        label=Sentence("Duplicate record rate"),
        meaning=Sentence("How many records repeat a customer who has one already."),
        formula=Sentence("records in confirmed duplicate groups beyond the first ÷ records × 100"),
        group=Group.ADOPTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.LOWER,
        timing=Timing.LEADING,
        cuts=("source", "department"),
        edge=Sentence(
            "Suspected duplicates stand apart from confirmed ones. Beside it is the share of "
            "customers found in every source."
        ),
        calculation=_share_of("confirmed", "records"),
        beside=(
            Beside(
                "candidates",
                Sentence("Suspected duplicates"),
                Unit.SHARE,
                _share_of("candidates", "records"),
            ),
            Beside(
                "single_view",
                Sentence("Customers found in every source"),
                Unit.SHARE,
                _share_of("linked", "customers"),
            ),
        ),
        items=("R037", "R038"),
        takes=((RECORD_MATCHES, "confirmed"), (RECORD_MATCHES, "records")),
    ),
    Indicator(
        id="AD05",
        label=Sentence("Goal attainment"),
        meaning=Sentence("How many of the goals due were basically reached."),
        formula=Sentence("goals basically reached ÷ goals × 100"),
        group=Group.ADOPTION,
        unit=Unit.SHARE,
        unit_words=Sentence("%"),
        direction=Direction.HIGHER,
        timing=Timing.LAGGING,
        cuts=("phase", "department", "goal"),
        edge=Sentence(
            "A goal counts in the period in which it is due. Overdue and not told is not reached; "
            "not yet due is left out."
        ),
        calculation=Ratio(
            Sum(GOALS, None, nw.col("reached") == 1, "due_day"),
            Sum(GOALS, None, _judged, "due_day"),
        ),
        benchmark=Sentence("Published survey: 46 % of goals basically reached."),
        items=("R342", "R346", "R364"),
    ),
)
"""AD01–AD05, in the order of the catalogue."""
