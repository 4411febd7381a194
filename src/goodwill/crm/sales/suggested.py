"""What is suggested for a customer, taken up as an opportunity."""

from __future__ import annotations

from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import opening
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.suggesting import deciding
from goodwill.crm.value.suggesting.suggestions import Suggestion
from goodwill.language import Sentence

SOLD = ("offer:", "contract:")


def enter() -> None:
    """Offers and contracts that end can become opportunities."""
    deciding.enter(
        deciding.Way(
            "opportunity",
            Sentence("Open an opportunity"),
            "plus",
            "opportunities.create",
            open_,
            lambda suggestion: suggestion.word.startswith(SOLD),
        )
    )


def open_(customer: Customer, suggestion: Suggestion, actor: Actor) -> Opportunity:
    """An opportunity named for what is suggested; whoever takes it up owns it.

    Raises
    ------
    NoPipeline
        If there is none to begin in.
    """
    name = say(Sentence("{what}: {customer}", what=suggestion.does, customer=customer.name))
    values = {"name": name[:200], "customer": customer}
    product = Product.objects.present().filter(public_id=suggestion.product or None).first()
    return opening.open_({**values, **({"product": product} if product else {})}, actor)
