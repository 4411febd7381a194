"""Shortcuts are declared once, and no two are the same."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import RequestFactory

from goodwill.crm.accounts.models import User
from goodwill.crm.site.rooms import ROOMS, around
from goodwill.crm.ui.keys import sheet
from goodwill.crm.ui.rooms import Making, Room
from goodwill.language import Sentence


def test_rooms_are_gone_to_and_things_are_made_by_letter() -> None:
    room = Room("home", Sentence("Log in"), "sun", "account_login", key="h")
    making = Making(Sentence("Log in"), "plus", "/log/", "l", is_dialog=True)
    keys = {key.keys: key for group in sheet([room], [making]) for key in group.keys}
    assert (keys["g h"].act, keys["g h"].to) == ("follow", "/account/login/")
    assert (keys["n l"].act, keys["n l"].to) == ("make", "/log/")


def test_what_has_no_letter_is_left_out_and_an_empty_group_too() -> None:
    assert [group.name.text for group in sheet([], [])] == [
        "Everywhere",
        "In lists",
        "On records and forms",
    ]


@pytest.mark.django_db
def test_no_two_shortcuts_are_the_same(administrator: User) -> None:
    request = RequestFactory().get("/")
    request.user = administrator
    told = around(request)
    counted = Counter(
        key.keys for group in sheet(told["rooms"], told["makings"]) for key in group.keys
    )
    assert [keys for keys, times in counted.items() if times > 1] == []
    assert all(room.key for room in ROOMS)
