"""Whoever enters a customer is told of those that are there already, as far as they may see."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in

from goodwill.crm.accounts.reach import widest
from goodwill.crm.customers.duplicates.suspecting import Draft, similar_to
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "恒泰精密"},
        {"name": "恆泰精密機械有限公司"},
        {"name": "Something else", "phone": "139 0000 0001"},
        {"name": "", "phone": "+86 139 0000 0001"},
        {"name": "hengtai jingmi jixie"},
    ],
)
def test_a_beginning_another_script_or_a_number_is_enough(make, by, typed):
    there = make("上海恒泰精密机械有限公司", "13900000001", city="上海")
    found = similar_to(Draft(**typed), widest(by.user.pk))
    assert [one.record for one in found] == [there]


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "嘉"}, {"phone": "13"}, {"email": "li@"}])
def test_what_says_nothing_yet_finds_nobody(make, by, typed):
    make("上海恒泰精密机械有限公司", "13900000001", "li@hengtai.cn")
    assert similar_to(Draft(**typed), widest(by.user.pk)) == []


def test_the_form_asks_as_one_types_and_names_who_is_there(administrator, make):
    there = make("王伟", "13900000001", sort="person")
    client = logged_in(administrator)
    form = client.get("/new/customers/").content.decode()
    assert 'hx-get="/duplicates/similar/"' in form
    typed = {"name": "Wang Wei", "sort": "person", "phone": "13900000001"}
    answer = client.get("/duplicates/similar/", typed).content.decode()
    assert str(there.public_id) in answer
    assert "The same phone number" in answer


def test_who_lies_out_of_reach_is_not_told(make, rep):
    make("王伟", "13900000001", sort="person")
    typed = {"name": "王伟", "sort": "person", "phone": "13900000001"}
    answer = logged_in(rep).get("/duplicates/similar/", typed).content.decode()
    assert "王伟" not in answer


def test_a_new_customer_gets_the_number_and_the_address_that_were_typed(administrator):
    told = {"name": "嘉禾百货", "sort": "organisation"}
    reached = {"phone": "139 0000 0001", "email": "A@jiahe.cn"}
    logged_in(administrator).post("/new/customers/", told | reached)
    customer = Customer.objects.get()
    points = customer.contact_points.values_list("sort", "value")
    assert dict(points) == {"phone": "+8613900000001", "email": "a@jiahe.cn"}


def test_nobody_is_entered_with_a_number_that_is_none(administrator):
    told = {"name": "嘉禾百货", "sort": "organisation", "phone": "lunch"}
    answer = logged_in(administrator).post("/new/customers/", told)
    assert "lunch is no telephone number" in answer.content.decode()
    assert not Customer.objects.exists()


def test_who_was_erased_is_found_by_nothing(make, by):
    from goodwill.crm.customers.erasing.erasing import erase

    person = make("王伟", "13900000001", sort="person")
    erase(person, by, "Asked us to.")
    assert similar_to(Draft("王伟", "person", phone="13900000001"), widest(by.user.pk)) == []


def test_a_change_is_known_at_once(make, by):
    there = make("恒泰", city="上海")
    changing.change(there, {"name": "嘉禾百货"}, by)
    assert [one.record for one in similar_to(Draft("嘉禾百货"), widest(by.user.pk))] == [there]
