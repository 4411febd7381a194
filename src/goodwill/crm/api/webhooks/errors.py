"""What webhooks refuse, in their words.

Refused
└── TooManyWebhooks     one person has as many as anybody needs
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class TooManyWebhooks(Refused):
    """One person has as many as anybody needs."""

    def __init__(self, most: int) -> None:
        super().__init__(
            Sentence("You have {n} webhooks, which is the most. Remove one first.", n=most)
        )
