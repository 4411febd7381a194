"""What is odd about a file: how many, which rows, and whether it puts the result in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.language import Language, Sentence

MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Examples:
    """Row numbers or ids as a person lists them, never with thousands separators."""

    items: tuple[object, ...]

    def said_in(self, language: Language) -> str:
        return language.list([str(item) for item in self.items])


@dataclass(frozen=True)
class Finding:
    """One kind of oddity.

    Parameters
    ----------
    code
        The same word for the same oddity, for files and tests.
    n
        How many rows, members or entries it concerns.
    sentence
        What is wrong, what was done about it, and the first examples.
    rows
        The first rows of the file that show it, at most `MOST_EXAMPLES`.
    is_alarm
        Whether the result may be wrong because of it.
    """

    code: str
    n: int
    sentence: Sentence
    rows: tuple[int, ...] = ()
    is_alarm: bool = False


Saying = Callable[[int, Examples], Sentence]
"""Makes the sentence from how many there are and the first rows."""


def finding(
    code: str, n: int, say: Saying, rows: tuple[int, ...] = (), *, is_alarm: bool = False
) -> Finding:
    return Finding(code, n, say(n, Examples(rows)), rows, is_alarm)


def first_rows(frame: Frame, where: nw.Expr, row: str = "source_row") -> tuple[int, ...]:
    """The first rows for which the condition holds, by their number in the file."""
    found = frame.filter(where).select(row=nw.col(row)).sort("row").head(MOST_EXAMPLES)
    return tuple(int(each["row"]) for each in found.collect("pyarrow").rows(named=True))


def count(where: nw.Expr) -> nw.Expr:
    """How many rows a condition holds for; rows where it cannot be told do not count."""
    return where.fill_null(False).cast(nw.Int64).sum().cast(nw.Int64)
