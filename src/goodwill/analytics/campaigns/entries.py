"""Reading a table of settings: every value checked, every refusal naming file and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence


@dataclass(frozen=True)
class Entries:
    """One table of a TOML file, as parsed: its keys are those of `allowed`.

    `place` names it in the file: `` for the top, `rules.` for what stands under [rules].
    """

    table: Mapping[str, Any]
    file: str
    place: str = ""

    def only(self, *allowed: str) -> Entries:
        """Itself, where it holds no other key.

        Raises
        ------
        SettingRefused
            A key is not among them; the nearest that is, is suggested.
        """
        for key in self.table:
            if key not in allowed:
                raise self._unknown(key, allowed)
        return self

    def has(self, key: str) -> bool:
        return key in self.table

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required where there is no default."""
        found = self._found(key, default, TEXT)
        if not isinstance(found, str) or not found.strip():
            raise self.refused(key, TEXT)
        return found.strip()

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self.table else None

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        found = self.table.get(key, default)
        if found not in allowed:
            raise self.refused(key, Sentence("one of: {words}", words=", ".join(allowed)))
        return str(found)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each once."""
        found = self.table.get(key, list(default))
        good = isinstance(found, list) and all(isinstance(x, str) and x.strip() for x in found)
        if not good or len(set(found)) != len(found):
            raise self.refused(key, Sentence('a list of different texts, such as ["A", "B"]'))
        return tuple(found)

    def day(self, key: str) -> date:
        """A date; a moment is refused, because the time of day would mean nothing."""
        found = self._found(key, None, DATE)
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.refused(key, DATE)
        return found

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number from `least` on."""
        meant = Sentence("a whole number from {least} on", least=least)
        found = self._found(key, default, meant)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.refused(key, meant)
        return found

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number."""
        found = self._found(key, default, NUMBER)
        if not is_number(found):
            raise self.refused(key, NUMBER)
        return float(found)

    def number_or_none(self, key: str) -> float | None:
        return self.number(key) if key in self.table else None

    def share(self, key: str, default: float | None = None, *, most: float = 1.0) -> float:
        """A fraction above 0 and below `most`."""
        meant = Sentence("a share above 0 and below {most}, such as 0.2", most=most)
        found = self._found(key, default, meant)
        if not is_number(found) or not 0 < found < most:
            raise self.refused(key, meant)
        return float(found)

    def amount(self, key: str, default: Decimal | None = None) -> Decimal:
        """An amount of money that is not negative, in the major unit, as exact as written."""
        found = self._found(key, default, AMOUNT)
        if not is_number(found) or found < 0:
            raise self.refused(key, AMOUNT)
        return Decimal(str(found))

    def amount_or_none(self, key: str) -> Decimal | None:
        return self.amount(key) if key in self.table else None

    def under(self, key: str) -> Entries:
        """The table of that name; empty where there is none."""
        found = self.table.get(key, {})
        if not isinstance(found, Mapping):
            raise self.refused(key, Sentence("a table, such as [{key}]", key=self.place + key))
        return Entries(found, self.file, f"{self.place}{key}.")

    def each(self, key: str) -> list[Entries]:
        """The tables of a list, named `key[1]`, `key[2]` …"""
        found = self.table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(x, Mapping) for x in found):
            raise self.refused(key, Sentence("a list of tables in square brackets"))
        return [
            Entries(one, self.file, f"{self.place}{key}[{at}].") for at, one in enumerate(found, 1)
        ]

    def refused(self, key: str, allowed: Sentence) -> SettingRefused:
        """The refusal of what stands under a key."""
        return SettingRefused(
            Sentence(
                "{file}: {key} is {found}; it should be {allowed}.",
                file=self.file,
                key=self.place + key,
                found=_shown(self.table.get(key)),
                allowed=allowed,
            )
        )

    def missing(self, key: str, allowed: Sentence) -> SettingRefused:
        """The refusal of a table without a key that it needs."""
        return SettingRefused(
            Sentence(
                "{file}: {key} is missing; it should be {allowed}.",
                file=self.file,
                key=self.place + key,
                allowed=allowed,
            )
        )

    def _found(self, key: str, default: Any, allowed: Sentence) -> Any:
        if key in self.table:
            return self.table[key]
        if default is None:
            raise self.missing(key, allowed)
        return default

    def _unknown(self, key: str, allowed: tuple[str, ...]) -> SettingRefused:
        told = {"file": self.file, "key": self.place + key, "allowed": ", ".join(allowed)}
        near = nearest(key, allowed)
        if near is None:
            return SettingRefused(
                Sentence("{file}: there is no setting {key}. There are: {allowed}.", **told)
            )
        return SettingRefused(
            Sentence(
                "{file}: there is no setting {key}; perhaps {near} is meant. There are: {allowed}.",
                near=self.place + near,
                **told,
            )
        )


TEXT = Sentence("a text that is not empty")
DATE = Sentence("a date without quotes, such as 2025-03-01")
NUMBER = Sentence("a number")
AMOUNT = Sentence("an amount of money from 0 on, without its currency")


def is_number(found: object) -> bool:
    """Whether it is a finite number; true and false are not."""
    is_numeric = isinstance(found, int | float | Decimal) and not isinstance(found, bool)
    return is_numeric and isfinite(found)  # type: ignore[arg-type]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, if any is near."""
    by_lower = {each.lower(): each for each in names}
    found = get_close_matches(name.lower(), list(by_lower), n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def _shown(found: object) -> str:
    """As it stands in the file."""
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, list):
        return f"[{', '.join(map(_shown, found))}]"
    if isinstance(found, Mapping):
        return f"{{{', '.join(f'{key} = {_shown(each)}' for key, each in found.items())}}}"
    return f'"{found}"' if isinstance(found, str) else str(found)
