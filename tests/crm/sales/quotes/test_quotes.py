"""Quotes: sums, discounts, who gives how much, revisions, and the order that comes of one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from crm.conftest import logged_in
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import WHOLE, Order, Product
from goodwill.crm.customers.disclosing.gathering import all_known
from goodwill.crm.customers.erasing import erasing
from goodwill.crm.customers.models import Activity, ContactPoint, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.sales.opportunities import lines, opening
from goodwill.crm.sales.opportunities.models import Pipeline, Stage
from goodwill.crm.sales.quotes import (
    answering,
    approving,
    expiring,
    linking,
    printing,
    quoting,
    sending,
    sums,
)
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.errors import (
    BadQuote,
    FourEyes,
    NeedsApproval,
    NoAddress,
    NoLongerOpen,
    NotFree,
    NothingOffered,
    NotWaiting,
)
from goodwill.crm.sales.quotes.models import Answer, DiscountLimit, OrderHandling, Quote
from goodwill.crm.sales.quotes.quoting import Wanted
from goodwill.crm.sales.quotes.sending import Letter
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Score, Valuation

amounts = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@settings(max_examples=25)
@given(amounts, st.integers(0, WHOLE))
def test_a_discount_on_the_whole_is_spread_over_the_lines_to_the_last_unit(
    lines: list[int], thousandths: int
) -> None:
    total = sums.less(sum(lines), thousandths)
    parts = sums.spread(lines, total)
    assert sum(parts) == total
    assert all(0 <= part <= line for part, line in zip(parts, lines, strict=True))


@settings(max_examples=25)
@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_the_discount_off_list_is_never_told_too_low(listed: int, amount: int) -> None:
    given_away = sums.given(listed, amount)
    assert given_away * listed >= max(0, listed - amount) * WHOLE
    assert (given_away == 0) == (amount >= listed)


def test_sums_follow_lines_and_discounts(quote: Quote, tea: Product, seller: User) -> None:
    quote.refresh_from_db()
    assert (quote.amount_minor, quote.list_minor, quote.given_thousandths) == (158_000, 158_000, 0)
    by = Actor(seller)
    line = quote.lines.get(product=tea)
    quoting.change(line, Wanted(tea, 10_000, 12_000, 5_000), by)
    quote.refresh_from_db()
    assert quote.amount_minor == 114_000 + 30_000
    quoting.change_fields(quote, {"discount_thousandths": 10_000}, by)
    quote.refresh_from_db()
    assert quote.amount_minor == 129_600
    # 28,400 of 158,000 are 17.9747 %, told as 17.975 %.
    assert quote.given_thousandths == 17_975


def test_a_quote_has_a_number_the_customers_language_and_an_owner(
    quote: Quote, seller: User
) -> None:
    assert quote.number.startswith("Q-")
    assert (quote.language, quote.owner, quote.currency) == ("zh-Hans", seller, "CNY")


def test_up_to_a_limit_one_gives_alone_above_it_somebody_else_decides(
    quote: Quote, seller: User, approver: User
) -> None:
    by = Actor(seller)
    quoting.change_fields(quote, {"discount_thousandths": 10_000}, by)
    assert not approving.needs_approval(quote, seller)
    quoting.change_fields(quote, {"discount_thousandths": 10_001}, by)
    with pytest.raises(NeedsApproval):
        sending.send(quote, seller, by)
    approving.ask(quote, by, "Sie kaufen jedes Jahr")
    assert quote.status == Quote.Status.WAITING
    assert Notice.objects.filter(person=approver, about_id=quote.public_id).count() == 1
    assert list(approving.waiting_for(approver)) == [quote]
    assert list(approving.waiting_for(seller)) == []
    approving.decide(quote, Actor(approver), is_granted=True)
    assert quote.status == Quote.Status.APPROVED
    assert sending.send(quote, seller, by).startswith("http")
    assert Notice.objects.filter(person=seller, about_id=quote.public_id).count() == 1


def test_nobody_approves_their_own_discount_nor_twice(
    quote: Quote, seller: User, approver: User
) -> None:
    quoting.change_fields(quote, {"discount_thousandths": 50_000}, Actor(approver))
    approving.ask(quote, Actor(approver))
    with pytest.raises(FourEyes):
        approving.decide(quote, Actor(approver), is_granted=True)
    other = User.objects.create_user("x@example.com", "x", name="Y", role=approver.role)
    approving.decide(quote, Actor(other), is_granted=False, answer="Zu viel")
    assert quote.status == Quote.Status.DRAFT
    with pytest.raises(NotWaiting):
        approving.decide(quote, Actor(other), is_granted=True)


def test_what_is_changed_after_it_was_approved_needs_approval_anew(
    quote: Quote, pot: Product, seller: User, approver: User
) -> None:
    by = Actor(seller)
    quoting.change_fields(quote, {"discount_thousandths": 20_000}, by)
    approving.ask(quote, by)
    approving.decide(quote, Actor(approver), is_granted=True)
    quoting.add(quote, Wanted(pot, 1_000, 10_000), by)
    assert quote.status == Quote.Status.DRAFT
    assert approving.needs_approval(quote, seller)


def test_a_company_says_how_much_each_role_gives_alone(quote: Quote, seller: User) -> None:
    DiscountLimit.objects.create(role=seller.role, thousandths=30_000)
    quoting.change_fields(quote, {"discount_thousandths": 30_000}, Actor(seller))
    assert not approving.needs_approval(quote, seller)


def test_the_policy_for_a_value_class_may_allow_less(
    quote: Quote, hengtai: Customer, seller: User, administrator: User
) -> None:
    run = Valuation.objects.create(state="done", as_of=quote.quoted_on, currency="CNY")
    Score.objects.create(customer=hengtai, valuation=run, as_of=run.as_of, value_class="C")
    Policy.objects.create(value_class="C", discount_limit_percent=Decimal("2.50"))
    quoting.change_fields(quote, {"discount_thousandths": 2_500}, Actor(seller))
    assert not approving.needs_approval(quote, seller)
    quoting.change_fields(quote, {"discount_thousandths": 2_501}, Actor(seller))
    assert approving.needs_approval(quote, seller)
    assert not approving.needs_approval(quote, administrator)


def test_a_quote_begins_with_what_its_opportunity_is_about_and_wins_it(
    hengtai: Customer, tea: Product, seller: User
) -> None:
    by = Actor(seller)
    pipeline = Pipeline.objects.create(word="direct", name="Direct", is_usual=True)
    for place, sort in enumerate(("open", "won", "lost")):
        Stage.objects.create(pipeline=pipeline, name=sort, place=place, sort=sort)
    sale = opening.open_({"name": "春茶", "customer": hengtai, "owner": seller}, by)
    lines.add(sale, ordering.Wanted(tea, 3_000), by)
    made = quoting.draft({"customer": hengtai, "opportunity": sale}, by)
    seller.role.abilities = ["*.view"]
    seller.role.save()
    card = logged_in(seller).get(reverse("quotes_for", args=[sale.public_id]))
    assert made.number in card.content.decode()
    assert made.amount_minor == 38_400
    sending.send(made, seller, by)
    answering.accept(made, Said("李娜"))
    sale.refresh_from_db()
    assert (sale.status, sale.amount_minor) == ("won", 38_400)


def test_an_acceptance_that_was_taken_back_in_history_makes_no_second_order(
    quote: Quote, seller: User
) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    answering.accept(quote, Said("李娜"))
    changing.change(quote, {"status": "sent", "order": None}, by)
    with pytest.raises(NoLongerOpen):
        answering.accept(quote, Said("李娜"))
    assert Order.objects.count() == 1


def test_what_left_the_house_stays_as_it_is(quote: Quote, pot: Product, seller: User) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    with pytest.raises(NotFree):
        quoting.add(quote, Wanted(pot, 1_000, 1), by)
    with pytest.raises(NotFree):
        quoting.change_fields(quote, {"terms": "60 天"}, by)
    with pytest.raises(NotFree):
        saving.change(quote, {"valid_until": timezone.localdate()}, by, None)


def test_an_empty_quote_does_not_leave_the_house(hengtai: Customer, seller: User) -> None:
    made = quoting.draft({"customer": hengtai}, Actor(seller))
    with pytest.raises(NothingOffered):
        sending.send(made, seller, Actor(seller))


def test_a_quote_cannot_end_before_it_begins(quote: Quote, seller: User) -> None:
    before = quote.quoted_on - timedelta(days=1)
    with pytest.raises(BadQuote):
        quoting.change_fields(quote, {"valid_until": before}, Actor(seller))


def test_a_revision_takes_the_place_of_the_one_before(quote: Quote, seller: User) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    made = quoting.revise(quote, by)
    assert (made.number, made.revision, made.amount_minor) == (quote.number, 2, 158_000)
    assert made.lines.count() == quote.lines.count() == 2
    assert quote.status == Quote.Status.REPLACED
    with pytest.raises(NoLongerOpen):
        answering.accept(quote, Said("李娜"))
    with pytest.raises(BadQuote):
        quoting.revise(quote, by)


def test_an_accepted_quote_becomes_one_order_however_often_it_is_accepted(
    quote: Quote, seller: User
) -> None:
    by = Actor(seller)
    quoting.change_fields(quote, {"discount_thousandths": 3_333}, by)
    sending.send(quote, seller, by)
    stale = Quote.objects.get(pk=quote.pk)
    said = Said("李娜", "203.0.113.7", "Phone")
    order = answering.accept(quote, said)
    again = answering.accept(stale, said)
    assert order == again
    assert Order.objects.count() == 1
    assert order.amount_minor == quote.amount_minor == 152_734
    assert sum(line.amount_minor for line in order.lines.all()) == order.amount_minor
    assert order.status == Order.Status.DRAFT
    answer = Answer.objects.get(quote=quote)
    assert (answer.name, answer.address) == ("李娜", "203.0.113.7")
    assert answer.fingerprint == answering.fingerprint(quote)
    assert Notice.objects.filter(person=seller, about_id=quote.public_id).count() == 1
    assert Activity.objects.filter(about_id=quote.public_id, sort="order").count() == 1


def test_a_quote_ends_by_itself_and_is_not_accepted_any_more(quote: Quote, seller: User) -> None:
    sending.send(quote, seller, Actor(seller))
    yesterday = timezone.localdate() - timedelta(days=1)
    Quote.objects.filter(pk=quote.pk).update(valid_until=yesterday)
    with pytest.raises(NoLongerOpen):
        answering.accept(quote, Said("李娜"))
    assert expiring.expire() == 1
    assert expiring.expire() == 0
    quote.refresh_from_db()
    assert quote.status == Quote.Status.EXPIRED
    answering.decline(quote, Said("", reason="later"))
    assert (quote.status, quote.declined_because) == ("declined", "later")


def test_a_link_ends_with_a_new_one_with_time_and_with_any_change(
    quote: Quote, seller: User
) -> None:
    address = sending.send(quote, seller, Actor(seller))
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert linking.behind(token) == quote
    assert linking.behind(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert linking.behind(token, quote.valid_until + timedelta(days=31)) is None
    sending.renew_link(quote, Actor(seller))
    assert linking.behind(token) is None
    assert linking.behind(linking.token(quote)) == quote


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_paper_is_a_pdf_with_its_fonts(quote: Quote, language: str) -> None:
    quote.language = language
    made = printing.pdf(quote)
    assert made.startswith(b"%PDF")
    assert b"NotoSansCJK" in made


def test_mail_takes_paper_and_link_along_in_the_customers_language(
    quote: Quote, hengtai: Customer, seller: User
) -> None:
    by = Actor(seller)
    point = {"sort": "email", "given": "li@example.com", "value": "li@example.com"}
    changing.create(ContactPoint(customer=hengtai, **point), by)
    assert sending.mailbox_of(quote) == "li@example.com"
    sending.send(quote, seller, by, Letter("li@example.com", "您好"))
    sending.post.func(quote.pk, "li@example.com", "您好", seller.pk)
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["li@example.com"], [seller.email])
    assert linking.token(Quote.objects.get(pk=quote.pk)) in sent.body
    assert sent.attachments[0][0] == f"{quote.number}-1.pdf"


def test_no_mail_goes_to_whoever_wants_none(quote: Quote, hengtai: Customer, seller: User) -> None:
    Customer.objects.filter(pk=hengtai.pk).update(do_not_contact=True)
    with pytest.raises(NoAddress):
        sending.send(quote, seller, Actor(seller), Letter("li@example.com"))
    with pytest.raises(NoAddress):
        sending.send(quote, seller, Actor(seller), Letter("no address"))
    quote.refresh_from_db()
    assert quote.status == Quote.Status.DRAFT


def test_erasing_a_person_takes_names_and_words_out_of_their_quotes(
    by: Actor, seller: User, tea: Product
) -> None:
    person = changing.create(Customer(name="李娜", sort="person", owner=seller), by)
    quote = quoting.draft({"customer": person, "name": "Tee für Li Na"}, by)
    quoting.add(quote, Wanted(tea, 1_000), by)
    sending.send(quote, by.user, by)  # type: ignore[arg-type]
    order = answering.accept(quote, Said("李娜", "203.0.113.7", text="Gerne"))
    known = {one.word: one.things for one in all_known(person, widest(seller.pk))}
    assert known["answers"][0]["Network address"] == "203.0.113.7"
    erasing.erase(person, by, "asked for it")
    answer = Answer.objects.get(quote=quote)
    assert (answer.name, answer.text, answer.address) == ("—", "", "")
    quote.refresh_from_db()
    assert (quote.name, quote.amount_minor, quote.order) == ("", 12_800, order)


def test_an_order_that_differs_from_what_was_accepted_counts_as_wrong(
    quote: Quote, tea: Product, seller: User
) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    order = answering.accept(quote, Said("李娜"))
    line = order.lines.get(position=1)
    ordering.change(line, ordering.Wanted(tea, 9_000), by)
    order.refresh_from_db()
    ordering.confirm(order, by)
    held = OrderHandling.objects.get(order=order)
    assert (held.error, held.by, held.released_at is not None) == ("quantity", seller, True)


def test_an_order_released_as_accepted_is_right(quote: Quote, seller: User) -> None:
    by = Actor(seller)
    sending.send(quote, seller, by)
    order = answering.accept(quote, Said("李娜"))
    ordering.confirm(order, by)
    held = OrderHandling.objects.get(order=order)
    assert held.error == ""
    assert held.processing_minutes in range(10)
