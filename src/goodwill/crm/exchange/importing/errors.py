"""What imports refuse, in their words.

Refused
├── PlanRefused     a plan that cannot be
└── NotNow          an import that is in no state for it
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class PlanRefused(Refused):
    """A plan that cannot be; says why."""


class NotNow(Refused):
    """The import is in no state for it: under way, ended, or taken back."""

    def __init__(self) -> None:
        super().__init__(Sentence("The import has moved on meanwhile. Please look again."))
