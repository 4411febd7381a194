"""What a product costs on a day, in a currency, for a quantity."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goodwill.crm.commerce.models import Price, PriceList, Product
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

ONE = 1000


def price_of(
    product: Product, currency: str, day: date, quantity_thousandths: int = ONE
) -> int | None:
    """The price of one unit in minor units; None if no valid list has one.

    Of the lists in this currency valid on the day, one that comes first outweighs the others,
    then the one that began last; in it, the price from the largest quantity reached.
    """
    lists = PriceList.objects.present().filter(currency=currency).valid_on(day)
    prices = Price.objects.present().filter(price_list__in=lists, product=product)
    reached = prices.filter(from_quantity_thousandths__lte=max(quantity_thousandths, ONE))
    best = reached.order_by(
        "-price_list__is_default",
        "-price_list__valid_from",
        "-price_list_id",
        "-from_quantity_thousandths",
    ).first()
    return best.amount_minor if best else None


def amount_of(unit_price_minor: int, quantity_thousandths: int) -> int:
    """Unit price times quantity in minor units, halves away from zero."""
    product = unit_price_minor * quantity_thousandths
    whole, rest = divmod(abs(product), ONE)
    rounded = whole + (2 * rest >= ONE)
    return rounded if product >= 0 else -rounded


def set_price(
    price_list: PriceList,
    product: Product,
    from_quantity_thousandths: int,
    amount_minor: int,
    actor: Actor,
) -> Price:
    """Give a product a price in a list from a quantity on; an earlier one is replaced."""
    with transaction.atomic():
        place = {
            "price_list": price_list,
            "product": product,
            "from_quantity_thousandths": from_quantity_thousandths,
        }
        price: Price | None = Price.objects.filter(**place).first()
        if price is None:
            return changing.create(Price(**place, amount_minor=amount_minor), actor)
        if price.deleted_at is not None:
            changing.restore(price, actor)
        changing.change(price, {"amount_minor": amount_minor}, actor)
        return price
