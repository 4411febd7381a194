"""Which column of a source is which of the contract: as told, by name, else by content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodwill.analytics.errors import ColumnsUnclear, SettingRefused
from goodwill.language import Sentence
from goodwill.warehouse.reading.headings import is_date, is_number
from goodwill.warehouse.reading.words import (
    ALIASES,
    DATES,
    IDENTIFIERS,
    NEEDED,
    NULL_WORDS,
    NUMBERS,
    ROLES,
    TO_SIMPLIFIED,
)

MOSTLY = 0.8
BY_TOLD = Sentence("as you said")
BY_NAME = Sentence("by its name")
BY_CONTENT = Sentence("by what it holds")


@dataclass(frozen=True)
class Recognised:
    """A contract column, the source column it is read from, and why."""

    column: str
    source_column: str
    because: Sentence


@dataclass(frozen=True)
class Columns:
    """The columns of one source with a sample of their values."""

    file: str
    table: str
    names: tuple[str, ...]
    sample: Mapping[str, tuple[str, ...]]
    dates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def looks_like(self, name: str, role: str) -> bool:
        """False where what it holds cannot be what the role needs."""
        if role in DATES:
            return self.share(name, is_date) >= 0.5 or name in self.dates or self._serial(name)
        if role in NUMBERS:
            return name not in self.dates and self.share(name, is_number) >= 0.5
        return role not in IDENTIFIERS or name not in self.dates

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
    table: str,
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


def recognised(
    columns: Columns, told: Mapping[str, str], elsewhere: frozenset[str] = frozenset()
) -> tuple[Recognised, ...]:
    """Every role found a column for.

    Parameters
    ----------
    elsewhere
        Columns of the other sources: one told for those need not be here.

    Raises
    ------
    SettingRefused
        A column was told that is not there, or a role that the table does not have.
    ColumnsUnclear
        A needed column is missing, or could be several.
    """
    roles = ROLES[columns.table]
    found = _as_told(columns, told, roles, elsewhere)
    refused = {role for role, name in _normal_told(told).items() if not name}
    open_roles = [role for role in roles if role not in found and role not in refused]
    _by_name(columns, open_roles, found)
    _price_stands_for_amount(columns, found, refused)
    _by_content(columns, [role for role in open_roles if role not in found], found)
    _check_needed(columns, found)
    return tuple(found[role] for role in roles if role in found)


def normal(name: str) -> str:
    """`Order Date`, `order_date`, `ＯrderDate (local)` → `orderdate`; 客戶編號 → 客户编号."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(TO_SIMPLIFIED)
    bare = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)
    return re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", plain)


def _normal_told(told: Mapping[str, str]) -> dict[str, str]:
    plain = {}
    for role, name in told.items():
        bare = role.strip().removesuffix("_minor").removesuffix("_thousandths")
        plain[ALIASES.get(bare, bare)] = name
    return plain


def _as_told(
    columns: Columns,
    told: Mapping[str, str],
    roles: Mapping[str, object],
    elsewhere: frozenset[str],
) -> dict[str, Recognised]:
    found = {}
    by_normal = {normal(name): name for name in reversed(columns.names)}
    for role, name in _normal_told(told).items():
        if role not in roles:
            raise SettingRefused(
                Sentence(
                    "--map {role}=… : {table} has no column {role}. It has: {roles}.",
                    role=role,
                    table=columns.table,
                    roles=", ".join(roles),
                )
            )
        if not name:
            continue
        source = name if name in columns.names else by_normal.get(normal(name))
        if source is None and normal(name) in elsewhere:
            continue
        if source is None:
            raise SettingRefused(
                Sentence(
                    "--map {role}={name}: {file} has no column {name}. It has: {columns}.",
                    role=role,
                    name=name,
                    file=columns.file,
                    columns=", ".join(columns.names),
                )
            )
        found[role] = Recognised(role, source, BY_TOLD)
    return found


