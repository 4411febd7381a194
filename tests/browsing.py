"""One Chromium for all browser tests of a process: Playwright can be started only once in it."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Playwright keeps a loop running in the thread of the tests; Django would refuse to work there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE = 40_000
"""Milliseconds; machines are shared and sometimes slow."""
NO_BROWSER = (
    "The browser tests need Chromium, and there is none here. Install it (on Debian: apt-get "
    "install chromium), or run `make test-fast`, which leaves the browser out."
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@cache
def chromium() -> Browser:
    """The browser, started at the first call and closed when the process ends."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    program = _installed() or playwright.chromium.executable_path
    if not Path(program).exists():
        pytest.fail(NO_BROWSER, pytrace=False)
    started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    atexit.register(started.close)
    return started


def _installed() -> str | None:
    """The system's, unless it is a snap: that sees no file of ours."""
    found = [shutil.which(name) for name in ("chromium", "google-chrome")]
    return next((program for program in found if program and "snap" not in program), None)
