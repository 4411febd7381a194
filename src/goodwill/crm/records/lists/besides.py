"""What else higher rooms let people do with the selected records of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.crm.accounts.models import User
from goodwill.language import Sentence


@dataclass(frozen=True)
class Deed:
    """A button under a list: `address` names what answers with a dialog; `ability` is needed."""

    address: str
    label: Sentence
    icon: str
    ability: str


def enter(kind: str, *deeds: Deed) -> None:
    """Offer them under the lists of a kind."""
    held = _DEEDS.setdefault(kind, {})
    held.update({one.address: one for one in deeds})


def of(kind: str, me: User) -> Sequence[Deed]:
    """What a person may do with records of a kind."""
    return [one for one in _DEEDS.get(kind, {}).values() if me.may(one.ability)]


_DEEDS: dict[str, dict[str, Deed]] = {}
