"""The pages of quotes: made, sent, read and answered without a login, and how orders went."""

from __future__ import annotations

import re

import pytest
from crm.conftest import logged_in
from django.test import Client
from django.urls import reverse

from goodwill.analytics.benefit.indicators.sales.sales import SL05
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Order, Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing import star
from goodwill.crm.exchange.refreshing.drawing import _asked
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.sales.quotes import answering, approving, figures, linking, quoting, sending
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.models import Answer, OrderHandling, Quote
from goodwill.crm.sales.quotes.quoting import Wanted

pytestmark = pytest.mark.django_db


def page_of(quote: Quote) -> str:
    return reverse("quote", args=[quote.public_id])


def link_of(quote: Quote, seller: User) -> str:
    sending.send(quote, seller, Actor(seller))
    return reverse("offered", args=[linking.token(quote)])


def test_a_quote_is_made_in_a_dialog_and_filled_line_by_line(
    hengtai: Customer, tea: Product, seller: User
) -> None:
    browser = logged_in(seller)
    told = {"customer": str(hengtai.public_id), "name": "春茶", "quoted_on": "2030-03-02"}
    told |= {"valid_until": "2030-04-02", "language": "zh-Hans", "currency": "CNY"}
    answer = browser.post(reverse("new", args=["quotes"]), told)
    quote = Quote.objects.get()
    assert answer["Location"] == page_of(quote)
    line = {"product": str(tea.public_id), "quantity": "10", "discount": "2.5"}
    browser.post(reverse("add_quote_line", args=[quote.public_id]), line)
    quote.refresh_from_db()
    assert (quote.amount_minor, quote.given_thousandths) == (124_800, 2_500)
    body = browser.get(page_of(quote)).content.decode()
    assert "龙井" in body
    assert "1,248.00" in body
    browser.post(reverse("remove_quote_line", args=[quote.public_id, 1]))
    quote.refresh_from_db()
    assert quote.amount_minor == 0


def test_who_sees_no_costs_sees_no_margin(quote: Quote, seller: User, approver: User) -> None:
    assert "Margin" not in logged_in(seller).get(page_of(quote)).content.decode()
    assert "Margin" in logged_in(approver).get(page_of(quote)).content.decode()
    assert "cost" not in {field.name for field in kind_of("quotes").all_fields()}


def test_above_the_limit_the_page_asks_for_approval_and_offers_no_sending(
    quote: Quote, seller: User, approver: User
) -> None:
    quoting.change_fields(quote, {"discount_thousandths": 15_000}, Actor(seller))
    browser = logged_in(seller)
    body = browser.get(page_of(quote)).content.decode()
    assert reverse("ask_approval", args=[quote.public_id]) in body
    assert f'"{reverse("send_quote", args=[quote.public_id])}"' not in body
    refused = browser.post(reverse("send_quote", args=[quote.public_id]), {"to": ""})
    assert "more than the 10 %" in refused.content.decode()
    browser.post(reverse("ask_approval", args=[quote.public_id]), {"why": "老客户"})
    decider = logged_in(approver)
    assert str(quote) in decider.get(reverse("my_day")).content.decode()
    granted = {"why": "", "decision": "grant"}
    assert browser.post(
        reverse("decide_approval", args=[quote.public_id]), granted
    ).status_code in (403, 404)
    decider.post(reverse("decide_approval", args=[quote.public_id]), granted)
    quote.refresh_from_db()
    assert quote.status == "approved"


def test_a_customer_reads_and_accepts_without_a_login_in_the_quotes_language(
    quote: Quote, seller: User
) -> None:
    where = link_of(quote, seller)
    anybody = Client()
    answer = anybody.get(where)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="zh-Hans"' in body
    assert "noindex" in body
    assert "no-store" in answer["Cache-Control"]
    assert not {"800.00", "80.00"} & set(re.findall(r"[0-9,]+\.[0-9]+", body)), "no costs"
    accept = reverse("accept_offer", args=[linking.token(quote)])
    for told in ({"name": "", "may": "1"}, {"name": "李娜"}):
        assert anybody.post(accept, told).status_code == 422
    assert not Order.objects.exists()
    for _ in range(3):
        assert anybody.post(accept, {"name": "李娜", "may": "1"}).status_code == 302
    order = Order.objects.get()
    assert order.number in anybody.get(where).content.decode()
    given = Answer.objects.get(sort="accepted")
    assert given.address == "127.0.0.1"


