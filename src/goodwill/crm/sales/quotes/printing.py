"""The quote on paper: a PDF in the language of whoever it is for, set by Typst."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import typst

from goodwill.crm.accounts.company import company
from goodwill.crm.customers.models import ContactPoint
from goodwill.crm.sales.quotes import sums
from goodwill.crm.sales.quotes.models import Quote, QuoteLine
from goodwill.crm.ui import showing, speaking
from goodwill.crm.ui.speaking import say
from goodwill.language import speak
from goodwill.report.paper.printing import fonts

Plain = dict[str, Any]


def pdf(quote: Quote) -> bytes:
    """The quote on A4, fonts embedded.

    Raises
    ------
    SettingRefused
        No font on this machine can show Chinese, and the quote needs one.
    """
    with speaking.to(quote.language):
        said = json.dumps(_content(quote), ensure_ascii=False)
    typed = resources.files("goodwill.crm.sales.quotes") / "quote.typ"
    chosen = json.dumps(fonts(said, speak(quote.language)))
    made = typst.compile(typed.read_bytes(), sys_inputs={"quote": said, "fonts": chosen})
    assert isinstance(made, bytes)
    return made


def _content(quote: Quote) -> Plain:
    """What the paper says, in the language being spoken."""
    lines = list(quote.lines.select_related("product").order_by("position"))
    has_discounts = any(line.discount_thousandths for line in lines)
    heads = [say("No."), say("Product"), say("Quantity"), say("Price of one unit")]
    heads += [say("Discount")] if has_discounts else []
    has_taxes = any(line.tax_thousandths is not None for line in lines)
    heads += [say("Tax rate")] if has_taxes else []
    return {
        "language": quote.language,
        "title": say("Quotation"),
        "number": str(quote),
        "day": quote.quoted_on.isoformat(),
        "company": company().name,
        "about": quote.name,
        "customer": _addressed(quote),
        "facts": [
            [say("Date"), showing.day(quote.quoted_on)],
            [say("Open until"), showing.day(quote.valid_until)],
        ],
        "columns": len(heads) + 1,
        "heads": [*heads, say("Amount")],
        "lines": [_line(quote, line, has_discounts, has_taxes) for line in lines],
        "sums": sums_of(quote, lines),
        "terms": quote.terms,
        "words": {"terms": say("Terms")},
        "closing": say("This offer is open until {day}.", day=quote.valid_until),
        "by": [quote.owner.name, quote.owner.email] if quote.owner else [],
    }


def sums_of(quote: Quote, lines: list[QuoteLine]) -> list[tuple[str, str]]:
    """What stands below the lines, in the language being spoken: the total comes last."""
    amounts = [line.amount_minor for line in lines]
    before, rows = sum(amounts), []
    if before != quote.amount_minor:
        share = showing.quantity(quote.discount_thousandths)
        less = showing.money(quote.amount_minor - before, quote.currency)
        rows = [
            (say("Sum"), showing.money(before, quote.currency)),
            (say("Discount of {share} %", share=share), less),
        ]
    taxes = sums.taxes(amounts, [line.tax_thousandths for line in lines], quote.amount_minor)
    if taxes:
        rows.append((say("Net"), showing.money(quote.amount_minor, quote.currency)))
    for rate, tax in taxes.items():
        words = say("Tax of {share} %", share=showing.quantity(rate))
        rows.append((words, showing.money(tax, quote.currency)))
    return [*rows, (say("Total"), showing.money(quote.total_minor, quote.currency))]


def _line(quote: Quote, line: QuoteLine, has_discounts: bool, has_taxes: bool) -> list[str]:
    quantity = showing.quantity(line.quantity_thousandths)
    told = [
        str(line.position),
        line.description,
        f"{quantity} {line.product.unit}".strip(),
        showing.money(line.unit_price_minor, quote.currency),
    ]
    if has_discounts:
        share = line.discount_thousandths
        told.append(f"{showing.quantity(share)} %" if share else "")
    if has_taxes:
        rate = line.tax_thousandths
        told.append("" if rate is None else f"{showing.quantity(rate)} %")
    return [*told, showing.money(line.amount_minor, quote.currency)]


def _addressed(quote: Quote) -> list[str]:
    """Customer, person and postal address, a line each."""
    points = ContactPoint.objects.present().filter(
        customer=quote.customer, sort="address", invalid_since=None
    )
    address = points.order_by("-is_primary", "pk").values_list("given", flat=True).first() or ""
    person = [quote.person.name] if quote.person else []
    return [quote.customer.name, *person, *(line for line in address.splitlines() if line.strip())]
