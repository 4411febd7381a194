"""The shell: every piece can be drawn, in three languages, with nothing that the policy bars."""

from __future__ import annotations

import re

import pytest
from crm.conftest import logged_in
from django.test import Client

from goodwill.crm.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_piece_is_drawn_in_the_persons_language(parts, administrator: User, tag: str) -> None:
    administrator.language = tag
    administrator.save()
    page = logged_in(administrator).get("/parts/").text
    assert f'<html lang="{tag}"' in page
    assert "上海恒泰精密" in page


def test_a_page_asks_for_nothing_that_the_policy_bars(parts, administrator: User) -> None:
    answer = logged_in(administrator).get("/parts/")
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe" not in policy
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", answer.text)


def test_the_page_looks_as_the_person_likes(parts, administrator: User) -> None:
    browser = logged_in(administrator)
    assert "data-theme" not in browser.get("/parts/").text.split(">", 2)[1]
    assert browser.post("/look/", {"theme": "dark", "density": "compact"}).status_code == 302
    assert 'data-theme="dark" data-density="compact"' in browser.get("/parts/").text


def test_only_known_likings_are_kept(parts, administrator: User) -> None:
    logged_in(administrator).post("/look/", {"theme": "<script>", "name": "Somebody"})
    kept = User.objects.get(pk=administrator.pk)
    assert (kept.theme, kept.name) == ("system", "王芳")


def test_another_language_reloads_the_page(parts, administrator: User) -> None:
    answer = logged_in(administrator).post(
        "/look/", {"language": "zh-Hant"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_a_foreign_page_cannot_be_led_to(parts) -> None:
    answer = Client().post("/speak/", {"language": "zh-Hans", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
