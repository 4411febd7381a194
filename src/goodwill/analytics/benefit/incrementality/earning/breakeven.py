"""What a contact may cost, and how many of them it takes, until a campaign just pays."""

from __future__ import annotations

from typing import Any

from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.figure import Definition, Figure, Unit, major
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

CONTACT_PRICE = Definition(
    "break_even_contact_cost",
    1,
    Sentence("What a contact may cost at most"),
    Sentence("The cost per contact, everything shared out, at which the campaign just pays."),
    Sentence("incremental margin ÷ contacts"),
    Unit.MONEY,
)
CONTACTS = Definition(
    "break_even_contacts",
    1,
    Sentence("Contacts until it pays"),
    Sentence("How many contacts it takes until their margin covers what they and all else cost."),
    Sentence("costs that no contact adds to ÷ (margin per contact − cost of a contact)"),
    Unit.CUSTOMERS,
)
DEFINITIONS = (CONTACT_PRICE, CONTACTS)


def contact_price_figure(margin: Effect, contacts: int, receipt: Receipt) -> Figure:
    """Incremental margin per contact.

    Parameters
    ----------
    margin
        Summed over the members treated, in minor units.
    contacts
        Made; at least one.
    """
    each = margin.times(1 / contacts)
    value, low, high = (
        major(round(end), receipt.currency) for end in (each.value, each.low, each.high)
    )
    told: dict[str, Any] = {"level": each.level, "method": margin.method}
    told |= receipt.common(margin.n_treated + margin.n_control)
    return Figure(CONTACT_PRICE, value, low=low, high=high, currency=receipt.currency, **told)


def contacts_figure(
    margin: Effect, contacts: int, *, contact_cost: float, fixed: float, receipt: Receipt
) -> Figure:
    """How many contacts cover the fixed cost, or why that cannot be told.

    Parameters
    ----------
    contact_cost, fixed
        What one more contact costs, and what is spent whatever their number; minor units.
    """
    common = receipt.common(margin.n_treated + margin.n_control)
    value, low, high = (
        end / contacts - contact_cost for end in (margin.value, margin.low, margin.high)
    )
    if high <= 0:
        reason = Sentence("A contact surely brings less than it costs: no number of them pays.")
        return Figure(CONTACTS, None, reason=reason, **common)
    if low <= 0:
        reason = Sentence(
            "It is not sure that a contact brings more than it costs, so it cannot be told how "
            "many it takes."
        )
        return Figure(CONTACTS, None, reason=reason, **common)
    method = Sentence("The fixed cost divided by the gain of a contact and both ends of it.")
    told: dict[str, Any] = {"level": margin.level, "method": method} | common
    return Figure(CONTACTS, fixed / value, low=fixed / high, high=fixed / low, **told)
