"""What is refused about people, roles and teams, in their words.

GoodwillError
└── Refused                 what someone wanted to do cannot be done; says why and what to do
    ├── NotAllowed          the role does not let the person do this
    ├── LinkExpired         an invitation that was used, withdrawn or is too old
    ├── AddressTaken        somebody works here under this address already
    ├── OnlyAdministrators  touching those who may do everything is for those who may, too
    ├── NotYourself         locking oneself out, or raising one's own rights
    ├── StillNeeded         a role or team that people or records still stand in
    ├── AlreadyBegun        the first administrator is there already
    ├── TooFast             more requests than a person can mean
    ├── BadTeam             a name or place in the tree that cannot be
    └── BadRole             a name or abilities that cannot be
"""

from __future__ import annotations

from goodwill.analytics.errors import GoodwillError
from goodwill.language import Sentence


class Refused(GoodwillError):
    """What someone wanted to do cannot be done."""


class NotAllowed(Refused):
    """The person's role does not include this."""

    def __init__(self) -> None:
        super().__init__(Sentence("Your role does not allow this. An administrator can change it."))


class LinkExpired(Refused):
    """The invitation was used, withdrawn or is too old; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "This invitation no longer holds. "
                "If you have a password, log in; otherwise ask for a new invitation."
            )
        )


class AddressTaken(Refused):
    """Somebody works here under this address already."""

    def __init__(self, email: str) -> None:
        super().__init__(Sentence("{email} already belongs to somebody here.", email=email))


class OnlyAdministrators(Refused):
    """Who may do everything is changed only by somebody who may do everything."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "This concerns somebody who may do everything. "
                "Only a person with the same rights can change it."
            )
        )


class NotYourself(Refused):
    """Nobody locks themselves out or raises their own rights."""

    def __init__(self) -> None:
        super().__init__(Sentence("You cannot do this to yourself. Ask another administrator."))


class StillNeeded(Refused):
    """People or records still stand in it."""

    def __init__(self, name: str, people: int) -> None:
        super().__init__(
            Sentence(
                "{name} cannot be removed: {n} person stands in it. Move them first.",
                "{name} cannot be removed: {n} people stand in it. Move them first.",
                name=name,
                n=people,
            )
        )


class AlreadyBegun(Refused):
    """The first administrator is there already."""

    def __init__(self) -> None:
        super().__init__(Sentence("This installation is set up already. Please log in."))


class TooFast(Refused):
    """More requests than a person can mean."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            Sentence(
                "That was too much at once. Nothing was changed; try again in {n} second.",
                "That was too much at once. Nothing was changed; try again in {n} seconds.",
                n=seconds,
            )
        )


class BadTeam(Refused):
    """A name or place in the tree of teams that cannot be."""


class BadRole(Refused):
    """A name or abilities that a role cannot have."""
