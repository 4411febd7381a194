"""A customer, two products and their prices."""

from __future__ import annotations

from datetime import date

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce import ordering, pricing
from goodwill.crm.commerce.models import Order, PriceList, Product
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

DAY = date(2026, 3, 2)


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", owner=rep, team=rep.team), by)


@pytest.fixture
def prices(by: Actor) -> PriceList:
    """The list of 2026 in yuan."""
    made = PriceList(name="2026", currency="CNY", valid_from=date(2026, 1, 1))
    return changing.create(made, by)


@pytest.fixture
def tea(by: Actor, prices: PriceList) -> Product:
    """Longjing, ¥ 128.00; from ten on ¥ 119.00; it costs ¥ 80.00."""
    product = Product(number="T-1", name="龙井", unit_cost_minor=8_000, currency="CNY")
    changing.create(product, by)
    pricing.set_price(prices, product, 1_000, 12_800, by)
    pricing.set_price(prices, product, 10_000, 11_900, by)
    return product


@pytest.fixture
def pot(by: Actor) -> Product:
    """A teapot that stands in no price list."""
    return changing.create(Product(number="P-1", name="紫砂壶"), by)


@pytest.fixture
def order(hengtai: Customer, tea: Product, by: Actor) -> Order:
    """Three of the tea, agreed: ¥ 384.00."""
    made = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
    ordering.add(made, Wanted(tea, 3_000), by)
    ordering.confirm(made, by)
    return made
