"""What the rooms refuse, in their words.

GoodwillError
└── Refused                 what someone wanted to do cannot be done; says why and what to do
    ├── Clashing            someone else changed the same fields meanwhile
    ├── OutOfReach          no such record, or not for this person: the two look alike
    ├── NotAllowed          the role does not let the person do this
    ├── OnlyShown           the record was shared to look at, not to change
    ├── NothingToShare      the record is seen by whoever sees its customer
    ├── BadOwnField         an own field that cannot be as wanted
    ├── BadOwnValue         a value that an own field cannot hold
    ├── OwnFieldMissing     a required own field would be empty
    ├── OwnValueTaken       another record has the value of a unique own field
    ├── BadAttachment       a file that is not taken
    ├── NamedOtherwise      the id of another system belongs to another record
    └── CannotUndo          something later rests on what was done
"""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.errors import NotAllowed, Refused
from goodwill.language import Sayable, Sentence

__all__ = [
    "BadAttachment",
    "BadOwnField",
    "BadOwnValue",
    "CannotUndo",
    "Clash",
    "Clashing",
    "NamedOtherwise",
    "NotAllowed",
    "NothingToShare",
    "OnlyShown",
    "OutOfReach",
    "OwnFieldMissing",
    "OwnValueTaken",
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


class BadOwnField(Refused):
    """An own field cannot be as wanted; says why."""


class BadOwnValue(Refused):
    """An own field cannot hold the value."""

    def __init__(self, field: str, label: Sayable, what: Sayable) -> None:
        self.field = field
        super().__init__(Sentence("{label} must be {what}.", label=label, what=what))


class OwnFieldMissing(Refused):
    """A required own field would be empty."""

    def __init__(self, field: str, label: Sayable) -> None:
        self.field = field
        super().__init__(Sentence("{label} must not be empty.", label=label))


class OwnValueTaken(Refused):
    """Another record has the value of a unique own field."""

    def __init__(self, field: str, label: Sayable, value: object) -> None:
        self.field = field
        super().__init__(
            Sentence("{label}: another record has {value} already.", label=label, value=value)
        )


class BadAttachment(Refused):
    """A file that is not taken; says why."""


class NamedOtherwise(Refused):
    """The id of another system belongs to another record already."""

    def __init__(self, source: str, value: str) -> None:
        super().__init__(
            Sentence("{source} calls another record {value} already.", source=source, value=value)
        )