def _by_name(columns: Columns, roles: list[str], found: dict[str, Recognised]) -> None:
    """The surest names of all roles first: a weak claim never takes a strong one's column.

    Of several columns for a role that is not needed, the one whose word stands first in the
    list is meant: a file with a region and a city is cut by region.
    """
    tiers = ROLES[columns.table]
    spelt = {name: normal(name) for name in columns.names}
    for tier in range(max(map(len, tiers.values()))):
        for role in roles:
            if role in found or tier >= len(tiers[role]):
                continue
            words = tiers[role][tier].split()
            taken = {one.source_column for one in found.values()}
            fits = [
                name
                for name in columns.names
                if name not in taken
                and _bare(spelt[name]) in words
                and columns.looks_like(name, role)
            ]
            if len(fits) > 1:
                fits = _fullest(columns, fits)
            if len(fits) > 1 and role in NEEDED[columns.table]:
                raise _several(columns, role, fits)
            if len(fits) > 1:
                fits = [min(fits, key=lambda name: words.index(_bare(spelt[name])))]
            if fits:
                found[role] = Recognised(role, fits[0], BY_NAME)


def _bare(name: str) -> str:
    """Without the currency that some put behind an amount: `amountusd` → `amount`."""
    for code in ("usd", "eur", "gbp", "cny", "rmb", "hkd", "twd", "jpy"):
        if name.endswith(code) and len(name) > len(code):
            return name.removesuffix(code)
    return name


def _fullest(columns: Columns, names: list[str]) -> list[str]:
    """A column that is empty in the sample is no rival of one that is filled."""
    filled = [name for name in names if columns.sample.get(name)]
    return filled or names


def _price_stands_for_amount(
    columns: Columns, found: dict[str, Recognised], refused: set[str]
) -> None:
    """A price with no quantity beside it is what was paid."""
    if columns.table != "order_lines" or {"amount", "quantity"} & set(found):
        return
    if "unit_price" in found and "amount" not in refused:
        price = found.pop("unit_price").source_column
        found["amount"] = Recognised(
            "amount", price, Sentence("a price, and there is no quantity to multiply it with")
        )


def _by_content(columns: Columns, roles: list[str], found: dict[str, Recognised]) -> None:
    """Only what is needed is looked for by content, and only if one column fits."""
    for role in ("ordered_on", "amount", "customer_id"):
        if role not in roles or role not in NEEDED[columns.table] or _is_made_up(role, found):
            continue
        taken = {one.source_column for one in found.values()}
        free = [name for name in columns.names if name not in taken and columns.sample.get(name)]
        fits = [name for name in free if _FITS[role](columns, name)]
        if len(fits) > 1:
            raise _several(columns, role, fits)
        if fits:
            found[role] = Recognised(role, fits[0], BY_CONTENT)


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


_FITS: Mapping[str, Callable[[Columns, str], bool]] = {
    "ordered_on": _fits_date,
    "amount": _fits_amount,
    "customer_id": _fits_customer,
}


def _is_made_up(role: str, found: Mapping[str, Recognised]) -> bool:
    return role == "amount" and {"quantity", "unit_price"} <= set(found)


def _check_needed(columns: Columns, found: Mapping[str, Recognised]) -> None:
    for role in NEEDED[columns.table]:
        if role not in found and not _is_made_up(role, found):
            raise _missing(columns, role)


def _missing(columns: Columns, role: str) -> ColumnsUnclear:
    return ColumnsUnclear(
        Sentence(
            "No column of {file} looks like {role}. It has: {columns}. Say which it is: "
            "--map {role}=COLUMN",
            file=columns.file,
            role=role,
            columns=", ".join(columns.names),
        )
    )


def _several(columns: Columns, role: str, fits: list[str]) -> ColumnsUnclear:
    return ColumnsUnclear(
        Sentence(
            "Several columns of {file} could be {role}: {columns}. Say which it is: --map "
            '"{role}={first}"',
            file=columns.file,
            role=role,
            columns=", ".join(fits),
            first=fits[0],
        )
    )
