"""A quote from draft to answer, on one page; who gives how much; how orders went through."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.quotes import answering, approving, linking, printing, quoting, sending
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.errors import NotFree
from goodwill.crm.sales.quotes.forms import (
    AcceptedForm,
    DeclinedForm,
    DiscountForm,
    LetterForm,
    LineForm,
    WhyForm,
)
from goodwill.crm.sales.quotes.kinds import QUOTES, REASONS
from goodwill.crm.sales.quotes.models import Quote, QuoteLine
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

FACTS = ("customer", "person", "opportunity", "quoted_on", "valid_until", "language", "currency",
         "owner", "name", "terms")  # fmt: skip
LATEST = 6

reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def quote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One quote: its lines, what is given away, where it stands, what was answered."""
    return render(
        request, "sales/quotes/quote.html", _shown(request, found(request, Quote, public_id))
    )


@require_safe
def quote_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The quote on paper."""
    return paper(found(request, Quote, public_id))


def paper(one: Quote) -> HttpResponse:
    """The PDF as something to save, under its number."""
    name = f"{one.number}-{one.revision}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(printing.pdf(one), content_type="application/pdf", headers=headers)


@require_POST
def add_quote_line(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a line."""
    one = found(request, Quote, public_id, "change")
    form = LineForm(one, request.POST)
    if form.is_valid():
        try:
            quoting.add(one, form.wanted(), actor(request))
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
    return _lines(request, one, None if form.is_valid() else form)


