"""A room: what stands in the rail and the bottom bar; and what can be made from anywhere."""

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
    key: str = ""
    """The letter that leads here after `g`."""
    either: tuple[str, ...] = ()
    """Abilities of which one is enough."""


@dataclass(frozen=True)
class Making:
    """Something that can be made from anywhere: in the menu behind +, after `n`, in the palette.

    `address` is the address itself; with `is_dialog`, it answers with what a dialog holds.
    """

    name: Sentence
    icon: str
    address: str
    key: str = ""
    is_dialog: bool = False
