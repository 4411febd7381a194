"""Frames of service: visits to the portal with what came after, offers without open complaints."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.measures import Derived, told
from goodwill.analytics.tables import CASES, INTERACTIONS, PORTAL_SESSIONS, Frame

ASSISTED = (nw.col("direction") == "inbound") & (
    nw.col("purpose").is_null() | (nw.col("purpose") == "service")
)
"""A customer turned to one of our people for help."""


def _checked(asked: Asked) -> Frame:
    """Visits, with `checked` (1 if it can be known) and `deflected` (1 if it helped alone)."""
    sessions = asked.frame(PORTAL_SESSIONS)
    helped = _help_by_day(asked)
    joined = sessions.join(
        helped,
        left_on=["customer_id", "started_day"],
        right_on=["_helped", "_day"],
        how="left",
    )
    last = asked.as_of_day - asked.settings.assisted_days
    known = told("customer_id") & told("solved") & (nw.col("started_day") <= last)
    alone = known & (nw.col("solved") == 1) & nw.col("_times").is_null()
    return joined.with_columns(
        checked=known.fill_null(False).cast(nw.Int64),
        deflected=alone.fill_null(False).cast(nw.Int64),
    )


def _help_by_day(asked: Asked) -> Frame:
    """Customers and the days from which on they needed help within the days allowed."""
    contacts = asked.frame(INTERACTIONS).filter(ASSISTED, told("customer_id"), told("started_day"))
    before = [
        contacts.select(
            _helped=nw.col("customer_id"), _day=(nw.col("started_day") - days).cast(nw.Int32)
        )
        for days in range(asked.settings.assisted_days + 1)
    ]
    together = nw.concat(before)
    return together.group_by("_helped", "_day").agg(_times=nw.len())


def _offers(asked: Asked) -> Frame:
    """Service contacts with an offer, of customers without an open complaint on that day."""
    offers = asked.frame(INTERACTIONS).filter(
        nw.col("offered") == 1, told("accepted"), nw.col("purpose") == "service"
    )
    complaints = asked.frame(CASES).filter(nw.col("kind") == "complaint", told("customer_id"))
    open_ones = complaints.select(
        _who=nw.col("customer_id"), _from=nw.col("opened_day"), _until=nw.col("closed_day")
    )
    both = offers.join(open_ones, left_on="customer_id", right_on="_who", how="inner")
    day = nw.col("started_day")
    during = both.filter(
        nw.col("_from") <= day, nw.col("_until").is_null() | (nw.col("_until") >= day)
    )
    barred = during.group_by("source_row").agg(_barred=nw.len())
    joined = offers.join(
        barred.select("_barred", _row=nw.col("source_row")),
        left_on="source_row",
        right_on="_row",
        how="left",
    )
    return joined.filter(nw.col("_barred").is_null())


CHECKED_SESSIONS = Derived("portal sessions", (PORTAL_SESSIONS, INTERACTIONS), _checked)
OFFERS = Derived("offers in service", (INTERACTIONS, CASES), _offers)
