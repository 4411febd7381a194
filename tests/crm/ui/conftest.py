"""The page of all parts, served; and a browser in which someone has logged in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from crm.ui import every_part
from django.test import Client

from goodwill.crm.accounts.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def parts(settings) -> list[dict[str, str]]:
    """The site that shows every piece; what was logged in it."""
    settings.ROOT_URLCONF = "crm.ui.every_part"
    every_part.logged.clear()
    return every_part.logged


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """One Chromium for the tests of the shell."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
        if not Path(found).exists():
            pytest.fail("The browser tests need Chromium (apt-get install chromium).", False)
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def window(chromium, live_server, parts) -> Iterator:
    """`window(user, "/parts/", width=390)` opens a page; its `troubles` are the console's."""
    contexts = []

    def opened(user: User | None, address: str, width: int = 1280, height: int = 800, **more):
        more = {"service_workers": "block", **more}
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(5000)
        page.troubles = []
        page.on("console", lambda told: page.troubles.append(f"{told.type}: {told.text}"))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
