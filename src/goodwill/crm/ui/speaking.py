"""The language the reader of this request speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from goodwill.language import Language, Sentence, english, speak

_language: ContextVar[Language | None] = ContextVar("language", default=None)


@contextmanager
def to(tag: str) -> Iterator[Language]:
    """Everything said inside is said in this language."""
    token = _language.set(speak(tag))
    try:
        yield current()
    finally:
        _language.reset(token)


def current() -> Language:
    """The reader's language; English outside a request."""
    return _language.get() or english()


def say(words: Sentence | str, /, *plural: str, **values: object) -> str:
    """The words in the reader's language; templates and messages call it."""
    if isinstance(words, Sentence):
        return current().say(words)
    return current().say(Sentence(words, *plural, **values))


def show(value: object) -> str:
    """A value as it stands in a sentence of the reader's language."""
    return current().show(value)
