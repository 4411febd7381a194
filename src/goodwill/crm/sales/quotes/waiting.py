"""What waits for a person: discounts to decide about, quotes that end soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.my_day import blocks, reasons
from goodwill.crm.customers.my_day.reasons import EACH_AT_MOST, Why, own_customers
from goodwill.crm.sales.quotes import approving
from goodwill.crm.sales.quotes.models import Quote
from goodwill.language import Sentence

SOON_DAYS = 7
SHOWN_AT_MOST = 10


def enter() -> None:
    """Make them known to my day."""
    blocks.enter(
        blocks.Block(
            "approvals",
            Sentence("Discounts to decide about"),
            "check-badge",
            15,
            to_decide,
            "sales/quotes/_to_decide.html",
            "quotes.approve",
        )
    )
    reasons.enter("ending_quotes", ending_quotes)


def to_decide(person: User, today: date) -> Sequence[Quote] | None:
    """Quotes whose discount the person may approve; left out where none waits."""
    return list(approving.waiting_for(person))[:SHOWN_AT_MOST] or None


def ending_quotes(person: User, today: date) -> Iterator[Why]:
    """Quotes that the person's customers have not answered and that end within a week."""
    if not person.may("quotes.view"):
        return
    sent = Quote.objects.present().with_the_customer()
    ending = sent.filter(valid_until__gte=today, valid_until__lte=today + timedelta(SOON_DAYS))
    theirs = ending.filter(customer__in=own_customers(person)).select_related("customer")
    for quote in theirs.order_by("valid_until", "id")[:EACH_AT_MOST]:
        words = Sentence("Quote {number} ends on {day}", number=str(quote), day=quote.valid_until)
        yield Why(quote.customer, words, (quote.valid_until - today).days)


def summary(me: User) -> Sentence | None:
    """How many discounts wait for the person, or how many quotes are with customers."""
    count = len(list(approving.waiting_for(me)))
    if count:
        return Sentence("{n} discount waits for you", "{n} discounts wait for you", n=count)
    sent = Quote.objects.present().within(me.reach).with_the_customer().count()
    return Sentence("{n} is with a customer", "{n} are with customers", n=sent) if sent else None