@reading_and_writing
def quote_line(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Change a line where it stands."""
    one = found(request, Quote, public_id, "change")
    kept = _line(one, position)
    if request.method != "POST":
        return _lines(request, one, _form_of(kept), position)
    form = LineForm(one, request.POST)
    if not form.is_valid():
        return _lines(request, one, form, position)
    try:
        quoting.change(kept, form.wanted(), actor(request))
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _lines(request, one, form, position)
    return _lines(request, one)


@require_POST
def remove_quote_line(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Take a line out; the message that says so can put it back."""
    one = found(request, Quote, public_id, "change")
    kept = _line(one, position)
    facts_of_it = [kept.product_id, kept.quantity_thousandths, kept.unit_price_minor,
                   kept.discount_thousandths, kept.tax_thousandths]  # fmt: skip
    quoting.remove(kept, actor(request))
    undo = reverse("quote_line_back", args=[public_id, signing.dumps(facts_of_it)])
    return toast(_lines(request, one), Sentence("The line is removed."), undo=undo)


@require_POST
def quote_line_back(request: HttpRequest, public_id: uuid.UUID, token: str) -> HttpResponse:
    """Put back a line that was removed."""
    one = found(request, Quote, public_id, "change")
    try:
        product_id, quantity, price, discount, tax = signing.loads(token)
    except (signing.BadSignature, ValueError):
        raise OutOfReach from None
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise OutOfReach
    quoting.add(one, quoting.Wanted(product, quantity, price, discount, tax), actor(request))
    return gone_to(request, reverse("quote", args=[public_id]))


@require_POST
def quote_discount(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the whole is cheaper."""
    one = found(request, Quote, public_id, "change")
    form = DiscountForm(request.POST)
    if form.is_valid():
        values = {"discount_thousandths": form.cleaned_data["discount"] or 0}
        quoting.change_fields(one, values, actor(request))
    return _lines(request, one, discount=None if form.is_valid() else form)


@reading_and_writing
def send_quote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let it leave the house, in a dialog: with a mail, or as a link to hand on."""
    one = found(request, Quote, public_id, "change")
    if request.method != "POST":
        return _dialog(request, "send", one, LetterForm(initial={"to": sending.mailbox_of(one)}))
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _dialog(request, "send", one, form)
    letter = form.letter()
    try:
        sending.send(one, me(request), actor(request), letter)
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _dialog(request, "send", one, form)
    mailed = Sentence("The quote is on its way to {address}.", address=letter.to if letter else "")
    linked = Sentence("The quote is open for the customer. Hand the link on.")
    tell_later(request, mailed if letter else linked)
    return _to(request, one)


@require_POST
def renew_quote_link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new link; those handed out before end."""
    one = found(request, Quote, public_id, "change")
    sending.renew_link(one, actor(request))
    tell_later(request, Sentence("There is a new link; the old one has ended."))
    return _to(request, one)


@reading_and_writing
def ask_approval(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for leave to give the discount, in a dialog."""
    one = found(request, Quote, public_id, "change")
    form = WhyForm(say("Why this discount"), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "ask", one, form)
    approving.ask(one, actor(request), form.cleaned_data["why"])
    tell_later(request, Sentence("Asked. Whoever may approve it was told."))
    return _to(request, one)


@reading_and_writing
def decide_approval(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Grant or refuse the discount, in a dialog."""
    one = _decidable(request, public_id)
    form = WhyForm(say("What you say to it"), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "decide", one, form)
    is_granted = request.POST.get("decision") == "grant"
    approving.decide(one, actor(request), is_granted=is_granted, answer=form.cleaned_data["why"])
    granted, refused = Sentence("The quote is approved."), Sentence("The quote was sent back.")
    tell_later(request, granted if is_granted else refused)
    return _to(request, one)


@reading_and_writing
def quote_accepted(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The customer accepted it by another way than the link."""
    one = found(request, Quote, public_id, "change")
    initial = {"name": one.person.name if one.person else ""}
    form = AcceptedForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "accepted", one, form)
    told = form.cleaned_data
    order = answering.accept(one, Said(told["name"], text=told["text"]), actor(request))
    tell_later(request, Sentence("Order {number} is there now.", number=order.number))
    return gone_to(request, reverse("order", args=[order.public_id]))


@reading_and_writing
def quote_declined(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The customer declined it by another way than the link."""
    one = found(request, Quote, public_id, "change")
    form = DeclinedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "declined", one, form)
    told, by = form.cleaned_data, actor(request)
    answering.decline(one, Said("", text=told["text"], reason=told["reason"]), by)
    tell_later(request, Sentence("Noted: declined."))
    return _to(request, one)


@require_POST
def revise_quote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new revision takes its place."""
    one = found(request, Quote, public_id, "change")
    made = quoting.revise(one, actor(request))
    tell_later(request, Sentence("{number} takes its place.", number=str(made)))
    return _to(request, made)


@require_POST
def withdraw_quote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take it back before it is accepted."""
    one = found(request, Quote, public_id, "change")
    by = actor(request)
    quoting.withdraw(one, by)
    tell_later(request, Sentence("The quote is withdrawn."), undo=by.batch)
    return _to(request, one)


@require_safe
def quotes_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a customer's latest quotes."""
    customer = found(request, Customer, public_id)
    shown = {
        "quotes": _latest(me(request).reach, customer.pk, of="customer"),
        "kind": QUOTES,
        "asked": f"?customer={customer.public_id}",
        "may_create": me(request).may("quotes.create"),
    }
    return render(request, "sales/quotes/_quotes_of.html", shown)


@kept
def _latest(reach: Reach, pk: int, *, of: str) -> QuerySet[Any]:
    own = Quote.objects.present().within(reach).filter(**{of: pk})
    return own.exclude(status=Quote.Status.REPLACED).order_by("-quoted_on", "-id")[:LATEST]


@require_safe
def quotes_for(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of an opportunity's quotes."""
    opportunity = found(request, Opportunity, public_id)
    must(request, "quotes.view")
    asked = f"?opportunity={opportunity.public_id}"
    if opportunity.customer is not None:
        asked += f"&customer={opportunity.customer.public_id}"
    shown = {
        "quotes": _latest(me(request).reach, opportunity.pk, of="opportunity"),
        "kind": QUOTES,
        "asked": asked,
        "may_create": me(request).may("quotes.create") and opportunity.customer is not None,
    }
    return render(request, "sales/quotes/_quotes_of.html", shown)


def _decidable(request: HttpRequest, public_id: uuid.UUID) -> Quote:
    """A quote within reach, for whoever may decide about discounts."""
    one = found(request, Quote, public_id)
    must(request, "quotes.approve")
    return one


def _to(request: HttpRequest, one: Quote) -> HttpResponse:
    return gone_to(request, reverse("quote", args=[one.public_id]))


def _dialog(request: HttpRequest, word: str, one: Quote, form: Any) -> HttpResponse:
    shown = {
        "quote": one,
        "form": form,
        "word": word,
        "limit": approving.limit_for(one, me(request)),
        "asked": one.approvals.filter(is_granted=None).select_related("asked_by").first(),
    }
    return render(request, "sales/quotes/_dialog.html", shown)


def _shown(request: HttpRequest, one: Quote) -> dict[str, Any]:
    person = me(request)
    may_change = person.may("quotes.change")
    lines = list(one.lines.select_related("product").order_by("position"))
    approvals = list(one.approvals.select_related("asked_by", "decided_by").order_by("-pk"))
    waiting = next((asked for asked in approvals if asked.is_granted is None), None)
    known = {field.name for field in QUOTES.all_fields()}
    own = [field.name for field in QUOTES.all_fields() if field.is_own]
    return {
        "quote": one,
        "kind": QUOTES,
        "lines": lines,
        "sums": printing.sums_of(one, lines),
        "facts": facts.of(one, [*(name for name in FACTS if name in known), *own], person),
        "form": LineForm(one) if one.is_free and may_change else None,
        "discount_form": DiscountForm(initial={"discount": one.discount_thousandths or None}),
        "at": None,
        "may_change": may_change,
        "may_edit": may_change and one.is_free,
        "limit": approving.limit_for(one, person),
        "policy_limit": approving.policy_limit(one),
        "needs_approval": approving.needs_approval(one, person),
        "may_decide": waiting is not None
        and person.may("quotes.approve")
        and waiting.asked_by_id != person.pk,
        "approvals": approvals,
        "answers": list(one.answers.order_by("-at", "-pk")),
        "reasons": REASONS,
        "margin": _margin(lines, one) if person.reach.sees("products", "unit_cost_minor") else None,
        "sees_cost": person.reach.sees("products", "unit_cost_minor"),
        "link": linking.address(one) if one.status == Quote.Status.SENT and may_change else "",
        "revisions": Quote.objects.present().filter(number=one.number).order_by("revision"),
    }


def _margin(lines: list[QuoteLine], one: Quote) -> int | None:
    """What is left after the cost of the goods; None where a cost is not known."""
    costs = [line.cost_minor for line in lines]
    if not lines or None in costs:
        return None
    return one.amount_minor - sum(cost for cost in costs if cost is not None)


def _lines(
    request: HttpRequest,
    one: Quote,
    form: LineForm | None = None,
    at: int | None = None,
    *,
    discount: DiscountForm | None = None,
) -> HttpResponse:
    """The lines after something was done to them; `form` stands at line `at`, or at the end."""
    one.refresh_from_db()
    shown = _shown(request, one)
    if form is not None:
        shown |= {"form": form, "at": at}
    if discount is not None:
        shown |= {"discount_form": discount}
    return render(request, "sales/quotes/_lines.html", shown)


def _line(one: Quote, position: int) -> QuoteLine:
    """The line of a quote that may be changed.

    Raises
    ------
    OutOfReach
        If there is none.
    NotFree
        If the customer has the quote already.
    """
    kept = one.lines.select_related("product", "quote").filter(position=position).first()
    if kept is None:
        raise OutOfReach
    if not one.is_free:
        raise NotFree(one.number)
    return kept


def _form_of(kept: QuoteLine) -> LineForm:
    return LineForm(
        kept.quote,
        initial={
            "product": kept.product,
            "quantity": kept.quantity_thousandths,
            "unit_price": kept.unit_price_minor,
            "discount": kept.discount_thousandths or None,
            "tax": kept.tax_thousandths,
        },
    )