def test_questions_and_a_no_reach_whoever_made_the_quote(quote: Quote, seller: User) -> None:
    link_of(quote, seller)
    anybody, token = Client(), linking.token(quote)
    anybody.post(reverse("ask_about_offer", args=[token]), {"name": "李娜", "text": "含税吗?"})
    anybody.post(reverse("decline_offer", args=[token]), {"reason": "price", "text": "太贵"})
    body = logged_in(seller).get(page_of(quote)).content.decode()
    assert "含税吗?" in body
    assert "太贵" in body
    assert seller.notices.count() == 2
    quote.refresh_from_db()
    assert (quote.status, quote.declined_because) == ("declined", "price")
    accept = reverse("accept_offer", args=[token])
    assert anybody.post(accept, {"name": "李娜", "may": "1"}).status_code == 422
    assert not Order.objects.exists()


def test_a_link_that_is_not_good_tells_nothing(quote: Quote, seller: User) -> None:
    where = link_of(quote, seller)
    sending.renew_link(quote, Actor(seller))
    answer = Client().get(where)
    assert answer.status_code == 404
    assert quote.number not in answer.content.decode()


def test_the_paper_is_handed_out_inside_and_behind_the_link(quote: Quote, seller: User) -> None:
    link_of(quote, seller)
    inside = logged_in(seller).get(reverse("quote_pdf", args=[quote.public_id]))
    outside = Client().get(reverse("offered_pdf", args=[linking.token(quote)]))
    for answer in (inside, outside):
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_manager_says_how_much_each_role_gives_and_what_stands_below(
    hengtai: Customer, seller: User, approver: User
) -> None:
    browser = logged_in(approver)
    where = reverse("quote_policy")
    body = browser.get(where).content.decode()
    fields = re.findall(r'name="(limit_[^"]+)"', body)
    told = dict.fromkeys(fields, "12.5") | {"terms_zh-Hans": "三十天内付款"}
    assert browser.post(where, told).status_code == 302
    assert approving.limit_of(seller.role) == 12_500
    made = quoting.draft({"customer": hengtai}, Actor(seller))
    assert made.terms == "三十天内付款"
    assert browser.post(where, dict.fromkeys(fields, "120")).status_code == 200


def test_accuracy_and_time_are_figures_with_their_receipts(
    quote: Quote, tea: Product, seller: User, approver: User
) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    order = answering.accept(quote, Said("李娜"))
    ordering.confirm(order, by)
    other = ordering.draft({"customer": quote.customer, "ordered_on": quote.quoted_on}, by)
    ordering.add(other, ordering.Wanted(tea, 1_000), by)
    ordering.confirm(other, by)
    browser = logged_in(approver)
    wrong = reverse("judge_order", args=[other.public_id])
    browser.post(wrong, {"error": "address", "note": "发错地址"})
    its = figures.through(widest(approver.pk), quote.quoted_on)
    assert its.accuracy.definition == SL05.definition
    assert (its.accuracy.value, its.accuracy.n) == (0.5, 2)
    assert (its.taken.value, its.taken.denominator) == (1.0, 1)
    assert 0 <= its.processing.value < 0.2  # type: ignore[operator]
    body = browser.get(reverse("order_handling")).content.decode()
    assert "发错地址" in body
    assert "Order accuracy rate" in body
    assert OrderHandling.objects.count() == 2


def test_figures_cover_what_the_person_may_see_and_refuse_where_nothing_is(
    quote: Quote, seller: User, outsider: User
) -> None:
    sending.send(quote, seller, Actor(seller))
    ordering.confirm(answering.accept(quote, Said("李娜")), Actor(seller))
    theirs = figures.through(outsider.reach, quote.quoted_on)
    assert theirs.accuracy.value is None
    assert theirs.accuracy.reason is not None
    assert figures.through(seller.reach, quote.quoted_on).accuracy.value == 1.0


def test_orders_imported_as_confirmed_are_not_counted_as_handled_here(
    hengtai: Customer, by: Actor
) -> None:
    from goodwill.crm.records import changing

    order = Order(customer=hengtai, number="X-1", ordered_on="2026-01-02", currency="CNY")
    changing.create(order, by)
    assert not OrderHandling.objects.exists()


def test_the_star_gets_a_row_for_each_order_that_went_through(quote: Quote, seller: User) -> None:
    sending.send(quote, seller, Actor(seller))
    order = answering.accept(quote, Said("李娜"))
    drawn = next(one for one in star.star() if one.name == "order_handling")
    (row,) = _asked(drawn)
    names = [column.name for column in drawn.columns]
    told = dict(zip(names, row[1:], strict=True))
    assert told["order_id"] == order.number
    assert (told["error"], told["channel"]) == ("", "quote")


def test_the_page_asks_as_often_for_many_lines_as_for_few(
    quote: Quote, tea: Product, seller: User
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = logged_in(seller)
    browser.get(page_of(quote))
    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(quote))
    for _ in range(8):
        quoting.add(quote, Wanted(tea, 1_000), Actor(seller))
    with CaptureQueriesContext(connection) as many:
        browser.get(page_of(quote))
    assert len(many) <= len(few)
