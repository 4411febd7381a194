"""What the rooms refuse, in their words.

GoodwillError
└── Refused                 what someone wanted to do cannot be done; says why and what to do
    ├── Clashing            someone else changed the same fields meanwhile
    ├── OutOfReach          no such record, or not for this person: the two look alike
    ├── NotAllowed          the role does not let the person do this
    └── CannotUndo          something later rests on what was done
"""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.errors import GoodwillError
from goodwill.language import Sentence


class Refused(GoodwillError):
    """What someone wanted to do cannot be done."""


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what it was, what stands there now, what was wanted."""

    field: str
    was: object
    now: object
    wanted: object


class Clashing(Refused):
    """Someone else changed the same fields since the person looked."""

    def __init__(self, clashes: tuple[Clash, ...], version: int) -> None:
        self.clashes, self.version = clashes, version
        super().__init__(
            Sentence("Someone else has changed this meanwhile. Please choose what shall stand.")
        )


class OutOfReach(Refused):
    """No such record, or one outside the person's reach; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(Sentence("There is no such record, or you may not see it."))


class NotAllowed(Refused):
    """The person's role does not include this."""

    def __init__(self) -> None:
        super().__init__(Sentence("Your role does not allow this. An administrator can change it."))


class CannotUndo(Refused):
    """Something later rests on it."""

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        super().__init__(
            Sentence("This was changed again later and cannot be undone on its own any more.")
        )
