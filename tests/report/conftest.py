"""The sample report in the reader's language, as text, as a parsed page and in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import chromium
from report.parsing import Page, parsed
from report.sample import report

from goodwill.language import LANGUAGES, speak
from goodwill.report import html


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """The sample report as HTML, by language tag."""
    return {tag: html(report(), speak(tag)) for tag in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, texts: dict[str, str]) -> Page:
    """The sample report parsed, in each language in turn."""
    return parsed(texts[request.param])


@pytest.fixture(scope="session")
def report_file(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`report.html` in English on disk."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(texts["en"], "utf-8")
    return file


@pytest.fixture
def open_page(report_file: Path) -> Iterator:
    """Opens the report in a fresh window: `open_page(width=390, hash="#receipt-va01")`.

    The window's `troubles` lists what went to the console, failed, or left the file.
    """
    contexts = []

    def opened(width: int = 1280, height: int = 900, hash: str = "", **more):
        context = chromium().new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        window = context.new_page()
        window.troubles = []
        window.on("console", lambda message: window.troubles.append(message.text))
        window.on("pageerror", lambda error: window.troubles.append(str(error)))
        window.on("request", lambda sent: _note_if_remote(window.troubles, sent.url))
        window.goto(report_file.as_uri() + hash)
        return window

    yield opened
    for context in contexts:
        context.close()


def _note_if_remote(troubles: list[str], url: str) -> None:
    if not url.startswith(("file:", "data:")):
        troubles.append(url)
