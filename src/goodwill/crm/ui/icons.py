"""Icons: Heroicons from their package, drawn into the page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zipfile import ZipFile

from markupsafe import Markup


@cache
def icon(name: str, *, small: bool = False) -> Markup:
    """One icon, hidden from screen readers: the words beside it or its label say what it means.

    Raises
    ------
    KeyError
        If the package has no icon of that name.
    """
    style, size = ("micro", 16) if small else ("outline", 20)
    drawn = _pictures().read(f"{style}/{name}.svg").decode().strip()
    return Markup(drawn.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1))  # noqa: S704


@cache
def _pictures() -> ZipFile:
    """The package's archive, opened once: its own way reads the list of contents for each icon."""
    return ZipFile((files("heroicons") / "heroicons.zip").open("rb"))
