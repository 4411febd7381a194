"""Quotes for programs: lines, leave for a discount, out of the house, and what was answered."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, StrictInt, StrictStr

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.lines import Price, Quantity, product
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, made, shown
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.commerce.models import WHOLE
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.quotes import (
    answering,
    approving,
    printing,
    quoting,
    sending,
)
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.kinds import QUOTES, REASONS
from goodwill.crm.sales.quotes.models import Answer, Approval, Quote, QuoteLine
from goodwill.crm.sales.quotes.sending import Letter
from goodwill.language import Sentence

PDF = "application/pdf"
Discount = Annotated[
    StrictInt, Field(ge=0, le=WHOLE, description="In thousandths of a percent: 5 % is 5000")
]
Tax = Annotated[
    StrictInt,
    Field(
        ge=0,
        le=WHOLE,
        description="In thousandths of a percent on top; else the product's",
    ),
]
Short = Annotated[StrictStr, Field(max_length=400)]


class QuoteLineNew(Shape):
    """A line to be added; without a price, that of the price list is taken."""

    product: Id
    quantity_thousandths: Quantity
    unit_price_minor: Price | None = None
    discount_thousandths: Discount = 0
    tax_thousandths: Tax | None = None


class QuoteLineChange(Shape):
    """What shall stand in a line; what is left out stays."""

    product: Id | None = None
    quantity_thousandths: Quantity | None = None
    unit_price_minor: Price | None = None
    discount_thousandths: Discount | None = None
    tax_thousandths: Tax | None = None


class QuoteLineGiven(Given):
    """One line of a quote."""

    position: int
    product: uuid.UUID
    description: str
    quantity_thousandths: int
    list_price_minor: int
    unit_price_minor: int
    discount_thousandths: int
    tax_thousandths: int | None
    amount_minor: int = Field(description="Without tax")
    cost_minor: int | None = Field(None, description="Not there where costs are hidden")


class QuoteLines(Given):
    """The lines in their order."""

    items: list[QuoteLineGiven]


class QuoteToSend(Shape):
    """To whom a mail goes with it; without an address none leaves, and the link is handed on."""

    to: Annotated[StrictStr, Field(max_length=254)] = ""
    text: Annotated[StrictStr, Field(max_length=4_000)] = ""


class QuoteSent(Given):
    """The page on which the customer reads, accepts or declines it."""

    link: str
    status: str


class ApprovalToAsk(Shape):
    """Why this discount."""

    because: Short = ""


class ApprovalToDecide(Shape):
    """What is said to whoever asked."""

    answer: Short = ""


class ApprovalGiven(Given):
    """Who asked for leave to give which discount, and what was decided."""

    given_thousandths: int
    amount_minor: int
    asked_by: uuid.UUID
    asked_at: datetime
    because: str
    is_granted: bool | None = Field(description="None as long as nobody decided")
    decided_by: uuid.UUID | None
    decided_at: datetime | None
    answer: str


class Approvals(Given):
    """The latest first."""

    items: list[ApprovalGiven]


class QuoteAccepted(Shape):
    """Who of the customer's accepted it, by another way than the link."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=120)]
    text: Short = Field("", description="How: by phone, signed on paper")


class QuoteDeclined(Shape):
    """Why the customer does not take it."""

    reason: Annotated[StrictStr, Field(max_length=40)] = ""
    text: Annotated[StrictStr, Field(max_length=2_000)] = ""


class OrderOfQuote(Given):
    """The order that the quote became."""

    id: uuid.UUID
    number: str


class QuoteAnswer(Given):
    """What the customer answered."""

    sort: str = Field(description="accepted, declined or asked")
    name: str
    text: str
    reason: str
    at: datetime


class QuoteAnswers(Given):
    """The latest first."""

    items: list[QuoteAnswer]


def enter(offer: Offer) -> None:
    """What is done with quotes besides keeping values."""
    for add in (_lines, _add, _change, _remove, _pdf, _send, _renew, _ask, _approvals):
        add(offer)
    _decide(offer, "approve", "Grant the discount of a quote", is_granted=True)
    _decide(offer, "refuse", "Refuse the discount of a quote", is_granted=False)
    for add in (_accept, _decline, _answers, _revise, _withdraw):
        add(offer)


