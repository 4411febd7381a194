"""Refuses passwords that are quick to guess, without asking anyone outside.

Length counts, not kinds of signs (NIST SP 800-63B, 5.1.1.2): at least 12 signs, none of the
20,000 commonest, not one of those with signs around it, not the person's or the product's name,
not a few signs over and over.
"""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from goodwill.crm.accounts.models import User
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

FEWEST_DIFFERENT = 6
OURS = frozenset({"goodwill", "customer", "customers"})


class HardToGuess:
    """Django's door to the rule: it asks every validator about every new password."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords | OURS

    def validate(self, password: str, user: User | None = None) -> None:
        """Go on only if the password is none that programs try first.

        Raises
        ------
        ValidationError
            If it is.
        """
        plain = password.lower()
        if len(set(plain)) < FEWEST_DIFFERENT or _is_a_row(plain):
            raise ValidationError(say(_MONOTONOUS), code="password_monotonous")
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        if core in self.common or _half(core) in self.common:
            raise ValidationError(say(_COMMON), code="password_common_core")

    def get_help_text(self) -> str:
        return say(_ADVICE)


def _is_a_row(text: str) -> bool:
    """Whether the signs follow each other as on a keyboard or in the alphabet."""
    rows = ("abcdefghijklmnopqrstuvwxyz" * 2, "1234567890" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2)
    return any(text in row or text[::-1] in row for row in rows)


def _half(text: str) -> str:
    """One half of a text that says the same thing twice."""
    half = text[: len(text) // 2]
    return half if half * 2 == text else ""


_MONOTONOUS = Sentence("This repeats a few signs. Use several words that do not belong together.")
_COMMON = Sentence(
    "This is a common password with signs around it. Use several words that do not belong together."
)
_ADVICE = Sentence("Several words that do not belong together are easy to keep and hard to guess.")
