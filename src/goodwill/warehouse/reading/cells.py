"""The SQL of one cell: what stands in it, what it means, and whether it means nothing."""

from __future__ import annotations

from goodwill.analytics.tables import Table
from goodwill.warehouse.reading.evidence import filled, is_null_word, one_of
from goodwill.warehouse.reading.judging import code_of
from goodwill.warehouse.reading.roles import Kind, kind_of
from goodwill.warehouse.reading.scratch import named, quoted
from goodwill.warehouse.reading.words import NULL_WORDS

_LONGEST_NULL_WORD = max(map(len, NULL_WORDS))


def coded(text: str, words: list[str]) -> str:
    """SQL: the currency code of a word; null for one that names none."""
    cases = " ".join(
        f"WHEN {quoted(word.upper())} THEN {quoted(code_of(word))}"
        for word in words
        if word and word.lower() not in NULL_WORDS
    )
    return f"CASE {text} {cases} END" if cases else "NULL"


def written(role: str) -> str:
    """SQL: what stands in the cell, after `_cells`."""
    return named(f"t_{role}")


def parsed(role: str, table: Table) -> str:
    """SQL: what it means, after `_cells`."""
    return named(f"{'d' if kind_of(role, table) is Kind.DATE else 'n'}_{role}")


def bad(role: str, table: Table) -> str:
    """SQL: something stands there, and it means nothing."""
    return (
        f"CASE WHEN {parsed(role, table)} IS NOT NULL THEN false"
        f" ELSE coalesce({filled(written(role))}, false) END"
    )


def arm_value(text: str) -> str:
    """SQL: as `text_value`, but `none` and its like are the name of an arm."""
    blank = one_of(("", "null", "nan", "n/a", "#n/a", "(null)"))
    bare = f"trim({text})"
    return f"CASE WHEN regexp_full_match(lower({bare}), {blank}) THEN NULL ELSE {bare} END"


def text_value(text: str) -> str:
    """SQL: the text without spaces around it; null for nothing and for words that mean nothing."""
    bare, first = f"trim({text})", f"ascii({text})"
    return (
        f"CASE WHEN {_begins_no_null_word(first)} THEN {bare}"
        f" WHEN length({text}) > {_LONGEST_NULL_WORD} THEN {bare}"
        f" WHEN {bare} = '' OR {is_null_word(text)} THEN NULL ELSE {bare} END"
    )


def _begins_no_null_word(first: str) -> str:
    """SQL: a digit, a letter other than n, or Chinese, known by its code: the cheapest test."""
    other = " AND ".join(f"{first} <> {ord(word[0])}" for word in NULL_WORDS if word[0] > "一")
    return (
        f"{first} > {ord('一')} AND {other} OR {first} BETWEEN 48 AND 77"
        f" OR {first} BETWEEN 79 AND 90"
        f" OR {first} BETWEEN 97 AND 109 OR {first} BETWEEN 111 AND 122"
    )
