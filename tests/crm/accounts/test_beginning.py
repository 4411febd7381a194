"""An installation is set up once, by whoever runs it, and by nobody else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from goodwill.crm.accounts import beginning
from goodwill.crm.accounts.beginning import Beginning
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.errors import AlreadyBegun
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.accounts.presets import PRESETS

TOLD = {
    "company": "恒泰集团",
    "currency": "EUR",
    "zone": "Europe/Berlin",
    "language": "zh-Hans",
    "name": "王芳",
    "email": "Fang@example.com",
    "password": "violet tram under seven hills",
}

pytestmark = pytest.mark.django_db


def test_every_address_leads_to_the_welcome_while_nobody_is_there() -> None:
    for address in ("/", "/customers/", "/account/login/"):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/welcome/")
    assert Client().get("/welcome/").status_code == 200


def test_beginning_sets_up_company_roles_and_the_first_administrator() -> None:
    browser = Client()
    answer = browser.post("/welcome/", TOLD)
    assert answer.status_code == 302
    first = User.objects.get()
    assert (first.email, first.role.word, first.zone) == (
        "fang@example.com",
        "administrator",
        "Europe/Berlin",
    )
    assert (company().name, company().currency, company().language) == (
        "恒泰集团",
        "EUR",
        "zh-Hans",
    )
    assert set(Role.objects.values_list("word", flat=True)) == set(PRESETS)
    assert browser.get(reverse("me")).status_code == 200


def test_nobody_begins_twice() -> None:
    beginning.begin(Beginning(**TOLD))
    with pytest.raises(AlreadyBegun):
        beginning.begin(Beginning(**{**TOLD, "email": "other@example.com"}))
    assert Client().get("/welcome/").status_code == 302
    assert Client().post("/welcome/", TOLD).status_code == 302
    assert User.objects.count() == 1


def test_of_two_who_begin_at_the_same_moment_one_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    beginning.begin(Beginning(**TOLD))
    monkeypatch.setattr(beginning, "is_ahead", lambda: True)
    with pytest.raises(AlreadyBegun):
        beginning.begin(Beginning(**{**TOLD, "email": "other@example.com"}))
    assert User.objects.count() == 1


def test_from_another_machine_only_with_the_code() -> None:
    far = {"REMOTE_ADDR": "203.0.113.7"}
    assert Client().get("/welcome/", **far).status_code == 403
    assert Client().post("/welcome/", TOLD, **far).status_code == 403
    assert Client().get("/welcome/", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert Client().get("/welcome/?code=wrong", **far).status_code == 403
    assert beginning.code() in beginning.address()
    told = {**TOLD, "code": beginning.code()}
    assert Client().post("/welcome/", told, **far).status_code == 302
    assert User.objects.count() == 1


def test_a_password_that_is_easy_to_guess_begins_nothing() -> None:
    with pytest.raises(ValidationError):
        beginning.begin(Beginning(**{**TOLD, "password": "password2024!"}))
    answer = Client().post("/welcome/", {**TOLD, "password": "fang@example.com"})
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_the_second_factor_can_be_left_to_later() -> None:
    beginning.begin(Beginning(**{**TOLD, "needs_second_factor": False}))
    assert not Role.objects.filter(needs_second_factor=True).exists()
