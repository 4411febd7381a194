"""Which views stand open before anybody has logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def open_to_all(view: View) -> View:
    """Marks a view that people see before they have logged in; every other needs a login."""
    view.is_open_to_all = True  # type: ignore[attr-defined]
    return view
