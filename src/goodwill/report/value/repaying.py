"""Whether winning customers pays: what they bring by age, and what others brought them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.outlook import lifetimecurves, payback, referrals
from goodwill.analytics.value.outlook.equity import Interval
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.outlook.lifetimecurves import Curves
from goodwill.analytics.value.outlook.payback import Acquisition
from goodwill.report.preparing import Prepared

REFERRED_BY = "referred_by"
"""The column of the customers file that says who sent somebody."""


@dataclass(frozen=True)
class Paying:
    """Curves of cohorts, and figures of payback and referral.

    `referred` of whom somebody is known to have sent them, sent by `referrers`; None where
    the customers file does not say it.
    """

    curves: Curves
    curve_figures: Sequence[Figure]
    payback_figures: Sequence[Figure]
    referred: int | None
    referrers: int | None
    referred_minor: int


def paying(
    prepared: Prepared,
    outlook: Outlook,
    placed: Frame,
    *,
    won_for_minor: int | None = None,
    interval: Interval | None = None,
) -> Paying:
    """Ask for the curves, and for payback where it is known what winning a customer costs.

    Parameters
    ----------
    won_for_minor
        Mean acquisition cost of a customer, minor units.
    interval
        Of the customers' residual value together.
    """
    cost = outlook.margin.cost
    rate = None if cost is None else 1 - cost.common
    settle = prepared.warehouse.settle
    lines = lifetimecurves.margins(prepared.orders, rate)
    curves = lifetimecurves.curves(lines, as_of_day=prepared.as_of_day, settle=settle)
    referred, referrers, minor = _referred(prepared, placed)
    return Paying(
        curves,
        lifetimecurves.figures(curves, currency=prepared.currency, as_of=prepared.as_of),
        payback.figures(
            () if won_for_minor is None else payback.lifetimes(placed),
            curves,
            _acquisitions(curves, won_for_minor),
            basis=prepared.basis,
            interval=interval,
            currency=prepared.currency,
            as_of=prepared.as_of,
        ),
        referred,
        referrers,
        minor,
    )


def _acquisitions(curves: Curves, won_for_minor: int | None) -> dict[str | None, Acquisition]:
    """The same cost for every customer, of everybody and of each cohort."""
    if won_for_minor is None:
        return {}
    return {
        curve.group: Acquisition(won_for_minor * curve.customers, curve.customers)
        for curve in (curves.overall, *curves.cohorts)
    }


def _referred(prepared: Prepared, placed: Frame) -> tuple[int | None, int | None, int]:
    """Customers sent by others, how many sent them, and what is still expected of them."""
    if REFERRED_BY not in prepared.attributes:
        return None, None, 0
    unknown = nw.lit(None, dtype=nw.Boolean)
    sent = placed.select("customer_id", REFERRED_BY, would_have_come=unknown)
    try:
        values = referrals.referral_values(placed, sent)
    except AnalyticsError:
        return None, None, 0
    found = referrals.summed(values, acquisition_cost_known=False)
    is_sent = ~nw.col(REFERRED_BY).is_null() & ~nw.col("residual_value_minor").is_null()
    minor = placed.filter(is_sent).select(nw.col("residual_value_minor").sum().cast(nw.Int64))
    return found.unclear, found.referrers, int(minor.collect().item() or 0)
