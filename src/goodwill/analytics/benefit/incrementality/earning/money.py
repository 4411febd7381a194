"""What a campaign brought in money, beyond what would have come anyway.

The effect per member times the members treated is the incremental margin; less the cost it is
the profit; that divided by the cost is the return (MK03). The cost is known, so the intervals
of profit and return are the margin's own, moved and stretched. Nothing is capped here: a
return has to add up to the money that was really earned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from scipy import stats

from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient, over_effect
from goodwill.analytics.benefit.incrementality.earning.spending import NO_COST
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

Outcome = Effect | AnalyticsError | None
"""An effect per member, why there is none, or that nobody asked."""


class Standing(StrEnum):
    """Whether a campaign's profit is surely above nought, surely below, or neither (MK08)."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def sentence(self) -> Sentence:
        return _STANDINGS[self]


_STANDINGS = {
    Standing.PROVEN: Sentence("proven: it brought more than it cost"),
    Standing.UNPROVEN: Sentence("unproven: it may have paid or not"),
    Standing.FAILED: Sentence("failed: it cost more than it brought"),
    Standing.UNKNOWN: Sentence("not known: cost or margin is missing"),
}


@dataclass(frozen=True)
class Returns:
    """What one arm, or a whole campaign, brought and cost. Amounts are minor units.

    Parameters
    ----------
    n_treated, contacts
        Members treated, and how many of them were contacted (None: not known).
    cost
        None where it is not known; `cost_reason` then says what is missing.
    margin, revenue, orders, buyers
        Incremental, summed over the members treated; None where they cannot be told.
    margin_reason
        Why the margin cannot be told.
    reasons
        Why `revenue`, `orders` or `buyers` cannot be told, by name.
    profit
        Incremental margin less cost.
    roi
        Profit ÷ cost; None without cost, and where the cost is 0.
    cost_per_order, cost_per_buyer
        Cost ÷ incremental orders or buyers.
    break_even_margin
        The incremental margin per treated member at which it just pays.
    break_even_buyers
        The share of members that has to buy in addition, at the control's margin per buyer.
    """

    n_treated: int
    cost: int | None
    margin: Effect | None
    revenue: Effect | None
    orders: Effect | None
    buyers: Effect | None
    profit: Effect | None
    roi: Effect | None
    cost_per_order: Quotient
    cost_per_buyer: Quotient
    break_even_margin: float | None
    break_even_buyers: float | None
    contacts: int | None = None
    margin_reason: Sentence | None = None
    roi_reason: Sentence | None = None
    cost_reason: Sentence = NO_COST
    reasons: Mapping[str, Sentence] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        if self.profit is None:
            return Standing.UNKNOWN
        if self.profit.low > 0:
            return Standing.PROVEN
        return Standing.FAILED if self.profit.high < 0 else Standing.UNPROVEN

    @property
    def gross_roi(self) -> float | None:
        """(All margin of the treated − cost) ÷ cost: attributed, not incremental."""
        if self.margin is None or not self.cost:
            return None
        return (self.margin.treated - self.cost) / self.cost


