"""The keyboard, declared once: the help sheet lists it and the page's script obeys it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from goodwill.crm.ui.rooms import Making, Room
from goodwill.language import Sentence


@dataclass(frozen=True)
class Key:
    """One shortcut: what is pressed (`g c` one after the other, `Control+k` together).

    `act` is what the script does: `open` a dialog or `follow` an address, named by `to`;
    `next`, `previous`, `select`, `enter`, `edit`, `search`, `undo` do so with what the page
    shows; `press` clicks what the row at hand marks with `data-press` as named by `to`. An empty
    `act` only tells what the browser or a form does by itself.
    """

    keys: str
    words: Sentence
    act: str = ""
    to: str = ""


@dataclass(frozen=True)
class Group:
    """Shortcuts that belong together."""

    name: Sentence
    keys: tuple[Key, ...]


EVERYWHERE = (
    Key("Control+k", Sentence("Go, find, create or act"), "open", "palette"),
    Key("/", Sentence("Search in this list, or everywhere"), "search"),
    Key("?", Sentence("This sheet"), "open", "keys"),
    Key("z", Sentence("Take back what was just done"), "undo"),
    Key("Escape", Sentence("Close what floats above the page")),
)
IN_LISTS = (
    Key("j", Sentence("Next row"), "next"),
    Key("k", Sentence("Previous row"), "previous"),
    Key("x", Sentence("Select the row, or not"), "select"),
    Key("Enter", Sentence("Open the row"), "enter"),
)
ON_RECORDS = (
    Key("e", Sentence("Edit"), "edit"),
    Key("Control+Enter", Sentence("Save the form")),
)


def sheet(
    rooms: Iterable[Room], makings: Iterable[Making], here: Iterable[Group] = ()
) -> tuple[Group, ...]:
    """Every shortcut of this person; `here` are those of the page that is shown."""
    going = tuple(
        Key(f"g {room.key}", room.name, "follow", reverse(room.address))
        for room in rooms
        if room.key
    )
    making = tuple(
        Key(f"n {one.key}", one.name, "make" if one.is_dialog else "follow", one.address)
        for one in makings
        if one.key
    )
    groups = (
        *here,
        Group(Sentence("Everywhere"), EVERYWHERE),
        Group(Sentence("Go to"), going),
        Group(Sentence("Create"), making),
        Group(Sentence("In lists"), IN_LISTS),
        Group(Sentence("On records and forms"), ON_RECORDS),
    )
    return tuple(group for group in groups if group.keys)
