"""What else is hidden from those from whom a field is hidden: figures that would give it away.

Who may not see what things cost does not see a margin either, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable


def hide_with(field: str, other: str) -> None:
    """Hide `other` (`customers.score.profit_minor`) from whom `field` is hidden."""
    _WITH.setdefault(field, set()).add(other)


def completed(hidden: Iterable[str]) -> frozenset[str]:
    """These fields, and those that are hidden with them."""
    found = set(hidden)
    return frozenset(found.union(*(_WITH.get(field, ()) for field in found)))


_WITH: dict[str, set[str]] = {}
