"""Quotes from the first line until they leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from goodwill.crm.accounts.company import company
from goodwill.crm.commerce.errors import BadTax, NoPrice
from goodwill.crm.commerce.models import WHOLE, Product
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.commerce.pricing import amount_of, price_of
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.models import Change, Record
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.quotes import sums
from goodwill.crm.sales.quotes.errors import BadQuote, NotFree
from goodwill.crm.sales.quotes.judging import CONTENT
from goodwill.crm.sales.quotes.models import Quote, QuoteLine, Terms
from goodwill.language import Sentence, nearest

MOST_LINES = 500


@dataclass(frozen=True)
class Wanted:
    """One line as someone wants it; without a price, that of the price list is taken."""

    product: Product
    quantity_thousandths: int
    unit_price_minor: int | None = None
    discount_thousandths: int = 0
    tax_thousandths: int | None = None
    """Without one, that of the product is taken."""


def draft(values: Mapping[str, Any], actor: Actor) -> Quote:
    """A new quote in a number of its own and the customer's language.

    It has the lines of the opportunity that it belongs to, or none.
    """
    quote = Quote(currency=company().currency)
    many = saving.fill(quote, values)
    quote.status = Quote.Status.DRAFT
    quote.owner = quote.owner or actor.user
    if not values.get("language"):
        quote.language = nearest(quote.customer.language or company().language)
    if not quote.terms:
        quote.terms = terms_in(quote.language)
    with transaction.atomic():
        quote.number = next_number("quotes", "Q", quote.quoted_on)
        changing.create(quote, actor, many=many)
        if quote.opportunity is not None:
            _take_over(quote.opportunity, quote, actor)
    return quote


def _take_over(opportunity: Opportunity, quote: Quote, actor: Actor) -> None:
    """Begin with what is to be sold, as far as it is in the same currency."""
    if opportunity.currency != quote.currency:
        return
    lines = opportunity.lines.filter(product__deleted_at=None, quantity_thousandths__gt=0)
    for line in lines.exclude(product=None).select_related("product").order_by("position"):
        assert line.product is not None
        wanted = Wanted(line.product, line.quantity_thousandths, line.unit_price_minor)
        add(quote, wanted, actor)


def terms_in(language: str) -> str:
    """What stands below every new quote in that language; empty where nobody wrote any."""
    found = Terms.objects.filter(language=language).values_list("text", flat=True).first()
    return found or ""


def change_fields(
    quote: Record, values: Mapping[str, Any], actor: Actor, seen: int | None = None
) -> Change | None:
    """Change what a quote says; the sums follow, and leave that was given ends.

    Raises
    ------
    NotFree
        If the customer has it already.
    """
    assert isinstance(quote, Quote)
    with transaction.atomic():
        line = changing.change(quote, values, actor, seen=seen)
        if line and CONTENT & line.fields.keys():
            _add_up(quote, actor)
    return line


def add(quote: Quote, wanted: Wanted, actor: Actor) -> QuoteLine:
    """Add a line.

    Raises
    ------
    NotFree
        If the customer has the quote already.
    NoPrice
        If no price was given and no valid list has one.
    """
    with transaction.atomic():
        _must_be_free(quote)
        if quote.lines.count() >= MOST_LINES:
            raise BadQuote(Sentence("A quote has at most {n} lines.", n=MOST_LINES))
        last = quote.lines.order_by("-position").values_list("position", flat=True).first()
        line = QuoteLine(quote=quote, position=(last or 0) + 1, **_facts(quote, wanted))
        line.save()
        _add_up(quote, actor)
    return line


def change(line: QuoteLine, wanted: Wanted, actor: Actor) -> None:
    """Change a line."""
    with transaction.atomic():
        _must_be_free(line.quote)
        for name, value in _facts(line.quote, wanted).items():
            setattr(line, name, value)
        line.save()
        _add_up(line.quote, actor)


def remove(line: QuoteLine, actor: Actor) -> None:
    """Take a line out."""
    with transaction.atomic():
        quote = line.quote
        _must_be_free(quote)
        line.delete()
        _add_up(quote, actor)


def revise(quote: Quote, actor: Actor) -> Quote:
    """A new revision with the same lines, to be changed; the one before is replaced.

    The link to the one before says so and can no longer be accepted.

    Raises
    ------
    BadQuote
        If it was accepted, or was replaced already.
    """
    with transaction.atomic():
        old = Quote.objects.select_for_update().get(pk=quote.pk)
        if old.status in (Quote.Status.ACCEPTED, Quote.Status.REPLACED):
            raise BadQuote(
                Sentence("{number} is closed. Make a new quote instead.", number=str(old))
            )
        made = _copy(old, actor)
        changing.change(old, {"status": Quote.Status.REPLACED}, actor)
        quote.refresh_from_db()
    return made


def withdraw(quote: Quote, actor: Actor) -> None:
    """Take a quote back before it is accepted.

    Raises
    ------
    BadQuote
        If it was accepted or is closed already.
    """
    with transaction.atomic():
        fresh = Quote.objects.select_for_update().get(pk=quote.pk)
        if fresh.status not in Quote.OPEN:
            raise BadQuote(Sentence("{number} is closed already.", number=str(fresh)))
        changing.change(quote, {"status": Quote.Status.WITHDRAWN}, actor)


def _copy(old: Quote, actor: Actor) -> Quote:
    made = Quote(
        **{name: getattr(old, name) for name in _COPIED},
        revision=old.revision + 1,
        revises=old,
        custom=dict(old.custom),
        status=Quote.Status.DRAFT,
    )
    made = changing.create(made, actor)
    lines = list(old.lines.order_by("position"))
    for line in lines:
        line.pk, line.quote, line._state.adding = None, made, True
    QuoteLine.objects.bulk_create(lines)
    return made


def _must_be_free(quote: Quote) -> None:
    """Nobody sends the quote while its lines are being changed: its row is held."""
    fresh = Quote.objects.select_for_update().get(pk=quote.pk)
    quote.status, quote.version = fresh.status, fresh.version
    if not fresh.is_free:
        raise NotFree(fresh.number)


def _facts(quote: Quote, wanted: Wanted) -> dict[str, Any]:
    quantity = wanted.quantity_thousandths
    listed = price_of(wanted.product, quote.currency, quote.quoted_on, quantity)
    price = wanted.unit_price_minor if wanted.unit_price_minor is not None else listed
    if price is None:
        raise NoPrice(wanted.product.name, quote.currency)
    _refuse_nonsense(quantity, price, wanted.discount_thousandths)
    tax = wanted.tax_thousandths
    if tax is None:
        tax = wanted.product.tax_thousandths
    if not 0 <= (tax or 0) <= WHOLE:
        raise BadTax
    at_list = max(listed if listed is not None else price, price)
    amount = sums.less(amount_of(price, quantity), wanted.discount_thousandths)
    return {
        "product": wanted.product,
        "description": wanted.product.name[:240],
        "quantity_thousandths": quantity,
        "list_price_minor": at_list,
        "unit_price_minor": price,
        "discount_thousandths": wanted.discount_thousandths,
        "tax_thousandths": tax,
        "amount_minor": amount,
        "list_amount_minor": amount_of(at_list, quantity),
        "cost_minor": _cost(quote, wanted),
    }


def _refuse_nonsense(quantity: int, price: int, discount: int) -> None:
    if quantity <= 0:
        raise BadQuote(Sentence("A quantity is more than nothing."))
    if price < 0 or not 0 <= discount <= WHOLE:
        raise BadQuote(Sentence("A price is not below zero, and a discount is at most 100 %."))


def _cost(quote: Quote, wanted: Wanted) -> int | None:
    """What the goods cost; unknown where the product's cost is in another currency."""
    unit_cost = wanted.product.unit_cost_minor
    if unit_cost is None or wanted.product.currency not in ("", quote.currency):
        return None
    return amount_of(unit_cost, wanted.quantity_thousandths)


def _add_up(quote: Quote, actor: Actor) -> None:
    """Bring the sums up to date; whatever was approved before was approved of other sums."""
    lines = list(quote.lines.values("amount_minor", "list_amount_minor", "tax_thousandths"))
    amounts = [line["amount_minor"] for line in lines]
    at_list = sum(line["list_amount_minor"] for line in lines)
    amount = sums.less(sum(amounts), quote.discount_thousandths)
    taxes = sums.taxes(amounts, [line["tax_thousandths"] for line in lines], amount)
    totals = {
        "list_minor": at_list,
        "amount_minor": amount,
        "tax_minor": sum(taxes.values()),
        "given_thousandths": sums.given(at_list, amount),
        "status": Quote.Status.DRAFT,
    }
    if changing.change(quote, totals, actor):
        quote.approvals.filter(is_granted=None).delete()


_COPIED = (
    "customer",
    "person",
    "opportunity",
    "number",
    "name",
    "owner",
    "team",
    "language",
    "currency",
    "discount_thousandths",
    "given_thousandths",
    "list_minor",
    "amount_minor",
    "tax_minor",
    "terms",
)
"""What a revision takes over; it is valid anew from the day it is made."""
