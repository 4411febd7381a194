"""A list as a file, a piece at a time, and a line of history that says so."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from babel.numbers import get_currency_precision
from django.utils import timezone
from xlsxwriter import Workbook

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import auditing
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import cells, counting, fields, paging, values
from goodwill.crm.records.lists.paging import Turn
from goodwill.crm.records.lists.wanting import Wanted, at
from goodwill.crm.ui import speaking

AT_ONCE = 1_000
SIGNS = "=+\\-@＝＋－＠"
DANGEROUS = re.compile(rf"^(?=[{SIGNS}\t\r\n])|(?<=[;\t\r\n])(?=\s*[{SIGNS}])")
"""Where a formula could begin: the start of a cell, and what other settings take for one."""
SHEET_ROWS = 1_048_575
"""What a worksheet holds below its heads."""


def csv_lines(kind: Kind, reach: Reach, wanted: Wanted) -> Iterator[str]:
    """The file, line by line, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in table(kind, reach, wanted):
        yield writer.writerow([defused(one) for one in row])


def xlsx(kind: Kind, reach: Reach, wanted: Wanted) -> IO[bytes]:
    """The workbook, with as many sheets as it takes; no text can become a formula."""
    held = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book = Workbook(
        held, {"constant_memory": True, "strings_to_formulas": False, "in_memory": False}
    )
    rows = table(kind, reach, wanted)
    heads = next(rows)
    sheet = _sheet(book, heads)
    for place, row in enumerate(rows):
        if place and place % SHEET_ROWS == 0:
            sheet = _sheet(book, heads)
        for column, value in enumerate(row):
            _write(sheet, place % SHEET_ROWS + 1, column, value)
    book.close()
    held.seek(0)
    return held


def _sheet(book: Workbook, heads: list[Any]) -> Any:
    sheet = book.add_worksheet()
    for column, value in enumerate(heads):
        _write(sheet, 0, column, value)
    return sheet


def table(kind: Kind, reach: Reach, wanted: Wanted) -> Iterator[list[Any]]:
    """The heads of the columns, then the records in their order, a piece at a time."""
    yield [speaking.show(one.label) for one in wanted.columns]
    for records in pieces(kind, reach, wanted):
        for record in records:
            yield [_plain(kind, one, record) for one in wanted.columns]


def pieces(kind: Kind, reach: Reach, wanted: Wanted) -> Iterator[list[Any]]:
    """The records of the whole list in their order, some at a time."""
    piece = replace(wanted, place=paging.Place())
    while True:
        page = paging.rows(kind, reach, piece, AT_ONCE)
        yield page.records
        if not page.after:
            return
        piece = at(replace(piece, order=page.order), Turn.AFTER, page.after)


def note(kind: Kind, reach: Reach, wanted: Wanted, by: User, form: str) -> int:
    """Keep in history that the list was taken away, how much of it and by which filter."""
    count = counting.exact(kind, reach, wanted).records
    columns = [one.name for one in wanted.columns]
    told = {"filter": wanted.conditions.json(), "text": wanted.text, "columns": columns}
    auditing.note_exported(kind.word, count, by, {**told, "form": form})
    return count


def defused(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    A sign behind a semicolon or a line end is defused as well: where people separate columns by
    semicolons, a spreadsheet may begin a cell there.
    """
    if isinstance(value, int | float | Decimal):
        return str(value)
    return DANGEROUS.sub("'", "" if value is None else str(value))


def _plain(kind: Kind, field: Field, record: Any) -> Any:
    """The value as spreadsheets calculate with it."""
    value = fields.value_of(record, field)
    if value is None or field.is_own:
        return value if not isinstance(value, bool) else cells.yes(value)
    if field.sort is Sort.MONEY:
        return fields.major(value, digits_of(record))
    if field.sort is Sort.QUANTITY:
        return fields.major(value, 3)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool):
        return value
    return cells.told(kind, field, record)


def digits_of(record: Any) -> int:
    """How many decimals the record's amounts have: those of its own currency, if it has one."""
    own = getattr(record, "currency", "")
    return int(get_currency_precision(own)) if own else values.money_digits()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, "" if value is None else str(value))


class _Line:
    """Gives back what is written, so that lines can be sent one by one."""

    def write(self, line: str) -> str:
        return line
