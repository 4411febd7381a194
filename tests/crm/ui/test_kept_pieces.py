"""Pieces of pages that are drawn once for all readers to whom they say the same."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in
from django.template import engines
from jinja2 import DictLoader, Environment, UndefinedError

from goodwill.crm.accounts.models import User
from goodwill.crm.ui import speaking
from goodwill.crm.ui.keeping import draw_once, room_of
from goodwill.crm.ui.rooms import Room
from goodwill.language import Sentence

TOLD: list[int] = []


def note() -> str:
    TOLD.append(1)
    return ""


@pytest.fixture
def pieces() -> Environment:
    """An environment with two templates that note when they are drawn."""
    environment = engines["jinja2"].env.overlay(
        loader=DictLoader(
            {
                "words": "{{ note() }}{{ say('Customers') }} {{ n }} {{ words }}",
                "curious": "{{ me.name }}",
            }
        )
    )
    environment.globals = {**environment.globals, "note": note}
    TOLD.clear()
    return environment


def test_a_piece_is_drawn_once_for_the_same_facts_and_language(pieces: Environment) -> None:
    first = draw_once(pieces, "words", n=1, words="<b>")
    assert first == "Customers 1 &lt;b&gt;"
    assert draw_once(pieces, "words", n=1, words="<b>") == first
    assert len(TOLD) == 1
    assert draw_once(pieces, "words", n=2, words="<b>") == "Customers 2 &lt;b&gt;"
    with speaking.to("zh-Hans"):
        assert draw_once(pieces, "words", n=1, words="<b>") == "客户 1 &lt;b&gt;"
    assert len(TOLD) == 3


def test_a_piece_sees_nothing_but_its_facts(pieces: Environment) -> None:
    with pytest.raises(UndefinedError):
        draw_once(pieces, "curious")


@pytest.mark.django_db
def test_the_frame_of_a_page_names_only_the_person_in_front_of_it(
    rep: User, outsider: User
) -> None:
    for one, other in ((rep, outsider), (outsider, rep), (rep, outsider)):
        page = logged_in(one).get("/customers/").text
        assert one.email in page
        assert other.email not in page


@pytest.mark.django_db
def test_colours_chosen_are_checked_in_the_menu_at_once(rep: User) -> None:
    chosen = 'aria-checked="true" data-liking="theme" value="{}"'
    browser = logged_in(rep)
    assert chosen.format("system") in browser.get("/customers/").text
    browser.post("/look/", {"theme": "dark"})
    assert chosen.format("dark") in browser.get("/customers/").text


@pytest.mark.django_db
def test_what_may_be_made_is_shown_as_soon_as_the_role_allows_it(rep: User) -> None:
    browser = logged_in(rep)
    assert "/new/products/" not in browser.get("/customers/").text
    rep.role.abilities = [*rep.role.abilities, "products.create"]
    rep.role.save()
    assert "/new/products/" in browser.get("/customers/").text


def test_the_room_of_an_address_is_the_one_it_lies_in() -> None:
    rooms = [
        Room(word, Sentence(word), "sun", address)
        for word, address in (("my_day", "my_day"), ("customers", "customers"))
    ]
    assert room_of(rooms, "/customers/") == "customers"
    assert room_of(rooms, "/customers/1/") == "customers"
    assert room_of(rooms, "/elsewhere/") == ""
