"""Names the Chinese and the Western way: how they are sorted, found, split and put together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from goodwill.crm.customers.surnames import COMPOUND, READINGS
from goodwill.language import Sentence

LONGEST_KEY = 240
LONGEST_WORD = 4
FAMILY_FIRST = frozenset({"HU", "VN", "JP", "KR", "KP"})
"""Countries besides the Chinese ones where the family name stands first in Latin writing too."""


@dataclass(frozen=True)
class Person:
    """A name in its two parts; either may be empty."""

    family: str
    given: str


@lru_cache(maxsize=20_000)
def key(name: str) -> str:
    """What names are sorted by: Chinese by pinyin and tone, others without accents or case.

    A Chinese name is read as a person's where it looks like one, so 曾丽 stands under *zeng*.
    """
    words: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFC", name)):
        if _is_han(run):
            words.extend(_syllables(run, is_whole=run == name.strip()))
        else:
            words += plain(run).split()
    return (" ".join(words) or name.strip())[:LONGEST_KEY]


def spellings(name: str) -> tuple[str, ...]:
    """How people may type a name to find it; the name itself comes first.

    Pinyin in full (with and without spaces) and by initials, in simplified and in traditional
    characters, without accents. A family name that is read in two ways is found by both.
    """
    name = unicodedata.normalize("NFC", name).strip()
    found = [name]
    if _HAN.search(name):
        found += [simplified(name), traditional(name)]
        found += [way for reading in _readings(name) for way in _romanised(reading)]
    found.append(plain(name))
    return tuple(dict.fromkeys(way for way in found if way))


def plain(text: str) -> str:
    """Small letters without accents; `Łódź` → `lodz`, `Straße` → `strasse`."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(unicodedata.normalize("NFC", bare)))


def split(typed: str) -> Person:
    """The family and the given name in what someone typed as one.

    欧阳娜娜 → 欧阳 + 娜娜; 约翰·史密斯 → 史密斯 + 约翰; `van der Berg, Anna` → van der Berg + Anna.
    One Western word alone is taken for a given name.
    """
    typed = " ".join(unicodedata.normalize("NFC", typed).split())
    if not _HAN.search(typed):
        return _split_western(typed)
    if dot := _DOTS.search(typed):
        return Person(typed[dot.end() :].strip(), typed[: dot.start()].strip())
    if not _is_han(typed):
        family, _, given = typed.partition(" ")
        return Person(family, given)
    length = family_length(typed)
    return Person(typed[:length], typed[length:])


def display(family: str, given: str, country: str = "") -> str:
    """The whole name in the order of its culture: 王芳, Anna van der Berg, Nagy Ilona (HU)."""
    if not family or not given:
        return family or given
    if _EAST_ASIAN.search(family + given):
        is_foreign = _is_han(family) and len(family) > 2 and simplified(family) not in COMPOUND
        return f"{given}·{family}" if is_foreign else f"{family}{given}"
    return f"{family} {given}" if country.upper() in FAMILY_FIRST else f"{given} {family}"


def salutation(family: str, given: str, country: str = "") -> Sentence:
    """How a letter begins: the whole name, since a title would have to be guessed."""
    return Sentence("Dear {name},", name=display(family, given, country))


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return cast(str, _converter("t2s").convert(text))


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return cast(str, _converter("s2t").convert(text))


def family_length(name: str) -> int:
    """How many characters of a Chinese name are the family name."""
    written = simplified(name)
    return next((length for length in (4, 3, 2) if written[:length] in COMPOUND), min(1, len(name)))


def _split_western(typed: str) -> Person:
    from nameparser import HumanName

    told = HumanName(typed)
    given = " ".join(part for part in (told.first, told.middle) if part)
    family = " ".join(part for part in (told.last, told.suffix) if part)
    return Person(family, given)


def _readings(name: str) -> list[list[str]]:
    """The syllables of a name, Latin words among them; twice if it may be a person's."""
    ways = []
    for is_whole in (True, False):
        reading: list[str] = []
        for run in _RUNS.findall(name):
            reading += _syllables(run, is_whole=is_whole) if _is_han(run) else plain(run).split()
        if reading not in ways:
            ways.append(reading)
    return ways


def _romanised(reading: list[str]) -> list[str]:
    bare = [word.rstrip("12345") if _TONED.fullmatch(word) else word for word in reading]
    ways = [bare]
    if any("v" in word for word in bare):
        ways += [[word.replace("v", way) for word in bare] for way in ("u", "yu")]
    joined = [form for way in ways for form in (" ".join(way), "".join(way))]
    return [*joined, "".join(word[0] for word in bare)]


def _syllables(run: str, *, is_whole: bool) -> list[str]:
    """The pinyin of each character with its tone, a family name read as one."""
    written = simplified(run)
    if is_whole and _looks_like_a_person(written):
        length = family_length(written)
        family = READINGS.get(written[:length])
        if family is not None:
            return [*family, *_read(written[length:])]
    return _read(written)


def _looks_like_a_person(written: str) -> bool:
    """Two to four characters that do not begin with a word: 单丽华, but not 单位 or 解放日报."""
    from pypinyin.constants import PHRASES_DICT

    if written[:2] in COMPOUND:
        return len(written) in range(2, 5)
    return len(written) in range(1, 4) and not (
        written[:2] in PHRASES_DICT and len(written[:2]) > 1
    )


def _read(written: str) -> list[str]:
    """The pinyin of each character, the longest known words first: 重 in 重庆 is chóng."""
    from pypinyin.constants import PHRASES_DICT

    syllables: list[str] = []
    at = 0
    while at < len(written):
        lengths = range(min(LONGEST_WORD, len(written) - at), 1, -1)
        known = (length for length in lengths if written[at : at + length] in PHRASES_DICT)
        length = next(known, 1)
        syllables += _reading(written[at : at + length])
        at += length
    return syllables


@lru_cache(maxsize=20_000)
def _reading(word: str) -> tuple[str, ...]:
    """The syllables of one word, as pypinyin reads it (which alone takes 20 µs a character)."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))


@cache
def _converter(sort: str) -> Any:
    from opencc import OpenCC

    return OpenCC(sort)


def _is_han(text: str) -> bool:
    return bool(_ALL_HAN.fullmatch(text))


_HAN_RANGE = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇"
_HAN = re.compile(f"[{_HAN_RANGE}]")
_ALL_HAN = re.compile(f"[{_HAN_RANGE}]+")
_RUNS = re.compile(f"[{_HAN_RANGE}]+|[^{_HAN_RANGE}]+")
_EAST_ASIAN = re.compile(f"[{_HAN_RANGE}぀-ヿ가-힯]")
_DOTS = re.compile(r"\s*[·•・‧]\s*")
_WORDS = re.compile(r"\w+")
_TONED = re.compile(r"[a-z]+[1-5]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
