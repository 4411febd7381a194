"""What the rest of the CRM finds segments by."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.customers import cards as of_customers
from goodwill.crm.customers.disclosing import rooms as disclosing
from goodwill.crm.customers.erasing import rooms as erasing
from goodwill.crm.records import kinds
from goodwill.crm.records.editing import saving
from goodwill.crm.records.lists import belonging, besides
from goodwill.crm.value import cards
from goodwill.crm.value.cards import Card
from goodwill.crm.value.scoring import afterwards
from goodwill.crm.value.segmenting import keeping, known
from goodwill.crm.value.segmenting.conditions import Group
from goodwill.crm.value.segmenting.kinds import SEGMENTS
from goodwill.crm.value.segmenting.membership import SEGMENTS_OF_CUSTOMERS
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import Sentence


def enter() -> None:
    """Make segments known: their kind, their card, what lists may ask, and what customers do."""
    known.enter()
    kinds.enter(SEGMENTS)
    belonging.enter("customers", SEGMENTS_OF_CUSTOMERS)
    besides.enter("customers", TO_SEGMENT)
    saving.leave_to(
        SEGMENTS.word,
        create=lambda values, by: keeping.make(values, Group(), by),
        change=keeping.change,
    )
    cards.enter(CARD)
    of_customers.enter(CARD_OF_CUSTOMERS)
    erasing.also(keeping.forget)
    disclosing.also("segments", SEGMENTS.many, keeping.known_of)
    afterwards.also(keeping.after_valuation)


def summary(me: User) -> Sentence | None:
    """How many segments the person sees."""
    n = Segment.objects.present().within(me.reach).count()
    return Sentence("{n} segment", "{n} segments", n=n) if n else None


CARD = Card(
    "segments",
    Sentence("Customer segments"),
    Sentence("Customers who have something in common: who they are, what they do, their worth."),
    "user-group",
    "segments",
    "segments.view",
    summary,
    place=30,
)
TO_SEGMENT = besides.Deed(
    "segment_put", Sentence("To a segment …"), "user-group", "segments.change"
)
CARD_OF_CUSTOMERS = of_customers.Card(
    "segments_of_customer", SEGMENTS.many, "segments.view", place=45, style="value/segments.css"
)
