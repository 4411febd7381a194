"""Records are made and changed where they stand, by two people at once, and taken back."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change

HTMX = {"HX-Request": "true"}


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(
        Customer(name="上海恒泰精密", city="上海", segment="machines", owner=rep, team=rep.team), by
    )


@pytest.fixture
def jonas(rep: User) -> Client:
    return logged_in(rep)


@pytest.fixture
def fang(administrator: User) -> Client:
    return logged_in(administrator)


def field(customer: Customer, name: str, view: str = "edit_field") -> str:
    return reverse(view, args=["customers", customer.public_id, name])


def toast(response: HttpResponse) -> dict[str, str]:
    told: dict[str, dict[str, str]] = json.loads(response.headers["HX-Trigger"])
    return told["toast"]


def test_a_field_is_changed_where_it_stands(jonas: Client, hengtai: Customer) -> None:
    form = jonas.get(field(hengtai, "city"), headers=HTMX)
    assert 'value="上海"' in form.content.decode()
    kept = jonas.post(field(hengtai, "city"), {"city": "苏州", "seen": 1}, headers=HTMX)
    assert "苏州" in kept.content.decode()
    hengtai.refresh_from_db()
    assert (hengtai.city, hengtai.version) == ("苏州", 2)


def test_the_toast_takes_it_back(jonas: Client, hengtai: Customer) -> None:
    kept = jonas.post(field(hengtai, "city"), {"city": "苏州", "seen": 1}, headers=HTMX)
    jonas.post(toast(kept)["undo"], headers=HTMX)
    hengtai.refresh_from_db()
    assert hengtai.city == "上海"


def test_nothing_changed_offers_nothing_to_take_back(jonas: Client, hengtai: Customer) -> None:
    kept = jonas.post(field(hengtai, "city"), {"city": "上海", "seen": 1}, headers=HTMX)
    assert "HX-Trigger" not in kept.headers


def test_an_error_stays_where_the_field_stands(jonas: Client, hengtai: Customer) -> None:
    refused = jonas.post(
        field(hengtai, "born_on"), {"born_on": "2023-02-29", "seen": 1}, headers=HTMX
    )
    page = refused.content.decode()
    assert 'aria-invalid="true"' in page
    assert "2023-02-29" in page
    assert 'name="seen" value="1"' in page


def test_leaving_the_form_shows_what_stands(jonas: Client, hengtai: Customer) -> None:
    shown = jonas.get(field(hengtai, "city", "fact"), headers=HTMX)
    assert "上海" in shown.content.decode()


def test_two_people_changing_one_field_choose_in_place(
    jonas: Client, fang: Client, hengtai: Customer
) -> None:
    fang.post(field(hengtai, "city"), {"city": "苏州", "seen": 1}, headers=HTMX)
    clash = jonas.post(field(hengtai, "city"), {"city": "无锡", "seen": 1}, headers=HTMX)
    page = clash.content.decode()
    assert all(word in page for word in ("上海", "苏州", "无锡", "王芳"))
    hengtai.refresh_from_db()
    assert hengtai.city == "苏州"
    again = {**hidden(page), "choose-city": "mine"}
    jonas.post(field(hengtai, "city"), again, headers=HTMX)
    hengtai.refresh_from_db()
    assert hengtai.city == "无锡"


def test_two_people_changing_different_fields_are_not_asked(
    jonas: Client, fang: Client, hengtai: Customer
) -> None:
    """Jonas sends the whole form as he saw it; what he left alone stays as 王芳 made it."""
    address = reverse("edit", args=["customers", hengtai.public_id])
    form = hidden(jonas.get(address).content.decode()) | filled(hengtai)
    fang.post(field(hengtai, "city"), {"city": "苏州", "seen": 1}, headers=HTMX)
    kept = jonas.post(address, {**form, "segment": "pumps"})
    assert kept.status_code == 302
    hengtai.refresh_from_db()
    assert (hengtai.city, hengtai.segment) == ("苏州", "pumps")


def test_the_page_of_a_conflict_keeps_what_both_wrote(
    jonas: Client, fang: Client, hengtai: Customer
) -> None:
    address = reverse("edit", args=["customers", hengtai.public_id])
    form = hidden(jonas.get(address).content.decode()) | filled(hengtai)
    fang.post(field(hengtai, "city"), {"city": "苏州", "seen": 1}, headers=HTMX)
    fang.post(field(hengtai, "number"), {"number": "C-1", "seen": 2}, headers=HTMX)
    clash = jonas.post(address, {**form, "city": "无锡", "segment": "pumps"})
    again = {**hidden(clash.content.decode()), "choose-city": "theirs"}
    assert sorted(again["only"]) == ["city", "segment"]
    jonas.post(address, again)
    hengtai.refresh_from_db()
    assert (hengtai.city, hengtai.segment, hengtai.number) == ("苏州", "pumps", "C-1")


def test_what_is_hidden_from_a_role_is_nowhere_in_its_forms(
    jonas: Client, rep: User, hengtai: Customer
) -> None:
    rep.role.hidden_fields = ["customers.credit_rating"]
    rep.role.save()
    changing.change(hengtai, {"credit_rating": "AAA"}, Actor(rep))
    page = jonas.get(reverse("edit", args=["customers", hengtai.public_id])).content.decode()
    assert "credit_rating" not in page
    assert jonas.get(field(hengtai, "credit_rating")).status_code == 404
    assert jonas.post(field(hengtai, "credit_rating"), {"credit_rating": "D"}).status_code == 404
    assert jonas.get(field(hengtai, "credit_rating", "fact")).status_code == 404


def test_sensitive_fields_are_shown_on_wish_and_that_is_kept(
    fang: Client, hengtai: Customer, by: Actor
) -> None:
    changing.change(hengtai, {"credit_rating": "AAA"}, by)
    page = fang.get(field(hengtai, "credit_rating", "fact"), headers=HTMX).content.decode()
    assert "AAA" not in page
    shown = fang.post(field(hengtai, "credit_rating", "reveal"), headers=HTMX).content.decode()
    assert "AAA" in shown
    assert Change.objects.filter(verb="seen", record_id=hengtai.pk).count() == 1


def test_what_is_out_of_reach_is_not_there(outsider: User, hengtai: Customer) -> None:
    vera = logged_in(outsider)
    id_ = hengtai.public_id
    for address in (
        reverse("edit", args=["customers", id_]),
        field(hengtai, "city"),
        field(hengtai, "city", "fact"),
        reverse("history", args=["customers", id_]),
        reverse("compare", args=["customers", id_]),
        reverse("customer", args=[id_]),
    ):
        assert vera.get(address).status_code == 404, address
    for address in (
        reverse("delete", args=["customers", id_]),
        field(hengtai, "credit_rating", "reveal"),
        reverse("undo_line", args=["customers", id_, 1]),
    ):
        assert vera.post(address).status_code == 404, address
    assert vera.post(reverse("undo", args=[Change.objects.get().batch])).status_code == 404


def test_kinds_and_fields_that_do_not_exist_are_not_there(fang: Client, hengtai: Customer) -> None:
    assert fang.get(reverse("new", args=["dragons"])).status_code == 404
    assert fang.get(reverse("edit", args=["dragons", uuid.uuid4()])).status_code == 404
    assert fang.get(field(hengtai, "password")).status_code == 404
    assert fang.get(field(hengtai, "created_at")).status_code == 403


def test_a_role_that_may_not_create_is_refused(outsider: User) -> None:
    outsider.role.abilities = ["*.view"]
    outsider.role.save()
    assert logged_in(outsider).get(reverse("new", args=["customers"])).status_code == 403


def test_a_person_is_made_with_both_parts_of_the_name(jonas: Client, rep: User) -> None:
    made = jonas.post(
        reverse("new", args=["customers"]), {"sort": "person", "name": "欧阳娜娜", "owner": rep.pk}
    )
    person = Customer.objects.get()
    assert made.headers["Location"] == reverse("customer", args=[person.public_id])
    assert (person.family_name, person.given_name, person.owner) == ("欧阳", "娜娜", rep)


def test_the_whole_name_follows_its_parts_and_they_follow_it(fang: Client, by: Actor) -> None:
    anna = changing.create(
        Customer(name="Anna Berg", family_name="Berg", given_name="Anna", sort="person"), by
    )
    fang.post(field(anna, "family_name"), {"family_name": "van der Berg", "seen": 1}, headers=HTMX)
    anna.refresh_from_db()
    assert anna.name == "Anna van der Berg"
    fang.post(field(anna, "name"), {"name": "王芳", "seen": 2}, headers=HTMX)
    anna.refresh_from_db()
    assert (anna.family_name, anna.given_name) == ("王", "芳")


def test_the_dialog_asks_only_what_cannot_be_known(fang: Client) -> None:
    address = reverse("new", args=["customers"])
    dialog = fang.get(address, headers={**HTMX, "HX-Target": "dialog"}).content.decode()
    page = fang.get(address).content.decode()
    assert "<html" not in dialog
    assert 'name="name"' in dialog
    assert 'name="legal_name"' not in dialog
    assert 'name="legal_name"' in page


def test_an_empty_form_is_answered_with_what_is_missing(fang: Client) -> None:
    refused = fang.post(reverse("new", args=["customers"]), {"sort": "person"})
    assert refused.status_code == 200
    assert "field__error" in refused.content.decode()
    assert not Customer.objects.exists()


def test_a_customer_cannot_belong_to_itself(fang: Client, hengtai: Customer) -> None:
    refused = fang.post(
        field(hengtai, "parent"), {"parent": str(hengtai.public_id), "seen": 1}, headers=HTMX
    )
    assert "field__error" in refused.content.decode()
    hengtai.refresh_from_db()
    assert hengtai.parent is None


def test_looking_up_finds_by_pinyin_and_only_within_reach(
    jonas: Client, fang: Client, hengtai: Customer, by: Actor
) -> None:
    changing.create(Customer(name="恒泰苏州"), by)
    address = reverse("pick", args=["customers", "parent"])
    mine = jonas.get(address, {"q": "恒泰"}, headers=HTMX).content.decode()
    everyone = fang.get(address, {"q": "恒泰"}, headers=HTMX).content.decode()
    assert (mine.count("<label"), everyone.count("<label")) == (1, 2)


def test_forms_take_the_same_queries_however_much_there_is(
    fang: Client, hengtai: Customer, by: Actor
) -> None:
    address = reverse("edit", args=["customers", hengtai.public_id])
    fang.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        fang.get(address)
    for number in range(5):
        changing.create(Customer(name=f"Part {number}", parent=hengtai), by)
        changing.change(hengtai, {"city": f"City {number}"}, by)
    with CaptureQueriesContext(connection) as many:
        fang.get(address)
    assert len(many) == len(few)


def hidden(page: str) -> dict[str, list[str]]:
    """What a form sends without being filled: its hidden inputs."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def filled(customer: Customer) -> dict[str, object]:
    """The form of a customer as it stands."""
    return {
        "sort": customer.sort,
        "name": customer.name,
        "is_customer": "on",
        "city": customer.city,
        "segment": customer.segment,
        "owner": customer.owner_id,
        "team": customer.team_id,
    }
