"""An analyst works through the queue by keyboard, and is warned while entering a customer."""

from __future__ import annotations

import os

import pytest

from goodwill.crm.customers.duplicates import looking
from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.customers.models import Customer

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def states():
    return [one.state for one in Suspicion.objects.likeliest_first()]


def test_the_queue_is_worked_through_without_a_mouse(window, make, administrator):
    """The same, different, later; back again; on to the next one each time."""
    for n, (one, other) in enumerate(
        [("欧阳雨涵", "Yuhan Ouyang"), ("李嘉怡", "李佳宜"), ("Clara Whitlock", "Whitlock, Clara")]
    ):
        for name in (one, other):
            make(name, f"1390000000{n}", city="上海", sort="person")
    looking.look()
    page = window(administrator, "/duplicates/")
    assert page.locator(".pair").count() == 3
    page.keyboard.press("s")
    page.locator(".pair").nth(2).wait_for(state="detached")
    assert page.locator(".tabs__count").first.text_content() == "2"
    assert page.evaluate("document.activeElement.closest('.pair') !== null")
    page.keyboard.press("z")
    page.locator(".pair").nth(2).wait_for()
    assert states() == ["open"] * 3
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.locator(".pair").nth(2).wait_for(state="detached")
    page.keyboard.press("l")
    page.locator(".pair").nth(1).wait_for(state="detached")
    page.keyboard.press("s")
    page.get_by_text("No duplicates are waiting").wait_for()
    assert sorted(states()) == ["different", "later", "same"]
    assert Customer.objects.present().count() == 5
    page.goto(page.url + "later/")
    page.keyboard.press("c")
    page.wait_for_url("**/merge/customers/**")
    assert not [one for one in page.troubles if one.startswith("error")]


def test_the_form_of_a_new_customer_names_who_is_there(window, make, administrator):
    make("上海恒泰精密机械有限公司", "13900000001", city="上海")
    page = window(administrator, "/new/customers/", width=390)
    page.locator("#id_name").press_sequentially("恆泰精密")
    page.get_by_text("Is it this one?").wait_for()
    assert page.get_by_role("link", name="上海恒泰精密机械有限公司").is_visible()
