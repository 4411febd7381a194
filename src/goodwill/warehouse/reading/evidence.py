"""What a whole column shows, gathered by the engine piece by piece and put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodwill.warehouse.reading.words import NULL_WORDS

Shown = dict[str, object]


@dataclass(frozen=True)
class Question:
    """One aggregate over a column, and how answers of pieces add up: sum, min, max or set."""

    name: str
    sql: str
    how: str = "sum"


def together(questions: Iterable[Question], answers: Iterable[Mapping[str, object]]) -> Shown:
    """One answer from those of the pieces; a piece in which nothing was found counts as none."""
    rows = list(answers)
    return {question.name: _one(question.how, [row[question.name] for row in rows])
            for question in questions}  # fmt: skip


def _one(how: str, values: list[object]) -> object:
    some = [value for value in values if value is not None]
    if how == "set":
        return frozenset(item for value in some for item in value if item)  # type: ignore[attr-defined]
    if how == "sum":
        return sum(int(value) for value in some)  # type: ignore[call-overload]
    if not some:
        return None
    return min(some) if how == "min" else max(some)  # type: ignore[type-var]


def number(shown: Mapping[str, object], name: str) -> int:
    """A count or extreme as an integer; nothing found is 0."""
    value = shown.get(name)
    return int(value) if value is not None else 0  # type: ignore[call-overload]


def filled(text: str) -> str:
    """SQL: there is something in it, and not a word for nothing."""
    return f"(trim({text}) <> '' AND NOT {is_null_word(text)})"


def is_null_word(text: str) -> str:
    """SQL: a word for nothing."""
    return f"regexp_full_match(lower(trim({text})), {one_of(NULL_WORDS)})"


def one_of(words: Iterable[str]) -> str:
    """A pattern of SQL; a long `IN` would be turned into a join, which costs far more."""
    return "'" + "|".join(re.escape(word).replace("'", "''") for word in words) + "'"


_WIDE = "０１２３４５６７８９．，－−﹣–＋％（）￥＄／：　\u00a0\u202f\u2009"
_PLAIN = "0123456789.,----+%()¥$/:    "


def plain(text: str) -> str:
    """SQL: full-width digits and signs, and every kind of space, as plain ones."""
    return f"trim(translate({text}, '{_WIDE}', '{_PLAIN}'))"
