"""A quote leaves the house: as a link that somebody hands on, or by mail with the PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.consenting import may_contact
from goodwill.crm.customers.models import ContactPoint
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes import linking, printing
from goodwill.crm.sales.quotes.approving import limit_for, needs_approval
from goodwill.crm.sales.quotes.errors import (
    BadQuote,
    NeedsApproval,
    NoAddress,
    NotFree,
    NothingOffered,
    expired,
)
from goodwill.crm.sales.quotes.models import Quote
from goodwill.crm.ui import speaking
from goodwill.crm.ui.showing import money, quantity
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@dataclass(frozen=True)
class Letter:
    """To whom a quote goes by mail, and what is said with it."""

    to: str
    text: str = ""


def send(quote: Quote, person: User, actor: Actor, letter: Letter | None = None) -> str:
    """Let the quote leave the house; the link on which the customer answers.

    Raises
    ------
    NothingOffered
        If it has no lines.
    NeedsApproval
        If the discount is above what the person gives alone.
    NotFree
        If it was answered or replaced.
    NoLongerOpen
        If it is no longer valid today.
    NoAddress
        If the letter's address is none, or the customer wants no mail.
    """
    with transaction.atomic():
        fresh = Quote.objects.select_for_update().get(pk=quote.pk)
        _may_leave(fresh, person)
        if letter:
            _refuse_bad_address(fresh, letter.to)
        if fresh.status != Quote.Status.SENT:
            quote.link_key = linking.new_key()
            now = timezone.now()
            Quote.objects.filter(pk=quote.pk).update(link_key=quote.link_key, sent_at=now)
            changing.change(quote, {"status": Quote.Status.SENT}, actor)
        _tell(quote, actor, letter)
        if letter:
            post.enqueue(quote.pk, letter.to, letter.text, person.pk)
    return linking.address(quote)


def renew_link(quote: Quote, actor: Actor) -> str:
    """A new link; those handed out before end.

    Raises
    ------
    BadQuote
        If the quote is not with the customer.
    """
    with transaction.atomic():
        fresh = Quote.objects.select_for_update().get(pk=quote.pk)
        if fresh.status != Quote.Status.SENT:
            raise BadQuote(Sentence("Only a quote that was sent has a link."))
        Quote.objects.filter(pk=quote.pk).update(link_key=linking.new_key())
        quote.refresh_from_db()
    return linking.address(quote)


def mailbox_of(quote: Quote) -> str:
    """The e-mail address that the quote would go to: the person's, or the customer's own."""
    for whom in (quote.person_id, quote.customer_id):
        points = ContactPoint.objects.present().filter(
            customer_id=whom, sort="email", invalid_since=None
        )
        found = points.order_by("-is_primary", "pk").values_list("value", flat=True).first()
        if whom and found:
            return str(found)
    return ""


@task()
def post(quote_id: int, to: str, text: str, person_id: int) -> None:
    """Send the mail with the PDF and the link."""
    quote = Quote.objects.select_related("customer", "person", "owner").get(pk=quote_id)
    if quote.status != Quote.Status.SENT:
        return
    person = User.objects.get(pk=person_id)
    with speaking.to(quote.language):
        mail = _mail(quote, to, text, person)
    mail.attach(f"{quote.number}-{quote.revision}.pdf", printing.pdf(quote), "application/pdf")
    mail.send()


def _mail(quote: Quote, to: str, text: str, person: User) -> EmailMessage:
    offered = say(
        "Our offer {number} over {amount} is open until {day}.",
        number=str(quote),
        amount=money(quote.total_minor, quote.currency),
        day=quote.valid_until,
    )
    here = say("Here you read it, ask about it and accept it:")
    signed = f"{person.name}\n{company().name}"
    parts = [text.strip(), offered, here, linking.address(quote), signed]
    subject = say("Quotation {number} by {company}", number=str(quote), company=company().name)
    body = "\n\n".join(part for part in parts if part)
    return EmailMessage(subject, body, to=[to], reply_to=[person.email])


def _may_leave(quote: Quote, person: User) -> None:
    if quote.status not in (*Quote.FREE, Quote.Status.SENT):
        raise NotFree(quote.number)
    if not quote.lines.exists():
        raise NothingOffered
    if quote.valid_until < timezone.localdate():
        raise expired(quote.valid_until)
    is_new = quote.status != Quote.Status.SENT
    if is_new and needs_approval(quote, person):
        limit = limit_for(quote, person)
        raise NeedsApproval(quantity(quote.given_thousandths), quantity(limit))


def _refuse_bad_address(quote: Quote, to: str) -> None:
    try:
        validate_email(to)
    except ValidationError:
        raise NoAddress(Sentence("{address} is no e-mail address.", address=to)) from None
    allowed = may_contact(quote.person or quote.customer, "personal", "email")
    if not allowed.is_allowed:
        raise NoAddress(allowed.because)


def _tell(quote: Quote, actor: Actor, letter: Letter | None) -> None:
    amount = money(quote.amount_minor, quote.currency)
    sent = Sentence("Quote {number} over {amount} sent", number=str(quote), amount=amount)
    sort, channel = ("email", "email") if letter else ("system", "")
    tell(quote.customer, sort, sent, actor=actor, about=quote, channel=channel)
