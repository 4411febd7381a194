"""What can go wrong, drawn as a tree.

GoodwillError
├── AnalyticsError            the data cannot answer the question
│   ├── ContractBroken        a table is not as `tables` says
│   ├── TooFew                fewer customers, orders … than the question needs
│   ├── Undefined             a ratio with nothing below the line, a mean that is infinite
│   ├── NotConverged          a fit that found no best answer
│   └── NotTogether           amounts in different currencies, figures in different units
└── InputError                a file or setting cannot be used (raised by `warehouse` and `cli`)
    ├── SourceMissing         no such file, folder, table or server
    ├── SourceUnreadable      found, but not what it says it is
    ├── ColumnsUnclear        a needed column is missing or could be several
    ├── Ambiguous             values that can be read in two ways
    └── SettingRefused        an option that cannot be meant

Each says what is wrong, how much is missing, and what to do. The text is a `Sentence`,
so that a screen can say it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from goodwill.language import Language, Lines, Sayable, Sentence

T = TypeVar("T")


class GoodwillError(Exception):
    """A refusal with a sentence for the person who has to act on it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)

    def said_in(self, language: Language) -> str:
        return language.say(self.sentence)


class AnalyticsError(GoodwillError):
    """The data cannot answer the question."""


class ContractBroken(AnalyticsError):
    """A table is not as `goodwill.analytics.tables` says; carries every violation."""

    def __init__(self, table: str, violations: tuple[Sayable, ...]) -> None:
        self.table, self.violations = table, violations
        super().__init__(
            Sentence(
                "The table {table} is not as agreed: {violations}",
                table=table,
                violations=Lines(violations),
            )
        )


class TooFew(AnalyticsError):
    """Fewer than the question needs; says how many there are and how many it takes."""

    def __init__(self, what: Sentence, have: int, needed: int) -> None:
        self.have, self.needed = have, needed
        super().__init__(
            Sentence(
                "We cannot tell yet: {what}: {have} found, at least {needed} needed.",
                what=what,
                have=have,
                needed=needed,
            )
        )


class Undefined(AnalyticsError):
    """A ratio with nothing below the line, a growth on a base that is not positive, a mean
    that is infinite."""


class NotConverged(AnalyticsError):
    """A fit that found no best answer: there is no estimate, not even a rough one."""


class NotTogether(AnalyticsError):
    """Figures that may not be added or compared: other currency, other unit."""


class InputError(GoodwillError):
    """A file or a setting cannot be used as it is."""


class SourceMissing(InputError):
    """There is no such file, folder, table or server."""


class SourceUnreadable(InputError):
    """It is there, but it is not what it says it is."""


class ColumnsUnclear(InputError):
    """A needed column is missing, or several could be meant."""


class Ambiguous(InputError):
    """Values that can be read in two ways; says which, and which setting decides."""

    def __init__(self, sentence: Sentence, *, setting: str) -> None:
        super().__init__(sentence)
        self.setting = setting


class SettingRefused(InputError):
    """An option that cannot be meant."""


def attempted(question: Callable[[], T]) -> T | AnalyticsError:
    """The answer, or the refusal to give one: the other questions are asked all the same."""
    try:
        return question()
    except AnalyticsError as refusal:
        return refusal
