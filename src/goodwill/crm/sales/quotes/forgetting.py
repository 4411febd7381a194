"""What quotes know of a person goes when the person is erased; the sums stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.disclosing import rooms as disclosing
from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import finding, sealing
from goodwill.crm.sales.quotes.models import Answer, Approval, OrderHandling, Quote
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

NOBODY = "—"


def enter() -> None:
    rooms.also(forget)
    disclosing.also("answers", Sentence("Answers to quotes"), tell)


def tell(customer: Customer, reach: Reach) -> Iterable[dict[str, Any]]:
    """What the person answered, and from where."""
    answers = Answer.objects.filter(Q(quote__customer=customer) | Q(quote__person=customer))
    for one in answers.select_related("quote").order_by("at", "pk"):
        told = {
            say("Quote"): str(one.quote),
            say("When"): one.at.isoformat(),
            say("Answer"): one.sort,
            say("Name"): one.name,
            say("Text"): one.text,
            say("Network address"): one.address,
            say("Device"): one.device,
        }
        yield {name: value for name, value in told.items() if value}


def forget(customer: Customer) -> None:
    """Take names, words and addresses out of the person's quotes, and the person out of others."""
    own = Quote.objects.filter(customer=customer)
    Answer.objects.filter(quote__in=own).update(name=NOBODY, text="", address="", device="")
    Approval.objects.filter(quote__in=own).update(because="", answer="")
    OrderHandling.objects.filter(order__customer=customer).update(error_note="")
    with_them = Quote.objects.filter(person=customer)
    names = {name for name in (customer.name, customer.legal_name) if name}
    Answer.objects.filter(quote__in=with_them, name__in=names).update(
        name=NOBODY, text="", address="", device=""
    )
    for quote in own:
        quote.name, quote.terms, quote.link_key, quote.custom = "", "", "", {}
        quote.save()
        sealing.empty_lines("quotes", quote.pk)
        finding.enter(quote)
    with_them.update(person=None)