def _lines(offer: Offer) -> None:
    @offer(
        "GET /quotes/{uuid:id}/lines",
        "list_quote_lines",
        "The lines of a quote",
        gives={200: QuoteLines},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In their order."""
        return _told(request, found(request, QUOTES, id))


def _add(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/lines",
        "add_quote_line",
        "Add a line to a quote",
        gives={201: QuoteLines},
        takes=QuoteLineNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """All lines as they stand then; refused once the customer has it."""
        with transaction.atomic():
            quote = found(request, QUOTES, id, "change", lock=True)
            wanted = quoting.Wanted(
                product(sent.product),
                sent.quantity_thousandths,
                sent.unit_price_minor,
                sent.discount_thousandths,
                sent.tax_thousandths,
            )
            quoting.add(quote, wanted, by(request))
        return _told(request, quote, 201)


def _change(offer: Offer) -> None:
    @offer(
        "PATCH /quotes/{uuid:id}/lines/{int:position}",
        "change_quote_line",
        "Change a line of a quote",
        gives={200: QuoteLines},
        takes=QuoteLineChange,
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int, sent: Any) -> HttpResponse:
        """All lines as they stand then."""
        with transaction.atomic():
            quote = found(request, QUOTES, id, "change", lock=True)
            line = _line(quote, position)
            price, discount = sent.unit_price_minor, sent.discount_thousandths
            wanted = quoting.Wanted(
                product(sent.product) if sent.product else line.product,
                sent.quantity_thousandths or line.quantity_thousandths,
                line.unit_price_minor if price is None else price,
                line.discount_thousandths if discount is None else discount,
                line.tax_thousandths if sent.tax_thousandths is None else sent.tax_thousandths,
            )
            quoting.change(line, wanted, by(request))
        return _told(request, quote)


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /quotes/{uuid:id}/lines/{int:position}",
        "remove_quote_line",
        "Take a line out of a quote",
        gives={200: QuoteLines},
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int) -> HttpResponse:
        """The lines that are left."""
        with transaction.atomic():
            quote = found(request, QUOTES, id, "change", lock=True)
            quoting.remove(_line(quote, position), by(request))
        return _told(request, quote)


def _pdf(offer: Offer) -> None:
    @offer(
        "GET /quotes/{uuid:id}/pdf",
        "print_quote",
        "A quote on paper",
        gives={200: None},
        files=(PDF,),
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In the quote's own language."""
        quote = found(request, QUOTES, id)
        name = f"{quote.number}-{quote.revision}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(printing.pdf(quote), content_type=PDF, headers=headers)


def _send(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/send",
        "send_quote",
        "Let a quote leave the house",
        gives={200: QuoteSent},
        takes=QuoteToSend,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """As a link, and as a mail with the PDF where an address is given."""
        quote = found(request, QUOTES, id, "change")
        letter = Letter(sent.to.strip(), sent.text) if sent.to.strip() else None
        link = sending.send(quote, me(request), by(request), letter)
        return answer({"link": link, "status": quote.status})


def _renew(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/renew-link",
        "renew_quote_link",
        "A new link to a quote",
        gives={200: QuoteSent},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Those handed out before end."""
        quote = found(request, QUOTES, id, "change")
        link = sending.renew_link(quote, by(request))
        return answer({"link": link, "status": quote.status})


def _ask(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/ask-approval",
        "ask_quote_approval",
        "Ask for leave to give a discount",
        gives={200: shaping.given("quotes")},
        takes=ApprovalToAsk,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Whoever may decide is told."""
        quote = found(request, QUOTES, id, "change")
        approving.ask(quote, by(request), sent.because)
        return shown(request, quote)


def _approvals(offer: Offer) -> None:
    @offer(
        "GET /quotes/{uuid:id}/approvals",
        "list_quote_approvals",
        "Who asked for which discount, and what was decided",
        gives={200: Approvals},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The latest first."""
        quote = found(request, QUOTES, id)
        asked = quote.approvals.select_related("asked_by", "decided_by").order_by("-pk")
        return answer({"items": [_told_approval(one) for one in asked]})


def _decide(offer: Offer, word: str, words: str, *, is_granted: bool) -> None:
    @offer(
        f"POST /quotes/{{uuid:id}}/{word}",
        f"{word}_quote",
        words,
        gives={200: shaping.given("quotes")},
        takes=ApprovalToDecide,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Not by whoever asked; they are told."""
        quote = found(request, QUOTES, id)
        must(request, "quotes.approve")
        approving.decide(quote, by(request), is_granted=is_granted, answer=sent.answer)
        return shown(request, quote)


def _accept(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/accept",
        "accept_quote",
        "The customer accepted a quote by another way than the link",
        gives={200: OrderOfQuote},
        takes=QuoteAccepted,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """It becomes an order. Asked again, it is the same order."""
        quote = found(request, QUOTES, id, "change")
        order = answering.accept(quote, Said(sent.name, text=sent.text), by(request))
        return answer({"id": order.public_id, "number": order.number})


def _decline(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/decline",
        "decline_quote",
        "The customer declined a quote by another way than the link",
        gives={200: shaping.given("quotes")},
        takes=QuoteDeclined,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """With a reason where they gave one."""
        quote = found(request, QUOTES, id, "change")
        if sent.reason and sent.reason not in REASONS:
            words = Sentence("Choose one of the reasons, so that they can be counted.")
            raise Invalid([Wrong("reason", words)])
        answering.decline(quote, Said("", text=sent.text, reason=sent.reason), by(request))
        return shown(request, Quote.objects.get(pk=quote.pk))


def _answers(offer: Offer) -> None:
    @offer(
        "GET /quotes/{uuid:id}/answers",
        "list_quote_answers",
        "What the customer answered to a quote",
        gives={200: QuoteAnswers},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Questions too; the latest first."""
        quote = found(request, QUOTES, id)
        held = quote.answers.order_by("-at", "-pk")
        return answer({"items": [_told_answer(one) for one in held]})


def _revise(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/revise",
        "revise_quote",
        "A new revision takes the place of a quote",
        gives={201: shaping.given("quotes")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """With the same lines, to be changed; the link to the one before says so."""
        quote = found(request, QUOTES, id, "change")
        return made(request, QUOTES, quoting.revise(quote, by(request)))


def _withdraw(offer: Offer) -> None:
    @offer(
        "POST /quotes/{uuid:id}/withdraw",
        "withdraw_quote",
        "Take a quote back before it is accepted",
        gives={200: shaping.given("quotes")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The quote as it stands then."""
        quote = found(request, QUOTES, id, "change")
        quoting.withdraw(quote, by(request))
        return shown(request, quote)


def _line(quote: Quote, position: int) -> QuoteLine:
    line = quote.lines.select_related("product").filter(position=position).first()
    if line is None:
        raise OutOfReach
    line.quote = quote
    return line


def _told(request: HttpRequest, quote: Quote, status: int = 200) -> HttpResponse:
    lines, reach = quote.lines.select_related("product").order_by("position"), me(request).reach
    return answer({"items": [_told_line(one, reach) for one in lines]}, status)


def _told_line(line: QuoteLine, reach: Reach) -> dict[str, Any]:
    told = {
        "position": line.position,
        "product": line.product.public_id,
        "description": line.description,
        "quantity_thousandths": line.quantity_thousandths,
        "list_price_minor": line.list_price_minor,
        "unit_price_minor": line.unit_price_minor,
        "discount_thousandths": line.discount_thousandths,
        "tax_thousandths": line.tax_thousandths,
        "amount_minor": line.amount_minor,
    }
    if reach.sees("products", "unit_cost_minor"):
        told["cost_minor"] = line.cost_minor
    return told


def _told_approval(one: Approval) -> dict[str, Any]:
    return {
        "given_thousandths": one.given_thousandths,
        "amount_minor": one.amount_minor,
        "asked_by": one.asked_by.public_id,
        "asked_at": plain(one.asked_at),
        "because": one.because,
        "is_granted": one.is_granted,
        "decided_by": one.decided_by.public_id if one.decided_by else None,
        "decided_at": plain(one.decided_at) if one.decided_at else None,
        "answer": one.answer,
    }


def _told_answer(one: Answer) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("sort", "name", "text", "reason")}
    return {**told, "at": plain(one.at)}
