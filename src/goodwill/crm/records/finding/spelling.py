"""One spelling for what is entered and what is typed.

Lower case, without accents, traditional characters as simplified ones. Chinese has no spaces:
each character is a word of its own, and neighbours in what is typed must be neighbours in what
is found. Chinese is also entered by its sound from each character on, 恒泰 as `hengtai ht tai t`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from opencc import OpenCC
from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

LONGEST_SOUNDED = 16
LONG_NUMBER = 7
TAILS = (11, 8, 4)
"""People remember the end of a telephone number: as many digits are entered by themselves."""


def plain(text: str) -> str:
    """The one spelling: `Éva 恆泰` → `eva 恒泰`."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return simplified(unicodedata.normalize("NFKC", bare))


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """Traditional characters as simplified ones; anything else as it is."""
    return str(_simplifier().convert(text)) if has_han(text) else text


def has_han(text: str) -> bool:
    """Whether Chinese characters stand in it."""
    return _HAN.search(text) is not None


def words_of(texts: Iterable[str]) -> str:
    """Everything a record may be found by, each once, as the index takes it."""
    return " ".join({word: None for text in texts for word in _entered(text)})


def typed(text: str) -> tuple[tuple[str, ...], ...]:
    """What a person typed, as phrases: each a run of characters or one beginning of a word.

    `heng 恒泰2` → `(("heng",), ("恒", "泰"), ("2",))`
    """
    return tuple(_runs(plain(text)))


def sounded(text: str) -> str:
    """How a text is sorted and begins when typed in Latin letters: `恒泰 Ltd` → `hengtai ltd`."""
    spelled = plain(text)
    if not has_han(spelled):
        return spelled
    return "".join(_sound(run) if is_han else run for is_han, run in _parts(spelled))


def _entered(text: str) -> tuple[str, ...]:
    """The words of one text; numbers and Latin names are quicker read than kept."""
    return tuple(_latin(text.lower())) if text.isascii() else _entered_once(text)


@lru_cache(maxsize=20_000)
def _entered_once(text: str) -> tuple[str, ...]:
    """Kept, since orders tell the names of their customers."""
    found: list[str] = []
    for is_han, run in _parts(plain(text)):
        if is_han:
            found += run
            found += _sounds(run)
        else:
            found += _latin(run)
    return tuple(found)


def _sounds(run: str) -> Iterator[str]:
    """The sound and the initials from each character on: what begins one of them is found."""
    syllables = _syllables(run)
    initials = "".join(syllable[0] for syllable in syllables)
    for start in range(min(len(syllables), LONGEST_SOUNDED)):
        yield "".join(syllables[start : start + LONGEST_SOUNDED])
        yield initials[start : start + LONGEST_SOUNDED]


def _latin(run: str) -> Iterator[str]:
    digits = _WITHIN_NUMBERS.sub("", run)
    if len(digits) >= LONG_NUMBER and digits.isdecimal():
        yield digits
        yield from (digits[-tail:] for tail in TAILS if len(digits) > tail)
    yield from _WORD.findall(run)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    digits = _WITHIN_NUMBERS.sub("", text)
    if len(digits) >= LONG_NUMBER and digits.isdecimal():
        yield (digits,)
        return
    for is_han, run in _parts(text):
        if is_han:
            yield tuple(run)
        else:
            yield from ((word,) for word in _WORD.findall(run))


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    for run in _RUNS.findall(text):
        yield bool(_HAN.match(run)), run


def _sound(run: str) -> str:
    return "".join(_syllables(run))


def _syllables(run: str) -> list[str]:
    """As pypinyin reads it, each of the words that it finds asked for once."""
    return [syllable for word in seg.cut(run) for syllable in _reading(word)]


@lru_cache(maxsize=50_000)
def _reading(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


_HAN_RANGE = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN = re.compile(f"[{_HAN_RANGE}]")
_RUNS = re.compile(f"[{_HAN_RANGE}]+|[^{_HAN_RANGE}]+")
_WITHIN_NUMBERS = re.compile(r"[\s().+/-]")
_WORD = re.compile(r"[^\W_]+")
