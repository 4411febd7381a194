"""Tax on quotes: by rate, on what is left after every discount, beside what the deal is worth."""

from __future__ import annotations

from fractions import Fraction

import pypdfium2
import pytest
from crm.conftest import logged_in
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.errors import BadTax
from goodwill.crm.commerce.models import WHOLE, Product
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes import answering, linking, printing, quoting, sending, sums
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.models import Quote
from goodwill.crm.sales.quotes.quoting import Wanted

pytestmark = pytest.mark.django_db

amounts = st.lists(st.integers(0, 10**10), min_size=1, max_size=20)


@pytest.fixture
def taxed(quote: Quote, tea: Product, by: Actor) -> Quote:
    """The tea at 13 %, the pot at 6 %; 10 % off the whole: 1,152.00 and 270.00."""
    changing.change(tea, {"tax_thousandths": 13_000}, by)
    for line in quote.lines.select_related("product", "quote").order_by("position"):
        rate = None if line.position == 1 else 6_000
        wanted = Wanted(line.product, line.quantity_thousandths, line.unit_price_minor, 0, rate)
        quoting.change(line, wanted, by)
    quote.refresh_from_db()
    quoting.change_fields(quote, {"discount_thousandths": 10_000}, by)
    return quote


@settings(max_examples=25)
@given(amounts, st.data())
def test_the_tax_of_a_rate_is_its_share_of_what_lines_at_it_come_to(
    told: list[int], data: st.DataObject
) -> None:
    rate = st.none() | st.sampled_from((0, 6_000, 7_700, 13_000, 19_000))
    rates = data.draw(st.lists(rate, min_size=len(told), max_size=len(told)))
    total = data.draw(st.integers(0, sum(told)))
    taxes = sums.taxes(told, rates, total)
    assert set(taxes) == {rate for rate in rates if rate is not None}
    for rate, tax in taxes.items():
        own = sum(one for one, of in zip(told, rates, strict=True) if of == rate)
        exact = Fraction(own * total, sum(told) or 1) * rate / WHOLE
        assert abs(tax - exact) <= Fraction(1, 2) + Fraction(len(told) * rate, WHOLE)


def test_without_a_rate_nothing_is_said_of_tax(quote: Quote) -> None:
    assert (quote.tax_minor, quote.total_minor) == (0, 1_580_00)
    told = printing.sums_of(quote, list(quote.lines.all()))
    assert [label for label, _ in told] == ["Total"]


def test_the_product_says_the_rate_unless_the_line_does(taxed: Quote) -> None:
    assert list(taxed.lines.order_by("position").values_list("tax_thousandths", flat=True)) == [
        *(13_000, 6_000)
    ]
    assert taxed.amount_minor == 1_422_00
    assert taxed.tax_minor == 149_76 + 16_20
    lines = list(taxed.lines.order_by("position"))
    assert [label for label, _ in printing.sums_of(taxed, lines)] == [
        *("Sum", "Discount of 10 %", "Net", "Tax of 6 %", "Tax of 13 %", "Total")
    ]
    assert printing.sums_of(taxed, lines)[-1][1].endswith("1,587.96")


def test_a_tax_is_a_share(quote: Quote, tea: Product, by: Actor) -> None:
    with pytest.raises(BadTax):
        changing.change(tea, {"tax_thousandths": WHOLE + 1}, by)
    with pytest.raises(BadTax):
        quoting.add(quote, Wanted(tea, 1_000, tax_thousandths=-1), by)


def test_a_revision_keeps_the_tax_and_the_order_is_worth_what_is_left_without_it(
    taxed: Quote, seller: User, by: Actor
) -> None:
    sending.send(taxed, seller, by)
    revised = quoting.revise(taxed, by)
    assert revised.tax_minor == taxed.tax_minor
    sending.send(revised, seller, by)
    order = answering.accept(revised, Said("张伟"))
    assert order.amount_minor == 1_422_00


def test_who_reads_or_prints_it_sees_what_is_to_be_paid(
    taxed: Quote, seller: User, administrator: User, by: Actor
) -> None:
    page = logged_in(administrator).get(reverse("quote", args=[taxed.public_id])).content.decode()
    assert "Tax of 13 %" in page
    assert "1,587.96" in page
    sending.send(taxed, administrator, by)
    taxed.refresh_from_db()
    offered = logged_in(administrator).get(reverse("offered", args=[linking.token(taxed)]))
    assert offered.content.decode().count("1,587.96") == 2
    page = pypdfium2.PdfDocument(printing.pdf(taxed))[0]
    assert "1,587.96" in page.get_textpage().get_text_bounded()


def test_a_line_is_taken_out_and_put_back_with_its_rate(taxed: Quote, administrator: User) -> None:
    client = logged_in(administrator)
    answer = client.post(reverse("remove_quote_line", args=[taxed.public_id, 2]))
    undo = answer.headers["HX-Trigger"].split('"undo": "')[1].split('"')[0]
    taxed.refresh_from_db()
    assert taxed.tax_minor == 149_76
    client.post(undo)
    taxed.refresh_from_db()
    assert taxed.tax_minor == 149_76 + 16_20
