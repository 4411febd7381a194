"""Selling on the page: from draft to paid, within reach, and without what is hidden."""

from __future__ import annotations

import json

import pytest
from crm.commerce.conftest import DAY
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Contract, Order, PriceList, Product
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor


def test_an_order_is_made_filled_confirmed_and_paid(
    administrator: User, hengtai: Customer, tea: Product
) -> None:
    browser = logged_in(administrator)
    form = {"customer": str(hengtai.public_id), "ordered_on": "2026-03-02", "currency": "CNY"}
    browser.post(reverse("new", args=["orders"]), form)
    order = Order.objects.get()
    assert (order.number, order.status) == ("SO-2026-00001", "draft")
    at = [order.public_id]
    line = {"product": str(tea.public_id), "quantity": "3", "unit_price": ""}
    page = browser.post(reverse("add_line", args=at), line)
    assert "384.00" in page.content.decode()
    browser.post(reverse("step", args=[*at, "confirm"]))
    browser.post(reverse("payment", args=at), {"amount": "384"})
    order.refresh_from_db()
    assert (order.status, order.payment, order.paid_minor) == ("confirmed", "paid", 38_400)


def test_a_wrong_line_says_why_and_keeps_what_was_typed(
    administrator: User, hengtai: Customer, pot: Product, by: Actor
) -> None:
    order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
    line = {"product": str(pot.public_id), "quantity": "7", "unit_price": ""}
    page = logged_in(administrator).post(reverse("add_line", args=[order.public_id]), line)
    told = page.content.decode()
    assert "No valid price list has a price for 紫砂壶 in CNY" in told
    assert 'value="7"' in told
    assert not order.lines.exists()


def test_a_removed_line_comes_back_by_undo(
    administrator: User, hengtai: Customer, tea: Product, by: Actor
) -> None:
    order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
    ordering.add(order, Wanted(tea, 3_000, 10_000), by)
    browser = logged_in(administrator)
    answer = browser.post(reverse("remove_line", args=[order.public_id, 1]))
    assert not order.lines.exists()
    browser.post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"])
    order.refresh_from_db()
    assert order.amount_minor == 30_000


def test_a_return_is_made_on_the_page(administrator: User, order: Order) -> None:
    line = order.lines.get()
    form = {f"line_{line.pk}": "1", "on": "2026-03-09"}
    logged_in(administrator).post(reverse("bring_back", args=[order.public_id]), form)
    back = order.returns.get()
    assert back.amount_minor == -12_800
    page = logged_in(administrator).get(reverse("order", args=[back.public_id]))
    assert order.number in page.content.decode()


@pytest.mark.parametrize("verb", ["confirm", "deliver", "cancel"])
def test_steps_need_the_ability(order: Order, rep: User, verb: str) -> None:
    answer = logged_in(rep).post(reverse("step", args=[order.public_id, verb]))
    assert answer.status_code == 403
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_what_goods_cost_is_shown_to_those_who_may_see_it(
    order: Order, rep: User, manager: User
) -> None:
    address = reverse("order", args=[order.public_id])
    assert "Margin" in logged_in(manager).get(address).content.decode()
    told = logged_in(rep).get(address).content.decode()
    assert "384.00" in told
    assert "Margin" not in told
    assert "144.00" not in told


@pytest.mark.parametrize("name", ["order", "payment", "bring_back"])
def test_an_order_beyond_reach_is_not_there(order: Order, outsider: User, name: str) -> None:
    answer = logged_in(outsider).get(reverse(name, args=[order.public_id]))
    assert answer.status_code in (403, 404)
    assert order.number not in answer.content.decode()


def test_a_price_is_set_in_the_currency_of_its_list(administrator: User, tea: Product) -> None:
    yen = PriceList.objects.create(name="円", currency="JPY", valid_from="2026-01-01")
    form = {"product": str(tea.public_id), "from_quantity": "1", "amount": "2500"}
    logged_in(administrator).post(reverse("price_list", args=[yen.public_id]), form)
    assert yen.prices.get().amount_minor == 2_500


def test_a_contract_begins_is_renewed_and_ends_on_the_page(
    administrator: User, hengtai: Customer
) -> None:
    browser = logged_in(administrator)
    form = {
        "name": "维护",
        "customer": str(hengtai.public_id),
        "sort": "service",
        "starts_on": "2025-04-01",
        "ends_on": "2026-03-31",
        "renews_every_months": "12",
        "notice_days": "30",
        "currency": "CNY",
        "amount_minor": "1200",
        "billed_every_months": "3",
    }
    browser.post(reverse("new", args=["contracts"]), form)
    contract = Contract.objects.get()
    browser.post(reverse("renew", args=[contract.public_id]))
    browser.post(reverse("end", args=[contract.public_id]), {"on": "2026-12-31"})
    contract.refresh_from_db()
    assert str(contract.ends_on) == "2027-03-31"
    assert str(contract.cancelled_on) == "2026-12-31"
    page = browser.get(reverse("contract", args=[contract.public_id])).content.decode()
    assert "Cancelled as of Dec 31, 2026" in page


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_page_opens_in_every_language(
    administrator: User, order: Order, tea: Product, prices: PriceList, tag: str
) -> None:
    administrator.language = tag
    administrator.save()
    browser = logged_in(administrator)
    customer = order.customer.public_id
    for address in (
        reverse("orders"),
        reverse("products"),
        reverse("price_lists"),
        reverse("contracts"),
        reverse("product_families"),
        reverse("order", args=[order.public_id]),
        reverse("product", args=[tea.public_id]),
        reverse("price_list", args=[prices.public_id]),
        reverse("orders_of", args=[customer]),
        reverse("contracts_of", args=[customer]),
        reverse("payment", args=[order.public_id]),
        reverse("bring_back", args=[order.public_id]),
    ):
        assert browser.get(address).status_code == 200, address


def test_a_long_order_asks_no_more_of_the_database_than_a_short_one(
    administrator: User, hengtai: Customer, tea: Product, by: Actor
) -> None:
    browser, asked = logged_in(administrator), []
    for lines in (1, 1, 25):
        order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
        for _ in range(lines):
            ordering.add(order, Wanted(tea, 1_000), by)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("order", args=[order.public_id]))
        asked.append(len(queries))
    assert asked[2] == asked[1]  # the first also learns who asks
