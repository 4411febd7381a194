"""A segment is put together in the browser, in English and Chinese: the count follows along."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import PATIENCE
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """An installation of its own: what is drawn lies in it."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    return tmp_path


def count(page: Page, shown: str) -> None:
    page.locator(".reckoned__number", has_text=shown).wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_the_count_follows_the_builder(
    window: Callable[..., Page], administrator: User, by: Actor, tag: str
) -> None:
    User.objects.update(language=tag)
    administrator.refresh_from_db()
    say = speak(tag).say
    for n in range(12):
        city, stage = ("上海", "Köln")[n % 2], ("repeat", "lost", "advocate")[n % 3]
        changing.create(Customer(name=f"客户 {n}", city=city, stage=stage), by)
    logged_in(administrator).get("/segments/new/")  # what is imported first takes its time
    page = window(administrator, "/segments/new/", width=390)
    count(page, "12")
    page.fill("#segment-name", "上海老客户")
    page.get_by_role("button", name=say("Add a condition")).first.click()
    page.locator("#field-r-1").wait_for()
    page.select_option("#field-r-1", "city")
    page.locator("#op-r-1 option[value=contains]").wait_for(state="attached")
    page.fill("[name=value-r-1]", "上海")
    count(page, "6")
    page.get_by_role("button", name=say("Add a group")).first.click()
    page.locator("[name=join-r-2]").wait_for()
    page.select_option("[name=join-r-2]", "none")
    page.select_option("#field-r-2-0", "stage")
    page.locator("[name=value-r-2-0]").wait_for()
    page.select_option("[name=value-r-2-0]", "lost")
    count(page, "4")
    page.get_by_role("button", name=say("Remove this group")).click()
    count(page, "6")
    page.get_by_role("button", name=say("Save")).click()
    page.wait_for_url("**/segments/*-*/")
    assert page.get_by_role("heading", name="上海老客户").is_visible()
    assert Segment.objects.get().size == 6
    told: list[str] = page.troubles  # type: ignore[attr-defined]
    left = "Abort"  # a count that is still asked for when the page is left
    errors = [line for line in told if line.startswith("error")]
    assert not errors or any(left in line for line in errors)
