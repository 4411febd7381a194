"""An analyst asks for another table, opens a receipt, and goes to the records behind the figure."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from goodwill.crm.accounts.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_table_is_asked_for_opened_and_followed_to_its_records(
    cube: dict[str, Any], administrator: User, window: Callable[..., Any]
) -> None:
    page = window(administrator, "/value/pivot/?period=all")
    page.select_option("#pivot-rows-0", "customer.city")
    page.wait_for_selector("text=Revenue by City, Quarter")
    assert "rows=customer.city" in page.url
    page.click(".pivot__measures summary")
    page.check("#pivot-measure-orders")
    page.wait_for_selector("text=Revenue, Orders by City, Quarter")
    assert page.is_visible("#pivot-measure-orders")
    page.keyboard.press("Escape")
    page.click("tr:has-text('上海') .pivot__figure >> nth=0")
    page.wait_for_selector("#drawer .receipt")
    assert "revenue = " in page.inner_text("#drawer")
    page.click("text=See the records behind it")
    page.wait_for_selector("h1:has-text('Behind the figure')")
    assert page.is_visible("a:has-text('恒泰')")
    assert not [one for one in page.troubles if one.startswith(("error", "Error"))]
