"""What cannot be true of a quote, whoever writes it."""

from __future__ import annotations

from goodwill.crm.commerce.models import WHOLE
from goodwill.crm.sales.quotes.errors import BadQuote, NotFree
from goodwill.crm.sales.quotes.models import Quote
from goodwill.language import Sentence

CONTENT = frozenset(
    {
        "customer",
        "name",
        "quoted_on",
        "valid_until",
        "language",
        "currency",
        "discount_thousandths",
        "list_minor",
        "amount_minor",
        "tax_minor",
        "terms",
    }
)
"""What the customer reads: it stays as it was once they have it."""


def judge(quote: Quote, names: frozenset[str]) -> None:
    """Refuse a quote that cannot be.

    Raises
    ------
    BadQuote
        If it ends before it begins or gives more than all away.
    NotFree
        If what the customer has read already would change.
    """
    if quote.pk is not None and names & CONTENT and not quote.is_free:
        raise NotFree(quote.number)
    if names & {"valid_until", "quoted_on"} and quote.valid_until < quote.quoted_on:
        raise BadQuote(Sentence("A quote is valid at least until the day it is made."))
    if quote.discount_thousandths > WHOLE:
        raise BadQuote(Sentence("A discount is at most 100 %."))
    if "currency" in names and quote.pk is not None and quote.lines.exists():
        raise BadQuote(
            Sentence("Its lines have prices in another currency. Remove them, or make a new quote.")
        )
