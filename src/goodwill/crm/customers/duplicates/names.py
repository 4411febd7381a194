"""A name as it is compared: without what everybody adds or leaves out, and how it sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from goodwill.crm.customers import naming
from goodwill.crm.customers.duplicates.legal_forms import ARTICLES, CHINESE, LATIN
from goodwill.crm.customers.reaching import addresses

BRAND = 2
"""Chinese firms are known by two characters: 恒泰 in 恒泰精密机械."""


@dataclass(frozen=True)
class Name:
    """One name, taken apart.

    `core` is what is left of it in simplified small letters; `sound` the same in pinyin without
    tones. `words` are its parts: the words of a Western name, the family and the given name of a
    person as they sound, the brand and the rest of a Chinese firm.
    """

    core: str
    sound: str
    words: tuple[str, ...]
    form: str = ""
    place: str = ""
    numerals: tuple[str, ...] = ()


NOTHING = Name("", "", ())


@lru_cache(maxsize=20_000)
def person(name: str) -> Name:
    """A person's name; family and given name stand in `words`, whichever was written first."""
    name = _TITLES.sub("", name.strip())
    split = naming.split(name)
    if not (split.family or split.given):
        return NOTHING
    core = naming.plain(naming.simplified(name)).replace(" ", "")
    family, given = _sound(split.family), _sound(split.given)
    return Name(core, family + given, (family, given))


@lru_cache(maxsize=20_000)
def organisation(name: str, city: str = "") -> Name:
    """An organisation's name without its legal form and the place it names itself after."""
    written = _NOTES.sub(" ", naming.simplified(name))
    if not _HAN.search(written):
        return _latin(written, city)
    return _chinese(written, naming.simplified(city))


@lru_cache(maxsize=5_000)
def sound_of_place(place: str) -> str:
    """How a place sounds without its rank: 上海市 → shanghai."""
    return "".join(_syllables(_rankless(naming.simplified(place).strip())))


def _latin(written: str, city: str) -> Name:
    words = [word for word in _folded(written) if word not in ARTICLES]
    words, form = _without_form(words)
    place = naming.plain(city)
    if len(words) > 1 and place in words and place.isalpha():
        words.remove(place)
    joined = "".join(words)
    return Name(joined, joined, tuple(words), form, place, _numerals(joined))


def _chinese(written: str, city: str) -> Name:
    bare = _BLANKS.sub("", written).casefold()
    brackets = _BRACKETS.findall(bare)
    bare, form = _without_chinese_form(_BRACKETS.sub("", bare))
    place, bare = _without_place(bare, _rankless(city))
    place = place or next((one for one in brackets if one in addresses.places_in("CN")), "")
    sound = "".join(_syllables(bare))
    brand = "".join(_syllables(bare[:BRAND])) if _HAN.match(bare) else ""
    rest = "".join(_syllables(bare[BRAND:])) if brand else sound
    words = tuple(word for word in (brand, rest) if word)
    return Name(bare, sound, words, form, place, _numerals(bare))


def _folded(written: str) -> list[str]:
    return naming.plain(written.replace("&", " ").replace(".", " ").replace("'", "")).split()


def _without_form(words: list[str]) -> tuple[list[str], str]:
    """The words without the legal forms at their end (`s a`, `gmbh co kg`), and those forms."""
    form: list[str] = []
    while True:
        found = next((one for one in _LONGEST_FIRST if _ends_with(words, one)), None)
        if found is None:
            return words, " ".join(form)
        words, form = words[: -len(found)], [*found, *form]


def _ends_with(words: list[str], form: tuple[str, ...]) -> bool:
    return len(words) > len(form) and tuple(words[-len(form) :]) == form


def _without_chinese_form(bare: str) -> tuple[str, str]:
    for form in CHINESE:
        if bare.endswith(form) and len(bare) > len(form) + 1:
            rest, more = _without_chinese_form(bare.removesuffix(form))
            return rest, more + form
    return bare, ""


def _sound(text: str) -> str:
    """How a part of a name sounds, in one word: 雨涵 → yuhan, `van der Berg` → vanderberg."""
    return "".join(_syllables(naming.simplified(text)))


def _syllables(text: str) -> list[str]:
    return [_TONE.sub("", part) for part in _keyed(text).split()]


@lru_cache(maxsize=20_000)
def _keyed(text: str) -> str:
    return naming.key(text) if text else ""


def _numerals(text: str) -> tuple[str, ...]:
    """The numbers in a name, which tell branches apart: 第二分公司, Store 12."""
    digits = re.findall(r"\d+", text)
    return tuple(digits + [_COUNTED[one] for one in re.findall(f"第([{_CHINESE_DIGITS}])", text)])


def _without_place(bare: str, city: str) -> tuple[str, str]:
    """The place that a name begins with, the last of several, and the name without them."""
    places, found = addresses.places_in("CN"), ""
    while begun := next(
        (bare[:n] for n in (4, 3, 2) if bare[:n] in places or bare[:n] == city), ""
    ):
        rest = _RANK.sub("", bare.removeprefix(begun))
        if len(rest) < BRAND:
            break
        found, bare = begun, rest
    return found, bare


def _rankless(place: str) -> str:
    return re.sub(r"(特别行政区|(壮族|回族|维吾尔)?自治区|省|市)$", "", place)


_LONGEST_FIRST = sorted(LATIN, key=len, reverse=True)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_BLANKS = re.compile(r"[\s·•\-,，.。]+")
_BRACKETS = re.compile(r"[(（【\[]([^)）】\]]*)[)）】\]]")
_NOTES = re.compile(r"[(（](?:旧|新|停用|重复|old|new|duplicate|test)[)）]", re.IGNORECASE)
_RANK = re.compile(r"^[省市]")
_TITLES = re.compile(r"(?<=[㐀-鿿])(先生|女士|小姐|经理|經理|老师|老師)$")
_TONE = re.compile(r"(?<=[a-z])[1-5]$")
_CHINESE_DIGITS = "一二三四五六七八九十"
_COUNTED = {digit: str(place + 1) for place, digit in enumerate(_CHINESE_DIGITS)}
