"""Parquet that has the columns and types of the contract already: taken as it is, unsurveyed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
from babel import Locale
from babel.numbers import get_currency_precision
from pyarrow import types

from goodwill.analytics.tables import Column, Table
from goodwill.warehouse.reading.fitting import normal
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.recognising import BY_NAME, Recognised
from goodwill.warehouse.reading.roles import EXPORTED, KEPT_WHOLE, NEEDED, ROLES, kind_of
from goodwill.warehouse.reading.scratch import Scratch, named, quoted
from goodwill.warehouse.reading.settings import Settings

SQL_TYPES = {nw.Int32: "INTEGER", nw.Int64: "BIGINT", nw.String: "VARCHAR", nw.Date: "DATE",
             nw.Float64: "DOUBLE"}  # fmt: skip
ARROW_TYPES = {nw.Int32: pa.int32(), nw.Int64: pa.int64(), nw.String: pa.string(),
               nw.Date: pa.date32(), nw.Float64: pa.float64()}  # fmt: skip
CURRENCIES = frozenset(Locale("en").currencies)


@dataclass(frozen=True)
class Ready:
    """A file that needs no survey.

    Parameters
    ----------
    columns
        Column of the contract → column of the file, `amount_minor` from `amount` too.
    attributes
        Columns beyond the contract that are kept.
    currencies
        The codes in the file's own `currency`.
    is_whole
        Every column of the contract is there in its type, none beside: nothing is to be written.
    """

    path: Path
    table: Table
    rows: int
    columns: Mapping[str, str]
    attributes: tuple[str, ...]
    names: tuple[str, ...]
    currencies: frozenset[str]
    currency: str | None
    is_whole: bool

    @property
    def recognised(self) -> tuple[Recognised, ...]:
        return tuple(
            Recognised(source, source, BY_NAME) for source in dict.fromkeys(self.columns.values())
        )

    @property
    def unused(self) -> tuple[str, ...]:
        used = {*self.columns.values(), *self.attributes}
        return tuple(name for name in self.names if name not in used)

    def write(self, folder: Path, cursor: duckdb.DuckDBPyConnection) -> None:
        """The rows of the contract in one file of the folder."""
        target = folder / "part-0.parquet"
        if self.is_whole:
            _same(self.path, target)
            return
        columns = ", ".join(f"{sql} AS {named(name)}" for name, sql in self._outputs())
        source = f"read_parquet({quoted(str(self.path))}, file_row_number=true)"
        cursor.execute(
            f"COPY (SELECT {columns} FROM {source}) TO {quoted(str(target))} (FORMAT parquet)"
        )

    def _outputs(self) -> Iterator[tuple[str, str]]:
        for column in self.table:
            yield column.name, f"CAST({self._output(column)} AS {SQL_TYPES[column.dtype]})"
        for name in self.attributes:
            yield name, f"CAST({named(name)} AS VARCHAR)"

    def _output(self, column: Column) -> str:
        source = self.columns.get(column.name)
        if column.name == "currency" and self.currency:
            given = quoted(self.currency)
            return f"coalesce({named(source)}, {given})" if source else given
        if source is None:
            return self._made(column.name)
        if column.name.endswith("_minor") and source != column.name:
            return f"{named(source)} * {self._minor_units()}"
        return named(source)

    def _made(self, name: str) -> str:
        if name == "source_row":
            return "file_row_number + 1"
        day = self.columns.get(name.removesuffix("_day") + "_on") if name.endswith("_day") else None
        return f"{named(day)} - DATE '1970-01-01'" if day else "NULL"

    def _minor_units(self) -> str:
        default = 10 ** get_currency_precision(self.currency or "CNY")
        units = {code: 10 ** get_currency_precision(code) for code in self.currencies}
        if set(units.values()) <= {default}:
            return str(default)
        cases = " ".join(f"WHEN {quoted(code)} THEN {units[code]}" for code in sorted(units))
        return f"(CASE {named(self.columns['currency'])} {cases} ELSE {default} END)"


def ready(location: Location, table: Table, settings: Settings, room: Scratch) -> Ready | None:
    """The file as it is taken; None where it has to be surveyed.

    Ready is a Parquet file with what the table needs, by the contract's own names; dates as
    dates, texts as texts, numbers as numbers, money as integers in `…_minor` or as decimals of
    major units. A column whose name says that it is meant for another one of the table is not.
    """
    if location.form != "parquet" or table.name in EXPORTED or settings.columns:
        return None
    try:
        file = pq.ParquetFile(location.path)
    except Exception:  # the opener of Parquet files says what is wrong with it
        return None
    schema: pa.Schema = file.schema_arrow
    columns = _columns(table, schema)
    if columns is None or not _has_needed(table, columns):
        return None
    rest = [name for name in schema.names if name not in set(columns.values())]
    if _meant(table, columns, rest):
        return None
    found = _currencies(location.path, columns, room)
    if not found <= CURRENCIES or not _are_exact(schema, columns, found, settings):
        return None
    return Ready(
        location.path,
        table,
        file.metadata.num_rows,
        columns,
        tuple(rest) if table.name in KEPT_WHOLE else (),
        tuple(schema.names),
        found,
        settings.currency or (next(iter(found)) if len(found) == 1 else None),
        _is_whole(table, schema) and not settings.currency,
    )


def _columns(table: Table, schema: pa.Schema) -> dict[str, str] | None:
    """None where one of them has another type than the contract's."""
    found = {}
    for column in table:
        name = next((n for n in (column.name, _plain(column)) if n in schema.names), None)
        if name is None:
            continue
        if not _fits(column, name, schema.field(name).type):
            return None
        found[column.name] = name
    return found


