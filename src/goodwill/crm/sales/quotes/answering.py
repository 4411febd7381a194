"""What customers answer behind the link: yes, no, or a question. A yes becomes an order, once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Refused
from goodwill.crm.sales.opportunities import closing
from goodwill.crm.sales.quotes import becoming
from goodwill.crm.sales.quotes.errors import BadQuote, NoLongerOpen, expired
from goodwill.crm.sales.quotes.kinds import REASONS
from goodwill.crm.sales.quotes.models import Answer, Quote
from goodwill.crm.ui.showing import money
from goodwill.language import Sentence

MOST_QUESTIONS = 20
LONGEST = 4_000


@dataclass(frozen=True)
class Said:
    """Who answered, from where, and what they wrote."""

    name: str
    address: str = ""
    device: str = ""
    text: str = ""
    reason: str = ""


def accept(quote: Quote, said: Said, actor: Actor | None = None) -> Order:
    """The customer takes the offer: it becomes an order. Asked again, it is the same order.

    Raises
    ------
    NoLongerOpen
        If it ended, was declined, replaced or withdrawn meanwhile.
    BadQuote
        If nobody says who accepts it.
    """
    if not said.name.strip():
        raise BadQuote(Sentence("Type your name: that is how you accept."))
    by = actor or Actor(None, "link")
    with transaction.atomic():
        fresh = _held(quote)
        if fresh.order is not None:
            return fresh.order
        _must_be_open(fresh)
        answer = _keep(fresh, Answer.Sort.ACCEPTED, said, fingerprint=fingerprint(fresh))
        order = becoming.order_of(fresh, answer.at, by)
        changing.change(quote, {"status": Quote.Status.ACCEPTED, "order": order}, by)
        _note_answered(quote, answer)
        _win(fresh, by)
        words = Sentence(
            "{name} accepted quote {number} over {amount}",
            name=answer.name,
            number=str(quote),
            amount=money(quote.amount_minor, quote.currency),
        )
        _tell(quote, answer, words, by)
    return order


def decline(quote: Quote, said: Said, actor: Actor | None = None) -> None:
    """The customer does not take it, and may say why.

    Raises
    ------
    NoLongerOpen
        If it was answered already, or is no longer open.
    """
    by = actor or Actor(None, "link")
    with transaction.atomic():
        fresh = _held(quote)
        if fresh.status == Quote.Status.DECLINED:
            return
        _must_be_open(fresh, even_expired=True)
        answer = _keep(fresh, Answer.Sort.DECLINED, said)
        values = {"status": Quote.Status.DECLINED, "declined_because": answer.reason}
        changing.change(quote, values, by)
        _note_answered(quote, answer)
        _tell(quote, answer, _declined(quote, answer), by)


def ask(quote: Quote, said: Said) -> None:
    """The customer wants to know something, or wants a new offer.

    Raises
    ------
    BadQuote
        If there is no question, or too many wait already.
    """
    if not said.text.strip():
        raise BadQuote(Sentence("Write your question first."))
    with transaction.atomic():
        fresh = _held(quote)
        if fresh.answers.filter(sort=Answer.Sort.ASKED).count() >= MOST_QUESTIONS:
            raise BadQuote(
                Sentence("Many questions wait already. Please call us, or answer our mail.")
            )
        answer = _keep(fresh, Answer.Sort.ASKED, said)
        words = Sentence(
            "{name} asks about quote {number}", name=answer.name or "—", number=str(quote)
        )
        _tell(quote, answer, words, Actor(None, "link"))


def fingerprint(quote: Quote) -> str:
    """A hash of what the customer read: whoever has the PDF can be shown that nothing changed."""
    lines = quote.lines.order_by("position").values_list(
        "position", "description", "quantity_thousandths", "unit_price_minor",
        "discount_thousandths", "tax_thousandths", "amount_minor",
    )  # fmt: skip
    content: list[Any] = [quote.number, quote.revision, str(quote.customer.public_id)]
    content += [quote.currency, quote.discount_thousandths, quote.amount_minor, quote.tax_minor]
    content += [quote.valid_until.isoformat(), quote.terms, [list(line) for line in lines]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _held(quote: Quote) -> Quote:
    """The quote as it stands now; nobody else answers it meanwhile."""
    held: Quote = Quote.objects.select_for_update().get(pk=quote.pk)
    return held


def _must_be_open(quote: Quote, *, even_expired: bool = False) -> None:
    if quote.status == Quote.Status.EXPIRED and not even_expired:
        raise expired(quote.valid_until)
    if quote.status not in (Quote.Status.SENT, Quote.Status.EXPIRED):
        raise NoLongerOpen(_WHY.get(quote.status, _CLOSED))
    if quote.answers.filter(sort=Answer.Sort.ACCEPTED).exists():
        raise NoLongerOpen(_WHY[Quote.Status.ACCEPTED])
    if not even_expired and quote.valid_until < timezone.localdate():
        raise expired(quote.valid_until)


def _keep(quote: Quote, sort: Answer.Sort, said: Said, *, fingerprint: str = "") -> Answer:
    return Answer.objects.create(
        quote=quote,
        sort=sort,
        name=said.name.strip()[:120],
        text=said.text.strip()[:LONGEST],
        reason=said.reason if said.reason in REASONS else "",
        address=said.address[:64],
        device=said.device[:240],
        fingerprint=fingerprint,
    )


def _win(quote: Quote, by: Actor) -> None:
    """The opportunity is won, unless its pipeline asks for more before it counts as won."""
    if quote.opportunity is None or not quote.opportunity.is_open:
        return
    try:
        with transaction.atomic():
            closing.win(quote.opportunity, by, amount_minor=quote.amount_minor)
    except Refused:
        return


def _note_answered(quote: Quote, answer: Answer) -> None:
    Quote.objects.filter(pk=quote.pk).update(answered_at=answer.at)
    quote.answered_at = answer.at


def _declined(quote: Quote, answer: Answer) -> Sentence:
    if answer.reason:
        reason = REASONS[answer.reason]
        return Sentence("Quote {number} was declined: {reason}", number=str(quote), reason=reason)
    return Sentence("Quote {number} was declined", number=str(quote))


def _tell(quote: Quote, answer: Answer, words: Sentence, by: Actor) -> None:
    """Into the timeline, and to whoever made the quote."""
    sort = "order" if answer.sort == Answer.Sort.ACCEPTED else "message"
    tell(
        quote.customer,
        sort,
        words,
        actor=by,
        about=quote,
        body=answer.text,
        is_inbound=True,
    )
    whom = {one.pk: one for one in (quote.owner, quote.customer.owner) if one and one.is_active}
    key = f"answer:{answer.public_id}"
    told = telling.news(Notice.Sort.OTHER, words, quote, key=key, by=by.user)
    telling.tell(whom.values(), told)


_CLOSED = Sentence("This offer is no longer open.")
_WHY: dict[str, Sentence] = {
    Quote.Status.REPLACED: Sentence(
        "This offer was replaced by a newer one. Please use the link to that."
    ),
    Quote.Status.WITHDRAWN: Sentence("This offer was withdrawn."),
    Quote.Status.DECLINED: Sentence("This offer was declined. Ask for a new one below."),
    Quote.Status.ACCEPTED: Sentence("This offer was accepted already. Thank you."),
}
