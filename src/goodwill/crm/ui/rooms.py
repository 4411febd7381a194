"""A room: what stands in the rail and the bottom bar."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.language import Sentence


@dataclass(frozen=True)
class Room:
    """One entry of the navigation; shown to those whose role has the ability."""

    word: str
    name: Sentence
    icon: str
    address: str
    """The name of the address of its first page."""
    ability: str = ""
