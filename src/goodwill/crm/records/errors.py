"""What the rooms refuse, in their words.

GoodwillError
└── Refused                 what someone wanted to do cannot be done; says why and what to do
    ├── Clashing            someone else changed the same fields meanwhile
    ├── OutOfReach          no such record, or not for this person: the two look alike
    ├── NotAllowed          the role does not let the person do this
    ├── OnlyShown           the record was shared to look at, not to change
    ├── NothingToShare      the record is seen by whoever sees its customer
    └── CannotUndo          something later rests on what was done
"""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.errors import NotAllowed, Refused
from goodwill.language import Sentence

__all__ = [
    "CannotUndo",
    "Clash",
    "Clashing",
    "NotAllowed",
    "NothingToShare",
    "OnlyShown",
    "OutOfReach",
    "Refused",
]


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what it was, what stands there now, what was wanted."""

    field: str
    was: object
    now: object
    wanted: object


class Clashing(Refused):
    """Someone else changed the same fields since the person looked.

    `touched` names all fields that the person changed, those without a clash too.
    """

    def __init__(
        self, clashes: tuple[Clash, ...], version: int, touched: tuple[str, ...] = ()
    ) -> None:
        self.clashes, self.version = clashes, version
        self.touched = touched
        super().__init__(
            Sentence("Someone else has changed this meanwhile. Please choose what shall stand.")
        )


class OutOfReach(Refused):
    """No such record, or one outside the person's reach; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(Sentence("There is no such record, or you may not see it."))


class CannotUndo(Refused):
    """Something later rests on it."""

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        super().__init__(
            Sentence("This was changed again later and cannot be undone on its own any more.")
        )


class OnlyShown(NotAllowed):
    """The record was shared with the person to look at, not to change."""

    def __init__(self) -> None:
        Refused.__init__(
            self,
            Sentence("This was shared with you to look at. Ask its owner to let you change it."),
        )


class NothingToShare(Refused):
    """The record is seen by whoever sees its customer."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("Whoever sees the customer sees this, too. Share the customer instead.")
        )
