"""Values of a programme's file: amounts by year, shares, names, risks; each refused by its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from goodwill.analytics.benefit.costing.naming.wording import Vocabulary
from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.risk import Risk, Survey, Triangle
from goodwill.analytics.campaigns.entries import Entries, is_number
from goodwill.analytics.errors import GoodwillError, SettingRefused
from goodwill.language import Sentence

Word = TypeVar("Word", bound=StrEnum)

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
SHARE = Sentence("a share from 0 to 1, such as 0.2 for 20 %")
FROM_NOUGHT = Sentence("a number from 0 on")
SWITCH = Sentence("true or false")
NAME = Sentence(
    "a name, or names by language: {example}",
    example='{en = "Licences", zh-Hans = "软件许可", zh-Hant = "軟體授權"}',
)
RISK = Sentence(
    "a share such as 0.1, a triangle {triangle}, or a survey {survey}",
    triangle="{low = 0.7, mode = 0.9, high = 1.0}",
    survey='{survey = [{answer = "fairly sure", share = 0.66, factor = 0.3}]}',
)


@contextmanager
def placed(entries: Entries, key: str = "") -> Iterator[None]:
    """What is refused in here without its file is said with the file and the place in it."""
    try:
        yield
    except GoodwillError as refusal:
        if refusal.sentence.values.get("file") == entries.file:
            raise
        place = f"{entries.place}{key}".rstrip(".")
        told = {"file": entries.file, "reason": refusal.sentence}
        said = (
            Sentence("{file}, {place}: {reason}", place=place, **told)
            if place
            else Sentence("{file}: {reason}", **told)
        )
        raise SettingRefused(said) from refusal


def number(entries: Entries, key: str, default: Decimal | None = None) -> Decimal:
    """A finite number, as exact as written."""
    if key not in entries.table and default is not None:
        return default
    entries.number(key)
    return exactly(entries.table[key])


def number_or_none(entries: Entries, key: str) -> Decimal | None:
    return number(entries, key) if entries.has(key) else None


def from_nought(entries: Entries, key: str, default: Decimal | None = None) -> Decimal:
    """A number that is not negative."""
    found = number(entries, key, default)
    if found < 0:
        raise entries.refused(key, FROM_NOUGHT)
    return found


def share(entries: Entries, key: str, default: Decimal | None = None) -> Decimal:
    """A share, 0 and 1 among them."""
    found = entries.table.get(key, default)
    if found is None:
        raise entries.missing(key, SHARE)
    if not is_number(found) or not 0 <= found <= 1:
        raise entries.refused(key, SHARE)
    return exactly(found)


def share_or_none(entries: Entries, key: str) -> Decimal | None:
    return share(entries, key) if entries.has(key) else None


def switch(entries: Entries, key: str, default: bool) -> bool:
    found = entries.table.get(key, default)
    if not isinstance(found, bool):
        raise entries.refused(key, SWITCH)
    return found


def years(entries: Entries, key: str, horizon: int) -> tuple[Decimal, ...]:
    """One number from 0 on for each of the years 0 … horizon."""
    meant = Sentence(
        "a list of {needed} numbers from 0 on, one for each of the years 0 to {horizon}, with 0 "
        "for a year in which there is nothing",
        needed=horizon + 1,
        horizon=horizon,
    )
    if not entries.has(key):
        raise entries.missing(key, meant)
    found = entries.table[key]
    if not _are_numbers(found) or len(found) != horizon + 1 or min(found) < 0:
        raise entries.refused(key, meant)
    return tuple(map(exactly, found))


def any_years(entries: Entries, key: str) -> tuple[Decimal, ...]:
    """Numbers from 0 on for years from 0 on, as many as there are."""
    meant = Sentence("a list of numbers from 0 on, one for each year from 0 on")
    if not entries.has(key):
        raise entries.missing(key, meant)
    found = entries.table[key]
    if not _are_numbers(found) or not found or min(found) < 0:
        raise entries.refused(key, meant)
    return tuple(map(exactly, found))


def name(entries: Entries, default: str, key: str = "name") -> Name:
    """A name, or one in each language."""
    found = entries.table.get(key, default)
    if isinstance(found, str) and found.strip():
        return Name(found.strip())
    if not isinstance(found, dict) or not found:
        raise entries.refused(key, NAME)
    said = entries.under(key).only(*LANGUAGES)
    words = {each: said.text(each) for each in said.table}
    first = next(words[each] for each in LANGUAGES if each in words)
    return Name(first, words.get("zh-Hans", ""), words.get("zh-Hant", ""))


def word(entries: Entries, key: str, words: type[Word], default: Word | None = None) -> Word:
    """One of a few words, which are listed and the nearest suggested."""
    if default is not None and not entries.has(key):
        return default
    if not entries.has(key):
        raise entries.missing(key, one_of(words))
    found = entries.table[key]
    if not isinstance(found, str) or found not in set(words):
        raise entries.refused(key, one_of(words))
    return words(found)


def one_of(words: type[StrEnum]) -> Sentence:
    return Sentence("one of: {words}", words=", ".join(words))


def known_word(entries: Entries, key: str, words: Vocabulary) -> str:
    """The code of a word of the ledger in any of its languages; empty where there is none."""
    if not entries.has(key):
        return ""
    with placed(entries, key):
        return words.of_word(entries.text(key))


def words_of(entries: Entries, key: str, default: str = "") -> str:
    """A text, which may be left out."""
    return entries.text_or_none(key) or default


def risk(entries: Entries) -> Risk:
    """How far a flow may fall short of the plan or run over it: three ways to say it."""
    found = entries.table.get("risk", Decimal(0))
    if is_number(found):
        return share(entries, "risk", Decimal(0))
    if not isinstance(found, dict):
        raise entries.refused("risk", RISK)
    told = entries.under("risk").only("low", "mode", "high", "survey")
    if told.has("survey"):
        if len(told.table) > 1:
            raise entries.refused("risk", RISK)
        return _survey(told)
    with placed(entries, "risk"):
        return Triangle(*(from_nought(told, key) for key in ("low", "mode", "high")))


def _survey(entries: Entries) -> Survey:
    answers = {}
    for each in entries.each("survey"):
        each.only("answer", "share", "factor")
        answer = each.text("answer")
        if answer in answers:
            raise each.refused("answer", Sentence("an answer that was not given above"))
        answers[answer] = (share(each, "share"), share(each, "factor"))
    if not answers:
        raise entries.refused("survey", RISK)
    with placed(entries, "survey"):
        return Survey(answers)


def _are_numbers(found: object) -> bool:
    return isinstance(found, list) and all(map(is_number, found))
