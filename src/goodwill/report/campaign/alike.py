"""Campaigns without a hold-out: members beside customers who were alike and were left out."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.incrementality.earning.aftermath import worth
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN, REVENUE
from goodwill.analytics.benefit.incrementality.members.windows import Window, observed
from goodwill.analytics.benefit.pilots.choosing import chosen
from goodwill.analytics.benefit.pilots.grading import Graded, graded
from goodwill.analytics.benefit.pilots.matching import Matched, matched
from goodwill.analytics.benefit.pilots.pilot_figures import matched_figure
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure
from goodwill.report.campaign.preparing import Ready
from goodwill.report.campaign.trials import Trial
from goodwill.report.preparing import Prepared


@dataclass(frozen=True)
class Alike:
    """What a campaign without a hold-out seems to have brought, and how far that goes.

    Parameters
    ----------
    why
        Why there is no hold-out to compare with.
    measure
        `margin_minor` where every order has a cost, else `revenue_minor`.
    window
        From when to when orders were compared.
    """

    trial: Trial
    why: GoodwillError
    measure: str
    window: Window
    matched: Matched
    graded: Graded
    figure: Figure


def alike(ready: Ready, trial: Trial, why: GoodwillError) -> Alike | None:
    """The comparison with matched customers; None where orders or the dates are not known.

    Raises
    ------
    TooFew, Undefined
        There are too few alike, or they are not alike enough.
    """
    bought, window = ready.orders, trial.campaign.window
    if bought is None or window is None or window.is_of_member:
        return None
    seen, _ = observed(window, _first_day(bought), bought.as_of_day)
    measure = REVENUE if bought.lines_without_cost or _no_cost(bought) else MARGIN
    members = chosen(
        ready.membership.of(trial.identity),
        bought.orders,
        window=seen,
        measure=worth(measure),
        settle=ready.warehouse.settle,
    )
    found = matched(members)
    figure = matched_figure(found, as_of=ready.as_of, currency=ready.currency)
    return Alike(trial, why, measure, seen, found, graded(found.method, found.checks), figure)


def _first_day(bought: Prepared) -> int:
    return int(bought.orders.select(nw.col("day").min()).collect().item())


def _no_cost(bought: Prepared) -> bool:
    known = (~nw.col("cost_minor").is_null()).cast(nw.Int64).sum()
    return not bought.orders.select(n=known).collect().item()
