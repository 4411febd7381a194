"""The rows that were not taken, as a file: mend them there, and bring it in again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from xlsxwriter import Workbook

from goodwill.crm.exchange.importing.models import Import, RefusedRow
from goodwill.crm.exchange.importing.reading import FACTS
from goodwill.crm.records.lists.exporting import defused
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

WHY = Sentence("What is wrong")
ROW = Sentence("Row in the file")
HARMLESS = re.compile(r"[+-][\d\s().,/-]*")
"""A telephone or a number: no spreadsheet takes it for a formula that does anything."""


def file_of(import_: Import, form: str) -> bytes:
    """The file, in the reader's language, all cells as they came."""
    return _xlsx(import_) if form == "xlsx" else _csv(import_).encode()


def _csv(import_: Import) -> str:
    held = io.StringIO()
    writer = csv.writer(held)
    headings = headings_of(import_)
    writer.writerow([*(_safe(one) for one in headings), say(WHY), say(ROW)])
    for row in _refused(import_):
        cells = [_safe(row.cells.get(heading, "")) for heading in headings]
        writer.writerow([*cells, _safe(reason_of(row)), row.row])
    return "\ufeff" + held.getvalue()


def _xlsx(import_: Import) -> bytes:
    held = io.BytesIO()
    book = Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    head, wrong = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"bg_color": "#FBDAD7"}),
    )
    headings = headings_of(import_)
    for at, heading in enumerate([*headings, say(WHY), say(ROW)]):
        sheet.write_string(0, at, heading, head)
        sheet.set_column(at, at, 48 if at == len(headings) else 18)
    for line, row in enumerate(_refused(import_), start=1):
        for at, heading in enumerate(headings):
            look = wrong if heading == row.column else None
            sheet.write_string(line, at, row.cells.get(heading, ""), look)
        sheet.write_string(line, len(headings), reason_of(row))
        sheet.write_number(line, len(headings) + 1, row.row)
    sheet.freeze_panes(1, 0)
    book.close()
    return held.getvalue()


def headings_of(import_: Import) -> list[str]:
    """The columns of the file that came, in their order; those left out too.

    What was read of the file says so; a database may keep the cells of a row in another order.
    """
    facts = import_.folder / FACTS
    if facts.is_file():
        return list(json.loads(facts.read_text(encoding="utf-8"))["names"])
    first = import_.refused.order_by("row").first()
    return list(first.cells) if first is not None else list(import_.planned.columns)


def reason_of(row: RefusedRow) -> str:
    """Why a row was not taken, and in which column."""
    why = show(row.why)
    return f"{row.column}: {why}" if row.column else why


def _refused(import_: Import) -> Iterator[RefusedRow]:
    yield from import_.refused.order_by("row").iterator()


def _safe(text: str) -> str:
    return text if HARMLESS.fullmatch(text) else defused(text)
