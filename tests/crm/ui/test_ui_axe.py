"""WCAG 2.2 AA as far as a machine can tell: axe finds nothing, in the light and in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def found(page) -> list[str]:
    told = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_parts_and_what_floats_above_them(window, administrator, scheme):
    page = window(administrator, "/parts/?wrong", color_scheme=scheme, reduced_motion="reduce")
    assert found(page) == []
    page.keyboard.press("Control+k")
    page.locator("#found [role=option]").first.wait_for()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert found(page) == []
    page.keyboard.press("Escape")
    page.locator("a.figure").nth(1).click()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.locator("#tell").click()
    page.locator(".toast").wait_for()
    assert found(page) == []


def test_the_phone(window, administrator):
    page = window(administrator, "/parts/", width=360, height=740, reduced_motion="reduce")
    assert found(page) == []
    page.locator("[data-opens=more]").click()
    assert found(page) == []


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_the_entrance(window, administrator, address):
    assert found(window(None, address, reduced_motion="reduce")) == []


@pytest.mark.parametrize(
    "address", ["/account/2fa/", "/account/sessions/", "/account/password/change/", "/nothing/"]
)
def test_pages_that_others_write_inside_the_shell(window, administrator, address):
    assert found(window(administrator, address, reduced_motion="reduce")) == []
