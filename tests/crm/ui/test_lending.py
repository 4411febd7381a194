"""Login and its relatives look like our pages, in three languages."""

from __future__ import annotations

import pytest
from crm.conftest import PASSWORD, logged_in
from django.test import Client

from goodwill.crm.accounts.models import User

pytestmark = pytest.mark.django_db

LOGIN = {"en": "Sign In", "zh-Hans": "登录", "zh-Hant": "登入"}


@pytest.fixture(autouse=True)
def _somebody(administrator: User) -> None:
    """Without anyone, the first administrator would be asked for instead."""


@pytest.mark.parametrize("tag", LOGIN)
def test_the_language_is_chosen_before_login_and_kept(tag: str) -> None:
    browser = Client()
    browser.post("/speak/", {"language": tag, "next": "/account/login/"})
    page = browser.get("/account/login/").text
    assert f'<html lang="{tag}"' in page
    assert f"<h1>{LOGIN[tag]}</h1>" in page


def test_the_door_offers_password_and_passkey_and_names_the_company() -> None:
    page = Client().get("/account/login/").text
    for piece in ('name="login"', 'name="password"', 'id="passkey_login"', "entrance__company"):
        assert piece in page
    assert "\ue000" not in page


def test_one_gets_in_through_it(administrator: User) -> None:
    told = {"login": administrator.email, "password": PASSWORD}
    answer = Client().post("/account/login/", told)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("page", ["2fa/", "sessions/", "password/change/", "logout/"])
def test_what_allauth_writes_stands_in_the_shell(administrator: User, page: str) -> None:
    told = logged_in(administrator).get(f"/account/{page}").text
    assert 'class="rail"' in told
    assert '<div class="lent">' in told
    assert "\ue000" not in told
