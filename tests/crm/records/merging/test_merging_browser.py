"""Two customers become one without a mouse, are looked at, and are two again."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.language import speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def twice(by: Actor) -> tuple[Customer, Customer]:
    """恒泰 is there twice, and either knows something that the other does not."""
    facts = {"number": "K-1", "city": "上海", "segment": "机械制造"}
    one = changing.create(Customer(name="上海恒泰精密机械制造有限公司", **facts), by)
    other = changing.create(Customer(name="Hengtai Precision", number="K-2", city="昆山"), by)
    points.add(other, "email", "li@hengtai.example", by)
    return one, other


def walk(page: Page, row: str) -> None:
    """Go down row by row as far as the one that is called so."""
    for _ in range(12):
        page.keyboard.press("j")
        if page.locator("[data-here] legend", has_text=row).count():
            return
    pytest.fail(f"There is no row {row}.")


@pytest.mark.parametrize(("tag", "width"), [("en", 1280), ("zh-Hans", 390)])
def test_two_become_one_and_two_again_by_keyboard(
    window: Callable[..., Page],
    administrator: User,
    twice: tuple[Customer, Customer],
    tag: str,
    width: int,
) -> None:
    User.objects.update(language=tag)
    administrator.refresh_from_db()
    say, (one, other) = speak(tag).say, twice
    page = window(administrator, f"/merge/customers/{one.public_id}/{other.public_id}/", width)
    walk(page, say("Which one is kept"))
    page.keyboard.press("2")
    walk(page, say("City"))
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/customers/{one.public_id}/")
    kept = Customer.objects.get(pk=one.pk)
    assert (kept.name, kept.number, kept.city) == (one.name, "K-1", "昆山")
    page.get_by_text("li@hengtai.example").first.wait_for()

    page.goto(page.url.replace("/customers/", "/history/customers/"))
    page.locator("a[href*='/merges/']").first.press("Enter")
    page.get_by_text(say("What it took from them")).wait_for()
    page.get_by_role("button", name=say("Separate them")).press("Enter")
    page.wait_for_url(f"**/customers/{one.public_id}/")
    page.get_by_text(say("They are separate again.")).wait_for()
    cities = Customer.objects.present().order_by("pk").values_list("city", flat=True)
    assert list(cities) == ["上海", "昆山"]
    told: list[str] = page.troubles  # type: ignore[attr-defined]
    assert not [line for line in told if line.startswith("error")]
