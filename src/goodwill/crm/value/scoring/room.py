"""What the room enters when Django starts."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.customers import cards as of_customers
from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import kinds
from goodwill.crm.value import cards
from goodwill.crm.value.cards import Card
from goodwill.crm.value.scoring import running
from goodwill.crm.value.scoring.kinds import SCORES
from goodwill.crm.value.scoring.models import Score
from goodwill.language import Sentence


def enter() -> None:
    kinds.extend("customers", *SCORES)
    of_customers.enter(CARD_OF_CUSTOMERS)
    cards.enter(CARD)
    rooms.also(forget)


def forget(customer: Customer) -> None:
    """What was worked out of a person goes with them."""
    Score.objects.filter(customer=customer).delete()


def summary(me: User) -> Sentence | None:
    """As of when customers are valued."""
    last = running.latest()
    if last is None:
        return Sentence("Not valued yet.")
    return Sentence(
        "{n} customer as of {day}.", "{n} customers as of {day}.", n=last.customers, day=last.as_of
    )


CARD_OF_CUSTOMERS = of_customers.Card(
    "customer_worth",
    Sentence("What they are worth"),
    "customers.view",
    place=5,
    style="value/worth.css",
)
CARD = Card(
    "valuations",
    Sentence("Valuations"),
    Sentence("When all customers were valued, by which model, and what could not be told."),
    "calculator",
    "valuations",
    ("value.see", "value.manage"),
    summary,
    place=90,
)
