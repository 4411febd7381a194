"""What is refused about connections, in their words.

Refused
├── CannotConnect       the other system is not reached, or does not let us in
├── CannotRead          it answers, but not with rows that can be read
├── NotSetUp            something must be said before the connection can pull
├── NotReadOnly         a statement that might do more than read
├── Forbidden           an address or folder that must not be read from here
├── AtItAlready         a pull of this connection is running
└── TooManyGone         so many records are gone at the source that it is more likely a mistake
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class CannotConnect(Refused):
    """The other system is not reached, or does not let us in."""


class CannotRead(Refused):
    """It answers, but not with rows that can be read."""


class NotSetUp(Refused):
    """Something must be said before the connection can pull."""


class NotReadOnly(Refused):
    """A statement that might do more than read."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Only a single SELECT is taken, without semicolons and comments. "
                "For anything more, make a view in the database and name that."
            )
        )


class Forbidden(Refused):
    """An address or folder that must not be read from here."""


class AtItAlready(Refused):
    """A pull of this connection is running."""

    def __init__(self, name: str) -> None:
        super().__init__(Sentence("{name} is being pulled at this moment.", name=name))


class TooManyGone(Refused):
    """So many records are gone at the source that it is more likely a mistake there."""

    def __init__(self, gone: int, known: int) -> None:
        self.gone = gone
        super().__init__(
            Sentence(
                "{n} of {known} record is gone at the source. That looks like a mistake there, "
                "so nothing was deleted here. If it is meant, confirm it on the connection's page.",
                "{n} of {known} records are gone at the source. That looks like a mistake there, "
                "so nothing was deleted here. If it is meant, confirm it on the connection's page.",
                n=gone,
                known=known,
            )
        )
