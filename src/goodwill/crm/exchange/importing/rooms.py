"""What the rooms above bring in: how their columns are called, and how their rows are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodwill.crm.accounts.reach import Reach

if TYPE_CHECKING:
    from goodwill.crm.exchange.importing.engine.shaping import Setting, Shape
    from goodwill.crm.exchange.importing.targets import Target


def _nothing(reach: Reach) -> Iterable[Target]:
    return ()


@dataclass(frozen=True)
class Bringing:
    """How records of a kind are brought in, where there is more to it than their fields.

    Parameters
    ----------
    shape
        Makes drafts of its rows; None: as of any kind.
    aliases
        What other programs call its targets, apart by spaces: lower case, simplified characters.
    match
        By what rows find their record unless somebody says otherwise, the surest first.
    fixed
        Fields that nobody types into a form but another system may tell.
    follows
        Required fields that follow from the rest where no column tells them.
    left_out
        Fields that no column may become.
    makes
        Links whose missing records may be made on the way.
    telling
        The targets that tell such a table from others.
    named_by
        By which of their fields cells name such records.
    more
        Targets besides the fields.
    order
        Where its records stand in the order of writing: the higher the later.
    """

    word: str
    shape: Callable[[Setting], Shape] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    match: tuple[str, ...] = ()
    fixed: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    telling: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    more: Callable[[Reach], Iterable[Target]] = _nothing
    order: int = 50


def enter(*them: Bringing) -> None:
    """Let these be brought in."""
    for one in them:
        _ROOMS[one.word] = one


def of(word: str) -> Bringing:
    """How records of a kind are brought in; nothing special about those nobody entered."""
    return _ROOMS.get(word) or Bringing(word)


def of_target(name: str) -> Bringing:
    """How records of the kind are brought in that a target belongs to."""
    return of(name.partition(".")[0])


def aliases(name: str) -> tuple[str, ...]:
    """What other programs call a target of such a room."""
    return tuple(of_target(name).aliases.get(name, "").split())


def shape(setting: Any) -> Any:
    """What makes drafts of the rows of a plan; None where nobody entered anything."""
    made = of(setting.plan.shape).shape
    return made(setting) if made else None


_ROOMS: dict[str, Bringing] = {}
