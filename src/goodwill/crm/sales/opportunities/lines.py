"""The products of an opportunity; their sum is its amount."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.commerce.errors import NoPrice
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.commerce.pricing import amount_of, price_of
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities.errors import IsClosed
from goodwill.crm.sales.opportunities.models import Opportunity, OpportunityLine


def add(opportunity: Opportunity, wanted: Wanted, actor: Actor) -> OpportunityLine:
    """Add a product; without a price, that of the price list is taken.

    Raises
    ------
    IsClosed
        If it is won or lost.
    NoPrice
        If no price was given and no valid list has one.
    """
    with transaction.atomic():
        _must_be_open(opportunity)
        last = opportunity.lines.order_by("-position").values_list("position", flat=True).first()
        facts = _facts(opportunity, wanted)
        line = OpportunityLine(opportunity=opportunity, position=(last or 0) + 1, **facts)
        line.save()
        _add_up(opportunity, actor)
    return line


def change(line: OpportunityLine, wanted: Wanted, actor: Actor) -> None:
    """Change a product's quantity or price."""
    with transaction.atomic():
        _must_be_open(line.opportunity)
        for name, value in _facts(line.opportunity, wanted).items():
            setattr(line, name, value)
        line.save()
        _add_up(line.opportunity, actor)


def remove(line: OpportunityLine, actor: Actor) -> None:
    """Take a product out."""
    with transaction.atomic():
        opportunity = line.opportunity
        _must_be_open(opportunity)
        line.delete()
        _add_up(opportunity, actor)


def _must_be_open(opportunity: Opportunity) -> None:
    opportunity.refresh_from_db(fields=["status"])
    if not opportunity.is_open:
        raise IsClosed


def _facts(opportunity: Opportunity, wanted: Wanted) -> dict[str, Any]:
    price, quantity = wanted.unit_price_minor, wanted.quantity_thousandths
    today = timezone.localdate()
    if price is None:
        price = price_of(wanted.product, opportunity.currency, today, quantity)
    if price is None:
        raise NoPrice(wanted.product.name, opportunity.currency)
    return {
        "product": wanted.product,
        "description": wanted.product.name[:240],
        "quantity_thousandths": quantity,
        "unit_price_minor": price,
        "amount_minor": amount_of(price, quantity),
    }


def _add_up(opportunity: Opportunity, actor: Actor) -> None:
    """The sum of the lines is the amount, and the first product is the one it is about."""
    lines = list(opportunity.lines.select_related("product").order_by("position"))
    values: dict[str, Any] = {}
    if lines:
        values["amount_minor"] = sum(line.amount_minor for line in lines)
        if opportunity.product_id is None:
            values["product"] = lines[0].product
    changing.change(opportunity, values, actor)
