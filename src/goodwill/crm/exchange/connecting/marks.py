"""How far a source was read, in a column of it that only grows: a moment, a number or a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import total_ordering
from typing import Any

AHEAD = timedelta(days=1)
"""A row from further in the future has a wrong clock: what comes after it must not be missed."""

Value = datetime | Decimal | str


@total_ordering
@dataclass(frozen=True)
class Mark:
    """One place in the column. Nothing at all comes before everything."""

    value: Value | None = None

    @classmethod
    def of(cls, cell: object, *, is_typed: bool = False) -> Mark:
        """The mark that a cell tells; where sources have types, a text stays a text."""
        if cell is None or isinstance(cell, bool) or str(cell).strip() == "":
            return cls()
        if isinstance(cell, datetime):
            return cls(cell)
        if isinstance(cell, date):
            return cls(datetime.combine(cell, time.min))
        if isinstance(cell, int | float | Decimal):
            return cls(Decimal(str(cell)))
        return cls(str(cell) if is_typed else _read(str(cell).strip()))

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Mark:
        """The mark that `to_json` told."""
        if not told:
            return cls()
        return cls(_REVIVED[told["sort"]](told["value"]))

    def to_json(self) -> dict[str, str]:
        """Plain JSON."""
        if self.value is None:
            return {}
        text = self.value.isoformat() if isinstance(self.value, datetime) else str(self.value)
        return {"sort": self.sort, "value": text}

    @property
    def sort(self) -> str:
        return next(name for name, kind in _SORTS.items() if isinstance(self.value, kind))

    def back(self, overlap: int) -> Mark:
        """A little before, so that what was written late is read, too: minutes or numbers."""
        if isinstance(self.value, datetime):
            return Mark(self.value - timedelta(minutes=overlap))
        if isinstance(self.value, Decimal):
            return Mark(self.value - overlap)
        return self

    def is_ahead(self, now: datetime) -> bool:
        """Whether it lies so far in the future that the clock there must be wrong."""
        return isinstance(self.value, datetime) and _comparable(self.value) > now + AHEAD

    def moment(self, zone: tzinfo) -> datetime | None:
        """When that was, if it is a moment; one without a zone is taken to be in this one."""
        if not isinstance(self.value, datetime):
            return None
        return self.value if self.value.tzinfo else self.value.replace(tzinfo=zone)

    @property
    def plain(self) -> str:
        """As a source that takes text wants it."""
        return str(self.to_json().get("value", ""))

    def __lt__(self, other: Mark) -> bool:
        if self.value is None or other.value is None:
            return self.value is None and other.value is not None
        one, two = self.value, other.value
        if isinstance(one, datetime) and isinstance(two, datetime):
            return _comparable(one) < _comparable(two)
        if isinstance(one, Decimal) and isinstance(two, Decimal):
            return one < two
        return self.plain < other.plain


def _read(text: str) -> Value:
    """Digits alone are a number, also where they could be a day."""
    try:
        number = Decimal(text)
        return number if number.is_finite() else text
    except InvalidOperation:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _comparable(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_SORTS: Mapping[str, type] = {"moment": datetime, "number": Decimal, "text": str}
_REVIVED: Mapping[str, Any] = {"moment": datetime.fromisoformat, "number": Decimal, "text": str}
