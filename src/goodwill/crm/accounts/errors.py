"""What is refused about people, roles and teams, in their words.

GoodwillError
└── Refused                 what someone wanted to do cannot be done; says why and what to do
    ├── NotAllowed          the role does not let the person do this
    ├── LinkExpired         an invitation that was used, withdrawn or is too old
    ├── AddressTaken        somebody works here under this address already
    ├── OnlyAdministrators  touching those who may do everything is for those who may, too
    ├── NotYourself         locking oneself out, or raising one's own rights
    ├── StillNeeded         a role or team that people or records still stand in
    └── BadRole             abilities, scope or parent that cannot be
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


class BadRole(Refused):
    """What a role or team is to be cannot be."""
