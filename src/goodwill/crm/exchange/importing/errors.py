"""What imports refuse, in their words.

Refused
├── PlanRefused     a plan that cannot be
├── Stopped         an import that stopped on its way
└── NotNow          an import that is in no state for it
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sayable, Sentence


class PlanRefused(Refused):
    """A plan that cannot be; says why."""


class Stopped(Refused):
    """The import stopped; says why, and that it can go on."""

    def __init__(self, why: Sayable) -> None:
        super().__init__(Sentence("{why}", why=why))


class NotNow(Refused):
    """The import is in no state for it: under way, ended, or taken back."""

    def __init__(self) -> None:
        super().__init__(Sentence("The import has moved on meanwhile. Please look again."))
