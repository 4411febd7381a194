"""A page of the workbook: labels, inputs and formulas, each with its look and its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from goodwill.analytics.figure import minor_digits
from goodwill.language import Language
from goodwill.report.tables import Label

Number = Decimal | float | int
Value = Number | str | None

UNKNOWN = "—"
A4 = 9
HEAD_HEIGHT = 32
LONGEST = 31
"""Letters that a sheet's name may have."""
INPUT_GROUND, INPUT_INK = "#FFF6D6", "#1F3FBF"
QUIET, RULE = "#5F6368", "#D0D3D9"


class Book:
    """The workbook, the language its labels are in, and the looks of its cells.

    Texts are always written as texts: a name that begins with = + - or @ is never a formula.
    """

    def __init__(self, file: str, language: Language, currency: str) -> None:
        self.language = language
        self.currency = currency
        self.digits = minor_digits(currency)
        self.workbook: Any = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
        self.workbook.set_calc_mode("auto")
        self._looks: dict[tuple[str, bool], Any] = {}
        self._names: set[str] = set()

    def page(self, title: Label) -> Page:
        name = self._free(self.say(title))
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return Page(self, sheet, name)

    def say(self, words: Label) -> str:
        return self.language.show(words)

    def look(self, kind: str, *, is_input: bool = False) -> Any:
        """The format of a kind of cell: text, title, head, note, money, share, factor, …"""
        if (kind, is_input) not in self._looks:
            told: dict[str, Any] = dict(LOOKS[kind])
            if kind == "money":
                told["num_format"] = "#,##0" + "." * bool(self.digits) + "0" * self.digits
            if is_input:
                told |= {"bg_color": INPUT_GROUND, "font_color": INPUT_INK, "locked": False}
            self._looks[kind, is_input] = self.workbook.add_format(told)
        return self._looks[kind, is_input]

    def close(self) -> None:
        self.workbook.close()

    def _free(self, name: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:LONGEST] or "_"
        number = 2
        free = plain
        while free.lower() in self._names:
            free = f"{plain[: LONGEST - 3]} {number}"
            number += 1
        self._names.add(free.lower())
        return free


LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "right": {"align": "right"},
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 12},
    "head": {"bold": True, "bottom": 1, "bottom_color": RULE, "text_wrap": True, "valign": "top"},
    "head-right": {
        "bold": True, "bottom": 1, "bottom_color": RULE, "text_wrap": True, "valign": "top",
        "align": "right",
    },
    "note": {"font_color": QUIET},
    "money": {"align": "right"},
    "total": {"bold": True},
    "share": {"num_format": "0.0%", "align": "right"},
    "factor": {"num_format": "0.000", "align": "right"},
    "ratio": {"num_format": "0.00", "align": "right"},
    "months": {"num_format": "0.0", "align": "right"},
    "years": {"num_format": "0.##", "align": "right"},
    "count": {"num_format": "0", "align": "right"},
}  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """A row of cells of a page and the numbers that stand in them."""

    page: Page
    row: int
    first: int
    values: tuple[float, ...]

    def at(self, place: int) -> str:
        """The address of one of them."""
        return self.page.at(self.row, self.first + place)

    @property
    def span(self) -> str:
        return self.part(0)

    def part(self, start: int) -> str:
        """The addresses from one on."""
        last = self.first + len(self.values) - 1
        return self.page.span(self.row, self.first + start, self.row, last)


class Page:
    """One sheet."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self.book, self.sheet = book, sheet
        self.prefix = "'" + name.replace("'", "''") + "'!"

    def at(self, row: int, column: int) -> str:
        return f"{self.prefix}{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def span(self, row: int, column: int, last_row: int, last_column: int) -> str:
        start = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        end = xl_rowcol_to_cell(last_row, last_column, row_abs=True, col_abs=True)
        return f"{self.prefix}{start}:{end}"

    def text(self, row: int, column: int, words: Label, kind: str = "text") -> None:
        self.sheet.write_string(row, column, self.book.say(words), self.book.look(kind))

    def heads(self, row: int, first: Label, others: Sequence[Label]) -> None:
        self.sheet.set_row(row, HEAD_HEIGHT)
        self.text(row, 0, first, "head")
        for column, words in enumerate(others, start=1):
            self.text(row, column, words, "head-right")

    def input(self, row: int, column: int, number: Number, kind: str) -> str:
        """A number that people may change; its address."""
        look = self.book.look(kind, is_input=True)
        self.sheet.write_number(row, column, float(number), look)
        return self.at(row, column)

    def fixed(self, row: int, column: int, number: Number | None, kind: str) -> None:
        """A number that neither is changed nor computed here."""
        if number is None:
            self.text(row, column, UNKNOWN)
            return
        self.sheet.write_number(row, column, float(number), self.book.look(kind))

    def formula(self, row: int, column: int, formula: str, value: Value, kind: str) -> str:
        """A formula with the value it has now; its address."""
        shown = UNKNOWN if value is None else value if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, formula, self.book.look(kind), shown)
        return self.at(row, column)

    def formulas(
        self, place: tuple[int, int], formulas: Sequence[str], values: Sequence[Number], kind: str
    ) -> Cells:
        """A row of formulas from a cell on."""
        row, first = place
        for column, (formula, value) in enumerate(zip(formulas, values, strict=True), start=first):
            self.formula(row, column, formula, value, kind)
        return Cells(self, row, first, tuple(map(float, values)))

    def inputs(self, place: tuple[int, int], numbers: Sequence[Number], kind: str) -> Cells:
        row, first = place
        for column, number in enumerate(numbers, start=first):
            self.input(row, column, number, kind)
        return Cells(self, row, first, tuple(map(float, numbers)))

    def wide(self, first: int, *others: int) -> None:
        """Widths of the columns in letters; the last holds for all that follow."""
        for column, width in enumerate((first, *others)):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(1 + len(others), 60, (first, *others)[-1])
