"""What a forecast stands on: the plan's own words first, then what earlier orders say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np

from goodwill.analytics.campaigns.assigning import Arms
from goodwill.analytics.campaigns.foretelling.beliefs import Belief
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts, PerBuyer
from goodwill.analytics.campaigns.foretelling.outcomes import Outcome, Share, Sizes, Spending
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.figure import NO_CURRENCY, minor_digits
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

NO_MARGIN = Sentence(
    "What an order brings is not known: give economics.margin_per_order or expect.order_margin, "
    "or orders with their cost."
)


@dataclass(frozen=True)
class Premises:
    """Everything that the forecast is computed from; money in minor units, as numbers.

    Parameters
    ----------
    baseline
        The share of members who buy without the campaign.
    belief
        Of the relative lift of that share.
    buyer_orders
        Orders of one who buys.
    fixed, per_contact, per_response
        Costs; `per_response` is paid for every treated member who buys.
    """

    plan: Plan
    facts: AudienceFacts
    baseline: float
    belief: Belief
    buyer_orders: PerBuyer
    fixed: float
    per_contact: float
    per_response: float

    @property
    def currency(self) -> str:
        return self.plan.currency or NO_CURRENCY

    @property
    def arms(self) -> Arms:
        return self.plan.arms

    @property
    def sizes(self) -> Sizes:
        """The hold-out and all who are treated."""
        return self.sizes_at(self.arms.holdout)

    def sizes_at(self, holdout: float) -> Sizes:
        """The arms with another share held out."""
        control = round(self.facts.members * holdout)
        return Sizes(control, self.facts.members - control)

    @property
    def buyer_margin(self) -> PerBuyer:
        """The margin of one who buys, of all the orders; raises `Undefined` if nobody knows."""
        return _margin(self.plan, self.facts, self.buyer_orders.mean)

    def outcome(self, metric: str) -> Outcome:
        """What a metric is compared by.

        Raises
        ------
        Undefined
            Nobody knows how much it varies.
        """
        if metric == "buyers":
            return Share(self.baseline, self.facts.correlation)
        amount = self._amount(metric)
        if amount.sd is None:
            raise Undefined(
                Sentence(
                    "How much {metric} varies from buyer to buyer is not known: give earlier "
                    "orders, or expect.order_margin_sd.",
                    metric=metric,
                )
            )
        return Spending(self.baseline, amount.mean, amount.sd, amount.correlation)

    def effect(self, metric: str, lift: Floats) -> Floats:
        """A relative lift in the metric's own unit per member."""
        mean = 1.0 if metric == "buyers" else self._amount(metric).mean
        return np.asarray(self.baseline * mean * self.possible(lift))

    def possible(self, lift: Floats) -> Floats:
        """Lifts between nobody buying and everybody."""
        return np.clip(lift, -1.0, 1 / self.baseline - 1)

    def net_per_contact(self, lift: Floats) -> Floats:
        """What contacting one member brings less what it costs, without fixed cost."""
        rate = self.baseline * (1 + self.possible(lift))
        brought = self.buyer_margin.mean * (rate - self.baseline)
        return np.asarray(brought - self.per_contact - self.per_response * rate)

    def _amount(self, metric: str) -> PerBuyer:
        if metric == "orders":
            return self.buyer_orders
        if metric == "margin_minor":
            return self.buyer_margin
        if metric not in self.facts.per_buyer:
            raise Undefined(
                Sentence("{metric} per buyer is not known: give earlier orders.", metric=metric)
            )
        return self.facts.per_buyer[metric]


def premises(plan: Plan, facts: AudienceFacts) -> Premises:
    """The plan and the facts as one; the plan's own numbers win.

    Raises
    ------
    Undefined
        The plan believes nothing, or the share of buyers is neither given nor measured.
    TooFew
        An arm would have fewer than two members.
    """
    if plan.expect is None:
        raise Undefined(
            Sentence("The plan does not say what it expects: give lift_low and lift_high.")
        )
    baseline = plan.expect.baseline_rate or facts.baseline_rate
    if baseline is None:
        raise Undefined(
            Sentence(
                "How many members buy without the campaign is not known: give "
                "expect.baseline_rate, or earlier orders."
            )
        )
    costs = (plan.costs.fixed, plan.costs.per_contact, plan.costs.per_response)
    found = Premises(
        plan,
        facts,
        baseline,
        Belief(plan.expect.lift, plan.expect.lift_low, plan.expect.lift_high),
        _orders(plan, facts),
        *(_minor(amount, plan.currency) for amount in costs),
    )
    smallest = min(found.sizes.control, found.sizes.treated * min(plan.arms.variants.values()))
    if smallest < 2:
        raise TooFew(Sentence("members of the smallest arm"), int(smallest), 2)
    return found


def _orders(plan: Plan, facts: AudienceFacts) -> PerBuyer:
    said = plan.expect.orders_per_buyer if plan.expect else None
    if said is None:
        return facts.per_buyer.get("orders", PerBuyer(1.0, 0.0))
    return PerBuyer(said, 0.0 if said == 1 else None)


def _margin(plan: Plan, facts: AudienceFacts, orders: float) -> PerBuyer:
    measured = facts.per_buyer.get("margin_minor")
    per_order = _order_margin(plan)
    said_sd = plan.expect.order_margin_sd if plan.expect else None
    if per_order is None and measured is None:
        raise Undefined(NO_MARGIN)
    mean = _minor(per_order, plan.currency) * orders if per_order is not None else 0.0
    sd = None if said_sd is None else _minor(said_sd, plan.currency) * sqrt(orders)
    if measured is None:
        return PerBuyer(mean, sd)
    return PerBuyer(
        measured.mean if per_order is None else mean,
        measured.sd if sd is None else sd,
        measured.correlation,
        measured.skewness,
    )


def _order_margin(plan: Plan) -> Decimal | None:
    """What is expected wins over what is known in general."""
    if plan.expect is not None and plan.expect.order_margin is not None:
        return plan.expect.order_margin
    economics = plan.economics
    if economics.margin_per_order is not None:
        return economics.margin_per_order
    if economics.margin_rate is not None and economics.revenue is not None:
        return economics.revenue * Decimal(str(economics.margin_rate))
    return None


def _minor(amount: Decimal, currency: str | None) -> float:
    """In minor units but not rounded: an SMS may cost 4.5 fen."""
    return float(amount.scaleb(minor_digits(currency or NO_CURRENCY)))
