"""What a campaign brought as figures, each with its receipt.

All are of grade A where the arms were drawn at random. What is attributed and not
incremental is called so in its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from goodwill.analytics.benefit.incrementality.earning.money import Returns
from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient
from goodwill.analytics.figure import Definition, Figure, Grade, Unit, major, money, ratio
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

UPLIFT = Definition(
    "MK02",
    1,
    Sentence("Incremental uplift"),
    Sentence("How many more of the treated members bought than of those left alone, in points."),
    Sentence("share of buyers among the treated − share of buyers in the hold-out"),
    Unit.SHARE,
)
ROI = Definition(
    "MK03",
    1,
    Sentence("Incremental return on the campaign's cost"),
    Sentence(
        "What each unit of money spent brought beyond itself, counting only margin that would "
        "not have come anyway."
    ),
    Sentence("(incremental margin − cost) ÷ cost"),
    Unit.SHARE,
)
GROSS_ROI = Definition(
    "gross_campaign_roi",
    1,
    Sentence("Gross return on the campaign's cost (attributed, not incremental)"),
    Sentence(
        "The return if all that treated members bought were due to the campaign. Most of it "
        "would have come anyway: shown only beside the incremental one."
    ),
    Sentence("(margin of all treated members − cost) ÷ cost"),
    Unit.SHARE,
)
INCREMENTAL_MARGIN = Definition(
    "incremental_margin",
    1,
    Sentence("Incremental margin"),
    Sentence("The margin that the campaign brought beyond what would have come anyway."),
    Sentence("(margin per treated member − margin per hold-out member) × treated members"),
    Unit.MONEY,
)
INCREMENTAL_REVENUE = Definition(
    "incremental_revenue",
    1,
    Sentence("Incremental revenue"),
    Sentence("The revenue, net of returns, beyond what would have come anyway. Not earnings."),
    Sentence("(revenue per treated member − revenue per hold-out member) × treated members"),
    Unit.MONEY,
)
INCREMENTAL_ORDERS = Definition(
    "incremental_orders",
    1,
    Sentence("Incremental orders"),
    Sentence("The orders beyond those that would have come anyway."),
    Sentence("(orders per treated member − orders per hold-out member) × treated members"),
    Unit.ORDERS,
)
INCREMENTAL_BUYERS = Definition(
    "incremental_buyers",
    1,
    Sentence("Incremental buyers"),
    Sentence("The members who bought and would not have bought otherwise."),
    Sentence("(share of buyers treated − share of buyers in the hold-out) × treated members"),
    Unit.CUSTOMERS,
)
COST = Definition(
    "campaign_cost",
    1,
    Sentence("Cost of the campaign"),
    Sentence("All that was spent on it, contacts included; discounts are in the margin already."),
    Sentence("cost entries + contacts × cost of a contact"),
    Unit.MONEY,
)
PROFIT = Definition(
    "incremental_profit",
    1,
    Sentence("Incremental profit"),
    Sentence("What the campaign brought beyond what would have come anyway and beyond its cost."),
    Sentence("incremental margin − cost"),
    Unit.MONEY,
)
COST_PER_ORDER = Definition(
    "cost_per_incremental_order",
    1,
    Sentence("Cost per incremental order"),
    Sentence("What one more order cost. Orders that would have come anyway do not count."),
    Sentence("cost ÷ incremental orders"),
    Unit.MONEY,
)
COST_PER_BUYER = Definition(
    "cost_per_incremental_buyer",
    1,
    Sentence("Cost per incremental buyer"),
    Sentence("What one more buyer cost. Those who would have bought anyway do not count."),
    Sentence("cost ÷ incremental buyers"),
    Unit.MONEY,
)
BREAK_EVEN_MARGIN = Definition(
    "break_even_margin",
    1,
    Sentence("Break-even margin per member"),
    Sentence("The incremental margin per treated member at which the campaign just pays."),
    Sentence("cost ÷ treated members"),
    Unit.MONEY,
)
BREAK_EVEN_UPLIFT = Definition(
    "break_even_uplift",
    1,
    Sentence("Break-even uplift"),
    Sentence("The uplift at which the campaign just pays, if a buyer brings what he did before."),
    Sentence("break-even margin per member ÷ margin per buyer of the hold-out"),
    Unit.SHARE,
)
CONTACT_RATE = Definition(
    "contact_rate",
    1,
    Sentence("Contact rate"),
    Sentence("How many of the members drawn into an arm were really contacted."),
    Sentence("members contacted ÷ members drawn"),
    Unit.SHARE,
)

DEFINITIONS = (
    *(UPLIFT, ROI, GROSS_ROI, INCREMENTAL_MARGIN, INCREMENTAL_REVENUE, INCREMENTAL_ORDERS),
    *(INCREMENTAL_BUYERS, COST, PROFIT, COST_PER_ORDER, COST_PER_BUYER, BREAK_EVEN_MARGIN),
    *(BREAK_EVEN_UPLIFT, CONTACT_RATE),
)


@dataclass(frozen=True)
class Receipt:
    """What every figure of one arm or campaign has in common."""

    currency: str
    as_of: date
    grade: Grade = Grade.RANDOM_HOLDOUT
    cut: Mapping[str, str] = field(default_factory=dict)
    part: Sentence | None = None

    def common(self, n: int) -> dict[str, Any]:
        shared = {"grade": self.grade, "cut": self.cut, "part": self.part}
        return {"as_of": self.as_of, "n": n, **shared}


def figures(found: Returns, receipt: Receipt, uplift: Effect | None = None) -> tuple[Figure, ...]:
    """Every figure of what an arm or campaign brought; those that cannot be told say why.

    Parameters
    ----------
    uplift
        The effect on the share of buyers, per member, for MK02.
    """
    n = found.n_treated
    return (
        *((share_figure(UPLIFT, uplift, receipt),) if uplift else ()),
        _count_figure(INCREMENTAL_BUYERS, found.buyers, n, receipt, found.reasons.get("buyers")),
        _count_figure(INCREMENTAL_ORDERS, found.orders, n, receipt, found.reasons.get("orders")),
        effect_figure(INCREMENTAL_REVENUE, found.revenue, n, receipt, found.reasons.get("revenue")),
        effect_figure(INCREMENTAL_MARGIN, found.margin, n, receipt, found.margin_reason),
        amount_figure(COST, found.cost, n, receipt, found.cost_reason),
        effect_figure(PROFIT, found.profit, n, receipt, found.margin_reason or found.cost_reason),
        roi_figure(found, receipt),
        _gross_roi_figure(found, receipt),
        quotient_figure(COST_PER_ORDER, found.cost_per_order, n, receipt),
        quotient_figure(COST_PER_BUYER, found.cost_per_buyer, n, receipt),
        amount_figure(BREAK_EVEN_MARGIN, found.break_even_margin, n, receipt, found.cost_reason),
        _break_even_uplift_figure(found, receipt),
    )


def share_figure(definition: Definition, effect: Effect, receipt: Receipt) -> Figure:
    """An effect per member on a share, in points; or any other effect without unit."""
    return Figure(
        definition,
        effect.value,
        low=effect.low,
        high=effect.high,
        level=effect.level,
        method=effect.method,
        **receipt.common(effect.n_treated + effect.n_control),
    )


def effect_figure(
    definition: Definition,
    effect: Effect | None,
    n: int,
    receipt: Receipt,
    reason: Sentence | None = None,
) -> Figure:
    """An effect on money, summed over the members treated, in minor units."""
    if effect is None:
        return Figure(
            definition,
            None,
            currency=receipt.currency,
            reason=reason or Sentence("It was not measured."),
            **receipt.common(n),
        )
    low, high = (major(round(end), receipt.currency) for end in (effect.low, effect.high))
    return money(
        definition,
        round(effect.value),
        receipt.currency,
        low=low,
        high=high,
        level=effect.level,
        method=effect.method,
        **receipt.common(effect.n_treated + effect.n_control),
    )


def amount_figure(
    definition: Definition, minor: float | None, n: int, receipt: Receipt, reason: Sentence
) -> Figure:
    """A known amount in minor units, or why it is not known."""
    told = None if minor is None else round(minor)
    more = receipt.common(n) | ({"reason": reason} if told is None else {})
    return money(definition, told, receipt.currency, **more)


def quotient_figure(definition: Definition, found: Quotient, n: int, receipt: Receipt) -> Figure:
    """An amount per order or buyer; without numbers where the interval has no upper end."""
    if found.value is None or found.low is None or found.high is None:
        return amount_figure(
            definition, None, n, receipt, found.reason or Sentence("It was not measured.")
        )
    low, high = (major(round(end), receipt.currency) for end in (found.low, found.high))
    method = Sentence("The cost divided by the effect and by both ends of its interval.")
    return money(
        definition,
        round(found.value),
        receipt.currency,
        low=low,
        high=high,
        level=0.95,
        method=method,
        **receipt.common(n),
    )


def roi_figure(found: Returns, receipt: Receipt) -> Figure:
    """MK03 with its interval, or why there is none."""
    common = receipt.common(found.n_treated)
    if found.roi is None or found.profit is None or not found.cost:
        return Figure(ROI, None, reason=found.roi_reason, **common)
    method = Sentence(
        "{effect} Summed over the treated members, less the cost, divided by the cost, which is "
        "taken as known. Standing: {standing}.",
        effect=found.roi.method,
        standing=found.standing.sentence,
    )
    return ratio(
        ROI,
        major(round(found.profit.value), receipt.currency),
        major(found.cost, receipt.currency),
        low=found.roi.low,
        high=found.roi.high,
        level=found.roi.level,
        method=method,
        **common,
    )


def _gross_roi_figure(found: Returns, receipt: Receipt) -> Figure:
    common = receipt.common(found.n_treated) | {"grade": None}
    if found.margin is None or not found.cost:
        return Figure(GROSS_ROI, None, reason=found.roi_reason, **common)
    above = major(round(found.margin.treated) - found.cost, receipt.currency)
    method = Sentence("Attributed, not incremental: the hold-out is not looked at.")
    return ratio(GROSS_ROI, above, major(found.cost, receipt.currency), method=method, **common)


def _break_even_uplift_figure(found: Returns, receipt: Receipt) -> Figure:
    value = found.break_even_buyers
    reason = None
    if value is None:
        reason = Sentence(
            "It takes the cost and a positive margin per buyer of the hold-out to tell it."
        )
    return Figure(BREAK_EVEN_UPLIFT, value, reason=reason, **receipt.common(found.n_treated))


def _count_figure(
    definition: Definition,
    effect: Effect | None,
    n: int,
    receipt: Receipt,
    reason: Sentence | None = None,
) -> Figure:
    if effect is None:
        reason = reason or Sentence("It was not measured.")
        return Figure(definition, None, reason=reason, **receipt.common(n))
    return share_figure(definition, effect, receipt)
