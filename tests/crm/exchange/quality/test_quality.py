"""How good what is known is: counted by hand beside what the page says."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from crm.conftest import logged_in
from django.utils import timezone

from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.exchange.quality import measuring, room, showing
from goodwill.crm.exchange.quality.models import Measure
from goodwill.crm.records import changing, known_as
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.defining import Wanted


@pytest.fixture
def customers(by):
    """恒泰 in Shanghai with a phone, 王伟 without a city, a test that nobody touched."""
    hengtai = changing.create(Customer(name="恒泰", city="上海", country="CN", region="CN-SH"), by)
    wang = changing.create(Customer(name="王伟", sort="person", country="CN"), by)
    test = changing.create(Customer(name="test", city="上海", country="cn"), by)
    phone = points.add(hengtai, "phone", "13900000001", by, country="CN")
    points.add(wang, "phone", "13900000002", by, country="CN")
    points.mark_invalid(phone, "Number changed.", by)
    known_as.remember(wang, "shop", "W-1")
    long_ago = timezone.now() - timedelta(days=500)
    Customer.objects.filter(pk=test.pk).update(changed_at=long_ago)
    Suspicion.objects.create(one=hengtai, other=wang, score=0.7)
    return hengtai, wang, test


def counts(aspect, source=""):
    rows = Measure.objects.filter(aspect=aspect, source=source)
    return {row.field: (row.good, row.of) for row in rows}


def test_each_respect_is_counted_over_those_it_concerns(customers):
    measuring.measure()
    complete, valid = counts("complete"), counts("valid")
    assert complete["city"] == (2, 3)
    assert complete["family_name"] == (0, 1)
    assert complete["legal_name"] == (0, 2)
    assert complete["contact_points.phone"] == (2, 3)
    assert valid["name"] == (2, 3)
    assert valid["country"] == (2, 3)
    assert valid["region"] == (1, 1)
    assert valid["contact_points.phone"] == (1, 2)
    assert counts("fresh") == {"customers": (2, 3)}
    assert counts("unique") == {"customers": (1, 3)}


def test_sources_are_told_apart(customers):
    measuring.measure()
    assert counts("complete", "shop")["city"] == (0, 1)
    assert counts("complete", measuring.BY_HAND)["city"] == (2, 2)


def test_own_fields_are_expected_too(customers, by):
    defining.add("customers", "vat", Wanted({"en": "VAT"}))
    changing.change(customers[0], {"custom.vat": "X1"}, by)
    measuring.measure()
    assert counts("complete")["custom.vat"] == (1, 3)


def test_the_page_shows_figures_and_leads_to_those_to_mend(administrator, customers):
    client = logged_in(administrator)
    assert "Not measured yet" in client.get("/data/quality/").content.decode()
    measuring.measure()
    page = client.get("/data/quality/").content.decode()
    assert "Validity" in page
    (city,) = [
        one for one in showing.shown("").lines["complete"] if one.mend and "city" in one.mend
    ]
    assert city.missing == 1
    assert '"empty": true' in unquote(city.mend).replace("+", " ")
    mending = client.get(city.mend).content.decode()
    assert "王伟" in mending
    assert "恒泰" not in mending


def test_every_list_to_mend_holds_as_many_as_the_page_says(administrator, customers):
    measuring.measure()
    client = logged_in(administrator)
    for line in showing.shown("").lines["complete"]:
        if line.mend and line.missing:
            assert client.get(line.mend).content.decode().count('name="selected"') == line.missing


def test_a_month_shows_where_it_is_going(customers, by):
    today = timezone.localdate()
    measuring.measure(today - timedelta(days=31))
    changing.change(customers[1], {"city": "北京"}, by)
    measuring.measure(today)
    by_label = {str(one.figure.cut["field"]): one for one in showing.shown("").lines["complete"]}
    assert str(by_label["city"].moved) == "33.3"
    assert by_label["country"].moved == 0


def test_measuring_twice_a_day_counts_once(customers):
    assert measuring.measure() == measuring.measure()
    assert Measure.objects.filter(source="", field="city", aspect="complete").count() == 1


def test_the_first_page_of_data_says_what_waits(administrator, customers):
    measuring.measure()
    assert room.waiting(administrator).values == {"n": 1}
    page = logged_in(administrator).get("/data/").content.decode()
    assert "1 pair waits." in page


def test_measuring_asks_as_much_of_many_as_of_few(customers, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        measuring.measure()
