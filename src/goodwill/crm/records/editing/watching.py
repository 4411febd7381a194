"""What rooms say about a new record while it is still being typed."""

from __future__ import annotations

from collections.abc import Sequence

FIRST = "name"
"""The field behind which it is said: people type it first."""


def watch(word: str, address: str) -> None:
    """Let an address be asked as the form of a new record of this kind is filled.

    It gets what stands in the form as parameters and answers with an element `id="watched"`.
    """
    _WATCHED[word] = address


def watched(word: str, fields: Sequence[str]) -> dict[str, object]:
    """What a page needs to ask: the name of the address, and behind which field to answer."""
    address = _WATCHED.get(word)
    if address is None or FIRST not in fields:
        return {}
    return {"watched_by": address, "watched_after": fields.index(FIRST)}


_WATCHED: dict[str, str] = {}
