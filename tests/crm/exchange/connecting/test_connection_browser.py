"""An administrator has a folder of the ERP read, sees what was not taken, and switches it off."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crm.conftest import logged_in
from django_tasks_db.models import DBTaskResult

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.pulling import Wish, pull
from goodwill.language import speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = """编号,客户名称,城市,注册日期
K-1,上海恒泰精密机械制造有限公司,上海,2024-03-01
K-2,苏州远山重工,苏州,2024-13-01
K-3,Nordlicht Maschinenbau,Hamburg,2023-05-06
"""


@pytest.fixture
def feed(tmp_path: Path, settings: Any) -> Path:
    """What the ERP has left for us."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    folder = tmp_path / "feeds" / "erp"
    folder.mkdir(parents=True)
    file = folder / "customers.csv"
    file.write_text(ROWS, encoding="utf-8")
    os.utime(file, (time.time() - 99,) * 2)
    return file


def pull_now() -> None:
    """What the worker does."""
    DBTaskResult.objects.all().delete()
    pull(Connection.objects.get(), Wish(is_by_hand=True))


@pytest.mark.parametrize(("tag", "width"), [("en", 1280), ("zh-Hans", 390)])
def test_a_folder_is_read_watched_and_switched_off(
    window: Callable[..., Page], administrator: User, feed: Path, tag: str, width: int
) -> None:
    User.objects.update(language=tag)
    administrator.refresh_from_db()
    say = speak(tag).say
    logged_in(administrator).get("/data/connections/")  # what starting takes is not waited for
    page = window(administrator, "/data/connections/", width=width)
    page.get_by_role("link", name=say("Files on this server")).click()
    page.get_by_label(say("What is the system called here?")).fill("金蝶 ERP")
    page.get_by_role("button", name=say("Connect")).click()
    page.get_by_label(say("Which column holds the id of the other system?")).select_option("编号")
    page.get_by_role("button", name=say("Go on")).click()
    page.get_by_role("button", name=say("Save and switch on")).click()
    page.get_by_text(say("It waits for its turn; you may leave this page.")).wait_for()
    pull_now()

    page.get_by_text(say("Rows that were not taken")).first.wait_for()
    page.get_by_text("2024-13-01").first.wait_for()
    assert Customer.objects.present().count() == 2
    page.get_by_role("button", name=say("Test it")).click()
    page.locator("#tested", has_text="Nordlicht Maschinenbau").wait_for()
    page.get_by_role("button", name=say("Switch off")).click()
    page.get_by_text(say("It is switched off."), exact=True).wait_for()
    page.goto(page.url.partition("/data/")[0] + "/data/connections/")
    page.get_by_role("row", name="金蝶 ERP").get_by_text(say("Off"), exact=True).wait_for()
    assert not Connection.objects.get().is_on
    told: list[str] = page.troubles  # type: ignore[attr-defined]
    assert not [line for line in told if line.startswith("error")]
