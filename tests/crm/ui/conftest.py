"""The page of all parts, served and opened."""

from __future__ import annotations

import pytest
from crm.ui import every_part


@pytest.fixture
def parts(settings) -> list[dict[str, str]]:
    """The site that shows every piece; what was logged in it."""
    settings.ROOT_URLCONF = "crm.ui.every_part"
    every_part.logged.clear()
    return every_part.logged


@pytest.fixture
def window(window, parts):
    """Windows of that site."""
    return window
