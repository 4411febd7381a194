"""Reports whose charts keep their place but are not drawn: a fifth of a small run's time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch


def undrawn() -> AbstractContextManager[object]:
    """Inside, nothing is drawn; for tests of what else a report says."""
    return patch("goodwill.report.drawing.drawing", _place)


def _place(chart: object, canvas: object, name: str) -> str:
    frame = 'class="drawing" role="img" viewBox="0 0 640 240" width="640" height="240"'
    return f'<svg {frame} xmlns="http://www.w3.org/2000/svg"><title id="{name}"></title></svg>'
