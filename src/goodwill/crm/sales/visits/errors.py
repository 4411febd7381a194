"""What visits refuse, in their words.

Refused
├── NotPlanned     the visit was made or dropped already
└── NotForThem     the customer does not want to be contacted
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class NotPlanned(Refused):
    """The visit was made or dropped already."""

    def __init__(self) -> None:
        super().__init__(Sentence("This visit was made or dropped already. Plan a new one."))


class NotForThem(Refused):
    """The customer does not want to be contacted."""

    def __init__(self, name: str) -> None:
        super().__init__(Sentence("{name} does not want to be contacted at all.", name=name))
