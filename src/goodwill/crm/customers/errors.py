"""What the customers' room refuses, in its words.

Refused
├── BadStatement        a statement about being contacted that cannot be taken
├── BadContactPoint     a number, an address or an account that nobody could be reached by
├── InACircle           a customer would belong to itself
├── BadRelation         a relation that cannot be
└── CannotErase         a customer that cannot be erased, or not like this
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class BadStatement(Refused):
    """A statement about being contacted that cannot be taken; says why."""


class BadContactPoint(Refused):
    """Nobody could be reached by this; says what is wrong with it."""


class InACircle(Refused):
    """A customer would belong to itself, by way of others."""

    def __init__(self, part: str, whole: str) -> None:
        super().__init__(
            Sentence(
                "{part} cannot belong to {whole}, since {whole} already belongs to {part}.",
                part=part,
                whole=whole,
            )
        )


class BadRelation(Refused):
    """A relation that cannot be; says why."""


class CannotErase(Refused):
    """A customer that cannot be erased, or not like this; says why."""
