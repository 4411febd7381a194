"""An analyst asks for another table, opens a receipt, and goes to the records behind the figure.

In English and in Chinese.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from goodwill.crm.accounts.models import User
from goodwill.language import speak

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_a_table_is_asked_for_opened_and_followed_to_its_records(
    cube: dict[str, Any], administrator: User, window: Callable[..., Any], tag: str
) -> None:
    User.objects.update(language=tag)
    administrator.refresh_from_db()
    language = speak(tag)
    say = language.say
    page = window(administrator, "/value/pivot/?period=all")

    def titled(*measures: str) -> None:
        words = {"measures": measures, "dimensions": ("City", "Quarter")}
        told = {name: language.list([say(one) for one in words[name]]) for name in words}
        page.wait_for_selector(f"text={say('{measures} by {dimensions}', **told)}")

    page.select_option("#pivot-rows-0", "customer.city")
    titled("Revenue")
    assert "rows=customer.city" in page.url
    page.click(".pivot__measures summary")
    page.check("#pivot-measure-orders")
    titled("Revenue", "Orders")
    assert page.is_visible("#pivot-measure-orders")
    page.keyboard.press("Escape")
    page.click("tr:has-text('上海') .pivot__figure >> nth=0")
    page.wait_for_selector("#drawer .receipt")
    assert page.is_visible("#drawer .receipt")
    page.click(f"#drawer >> text={say('See the records behind it')}")
    page.wait_for_selector(f"h1:has-text('{say('Behind the figure')}')")
    assert page.is_visible("a:has-text('恒泰')")
    assert not [one for one in page.troubles if one.startswith(("error", "Error"))]
