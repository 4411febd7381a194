"""Rows of a REST interface as tables have them: `{"at": {"city": …}}` becomes `at.city`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from goodwill.warehouse.reading.sources import as_text

DEEPEST = 8


def at(told: Any, path: str) -> Any:
    """What stands at a dotted path; everything for no path, None for a path that is not there."""
    for name in filter(None, path.split(".")):
        if isinstance(told, list) and name.isdecimal() and int(name) < len(told):
            told = told[int(name)]
        elif isinstance(told, dict):
            told = told.get(name)
        else:
            return None
    return told


def flat(one: Mapping[str, Any]) -> dict[str, str]:
    """One row as names and texts."""
    return dict(_told(one, "", 0))


def _told(one: Mapping[str, Any], before: str, deep: int) -> Iterator[tuple[str, str]]:
    for name, value in one.items():
        if isinstance(value, dict) and deep < DEEPEST:
            yield from _told(value, f"{before}{name}.", deep + 1)
        elif isinstance(value, list):
            yield f"{before}{name}", _joined(value)
        elif isinstance(value, dict):
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{before}{name}", as_text(value) or ""


def _joined(items: list[Any]) -> str:
    """A list in one cell: plain values side by side, anything else as it came."""
    if all(not isinstance(item, dict | list) for item in items):
        return "; ".join(as_text(item) or "" for item in items)
    return json.dumps(items, ensure_ascii=False)
