"""A table as a file: for reading as it stands, for programs a row for each cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from xlsxwriter import Workbook

from goodwill.analytics.figure import Unit
from goodwill.analytics.information.pivoting import UNKNOWN
from goodwill.crm.accounts.models import User
from goodwill.crm.records import auditing
from goodwill.crm.records.lists.exporting import defused
from goodwill.crm.ui import speaking
from goodwill.crm.value.pivot.drilling import Behind
from goodwill.crm.value.pivot.sheet import Sheet, said, unit_of

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
DIGITS, PLACES = 38, 6


def file(sheet: Sheet, form: str) -> bytes:
    """The table in one of `FORMS`."""
    return {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[form](sheet)


def note(sheet: Sheet, by: User, form: str) -> None:
    """Keep in history that figures were taken away: which, and in which form."""
    told = {"table": sheet.computed.asked.json()["pairs"], "form": form}
    auditing.note_exported("orders", len(sheet.lines), by, told)


def csv_of(rows: Iterator[list[Any]]) -> bytes:
    """Rows as a file that spreadsheets know for UTF-8 and take no formula from."""
    held = StringIO()
    held.write("\ufeff")
    writer = csv.writer(held)
    for row in rows:
        writer.writerow([defused(one) for one in row])
    return held.getvalue().encode()


def records_rows(behind: Iterator[Behind], currency: str) -> Iterator[list[Any]]:
    """The records behind a cell, with their heads."""
    yield [
        speaking.say("Order"),
        speaking.say("Date"),
        speaking.say("Customer"),
        f"{speaking.say('Amount')} {currency}",
        speaking.say("Rows"),
    ]
    for one in behind:
        yield [one.order, one.on, one.customer, one.amount, one.counted]


def rows(sheet: Sheet) -> Iterator[list[Any]]:
    """Heads, then a row for each line, totals among them."""
    known, asked = sheet.names.known, sheet.computed.asked
    currency = sheet.computed.present.noted.currency
    yield [
        *(speaking.show(known[word].label) for word in asked.rows),
        *(
            _head(column.label, said(one), unit_of(one, currency))
            for column in sheet.columns
            for one in sheet.measures
        ),
    ]
    for line in sheet.lines:
        labels = [
            sheet.names.of(word, value) for word, value in zip(asked.rows, line.key, strict=False)
        ]
        missing = len(asked.rows) - len(labels)
        total = [speaking.say("Total")] if missing else []
        yield [
            *labels,
            *total,
            *([""] * (missing - len(total))),
            *(_exact(cell.value) for cell in line.cells),
        ]


def _head(column: str, measure: str, unit: str) -> str:
    return f"{column} · {measure}" + (f" ({unit})" if unit else "")


def _exact(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    rounded = round(value, PLACES).normalize()
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def _csv(sheet: Sheet) -> bytes:
    return csv_of(rows(sheet))


def _xlsx(sheet: Sheet) -> bytes:
    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    heads = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    formats = [book.add_format({"num_format": _number_format(one.definition.unit)})
               for one in sheet.measures]  # fmt: skip
    dimensions = len(sheet.computed.asked.rows)
    for row, cells in enumerate(rows(sheet)):
        for column, value in enumerate(cells):
            if row == 0:
                page.write_string(row, column, str(value), heads)
            elif isinstance(value, int | float | Decimal):
                which = formats[(column - dimensions) % len(formats)]
                page.write_number(row, column, float(value), which)
            else:
                page.write_string(row, column, "" if value is None else str(value))
    page.freeze_panes(1, dimensions)
    page.set_column(0, max(0, dimensions - 1), 24)
    book.close()
    return held.getvalue()


def _number_format(unit: Unit) -> str:
    return {Unit.MONEY: "#,##0.00", Unit.SHARE: "0.0%", Unit.RATIO: "0.00"}.get(unit, "#,##0.##")


def _parquet(sheet: Sheet) -> bytes:
    """A row for each innermost cell, under the names that programs know."""
    asked = sheet.computed.asked
    words = (*asked.rows, *asked.columns)
    found: dict[str, list[Any]] = {word: [] for word in words}
    found |= {one.word: [] for one in sheet.measures}
    width = len(sheet.measures)
    for line in sheet.lines:
        if len(line.key) < len(asked.rows):
            continue
        for place, column in enumerate(sheet.columns):
            cells = line.cells[place * width : (place + 1) * width]
            if len(column.key) < len(asked.columns) or not any(cell.figure for cell in cells):
                continue
            for word, value in zip(words, (*line.key, *column.key), strict=True):
                found[word].append(None if value == UNKNOWN else value)
            for one, cell in zip(sheet.measures, cells, strict=True):
                number = cell.value
                found[one.word].append(None if number is None else round(Decimal(number), PLACES))
    kinds = {word: pa.string() for word in words}
    kinds |= {one.word: pa.decimal128(DIGITS, PLACES) for one in sheet.measures}
    table = pa.table({name: pa.array(values, kinds[name]) for name, values in found.items()})
    held = BytesIO()
    pq.write_table(table, held, compression="zstd")
    return held.getvalue()
