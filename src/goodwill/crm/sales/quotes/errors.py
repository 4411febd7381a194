"""What quotes refuse, in their words.

Refused
├── BadQuote            a quote that cannot be like this; says why
├── NotFree             the customer has it already: a new revision takes its place
├── NothingOffered      a quote without lines cannot be sent
├── NeedsApproval       the discount is above what one may give alone
├── NotWaiting          nobody has asked, or somebody decided already
├── FourEyes            nobody approves their own discount
├── NoLongerOpen        the customer can no longer answer it
└── NoAddress           no e-mail address that mail may be sent to
"""

from __future__ import annotations

from datetime import date

from goodwill.crm.records.errors import NotAllowed, Refused
from goodwill.language import Sentence


class BadQuote(Refused):
    """A quote that cannot be like this; says why."""


class NotFree(Refused):
    """The customer has it already."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Sentence(
                "{number} has left the house and stays as it is. Make a new revision of it.",
                number=number,
            )
        )


class NothingOffered(Refused):
    """A quote without lines."""

    def __init__(self) -> None:
        super().__init__(Sentence("Nothing is offered yet. Add a line first."))


class NeedsApproval(Refused):
    """The discount is above what one may give alone."""

    def __init__(self, given: str, limit: str) -> None:
        super().__init__(
            Sentence(
                "{given} % off list prices is more than the {limit} % you give alone. "
                "Ask for approval first.",
                given=given,
                limit=limit,
            )
        )


class NotWaiting(Refused):
    """Nobody has asked, or somebody decided already."""

    def __init__(self) -> None:
        super().__init__(Sentence("There is nothing to decide here: it was decided already."))


class FourEyes(NotAllowed):
    """Nobody approves their own discount."""

    def __init__(self) -> None:
        Refused.__init__(
            self, Sentence("You asked for this approval yourself. Somebody else has to decide.")
        )


class NoLongerOpen(Refused):
    """The customer can no longer answer it."""


class NoAddress(Refused):
    """No e-mail address that mail may be sent to; says why."""


def expired(day: date) -> NoLongerOpen:
    """It was valid until that day."""
    return NoLongerOpen(
        Sentence("This offer was valid until {day}. Ask for a new one below.", day=day)
    )
