"""A customer, two products with prices, and a quote of them."""

from __future__ import annotations

from datetime import date

import pytest

from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.commerce import pricing
from goodwill.crm.commerce.models import PriceList, Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes import quoting
from goodwill.crm.sales.quotes.models import Quote
from goodwill.crm.sales.quotes.quoting import Wanted


@pytest.fixture
def seller(teams: dict[str, Team], rep: User) -> User:
    """Jonas, who may make quotes."""
    rep.role.abilities = [*rep.role.abilities, "quotes.create", "quotes.change", "orders.change"]
    rep.role.save()
    return rep


@pytest.fixture
def approver(teams: dict[str, Team]) -> User:
    """陈梅 leads Shanghai and decides about discounts."""
    role = Role.objects.create(
        word="approver",
        name="Approver",
        scope="team",
        abilities=["*.view", "*.create", "*.change", "quotes.approve", "sales.manage"],
    )
    return User.objects.create_user(
        "approver@example.com", "x", name="陈梅", role=role, team=teams["shanghai"]
    )


@pytest.fixture
def hengtai(by: Actor, seller: User) -> Customer:
    facts = {"owner": seller, "team": seller.team, "language": "zh-CN", "country": "CN"}
    return changing.create(Customer(name="上海恒泰精密", **facts), by)


@pytest.fixture
def tea(by: Actor) -> Product:
    """Longjing, ¥ 128.00; it costs ¥ 80.00."""
    listed = PriceList(name="2026", currency="CNY", valid_from=date(2020, 1, 1))
    changing.create(listed, by)
    product = Product(number="T-1", name="龙井", unit_cost_minor=8_000, currency="CNY")
    changing.create(product, by)
    pricing.set_price(listed, product, 1_000, 12_800, by)
    return product


@pytest.fixture
def pot(by: Actor) -> Product:
    """A teapot that stands in no price list."""
    return changing.create(Product(number="P-1", name="紫砂壶"), by)


@pytest.fixture
def quote(hengtai: Customer, tea: Product, pot: Product, seller: User) -> Quote:
    """Ten of the tea at list price and a pot for ¥ 300.00: ¥ 1,580.00."""
    actor = Actor(seller)
    made = quoting.draft({"customer": hengtai, "name": "春茶", "terms": "30 天"}, actor)
    quoting.add(made, Wanted(tea, 10_000), actor)
    quoting.add(made, Wanted(pot, 1_000, 30_000), actor)
    return made
