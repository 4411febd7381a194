"""Two customers side by side: for each thing known of both, how far they agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import ratio

from goodwill.crm.customers.duplicates.facts import Facts
from goodwill.crm.customers.duplicates.keys import BEGINNING
from goodwill.crm.customers.duplicates.legal_forms import SHARED_BOXES
from goodwill.crm.customers.duplicates.names import Name

Levels = Mapping[str, str]
"""What was compared → how far it agrees; what is not known of both is left out."""

SHORT_WORD = 4
LONG_NAME = 12
ALIKE = 88.0
SLIPS = 2


def compare(one: Facts, other: Facts) -> dict[str, str]:
    """How far two customers agree in each respect."""
    found = {
        "name": _best(_names(one, other)) if one.is_person == other.is_person else "",
        "phone": _phones(one.phones, other.phones),
        "mail": _mails(one.emails, other.emails),
        "account": _sets(one.accounts, other.accounts),
        "domain": _sets(one.domains, other.domains),
        "address": _addresses(one.addresses, other.addresses),
        "city": _same(one.place, other.place),
        "country": _same(one.country, other.country),
        "born": _days(one.born_on, other.born_on),
        "employer": _sets(one.employers, other.employers),
        "sort": "" if one.is_person == other.is_person else "different",
        "tie": _tie(one, other),
        **_of_firms(one, other),
    }
    return {what: level for what, level in found.items() if level}


def _names(one: Facts, other: Facts) -> list[str]:
    how = _people if one.is_person else _firms
    return [how(a, b) for a, b in product(one.names, other.names) if a.sound and b.sound]


def _best(levels: list[str]) -> str:
    return min(levels, key=_CLOSENESS.index, default="")


def _people(one: Name, other: Name) -> str:
    if one.core == other.core:
        return "same"
    family, given = one.words
    turned = other.words[::-1]
    if one.words in (other.words, turned):
        return "sound"
    both_han = _is_han(one.core) and _is_han(other.core)
    found = [_parts(family, given, *words, is_han=both_han) for words in (other.words, turned)]
    return _best([level for level in found if level])


def _parts(family: str, given: str, other_family: str, other_given: str, *, is_han: bool) -> str:
    """How two names agree if their halves stand for the same."""
    near = _sounds_alike if is_han else _spelled_alike
    if not (family and other_family):
        return "short" if given and given == other_given else "different"
    if not near(family, other_family):
        return "different"
    if not (given and other_given):
        return "short"
    if near(given, other_given):
        return "nearly"
    initials = {len(given), len(other_given)}
    if 1 in initials and given[0] == other_given[0] and family == other_family:
        return "initial"
    return "family" if family == other_family else "different"


def _firms(one: Name, other: Name) -> str:
    if one.core == other.core:
        return "same"
    if one.sound == other.sound or sorted(one.words) == sorted(other.words):
        return "sound"
    if one.numerals == other.numerals and _one_slip(one, other):
        return "nearly"
    if one.words[0] == other.words[0]:
        return _same_brand(one, other)
    if _is_han(one.core) != _is_han(other.core) and _brand_in_latin(one, other):
        return "brand"
    return "different"


def _one_slip(one: Name, other: Name) -> bool:
    """A letter or two of a long Western name; a Chinese one only where it sounds alike."""
    if _is_han(one.core) and _is_han(other.core):
        return _flat(one.sound) == _flat(other.sound) or _same_but_one_of_many(one, other)
    if _is_han(one.core) or _is_han(other.core):
        return False
    slips = DamerauLevenshtein.distance(one.core, other.core, score_cutoff=SLIPS)
    shorter = min(len(one.core), len(other.core))
    is_long = shorter >= LONG_NAME and one.core[0] == other.core[0]
    return slips <= (SLIPS if is_long else 1) and shorter > SHORT_WORD


def _same_but_one_of_many(one: Name, other: Name) -> bool:
    """The same brand and one character of at least three behind it."""
    is_same_brand = (
        one.words[0] == other.words[0] and min(len(one.core), len(other.core)) > SHORT_WORD
    )
    return is_same_brand and DamerauLevenshtein.distance(one.core, other.core) == 1


def _same_brand(one: Name, other: Name) -> str:
    fewer, more = sorted((one.words, other.words), key=len)
    if set(fewer) <= set(more):
        return "short"
    is_abridged = other.sound.startswith(one.sound) or one.sound.startswith(other.sound)
    return "short" if is_abridged else "brand"


def _brand_in_latin(one: Name, other: Name) -> bool:
    han, latin = (one, other) if _is_han(one.core) else (other, one)
    return len(han.words[0]) > BEGINNING and latin.sound.startswith(han.words[0])


def _of_firms(one: Facts, other: Facts) -> dict[str, str]:
    """What names of organisations say besides: branch numbers, places."""
    if one.is_person or other.is_person:
        return {}
    a, b = one.names[0], other.names[0]
    return {
        "numeral": "different" if a.numerals != b.numerals else "",
        "place": "different" if a.place and b.place and a.place != b.place else "",
    }


def _phones(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if not (one and other):
        return ""
    if set(one) & set(other):
        return "same"
    slips = (DamerauLevenshtein.distance(a, b, score_cutoff=1) for a, b in product(one, other))
    return "nearly" if any(slip == 1 for slip in slips) else "different"


def _mails(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if not (one and other):
        return ""
    if set(one) & set(other):
        return "same"
    return _best([_mail(a, b) for a, b in product(one, other)])


def _mail(one: str, other: str) -> str:
    box, _, domain = one.partition("@")
    other_box, _, other_domain = other.partition("@")
    if box == other_box and box not in SHARED_BOXES:
        slips = DamerauLevenshtein.distance(domain, other_domain, score_cutoff=SLIPS)
        return "nearly" if slips <= SLIPS else "box"
    if domain == other_domain and _has_digits_alike(box, other_box):
        is_slip = DamerauLevenshtein.distance(box, other_box, score_cutoff=1) == 1
        return "nearly" if is_slip and min(len(box), len(other_box)) > SHORT_WORD else "different"
    return "different"


def _has_digits_alike(one: str, other: str) -> bool:
    """Boxes that are numbered, c0012 and c0013, are not slips of each other."""
    return re.findall(r"\d+", one) == re.findall(r"\d+", other)


def _addresses(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if not (one and other):
        return ""
    if set(one) & set(other):
        return "same"
    is_near = any(
        re.findall(r"\d+", a) == re.findall(r"\d+", b) and ratio(a, b) >= ALIKE
        for a, b in product(one, other)
    )
    return "nearly" if is_near else "different"


def _days(one: str, other: str) -> str:
    if not (one and other):
        return ""
    if one == other:
        return "same"
    (year, month, day), other_parts = one.split("-"), other.split("-")
    is_turned = [year, day, month] == other_parts
    is_slip = sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return "nearly" if is_turned or is_slip else "different"


def _tie(one: Facts, other: Facts) -> str:
    """Whoever is tied to the other is somebody else: who entered the tie knew both."""
    is_tied = one.pk in other.employers or other.pk in one.employers
    is_part = (one.parent is not None and one.parent == other.pk) or (
        other.parent is not None and other.parent == one.pk
    )
    return "known" if is_tied or is_part else ""


def _sets(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    if not (one and other):
        return ""
    return "same" if set(one) & set(other) else "different"


def _same(one: str, other: str) -> str:
    if not (one and other):
        return ""
    return "same" if one == other else "different"


def _spelled_alike(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    return shorter >= SHORT_WORD and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _sounds_alike(one: str, other: str) -> bool:
    return _flat(one) == _flat(other)


def _flat(sound: str) -> str:
    """Pinyin as many speak it: zh = z, ch = c, sh = s, ng = n."""
    return re.sub(r"(?<=[zcs])h|(?<=n)g", "", sound)


def _is_han(core: str) -> bool:
    return _HAN.search(core) is not None


_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_CLOSENESS = (
    "same",
    "sound",
    "nearly",
    "initial",
    "short",
    "box",
    "brand",
    "family",
    "different",
    "",
)
