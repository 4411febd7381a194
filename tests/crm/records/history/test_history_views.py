"""The history of a record, what takes it back, and the bin."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.customers.timeline.kinds import ACTIVITIES
from goodwill.crm.records import binning, changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.history import lines
from goodwill.crm.records.models import Change


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", city="上海", owner=rep, team=rep.team), by)


@pytest.fixture
def fang(administrator: User) -> Client:
    return logged_in(administrator)


def address(view: str, customer: Customer, *more: object) -> str:
    return reverse(view, args=["customers", customer.public_id, *more])


def test_lines_tell_who_changed_what_in_words(
    hengtai: Customer, by: Actor, rep: User, administrator: User
) -> None:
    tag = Tag.objects.create(name="展会")
    changing.change(hengtai, {"stage": "repeat", "tags": [tag], "owner": administrator}, by)
    (line, made) = lines.lines(hengtai, widest(administrator.pk))
    assert (line.said, line.by, made.said) == ("Changed", administrator, "Created")
    told = {moved.label: (str(moved.before), str(moved.after)) for moved in line.moved}
    assert told == {
        "Loyalty stage": ("—", "Repeat customer"),
        "Tags": ("—", "展会"),
        "Owner": ("Jonas Lindqvist", "王芳"),
    }


def test_hidden_fields_are_not_in_the_history(hengtai: Customer, by: Actor, rep: User) -> None:
    changing.change(hengtai, {"credit_rating": "AAA"}, by)
    rep.role.hidden_fields = ["customers.credit_rating"]
    rep.role.save()
    page = logged_in(rep).get(address("history", hengtai)).content.decode()
    assert "上海" in page
    assert "AAA" not in page
    assert "Credit rating" not in page


def test_links_out_of_reach_are_not_named(hengtai: Customer, by: Actor, rep: User) -> None:
    secret = changing.create(Customer(name="秘密集团"), by)
    changing.change(hengtai, {"parent": secret}, by)
    page = logged_in(rep).get(address("history", hengtai)).content.decode()
    assert "秘密集团" not in page
    assert "Outside your reach" in page


def test_seeing_sensitive_values_in_the_history_is_kept(
    fang: Client, hengtai: Customer, by: Actor
) -> None:
    changing.change(hengtai, {"credit_rating": "AAA"}, by)
    assert "AAA" in fang.get(address("history", hengtai)).content.decode()
    assert Change.objects.filter(verb="seen", record_id=hengtai.pk).exists()


def test_a_line_is_taken_back(fang: Client, hengtai: Customer, by: Actor) -> None:
    changing.change(hengtai, {"city": "苏州"}, by)
    fang.post(address("undo_line", hengtai, 2))
    hengtai.refresh_from_db()
    assert hengtai.city == "上海"


def test_a_line_that_was_changed_again_is_refused_in_words(
    fang: Client, hengtai: Customer, by: Actor
) -> None:
    changing.change(hengtai, {"city": "苏州"}, by)
    changing.change(hengtai, {"city": "无锡"}, by)
    refused = fang.post(address("undo_line", hengtai, 2))
    assert refused.status_code == 422
    assert "changed again later" in refused.content.decode()


def test_the_first_line_cannot_be_taken_back_from_the_history(
    fang: Client, hengtai: Customer
) -> None:
    assert fang.post(address("undo_line", hengtai, 1)).status_code == 404


def test_history_of_one_field(fang: Client, hengtai: Customer, by: Actor) -> None:
    changing.change(hengtai, {"city": "苏州"}, by)
    changing.change(hengtai, {"segment": "pumps"}, by)
    reach = widest(0)
    assert [line.version for line in lines.lines(hengtai, reach, field="city")] == [2, 1]


def test_two_versions_are_compared(fang: Client, hengtai: Customer, by: Actor) -> None:
    changing.change(hengtai, {"city": "苏州"}, by)
    changing.change(hengtai, {"city": "无锡", "segment": "pumps"}, by)
    (city,) = lines.compared(hengtai, widest(0), 1, 2)
    assert (city.label, str(city.before), str(city.after)) == ("City", "上海", "苏州")
    page = fang.get(address("compare", hengtai), {"earlier": 1, "later": 3}).content.decode()
    assert "无锡" in page
    assert "pumps" in page


def test_an_action_of_others_is_not_there_to_undo(
    hengtai: Customer, rep: User, manager: User
) -> None:
    line = changing.change(hengtai, {"city": "苏州"}, Actor(rep))
    assert line is not None
    undo = reverse("undo", args=[line.batch])
    assert logged_in(manager).post(undo).status_code == 404
    assert logged_in(rep).post(undo).status_code == 302
    hengtai.refresh_from_db()
    assert hengtai.city == "上海"


def test_an_administrator_undoes_what_others_did(
    fang: Client, hengtai: Customer, rep: User
) -> None:
    line = changing.change(hengtai, {"city": "苏州"}, Actor(rep))
    assert line is not None
    fang.post(reverse("undo", args=[line.batch]))
    hengtai.refresh_from_db()
    assert hengtai.city == "上海"


def test_an_action_is_undone_once(hengtai: Customer, rep: User) -> None:
    made = changing.create(Customer(name="Twice", owner=rep), Actor(rep))
    undo = reverse("undo", args=[Change.objects.get(record_id=made.pk).batch])
    client = logged_in(rep)
    assert client.post(undo).status_code == 302
    assert client.post(undo).status_code == 422
    assert Change.objects.filter(record_id=made.pk).count() == 2


def test_an_action_that_never_was_is_not_there(fang: Client) -> None:
    assert fang.post(reverse("undo", args=[uuid.uuid4()])).status_code == 404
    assert fang.get(reverse("undo", args=[uuid.uuid4()])).status_code == 405


def test_the_bin_shows_and_gives_back(rep: User, hengtai: Customer) -> None:
    client = logged_in(rep)
    gone = client.post(address("delete", hengtai))
    assert gone.status_code == 302
    assert client.get(address("edit", hengtai)).status_code == 404
    page = client.get(reverse("bin_of", args=["customers"])).content.decode()
    assert "上海恒泰精密" in page
    client.post(address("restore", hengtai))
    assert Customer.objects.present().get() == hengtai


def test_the_bin_of_others_stays_closed(rep: User, outsider: User, hengtai: Customer) -> None:
    changing.delete(hengtai, Actor(rep))
    vera = logged_in(outsider)
    assert "恒泰" not in vera.get(reverse("bin_of", args=["customers"])).content.decode()
    assert vera.post(address("restore", hengtai)).status_code == 404


def test_who_may_not_delete_has_no_bin(rep: User) -> None:
    rep.role.abilities = ["*.view"]
    rep.role.save()
    assert logged_in(rep).get(reverse("bin")).status_code == 403


def test_the_bin_is_emptied_after_thirty_days(by: Actor, hengtai: Customer) -> None:
    changing.delete(hengtai, by)
    assert binning.purge().gone == 0
    done = binning.purge(timezone.now() + timedelta(days=31))
    assert (done.gone, done.kept) == (1, 0)
    assert not Customer.objects.exists()


def test_what_others_rest_on_stays_in_the_bin(by: Actor, hengtai: Customer) -> None:
    changing.create(
        Order(customer=hengtai, number="1", ordered_on=timezone.localdate(), currency="CNY"), by
    )
    changing.delete(hengtai, by)
    done = binning.purge(timezone.now() + timedelta(days=31))
    assert (done.gone, done.kept) == (0, 1)
    assert Customer.objects.filter(pk=hengtai.pk).exists()


def test_the_bin_is_found_by_its_index(administrator: User) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so small a table would be read whole
            cursor.execute("SET LOCAL enable_seqscan = off")
    for kind in (CUSTOMERS, ACTIVITIES):
        deleted = binning.binned(kind, widest(administrator.pk)).order_by("-deleted_at", "-pk")
        assert "_bin" in deleted[:1].explain(), kind.word


def test_history_takes_the_same_queries_however_long_it_is(
    fang: Client, hengtai: Customer, by: Actor
) -> None:
    tag = Tag.objects.create(name="展会")
    changing.change(hengtai, {"city": "0", "tags": [tag], "owner": None}, by)
    fang.get(address("history", hengtai))
    with CaptureQueriesContext(connection) as few:
        fang.get(address("history", hengtai))
    for number in range(12):
        changing.change(hengtai, {"city": f"City {number}", "tags": [tag][: number % 2]}, by)
    with CaptureQueriesContext(connection) as many:
        fang.get(address("history", hengtai))
    assert len(many) == len(few)
