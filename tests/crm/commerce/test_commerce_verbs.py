"""Prices, orders, returns, payments and contracts add up, and nothing happens that cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from crm.commerce.conftest import DAY
from hypothesis import given
from hypothesis import strategies as st

from goodwill.crm.commerce import ordering, paying, pricing, renewing, returning
from goodwill.crm.commerce.errors import (
    BadContract,
    BadPayment,
    CannotCancel,
    NoPrice,
    NotADraft,
    NothingOrdered,
    TooMuchBack,
)
from goodwill.crm.commerce.models import Contract, Order, PriceList, Product
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields import defining


class TestOwnFields:
    def test_new_orders_and_contracts_keep_them(self, hengtai: Customer, by: Actor) -> None:
        for word in ("orders", "contracts"):
            defining.add(word, "dock", defining.Wanted({"en": "Dock"}, Sort.TEXT))
        asked = {"customer": hengtai, "custom.dock": "七号"}
        order = ordering.draft({**asked, "ordered_on": DAY}, by)
        contract = renewing.begin({**asked, "name": "年约", "starts_on": DAY}, by)
        assert order.custom == contract.custom == {"dock": "七号"}


class TestPrices:
    def test_more_costs_less_from_the_quantity_on(self, tea: Product) -> None:
        told = [pricing.price_of(tea, "CNY", DAY, count) for count in (500, 9_999, 10_000, 99_000)]
        assert told == [12_800, 12_800, 11_900, 11_900]

    def test_a_list_holds_in_its_days_and_currency_only(self, tea: Product) -> None:
        assert pricing.price_of(tea, "CNY", date(2025, 12, 31)) is None
        assert pricing.price_of(tea, "EUR", DAY) is None

    def test_the_list_that_comes_first_outweighs_a_later_one(
        self, tea: Product, prices: PriceList, by: Actor
    ) -> None:
        later = PriceList(name="Spring", currency="CNY", valid_from=date(2026, 3, 1))
        changing.create(later, by)
        pricing.set_price(later, tea, 1_000, 10_000, by)
        assert pricing.price_of(tea, "CNY", DAY) == 10_000
        changing.change(prices, {"is_default": True}, by)
        assert pricing.price_of(tea, "CNY", DAY) == 12_800

    def test_a_price_set_again_replaces_the_first(
        self, tea: Product, prices: PriceList, by: Actor
    ) -> None:
        pricing.set_price(prices, tea, 1_000, 13_000, by)
        assert pricing.price_of(tea, "CNY", DAY) == 13_000
        assert prices.prices.count() == 2

    @given(price=st.integers(0, 10**9), count=st.integers(-(10**9), 10**9))
    def test_amounts_are_rounded_half_away_from_zero(self, price: int, count: int) -> None:
        amount = pricing.amount_of(price, count)
        assert abs(amount * 1000 - price * count) <= 500
        assert pricing.amount_of(price, -count) == -amount


class TestOrders:
    def test_a_draft_adds_up_as_lines_come_and_go(
        self, hengtai: Customer, tea: Product, pot: Product, by: Actor
    ) -> None:
        order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
        tea_line = ordering.add(order, Wanted(tea, 10_000), by)
        pot_line = ordering.add(order, Wanted(pot, 1_500, 40_000), by)
        assert (order.amount_minor, order.cost_minor) == (119_000 + 60_000, 80_000)
        ordering.change(tea_line, Wanted(tea, 2_000), by)
        ordering.remove(pot_line, by)
        order.refresh_from_db()
        assert (order.amount_minor, order.cost_minor) == (25_600, 16_000)

    def test_without_a_price_one_is_asked_for(
        self, hengtai: Customer, pot: Product, by: Actor
    ) -> None:
        order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
        with pytest.raises(NoPrice, match="紫砂壶 in CNY"):
            ordering.add(order, Wanted(pot, 1_000), by)

    def test_what_is_confirmed_stays(self, order: Order, tea: Product, by: Actor) -> None:
        with pytest.raises(NotADraft, match=order.number):
            ordering.add(order, Wanted(tea, 1_000), by)
        with pytest.raises(NotADraft):
            ordering.remove(order.lines.get(), by)

    def test_nothing_cannot_be_confirmed(self, hengtai: Customer, by: Actor) -> None:
        order = ordering.draft({"customer": hengtai, "ordered_on": DAY}, by)
        with pytest.raises(NothingOrdered):
            ordering.confirm(order, by)

    def test_a_confirmed_order_stands_on_the_timeline(self, order: Order) -> None:
        entry = Activity.objects.get(about_kind="orders", about_id=order.public_id)
        assert entry.sort == "order"
        assert entry.customer == order.customer
        assert order.number in entry.subject

    def test_numbers_run_through_the_year(self, db: None) -> None:
        told = [next_number("orders", "SO", day) for day in (DAY, DAY, date(2027, 1, 1))]
        assert told == ["SO-2026-00001", "SO-2026-00002", "SO-2027-00001"]


class TestReturns:
    def test_what_comes_back_counts_against_what_was_bought(self, order: Order, by: Actor) -> None:
        line = order.lines.get()
        back = returning.take_back(order, {line.pk: 1_000}, DAY, by)
        assert (back.amount_minor, back.cost_minor) == (-12_800, -8_000)
        assert back.lines.get().returns == line
        (left,) = returning.returnable(order)
        assert left.most_thousandths == 2_000

    def test_no_more_comes_back_than_was_bought(self, order: Order, by: Actor) -> None:
        line = order.lines.get()
        returning.take_back(order, {line.pk: 2_000}, DAY, by)
        with pytest.raises(TooMuchBack, match="龙井 at most 1 can"):
            returning.take_back(order, {line.pk: 2_000}, DAY, by)
        returning.take_back(order, {line.pk: 1_000}, DAY, by)
        assert returning.returnable(order) == []

    def test_nothing_coming_back_is_no_return(self, order: Order, by: Actor) -> None:
        with pytest.raises(NothingOrdered):
            returning.take_back(order, {order.lines.get().pk: 0}, DAY, by)

    def test_a_return_itself_cannot_come_back(self, order: Order, by: Actor) -> None:
        back = returning.take_back(order, {order.lines.get().pk: 1_000}, DAY, by)
        assert returning.returnable(back) == []


class TestPayments:
    def test_parts_make_the_whole(self, order: Order, by: Actor) -> None:
        paying.pay(order, 10_000, by)
        order.refresh_from_db()
        assert (order.payment, paying.open_minor(order)) == ("partly", 28_400)
        paying.pay(order, 28_400, by)
        order.refresh_from_db()
        assert (order.payment, paying.open_minor(order)) == ("paid", 0)

    @pytest.mark.parametrize("minor", [0, -1, 38_401])
    def test_no_more_is_paid_than_is_open(self, order: Order, by: Actor, minor: int) -> None:
        with pytest.raises(BadPayment):
            paying.pay(order, minor, by)

    def test_overdue_is_marked_once(self, order: Order, by: Actor) -> None:
        changing.change(order, {"due_on": DAY}, by)
        assert paying.mark_overdue(DAY) == 0
        assert paying.mark_overdue(date(2026, 3, 3)) == 1
        assert paying.mark_overdue(date(2026, 3, 3)) == 0
        order.refresh_from_db()
        assert order.payment == "overdue"

    def test_what_was_paid_cannot_be_cancelled(self, order: Order, by: Actor) -> None:
        paying.pay(order, 1, by)
        order.refresh_from_db()
        with pytest.raises(CannotCancel):
            ordering.cancel(order, by)

    def test_a_cancelled_order_owes_nothing(self, order: Order, by: Actor) -> None:
        ordering.cancel(order, by)
        assert paying.open_minor(order) == 0


class TestContracts:
    @pytest.fixture
    def service(self, hengtai: Customer, by: Actor) -> Contract:
        return renewing.begin(
            {
                "customer": hengtai,
                "name": "维护",
                "starts_on": date(2025, 4, 1),
                "ends_on": date(2026, 3, 31),
                "renews_every_months": 12,
                "notice_days": 30,
            },
            by,
        )

    def test_it_runs_on_and_the_timeline_tells_it(self, service: Contract, by: Actor) -> None:
        renewing.renew(service, by)
        assert service.ends_on == date(2027, 3, 31)
        told = Activity.objects.filter(about_id=service.public_id).values_list("sort", flat=True)
        assert list(told) == ["contract", "contract"]

    @pytest.mark.parametrize(
        ("ends_on", "months", "until"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2026, 2, 28), 1, date(2026, 3, 31)),
            (date(2027, 2, 28), 12, date(2028, 2, 29)),
            (date(2026, 12, 31), 6, date(2027, 6, 30)),
            (date(2026, 3, 14), 18, date(2027, 9, 14)),
        ],
    )
    def test_the_end_of_a_month_stays_the_end(
        self, ends_on: date, months: int, until: date
    ) -> None:
        assert renewing.renewed_until(ends_on, months) == until

    def test_those_ending_are_found_before_they_end(self, service: Contract) -> None:
        assert not Contract.objects.ending_within(date(2026, 2, 1), 30).exists()
        assert Contract.objects.ending_within(date(2026, 3, 1), 30).get() == service
        assert service.decide_by == date(2026, 3, 1)

    def test_a_cancelled_one_is_not_renewed(self, service: Contract, by: Actor) -> None:
        renewing.cancel(service, date(2026, 1, 1), by)
        with pytest.raises(BadContract, match="cancelled"):
            renewing.renew(service, by)

    def test_none_ends_before_it_starts(self, hengtai: Customer, by: Actor) -> None:
        facts = {"customer": hengtai, "name": "x", "starts_on": DAY, "ends_on": date(2026, 1, 1)}
        with pytest.raises(BadContract, match="before it starts"):
            renewing.begin(facts, by)