def _plain(column: Column) -> str:
    return column.name.removesuffix("_minor")


def _fits(column: Column, name: str, kind: pa.DataType) -> bool:
    if column.dtype == nw.String:
        return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind))
    if column.dtype == nw.Date:
        return bool(types.is_date(kind) or types.is_null(kind))
    if name != column.name:
        return bool(types.is_decimal(kind))
    if column.dtype == nw.Float64:
        return bool(types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind))
    return bool(types.is_integer(kind) or types.is_boolean(kind) or types.is_null(kind))


def _has_needed(table: Table, columns: Mapping[str, str]) -> bool:
    """Also what was asked for beyond the contract."""
    asked = [c.name for c in table if c.name not in ROLES[table.name] and _is_asked(c, table)]
    needed = [role if role in table.names else f"{role}_minor" for role in NEEDED[table.name]]
    return all(name in columns for name in (*needed, *asked))


def _is_asked(column: Column, table: Table) -> bool:
    return column.dtype == nw.Float64 and kind_of(column.name, table).value == "measure"


def _meant(table: Table, columns: Mapping[str, str], rest: list[str]) -> bool:
    """Whether a column left over is called like one that is missing."""
    spelt = {normal(name) for name in rest}
    known = {name.removesuffix("_minor") for name in columns}
    return any(
        spelt & set(" ".join(tiers).split())
        for role, tiers in ROLES[table.name].items()
        if role not in known
    )


def _currencies(path: Path, columns: Mapping[str, str], room: Scratch) -> frozenset[str]:
    if "currency" not in columns:
        return frozenset()
    rows = room.cursor().execute(
        f"SELECT DISTINCT {named(columns['currency'])} FROM read_parquet({quoted(str(path))})"
    ).fetchall()  # fmt: skip
    return frozenset(code for (code,) in rows if code)


def _are_exact(
    schema: pa.Schema, columns: Mapping[str, str], found: frozenset[str], settings: Settings
) -> bool:
    """No amount is finer than the minor unit of its currency."""
    codes = {*found, settings.currency or "CNY"}
    finest = min(get_currency_precision(code) for code in codes)
    return all(
        schema.field(source).type.scale <= finest
        for name, source in columns.items()
        if name.endswith("_minor") and source != name
    )


def _is_whole(table: Table, schema: pa.Schema) -> bool:
    wanted = {column.name: ARROW_TYPES[column.dtype] for column in table}
    return dict(zip(schema.names, schema.types, strict=True)) == wanted


def _same(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
