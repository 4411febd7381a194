"""Whose installation this is, for pages that are shown before anybody has logged in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings


def name() -> str:
    """The company's name."""
    return _ASK()


def ask(of: Callable[[], str]) -> None:
    """Who knows the company's name: set once when Django starts."""
    global _ASK  # noqa: PLW0603
    _ASK = of


def _configured() -> str:
    return str(settings.CONFIGURATION.company)


_ASK: Callable[[], str] = _configured
