"""What the first page of Data says of duplicates and of quality."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.exchange.cards import Card
from goodwill.crm.exchange.quality.models import Measure
from goodwill.language import Sentence

COUNTED = 1000


def waiting(me: User) -> Sentence | None:
    """How many pairs wait for this person."""
    n = Suspicion.objects.within(me.reach).waiting()[:COUNTED].count()
    return Sentence("{n} pair waits.", "{n} pairs wait.", n=n) if n else None


def measured(me: User) -> Sentence | None:
    """How complete customers are."""
    rows = Measure.objects.filter(source="", aspect="complete")
    last = rows.order_by("-on").values_list("on", flat=True).first()
    if last is None:
        return None
    counts = [*rows.filter(on=last).values_list("good", "of")]
    of = sum(of for _, of in counts)
    share = sum(good for good, _ in counts) * 100 // of if of else 0
    return Sentence("{share} % complete.", share=share)


CARDS = (
    Card(
        "duplicates",
        Sentence("Duplicates"),
        Sentence("Customers that may be entered twice, to be merged or kept apart."),
        "document-duplicate",
        "duplicates",
        "customers.merge",
        waiting,
        place=40,
    ),
    Card(
        "quality",
        Sentence("Quality"),
        Sentence("How complete, valid, fresh and unique what is known of customers is."),
        "check-badge",
        "quality",
        "data.manage",
        measured,
        place=60,
    ),
)
