"""SETTINGS.toml of indicators: read, and every mistake in it said with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.errors import (
    AnalyticsError,
    SettingRefused,
    SourceMissing,
    SourceUnreadable,
)
from goodwill.analytics.value.outlook.multiples import Assumptions
from goodwill.language import Sentence


def read_settings(file: Path) -> Settings:
    """Windows and parameters that a TOML file holds; what it does not name stays as it is.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; a key that there is not, or a value that cannot be meant.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no file {file}.", file=str(file)))
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence("{file} cannot be read: {error}.", file=str(file), error=str(error))
        ) from error
    usual = Settings()
    told = {key: _told(key, value, usual, file) for key, value in plain.items()}
    return replace(usual, **told)


def _told(key: str, value: Any, usual: Settings, file: Path) -> Any:
    names = [each.name for each in fields(Settings)]
    if key not in names:
        near = get_close_matches(key, names, 1, 0.4)
        raise SettingRefused(
            Sentence(
                "{file}: there is no setting {key}. Did you mean {near}?",
                file=file.name,
                key=key,
                near=near[0] if near else names[0],
            )
        )
    try:
        return READ.get(key, _alike)(value, getattr(usual, key))
    except (AnalyticsError, TypeError, ValueError, KeyError) as error:
        raise SettingRefused(
            Sentence(
                "{file}: {key} = {value} cannot be meant. {example}",
                file=file.name,
                key=key,
                value=str(value),
                example=_example(key, getattr(usual, key)),
            )
        ) from error


def _alike(value: Any, usual: Any) -> Any:
    """A value of the kind that the usual one is of; numbers are not negative."""
    if isinstance(usual, bool) or isinstance(value, bool):
        if type(usual) is not type(value):
            raise TypeError(value)
        return value
    if isinstance(usual, float) and isinstance(value, int):
        value = float(value)
    if usual is None:
        usual = 0
    if isinstance(usual, tuple) and isinstance(value, list):
        return tuple(_alike(each, usual[0]) for each in value)
    if type(value) is not type(usual):
        raise TypeError(value)
    if isinstance(value, int | float) and value < 0:
        raise ValueError(value)
    return value


def _period(value: Any, _: Any) -> Period:
    """`{from = 2023-07-01, until = 2024-06-30}`, both days included."""
    first, last = value["from"], value["until"]
    if not isinstance(first, date) or not isinstance(last, date) or first > last:
        raise ValueError(value)
    return Period(f"{first.isoformat()} – {last.isoformat()}", day_of(first), day_of(last) + 1)


def _numbers(value: Any, _: Any) -> Mapping[str, Any]:
    """A table of numbers by name."""
    if not isinstance(value, dict) or not all(_is_number(each) for each in value.values()):
        raise TypeError(value)
    return dict(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _complaints(value: Any, _: Any) -> str:
    if value not in ("transactions", "customers"):
        raise ValueError(value)
    return str(value)


READ: Mapping[str, Callable[[Any, Any], Any]] = {
    "baseline": _period,
    "dimensions": _numbers,
    "price_index": _numbers,
    "gap_days_of": _numbers,
    "complaints_per": _complaints,
    "multiples": lambda value, usual: replace(usual, **value),
    "word_of_mouth": lambda value, usual: Assumptions(**value),
}
EXAMPLES = {
    "baseline": "baseline = {from = 2023-07-01, until = 2024-06-30}",
    "complaints_per": 'complaints_per = "customers"',
    "dimensions": 'dimensions = {quality = 0.6, "after-sales" = 0.4}',
    "price_index": 'price_index = {"2026-03" = 1.03}',
    "gap_days_of": "gap_days_of = {tea = 90}",
    "multiples": "multiples = {satisfied_to_fair = 2.6}",
    "word_of_mouth": "word_of_mouth = {conversion = 0.02, deterred = 0.05}",
}


def _example(key: str, usual: Any) -> Sentence:
    said = EXAMPLES.get(key)
    if said is None:
        shown = list(usual) if isinstance(usual, tuple) else 100 if usual is None else usual
        said = f"{key} = {str(shown).lower() if isinstance(shown, bool) else shown}"
    return Sentence("Write it as {example}.", example=said)
