"""The columns of a source with a sample of what they hold, and what that could be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodwill.analytics.tables import Table
from goodwill.warehouse.reading.campaign_words import LEFT_ALONE
from goodwill.warehouse.reading.flags import is_yes_or_no
from goodwill.warehouse.reading.headings import is_date, is_number
from goodwill.warehouse.reading.roles import DECIMAL, Kind, kind_of
from goodwill.warehouse.reading.words import NULL_WORDS, TO_SIMPLIFIED

MOSTLY = 0.8
MOST_ARMS = 20


@dataclass(frozen=True)
class Columns:
    """The columns of one source with a sample of their values."""

    file: str
    table: Table
    names: tuple[str, ...]
    sample: Mapping[str, tuple[str, ...]]
    dates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def looks_like(self, name: str, role: str) -> bool:
        """False where what it holds cannot be what the role needs."""
        kind = kind_of(role, self.table)
        if kind is Kind.DATE:
            return self.share(name, is_date) >= 0.5 or name in self.dates or self._serial(name)
        if kind is Kind.MEASURE and self.share(name, is_yes_or_no) >= MOSTLY:
            return True
        if kind in DECIMAL:
            return name not in self.dates and self.share(name, is_number) >= 0.5
        return kind not in (Kind.IDENTIFIER, Kind.ARM) or name not in self.dates

    def share(self, name: str, test: Callable[[str], bool]) -> float:
        values = self.sample.get(name, ())
        return sum(map(test, values)) / len(values) if values else 1.0

    def _serial(self, name: str) -> bool:
        """Days as a spreadsheet counts them: 45356 is 2024-03-05."""
        return (
            self.share(name, lambda value: bool(re.fullmatch(r"[2-6]\d{4}(\.\d+)?", value))) > 0.5
        )


def columns_of(
    file: str,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    *,
    dates: frozenset[str] = frozenset(),
    numbers: frozenset[str] = frozenset(),
) -> Columns:
    """The names with their filled values in the sample rows."""
    columns: dict[str, list[str]] = {name: [] for name in names}
    for row in rows:
        for name, value in zip(names, row, strict=False):
            if value and (text := value.strip()) and text.lower() not in NULL_WORDS:
                columns[name].append(text)
    sample = {name: tuple(values) for name, values in columns.items()}
    return Columns(file, table, tuple(names), sample, dates, numbers)


def normal(name: str) -> str:
    """`Order Date`, `order_date`, `ＯrderDate (local)` → `orderdate`; 客戶編號 → 客户编号."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(TO_SIMPLIFIED)
    bare = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)
    return re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", plain)


def _fits_date(columns: Columns, name: str) -> bool:
    return name in columns.dates or columns.share(name, is_date) >= MOSTLY


def _fits_amount(columns: Columns, name: str) -> bool:
    if name in columns.dates or columns.share(name, is_number) < MOSTLY:
        return False
    return any(re.search(r"\d[.,]\d|[$¥￥€£元]", value) for value in columns.sample[name])


def _fits_customer(columns: Columns, name: str) -> bool:
    values = columns.sample[name]
    if _fits_date(columns, name) or _fits_amount(columns, name):
        return False
    spaced = sum(len(value.split()) > 4 or len(value) > 40 for value in values)
    return spaced == 0 and len(set(values)) > max(1, len(values) // 100)


def _fits_arm(columns: Columns, name: str) -> bool:
    """A few words, one of which says that somebody was left alone."""
    values = {normal(value) for value in columns.sample[name]}
    return len(values) <= MOST_ARMS and bool(values & set(LEFT_ALONE))


def _fits_outcome(columns: Columns, name: str) -> bool:
    if name in columns.dates or columns.share(name, is_number) < MOSTLY:
        return False
    return len(set(columns.sample[name])) > 2


FITS: Mapping[str, Callable[[Columns, str], bool]] = {
    "ordered_on": _fits_date,
    "amount": _fits_amount,
    "customer_id": _fits_customer,
    "arm": _fits_arm,
    "period": _fits_date,
    "outcome": _fits_outcome,
}
