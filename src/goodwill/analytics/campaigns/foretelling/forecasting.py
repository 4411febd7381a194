"""What a campaign will bring, as its planner believes, before a cent is spent.

Everything follows from the lift that is believed, the share of members who buy anyway, what
a buyer brings and what contacts cost. It is an expert's estimate (grade E): it may plan a
campaign and never confirms one. What cannot be told stands in its place as the refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from goodwill.analytics.campaigns.foretelling.chances import Chance, Verdict, chances, verdict
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts
from goodwill.analytics.campaigns.foretelling.holdouts import (
    Holdout,
    Trade,
    best_trade,
    control_group_share,
    holdout_at,
    smallest_share,
)
from goodwill.analytics.campaigns.foretelling.premises import Premises, premises
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

T = TypeVar("T")

BELIEF_LEVEL = 0.9


@dataclass(frozen=True)
class Range:
    """What is expected (the mean of the belief), and where 90 % of the belief lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BreakEven:
    """Where margin and cost are equal.

    Parameters
    ----------
    lift
        The relative lift of buyers.
    response
        The share of treated members who buy: all of them, not only those won.
    """

    lift: float
    response: float


@dataclass(frozen=True)
class CampaignForecast:
    """A campaign as believed; money in minor units, refusals in the place of what they refuse.

    Parameters
    ----------
    orders, margin, cost, profit, roi
        Of all treated members, beyond what would have happened anyway; ROI is profit ÷ cost.
    pays
        How sure the planner is that the margin exceeds the cost.
    verdict
        How often the campaign will be shown to pay, or shown not to.
    chances
        (metric, arm) → what the campaign can show; arm None is all who are treated.
    holdout
        The hold-out as planned, with its cost.
    suggested_share, suggested
        The smallest hold-out that shows the target lift; the same with its cost.
    trade
        The hold-out at which knowing is worth most beyond its cost, for later contacts.
    control_group_share, control_group
        The share of all customers that shows what all campaigns together bring; what
        contacting those customers once would have brought.
    """

    premises: Premises
    orders: Range
    margin: Range | AnalyticsError
    cost: Range
    profit: Range | AnalyticsError
    roi: Range | AnalyticsError
    pays: float | AnalyticsError
    break_even: BreakEven | AnalyticsError
    verdict: Verdict | AnalyticsError
    chances: Mapping[tuple[str, str | None], Chance | AnalyticsError]
    holdout: Holdout | AnalyticsError
    suggested_share: float | AnalyticsError
    suggested: Holdout | AnalyticsError
    trade: Trade | AnalyticsError
    control_group_share: float | AnalyticsError
    control_group: Holdout | AnalyticsError


def forecast(plan: Plan, facts: AudienceFacts) -> CampaignForecast:
    """Everything that can be told of a campaign beforehand.

    Parameters
    ----------
    facts
        Of the audience: `earlier_facts`, or what the plan does not say itself.

    Raises
    ------
    Undefined, TooFew
        The plan believes nothing, the share of buyers is not known, or an arm is empty:
        nothing at all can be forecast. Whatever else is missing is refused in its place.
    """
    found = premises(plan, facts)
    share, of_all = _told(smallest_share, found), _told(control_group_share, found)
    return CampaignForecast(
        premises=found,
        orders=_orders(found),
        margin=_told(_margin, found),
        cost=_range(lambda lift: _cost(found, lift), found),
        profit=_told(_profit, found),
        roi=_told(_roi, found),
        pays=_told(_pays, found),
        break_even=_told(_break_even, found),
        verdict=_told(verdict, found),
        chances=chances(found),
        holdout=_told(lambda each: holdout_at(each, each.arms.holdout), found),
        suggested_share=share,
        suggested=_held(found, share, facts.members),
        trade=_told(best_trade, found),
        control_group_share=of_all,
        control_group=_held(found, of_all, facts.customers),
    )


def _orders(found: Premises) -> Range:
    return _range(lambda lift: found.sizes.treated * found.effect("orders", lift), found)


def _margin(found: Premises) -> Range:
    return _range(lambda lift: found.sizes.treated * found.effect("margin_minor", lift), found)


def _profit(found: Premises) -> Range:
    return _range(lambda lift: _profits(found, lift), found)


def _roi(found: Premises) -> Range:
    if not (found.fixed or found.per_contact or found.per_response):
        raise Undefined(Sentence("The plan names no cost: there is nothing to relate profit to."))
    return _range(lambda lift: _profits(found, lift) / _cost(found, lift), found)


def _pays(found: Premises) -> float:
    """The belief above the break-even lift; certain where no lift changes the sign."""
    each = found.buyer_margin.mean - found.per_response
    if each <= 0:
        return float((_profits(found, found.belief.points()) > 0).mean())
    return found.belief.above(_break_even_lift(found))


def _break_even(found: Premises) -> BreakEven:
    lift = _break_even_lift(found)
    response = found.baseline * (1 + lift)
    if response > 1:
        raise Undefined(Sentence("Even if every member bought, the campaign would not pay."))
    return BreakEven(lift, response)


def _break_even_lift(found: Premises) -> float:
    each = found.buyer_margin.mean - found.per_response
    if each <= 0:
        raise Undefined(
            Sentence("A response costs as much as it brings: no number of them would pay.")
        )
    contact = found.per_contact + found.fixed / found.sizes.treated
    return (contact + found.per_response * found.baseline) / (each * found.baseline)


def _cost(found: Premises, lift: Floats) -> Floats:
    rate = found.baseline * (1 + found.possible(lift))
    each = found.per_contact + found.per_response * rate
    return np.asarray(found.fixed + found.sizes.treated * each)


def _profits(found: Premises, lift: Floats) -> Floats:
    return np.asarray(found.sizes.treated * found.net_per_contact(lift) - found.fixed)


def _range(of_lift: Callable[[Floats], Floats], found: Premises) -> Range:
    """Every quantity here rises or falls with the lift throughout, so its bounds are the lift's."""
    mean = float(of_lift(found.belief.points()).mean())
    low, high = sorted(of_lift(found.belief.at([0.05, 0.95])).tolist())
    return Range(mean, low, high)


def _held(
    found: Premises, share: float | AnalyticsError, members: int | None
) -> Holdout | AnalyticsError:
    if isinstance(share, AnalyticsError):
        return share
    return _told(lambda each: holdout_at(each, share, members), found)


def _told(ask: Callable[[Premises], T], found: Premises) -> T | AnalyticsError:
    try:
        return ask(found)
    except AnalyticsError as refusal:
        return refusal
