"""What my day is put together from: small blocks, each for those who need it.

A room adds its own with `enter`; it stands where its `place` says, between those of others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.language import Sentence


@dataclass(frozen=True)
class Block:
    """One piece of my day.

    `build` says what the template shows, under the name `block`; None leaves the block out.
    `roles` names the words of the roles it is for, none for all; `ability` is what it takes.
    """

    word: str
    title: Sentence
    icon: str
    place: int
    build: Callable[[User, date], Any]
    template: str
    ability: str = ""
    roles: tuple[str, ...] = ()

    def is_for(self, person: User) -> bool:
        """Whether the person has use for it."""
        if self.ability and not person.may(self.ability):
            return False
        return not self.roles or person.role.word in self.roles


@dataclass(frozen=True)
class Built:
    """A block with what it shows today."""

    block: Block
    shown: Any


def enter(*blocks: Block) -> None:
    """Make blocks known."""
    for block in blocks:
        _BLOCKS[block.word] = block


def built(person: User) -> list[Built]:
    """The person's blocks in their order, each with what it shows."""
    today = timezone.localdate()
    own = sorted(
        (block for block in _BLOCKS.values() if block.is_for(person)), key=lambda one: one.place
    )
    shown = ((block, block.build(person, today)) for block in own)
    return [Built(block, what) for block, what in shown if what is not None]


_BLOCKS: dict[str, Block] = {}
