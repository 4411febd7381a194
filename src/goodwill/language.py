"""Sentences and numbers in the reader's language.

Code says what it means in English, as a `Sentence`; a `Language` says it to the
reader, from the catalogues in `goodwill/locale`. Nothing is translated before it is
shown, so one error or figure can be shown in three languages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Protocol, runtime_checkable

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES: Mapping[str, str] = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


@runtime_checkable
class Sayable(Protocol):
    """Anything that knows how to put itself in words: a `Figure`, a `Unit`, an error."""

    def said_in(self, language: Language) -> str: ...


@dataclass(frozen=True, init=False)
class Sentence:
    """English text with `{named}` places, and what stands in them.

    `Sentence("{n} row", "{n} rows", n=3)` picks by `n`; with one text there is no plural.
    """

    text: str
    plural: str | None
    values: Mapping[str, object]

    def __init__(self, text: str, plural: str | None = None, /, **values: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash((self.text, tuple(self.values)))

    def __str__(self) -> str:
        return english().say(self)

    def said_in(self, language: Language) -> str:
        return language.say(self)


@dataclass(frozen=True)
class Lines:
    """Several things to say inside one sentence, each on a line of its own."""

    items: tuple[Sayable, ...]

    def said_in(self, language: Language) -> str:
        return "".join(f"\n  {item.said_in(language)}" for item in self.items)


@dataclass(frozen=True)
class Language:
    """A reader's language: words from its catalogue, numbers and dates from CLDR."""

    tag: str
    locale: Locale
    catalogue: Mapping[str, tuple[str, ...]]

    def say(self, sentence: Sentence | str, /, **values: object) -> str:
        if isinstance(sentence, str):
            sentence = Sentence(sentence, **values)
        text = self._form(sentence)
        if not sentence.values:
            return text
        return text.format_map({name: self.show(value) for name, value in sentence.values.items()})

    def template(self, text: str) -> str:
        """The words for an English text, its places still open."""
        return self._form(Sentence(text))

    def show(self, value: object) -> str:
        """A value as it stands inside a sentence."""
        if type(value) is str or isinstance(value, bool) or value is None:
            return str(value)
        # To ask whether something is `Sayable` takes longer than to say most things.
        if isinstance(value, Sentence) or (
            type(value) not in _NUMBERS and isinstance(value, Sayable)
        ):
            return value.said_in(self)
        if isinstance(value, int | float | Decimal):
            return str(format_decimal(value, locale=self.locale))
        if isinstance(value, date):
            return str(format_date(value, format="medium", locale=self.locale))
        return str(value)

    def list(self, items: Iterable[object]) -> str:
        return format_list([self.show(item) for item in items], locale=self.locale)

    def _form(self, sentence: Sentence) -> str:
        forms = self.catalogue.get(sentence.text)
        if sentence.plural is None:
            return forms[0] if forms else sentence.text
        if self.tag == "en":
            return sentence.text if sentence.values.get("n") == 1 else sentence.plural
        return forms[-1] if forms else sentence.plural


@cache
def speak(tag: str) -> Language:
    """The language of a BCP 47 tag; a tag we do not have gives the nearest we do."""
    tag = nearest(tag)
    return Language(tag, Locale.parse(tag, sep="-"), _catalogue(tag))


def english() -> Language:
    return speak("en")


def nearest(tag: str) -> str:
    """`zh_TW.UTF-8` → `zh-Hant`, `zh` → `zh-Hans`, anything unknown → `en`.

    A script outweighs a region: `zh-Hans-HK` is written in simplified characters.
    """
    parts = re.split(r"[-_.@]", tag.lower())
    if parts[0] != "zh":
        return "en"
    if "hans" in parts:
        return "zh-Hans"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"


def of_the_environment() -> Language:
    """The language of the shell: GOODWILL_LANGUAGE, else the usual locale variables."""
    wanted = next(
        (os.environ[name] for name in _VARIABLES if os.environ.get(name)),
        "en",
    )
    return speak(wanted)


_NUMBERS = frozenset({int, float, Decimal})
_VARIABLES = ("GOODWILL_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@cache
def _catalogue(tag: str) -> Mapping[str, tuple[str, ...]]:
    if tag == "en":
        return {}
    file = resources.files("goodwill") / "locale" / f"{tag.replace('-', '_')}.po"
    with file.open("rb") as stream:
        messages = read_po(stream)
    return {
        _key(m.id): _forms(m.string)
        for m in messages
        if m.id and m.string and any(_forms(m.string))
    }


def _key(identity: str | list[str] | tuple[str, ...]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
