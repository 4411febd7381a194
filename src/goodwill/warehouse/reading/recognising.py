"""Which column of a source is which of the contract: as told, by name, else by content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.analytics.errors import ColumnsUnclear, SettingRefused
from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.reading.fitting import FITS, Columns, normal
from goodwill.warehouse.reading.roles import (
    ALIASES,
    EXPORTED,
    MAY_BE_SWITCHED_OFF,
    NEEDED,
    ROLES,
    Kind,
    kind_of,
    option,
)

BY_TOLD = Sentence("as you said")
BY_NAME = Sentence("by its name")
BY_CONTENT = Sentence("by what it holds")


@dataclass(frozen=True)
class Recognised:
    """A contract column, the source column it is read from, and why."""

    column: str
    source_column: str
    because: Sentence


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
    roles = ROLES[columns.table.name]
    found = _as_told(columns, told, roles, elsewhere)
    found |= _measured(columns, roles, elsewhere)
    refused = {role for role, name in _normal_told(told, roles).items() if not name}
    open_roles = [role for role in roles if role not in found and role not in refused]
    _by_name(columns, open_roles, found)
    _price_stands_for_amount(columns, found, refused)
    if "period" in roles:
        _year_stands_for_period(found, refused)
    _by_content(columns, [role for role in open_roles if role not in found], found)
    _check_needed(columns, found, refused)
    return tuple(found[role] for role in (*roles, *measures_of(columns.table)) if role in found)


def measures_of(table: Table) -> list[str]:
    """Columns asked for beyond the contract: numbers of the file, by their own names."""
    roles = ROLES[table.name]
    return [c.name for c in table if kind_of(c.name, table) is Kind.MEASURE and c.name not in roles]


def _normal_told(told: Mapping[str, str], roles: Mapping[str, object]) -> dict[str, str]:
    plain = {}
    for role, name in told.items():
        bare = role.strip().removesuffix("_minor").removesuffix("_thousandths")
        day = bare.removesuffix("_day") + "_on"
        known = next((one for one in (bare, ALIASES.get(bare, day)) if one in roles), bare)
        plain[known] = name
    return plain


def _as_told(
    columns: Columns,
    told: Mapping[str, str],
    roles: Mapping[str, object],
    elsewhere: frozenset[str],
) -> dict[str, Recognised]:
    found = {}
    for role, name in _normal_told(told, roles).items():
        if role not in roles:
            raise SettingRefused(
                Sentence(
                    "--map {role}=… : {table} has no column {role}. It has: {roles}.",
                    role=role,
                    table=columns.table.name,
                    roles=", ".join(roles),
                )
            )
        if not name:
            continue
        source = _of_name(columns, name)
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


def _of_name(columns: Columns, name: str) -> str | None:
    by_normal = {normal(each): each for each in reversed(columns.names)}
    return name if name in columns.names else by_normal.get(normal(name))


def _measured(
    columns: Columns, roles: Mapping[str, object], elsewhere: frozenset[str]
) -> dict[str, Recognised]:
    found = {}
    for name in measures_of(columns.table):
        source = _of_name(columns, name)
        if source is not None:
            found[name] = Recognised(name, source, BY_TOLD)
        elif normal(name) not in elsewhere:
            raise ColumnsUnclear(
                Sentence(
                    "{file} has no column {name}. It has: {columns}.",
                    file=columns.file,
                    name=name,
                    columns=", ".join(columns.names),
                )
            )
    return found


def _by_name(columns: Columns, roles: list[str], found: dict[str, Recognised]) -> None:
    """The surest names of all roles first: a weak claim never takes a strong one's column.

    Of several columns for a role that is not needed, the one whose word stands first in the
    list is meant: a file with a region and a city is cut by region.
    """
    tiers = ROLES[columns.table.name]
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
            if len(fits) > 1 and role in NEEDED[columns.table.name]:
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
    if columns.table.name != "order_lines" or {"amount", "quantity"} & set(found):
        return
    if "unit_price" in found and "amount" not in refused:
        price = found.pop("unit_price").source_column
        found["amount"] = Recognised(
            "amount", price, Sentence("a price, and there is no quantity to multiply it with")
        )


def _year_stands_for_period(found: dict[str, Recognised], refused: set[str]) -> None:
    """A year with no month or week beside it is the period."""
    if "year" in found and "period" not in found and "period" not in refused:
        year = found.pop("year").source_column
        found["period"] = Recognised("period", year, BY_NAME)


def _by_content(columns: Columns, roles: list[str], found: dict[str, Recognised]) -> None:
    """Only what is needed is looked for by content, and only if one column fits."""
    for role in FITS if columns.table.name in EXPORTED else ():
        needed = role in roles and role in NEEDED[columns.table.name]
        if not needed or _is_made_up(role, found):
            continue
        taken = {one.source_column for one in found.values()}
        free = [name for name in columns.names if name not in taken and columns.sample.get(name)]
        fits = [name for name in free if FITS[role](columns, name)]
        if len(fits) > 1:
            raise _several(columns, role, fits)
        if fits:
            found[role] = Recognised(role, fits[0], BY_CONTENT)


def _is_made_up(role: str, found: Mapping[str, Recognised]) -> bool:
    return role == "amount" and {"quantity", "unit_price"} <= set(found)


def _check_needed(columns: Columns, found: Mapping[str, Recognised], refused: set[str]) -> None:
    table = columns.table
    for role in NEEDED[table.name]:
        if role in refused and (table.name, role) in MAY_BE_SWITCHED_OFF:
            continue
        if role not in found and not _is_made_up(role, found):
            raise _missing(columns, role)


def _missing(columns: Columns, role: str) -> ColumnsUnclear:
    return ColumnsUnclear(
        Sentence(
            "No column of {file} looks like {role}. It has: {columns}. Say which it is: "
            "--map {option}=COLUMN",
            file=columns.file,
            role=role,
            option=option(role, columns.table),
            columns=", ".join(columns.names),
        )
    )


def _several(columns: Columns, role: str, fits: list[str]) -> ColumnsUnclear:
    return ColumnsUnclear(
        Sentence(
            "Several columns of {file} could be {role}: {columns}. Say which it is: --map "
            '"{option}={first}"',
            file=columns.file,
            role=role,
            option=option(role, columns.table),
            columns=", ".join(fits),
            first=fits[0],
        )
    )
