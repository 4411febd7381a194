"""Households and groups are suggested, made true or let be."""

from __future__ import annotations

import json

import pytest
from crm.conftest import logged_in
from django.urls import reverse

from goodwill.crm.customers.belonging_together import finding
from goodwill.crm.customers.belonging_together.models import Suggestion
from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing


@pytest.fixture
def make(by):
    def made(name, address="", email="", **facts):
        customer = changing.create(Customer(name=name, **facts), by)
        for sort, given in (("address", address), ("email", email)):
            if given:
                points.add(customer, sort, given, by, country="CN")
        return customer

    return made


@pytest.fixture
def family(make):
    """王芳 and 王伟 live at one address, 李娜 lives there too, 王浩 elsewhere."""
    rows = [
        ("王芳", "人民路50号1室"),
        ("王伟", "人民路50号 1室"),
        ("李娜", "人民路50号1室"),
        ("王浩", "文化路9号"),
    ]
    return [make(name, address, sort="person") for name, address in rows]


@pytest.fixture
def group(make):
    rows = ["恒泰机械集团有限公司", "上海恒泰机械第二分公司", "北京恒泰商贸有限公司"]
    return [make(name, email=f"info{n}@hengtai.cn") for n, name in enumerate(rows)]


def members(suggestion):
    return [one.customer for one in suggestion.members.all()]


def decide(user, suggestion, word):
    address = reverse("decide_belonging", args=[suggestion.public_id, word])
    return logged_in(user).post(address, headers={"HX-Request": "true"})


def test_one_family_name_at_one_address_is_a_household(family):
    assert finding.look() == 1
    assert members(Suggestion.objects.get()) == family[:2]


def test_accepting_makes_the_household_and_undo_takes_it_apart(administrator, family):
    finding.look()
    answer = decide(administrator, Suggestion.objects.get(), "accept")
    household = Customer.objects.get(sort="household")
    assert household.name == "王家"
    assert {one.person for one in household.relations.all()} == set(family[:2])
    assert finding.look() == 0
    logged_in(administrator).post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"])
    assert not Relation.objects.present().exists()
    assert finding.look() == 1


def test_firms_of_one_brand_and_domain_belong_to_the_one_that_is_a_group(administrator, group):
    finding.look()
    assert members(Suggestion.objects.get()) == group
    decide(administrator, Suggestion.objects.get(), "accept")
    assert {one.parent for one in Customer.objects.exclude(pk=group[0].pk)} == {group[0]}
    assert finding.look() == 0


def test_what_was_dismissed_is_not_suggested_again(administrator, family):
    finding.look()
    decide(administrator, Suggestion.objects.get(), "dismiss")
    assert finding.look() == 0
    assert not Customer.objects.filter(sort="household").exists()


def test_nobody_is_suggested_to_whom_one_of_them_is_hidden(rep, family, by):
    rep.role.abilities = [*rep.role.abilities, "customers.merge"]
    rep.role.save()
    changing.change(family[0], {"owner": rep}, by)
    finding.look()
    assert "王芳" not in logged_in(rep).get("/duplicates/together/").content.decode()
    changing.change(family[1], {"owner": rep}, by)
    assert "王芳" in logged_in(rep).get("/duplicates/together/").content.decode()


def test_who_may_be_one_person_is_no_household(make):
    from goodwill.crm.customers.duplicates import looking

    for name in ("王芳", "Wang Fang"):
        make(name, "人民路50号1室", sort="person", city="上海", email=f"fang@{len(name)}.cn")
    looking.look()
    assert finding.look() == 0
