"""A small engine for the formulas of a workbook, independent of the one that wrote it.

It reads the XLSX as a ZIP of XML, forgets every cached value of a formula, and computes them
from the inputs, as a spreadsheet does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from math import floor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from scipy.optimize import brentq

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Place = tuple[str, int, int]


class Refused(ValueError):
    """What a spreadsheet shows as #NUM!."""


class Workbook:
    """Cells as written; `compute` gives the value of one from the inputs alone."""

    def __init__(self, file: Path) -> None:
        self.cached: dict[Place, Any] = {}
        self.formulas: dict[Place, str] = {}
        self.sheets: list[str] = []
        with ZipFile(file) as parts:
            self._read(parts)
        self.compute: Callable[[Place], Any] = cache(self._compute)

    def find(self, sheet: str, text: str) -> Place:
        """The first cell of a sheet with that text."""
        return min(
            place for place, value in self.cached.items() if place[0] == sheet and value == text
        )

    def right_of(self, sheet: str, text: str, columns: int = 1) -> Place:
        name, row, column = self.find(sheet, text)
        return name, row, column + columns

    def change(self, place: Place, number: float) -> None:
        assert place not in self.formulas, "a formula is no input"
        assert isinstance(self.cached[place], float)
        self.cached[place] = number
        self.compute = cache(self._compute)

    def _compute(self, place: Place) -> Any:
        formula = self.formulas.get(place)
        if formula is None:
            return self.cached.get(place)
        return eval(translated(formula), {**self._names(), "__builtins__": {}})

    def _names(self) -> dict[str, Any]:
        return {**FUNCTIONS, "CELL": self._cell, "SPAN": self._span}

    def _cell(self, sheet: str, row: int, column: int) -> Any:
        found = self.compute((sheet, row, column))
        return 0.0 if found is None else found

    def _span(self, sheet: str, row: int, column: int, last: int, end: int) -> list[Any]:
        return [
            self.compute((sheet, r, c))
            for r in range(row, last + 1)
            for c in range(column, end + 1)
        ]

    def _read(self, parts: ZipFile) -> None:
        texts = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
            for item in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        self.sheets = [str(sheet.get("name")) for sheet in book.iter(f"{MAIN}sheet")]
        for number, sheet in enumerate(self.sheets, start=1):
            page = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            for cell in page.iter(f"{MAIN}c"):
                self._read_cell(sheet, cell, texts)

    def _read_cell(self, sheet: str, cell: ElementTree.Element, texts: list[str]) -> None:
        place = (sheet, *located(str(cell.get("r"))))
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if formula is not None:
            self.formulas[place] = str(formula.text)
        if value is None:
            return
        text, kind = value.text or "", cell.get("t")
        self.cached[place] = (
            texts[int(text)] if kind == "s" else text if kind or not text else float(text)
        )


def located(address: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(row), column


TOKEN = re.compile(
    r"""'((?:[^']|'')+)'!(\$[A-Z]+\$\d+)(?::(\$[A-Z]+\$\d+))?"""
    r"""|("[^"]*")|([A-Z]+)\(|(<>|<=|>=|=)|(\^)"""
)


def translated(formula: str) -> str:
    """A formula as Python, in which IF and IFERROR compute only what they need."""
    return lazily(TOKEN.sub(_token, formula.removeprefix("=")))


def lazily(text: str) -> str:
    found = re.search(r"\b(IF|IFERROR)\(", text)
    if found is None:
        return text
    arguments, end = _arguments(text, found.end())
    inside = ", ".join(f"lambda: {lazily(each)}" for each in arguments)
    return f"{text[: found.end()]}{inside}){lazily(text[end:])}"


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """What stands between commas up to the closing parenthesis, and where it closes."""
    depth, quote, parts = 1, "", [""]
    for place in range(start, len(text)):
        letter = text[place]
        quote = ("" if letter == quote else quote) if quote else letter if letter in "'\"" else ""
        if not quote:
            depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return parts, place + 1
        if letter == "," and depth == 1 and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    raise AssertionError(text)


def _token(found: re.Match[str]) -> str:
    sheet, start, end, text, function, comparison, _ = found.groups()
    if sheet:
        name = sheet.replace("''", "'")
        places = [*located(start), *(located(end) if end else ())]
        return f"{'SPAN' if end else 'CELL'}({name!r},{','.join(map(str, places))})"
    if text:
        return text
    if function:
        return f"{function}("
    if comparison:
        return {"<>": "!=", "=": "=="}.get(comparison, comparison)
    return "**"


def _numbers(values: tuple[Any, ...]) -> Iterator[float]:
    for value in values:
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, float | int))
        elif isinstance(value, float | int):
            yield value


def _npv(rate: float, *values: Any) -> float:
    return sum(x / (1 + rate) ** t for t, x in enumerate(_numbers(values), start=1))


def _irr(values: list[float], guess: float = 0.1) -> float:
    """The root next to the guess."""

    def net(rate: float) -> float:
        return sum(x / (1 + rate) ** t for t, x in enumerate(values))

    for width in (0.001, 0.01, 0.1, 0.5, 0.9):
        low, high = max(guess - width, -0.99), guess + width
        if net(low) * net(high) <= 0:
            return float(brentq(net, low, high, xtol=1e-14))
    raise Refused


def _mirr(values: list[float], finance: float, reinvest: float) -> float:
    years = len(values) - 1
    paid = -sum(min(x, 0) / (1 + finance) ** t for t, x in enumerate(values))
    received = sum(max(x, 0) * (1 + reinvest) ** (years - t) for t, x in enumerate(values))
    if not paid or not received:
        raise Refused
    return (received / paid) ** (1 / years) - 1


def _iferror(question: Callable[[], Any], instead: Callable[[], Any]) -> Any:
    try:
        return question()
    except (Refused, ZeroDivisionError):
        return instead()


FUNCTIONS: dict[str, Any] = {
    "IF": lambda test, yes, no: yes() if test() else no(),
    "IFERROR": _iferror,
    "SUM": lambda *values: sum(_numbers(values)),
    "SUMPRODUCT": lambda one, other: sum(a * b for a, b in zip(one, other, strict=True)),
    "MIN": lambda *values: min(_numbers(values), default=0),
    "MAX": lambda *values: max(_numbers(values), default=0),
    "COUNT": lambda *values: sum(1 for _ in _numbers(values)),
    "ROUND": lambda x, digits: floor(x * 10**digits + 0.5) / 10**digits,
    "ABS": abs,
    "SIGN": lambda x: (x > 0) - (x < 0),
    "INT": floor,
    "AND": lambda *values: all(values),
    "OR": lambda *values: any(values),
    "INDEX": lambda values, row, column: values[column - 1],
    "RANK": lambda x, values: 1 + sum(y > x for y in values),
    "NPV": _npv,
    "IRR": _irr,
    "MIRR": _mirr,
}