def returns(
    margin: Outcome,
    n_treated: int,
    cost: int | None,
    *,
    revenue: Outcome = None,
    orders: Outcome = None,
    buyers: Outcome = None,
    contacts: int | None = None,
    cost_reason: Sentence = NO_COST,
) -> Returns:
    """From effects per treated member to what they come to in money.

    Parameters
    ----------
    margin, revenue, orders, buyers
        Effects per member of those drawn into the arm, contacted or not. For a campaign of
        several arms, give the effect of all treated together: arms that share a control are
        not independent, and their sums cannot be added.
    n_treated
        Members drawn into the arm.
    cost
        In minor units, as `CampaignCost.of` or `.total` gives it.
    cost_reason
        Why it is not known, if it is not.

    Raises
    ------
    Undefined
        There is no treated member, or the cost is negative.
    """
    _refuse_senseless(n_treated, cost)
    total = {
        name: effect.times(n_treated) if isinstance(effect, Effect) else None
        for name, effect in _named(margin, revenue, orders, buyers).items()
    }
    profit = None if total["margin"] is None or cost is None else less(total["margin"], cost)
    per_member = None if cost is None else cost / n_treated
    return Returns(
        n_treated=n_treated,
        cost=cost,
        margin=total["margin"],
        revenue=total["revenue"],
        orders=total["orders"],
        buyers=total["buyers"],
        profit=profit,
        roi=profit.times(1 / cost) if profit and cost else None,
        cost_per_order=_per(cost, total["orders"], cost_reason),
        cost_per_buyer=_per(cost, total["buyers"], cost_reason),
        break_even_margin=per_member,
        break_even_buyers=_break_even_buyers(per_member, margin, buyers),
        contacts=contacts,
        margin_reason=_reason(margin),
        roi_reason=_roi_reason(margin, cost, cost_reason),
        cost_reason=cost_reason,
        reasons={
            name: outcome.sentence
            for name, outcome in _named(margin, revenue, orders, buyers).items()
            if isinstance(outcome, AnalyticsError)
        },
    )


def less(effect: Effect, cost: float) -> Effect:
    """An effect on money less an amount that is known; p-value of the rest being nought."""
    value = effect.value - cost
    p = float(2 * stats.t.sf(abs(value) / effect.se, effect.df)) if effect.se > 0 else 0.0
    return replace(
        effect,
        value=value,
        low=effect.low - cost,
        high=effect.high - cost,
        p=p if effect.se > 0 or value else 1.0,
        treated=effect.treated - cost,
    )


def break_even_contacts(per_contact: Effect, fixed: float, contact_cost: float) -> Quotient:
    """How many contacts it takes to earn back what is spent once, in minor units.

    Parameters
    ----------
    per_contact
        The effect on margin per contact.
    fixed
        What is spent however many are contacted.
    contact_cost
        What each contact costs beyond that.
    """
    return over_effect(
        fixed,
        less(per_contact, contact_cost),
        none=Sentence("Each contact costs more than it brings: no number of them pays."),
        unsure=Sentence(
            "Whether a contact brings more than it costs is not certain, so how many of them "
            "pay cannot be told."
        ),
    )


def _named(
    margin: Outcome, revenue: Outcome, orders: Outcome, buyers: Outcome
) -> dict[str, Outcome]:
    return {"margin": margin, "revenue": revenue, "orders": orders, "buyers": buyers}


def _refuse_senseless(n_treated: int, cost: int | None) -> None:
    if n_treated < 1:
        raise Undefined(Sentence("There is no treated member: nothing can have been brought."))
    if cost is not None and cost < 0:
        raise Undefined(
            Sentence("The campaign's cost is negative: more was taken back than spent.")
        )


def _per(cost: int | None, effect: Effect | None, cost_reason: Sentence) -> Quotient:
    if cost is None:
        return Quotient(None, reason=cost_reason)
    if effect is None:
        return Quotient(None, reason=Sentence("How many it brought is not known."))
    return over_effect(
        cost,
        effect,
        none=Sentence("It brought none in addition, so there is no cost of one."),
        unsure=Sentence(
            "It is not certain that it brought any in addition: the cost of one has no upper end."
        ),
    )


def _break_even_buyers(per_member: float | None, margin: Outcome, buyers: Outcome) -> float | None:
    if per_member is None or not isinstance(margin, Effect) or not isinstance(buyers, Effect):
        return None
    if buyers.control <= 0 or margin.control <= 0:
        return None
    return per_member * buyers.control / margin.control


def _reason(margin: Outcome) -> Sentence | None:
    if isinstance(margin, Effect):
        return None
    if margin is None:
        return Sentence(
            "The margin is not known, because no order says what its goods cost: revenue is not "
            "what was earned."
        )
    return margin.sentence


def _roi_reason(margin: Outcome, cost: int | None, cost_reason: Sentence) -> Sentence | None:
    if not isinstance(margin, Effect):
        return _reason(margin)
    if cost is None:
        return cost_reason
    if cost == 0:
        return Sentence("It cost nothing: there is no return on nothing.")
    return None
