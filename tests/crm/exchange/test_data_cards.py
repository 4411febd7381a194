"""The first page of Data shows each person the parts they may use."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange import cards
from goodwill.crm.exchange.cards import Card
from goodwill.language import Sentence


@pytest.fixture(autouse=True)
def _only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_CARDS", {})
    says = Sentence("What it is for")
    cards.enter(
        Card("b", Sentence("Managed"), says, "cube", "people", "data.manage"),
        Card("a", Sentence("Either"), says, "cube", "data", ("data.import", "data.manage")),
        Card(
            "c",
            Sentence("Told"),
            says,
            "cube",
            "customers",
            "customers.merge",
            summary=lambda me: Sentence("{name} has work", name=me.name),
            place=1,
        ),
        Card("d", Sentence("Not there"), says, "cube", "no_such_address"),
    )


def may(rep: User, *abilities: str) -> User:
    rep.role.abilities = ["customers.view", *abilities]
    rep.role.save()
    return rep


def test_cards_stand_in_their_order_and_one_without_a_page_is_left_out(
    administrator: User,
) -> None:
    shown = cards.cards_for(administrator)
    assert [one.card.word for one in shown] == ["c", "a", "b"]
    assert shown[0].summary == Sentence("{name} has work", name="王芳")


@pytest.mark.parametrize(
    ("ability", "seen"), [("data.import", ["a"]), ("data.manage", ["a", "b"]), ("x.view", [])]
)
def test_of_several_abilities_one_is_enough(rep: User, ability: str, seen: list[str]) -> None:
    assert [one.card.word for one in cards.cards_for(may(rep, ability))] == seen


def test_the_room_is_in_the_rail_of_whoever_may_use_a_part_of_it(rep: User) -> None:
    assert 'href="/data/"' not in logged_in(rep).get("/customers/").content.decode()
    assert logged_in(rep).get("/data/").status_code == 403
    page = logged_in(may(rep, "customers.merge")).get("/data/").content.decode()
    assert 'class="rail__room" href="/data/" aria-current="page"' in page
    assert "Told" in page
    assert "Managed" not in page
