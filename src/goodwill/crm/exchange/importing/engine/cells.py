"""Cells of a table as values of fields: the text as written beside its date or its number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.targets import Target
from goodwill.crm.records.editing import reading
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Sort
from goodwill.language import LANGUAGES, Sayable, Sentence, speak
from goodwill.warehouse.reading.fitting import normal
from goodwill.warehouse.reading.flags import NO, YES
from goodwill.warehouse.reading.words import NULL_WORDS

DATED = (Sort.DAY, Sort.MOMENT)
COUNTED = (Sort.NUMBER, Sort.QUANTITY, Sort.MONEY)

Convert = Callable[[str, Any], Any]
"""Text of a cell and what the readers made of it (a date, or the digits of a number) → value."""


def text_of(cell: str | None) -> str:
    """What stands in a cell; nothing for words that say that nothing does."""
    text = (cell or "").strip()
    return "" if text.lower() in NULL_WORDS else text


def converter(target: Target, zone: ZoneInfo) -> Convert:
    """How cells become values of a target; what they raise is `Unfit`."""
    if target.sort is Sort.MOMENT:
        return lambda text, day: _moment(text, day, zone)
    if target.sort is Sort.CHOICE:
        return _Choice(target)
    return _CONVERTERS.get(target.sort, _text)


def _text(text: str, _: Any) -> str:
    return unicodedata.normalize("NFC", text)


def _day(text: str, day: date | None) -> date:
    if day is None:
        raise Unfit(Sentence("“{text}” is not a date.", text=text))
    return day


def _moment(text: str, day: date | None, zone: ZoneInfo) -> datetime:
    clock = _CLOCK.search(text)
    moment = datetime.combine(_day(text, day), _time(clock) if clock else time())
    offset = _OFFSET.search(text) if clock else None
    if offset is None:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    sign = offset[0].replace("Z", "+00:00")
    return datetime.fromisoformat(f"{moment.isoformat()}{_with_colon(sign)}").astimezone(UTC)


def _with_colon(offset: str) -> str:
    return offset if ":" in offset or len(offset) == 3 else f"{offset[:3]}:{offset[3:]}"


def _time(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    half = (clock["half"] or clock["half_first"] or "").lower()
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    if half in ("am", "上午") and hour == 12:
        hour = 0
    minute, second = int(clock["minute"]), int(clock["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise Unfit(Sentence("“{text}” is not a time.", text=clock[0]))
    return time(hour, minute, second)


def _number(text: str, digits: str | None) -> Decimal:
    if digits is None:
        raise Unfit(Sentence("“{text}” is not a number.", text=text))
    return Decimal(digits)


def _thousandths(text: str, digits: str | None) -> int:
    number = _number(text, digits) * 1000
    if number != number.to_integral_value():
        raise Unfit(reading.too_fine().sentence)
    return int(number)


def _minutes(text: str, _: Any) -> int:
    try:
        return reading.minutes(text)
    except Refused as refusal:
        raise Unfit(refusal.sentence) from refusal


def _yes(text: str, _: Any) -> bool:
    word = text.lower()
    if word in YES or word in ("x", "✓", "ja", "oui", "si", "sí", "on"):
        return True
    if word in NO or word in ("nein", "non", "off"):
        return False
    raise Unfit(Sentence("“{text}” is neither yes nor no.", text=text))


def _country(text: str, _: Any) -> str:
    code = country_code(text)
    if not code:
        raise Unfit(Sentence("“{text}” is not a country.", text=text))
    return code


def country_code(text: str) -> str:
    """The ISO 3166-1 code of a country by its code or its name in many languages; `` for none."""
    return _countries().get(normal(text), "")


@cache
def _countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for tag in ("fr", "es", "de", "it", "ja", "zh_Hant", "zh_Hans", "en"):
        for code, name in Locale.parse(tag).territories.items():
            if len(str(code)) == 2:
                found[normal(str(name))] = str(code)
    return {**found, **{code.lower(): code for code in found.values()}, **_MORE_COUNTRIES}


@dataclass(frozen=True)
class _Choice:
    """A choice by its word, or by what people call it in any of our languages."""

    target: Target

    def __call__(self, text: str, _: Any) -> str:
        word = _known_choices(self.target).get(normal(text))
        if word is None:
            names = tuple(self.target.choices.values())
            raise Unfit(Sentence("“{text}” is none of: {choices}.", text=text, choices=Any_(names)))
        return word


@dataclass(frozen=True)
class Any_:  # noqa: N801
    """Several words as a list in the reader's language."""

    words: tuple[Sayable, ...]

    def said_in(self, language: Any) -> str:
        return ", ".join(word.said_in(language) for word in self.words)


def _known_choices(target: Target) -> Mapping[str, str]:
    key = (target.name, tuple(target.choices))
    if key not in _CHOICES:
        found = {
            normal(named.said_in(speak(tag))): word
            for word, named in target.choices.items()
            for tag in LANGUAGES
        }
        _CHOICES[key] = {**found, **{normal(word): word for word in target.choices}}
    return _CHOICES[key]


_CHOICES: dict[tuple[str, tuple[str, ...]], Mapping[str, str]] = {}
_CONVERTERS: Mapping[Sort, Convert] = {
    Sort.DAY: _day,
    Sort.NUMBER: _number,
    Sort.MONEY: _number,
    Sort.QUANTITY: _thousandths,
    Sort.MINUTES: _minutes,
    Sort.YES: _yes,
    Sort.COUNTRY: _country,
}
_CLOCK = re.compile(
    r"(?P<half_first>上午|下午)?(?P<hour>\d{1,2})[:时時点點](?P<minute>\d{2})(?:[:分](?P<second>\d{2}))?"
    r"(?:[.,]\d+)?\s*(?P<half>[AaPp][Mm])?"
)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}(?::?\d{2})?)$")
_MORE_COUNTRIES: Mapping[str, str] = {
    "usa": "US", "us": "US", "unitedstatesofamerica": "US", "america": "US", "美国": "US",
    "uk": "GB", "greatbritain": "GB", "england": "GB", "britain": "GB", "scotland": "GB",
    "korea": "KR", "southkorea": "KR", "republicofkorea": "KR", "russia": "RU", "prc": "CN",
    "prchina": "CN", "peoplesrepublicofchina": "CN", "mainlandchina": "CN", "中华人民共和国": "CN",
    "hongkong": "HK", "香港": "HK", "macau": "MO", "macao": "MO", "澳门": "MO", "taiwan": "TW",
    "台湾": "TW", "holland": "NL", "czechrepublic": "CZ", "vietnam": "VN", "uae": "AE",
    "deutschland": "DE", "eire": "IE", "rsa": "ZA", "channelislands": "JE",
}  # fmt: skip
