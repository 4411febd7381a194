"""Spreadsheets: XLSX, XLS and ODS; rows keep the numbers they have on the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from goodwill.analytics.errors import SourceMissing, SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.headings import heading_of
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.mending import Record
from goodwill.warehouse.reading.scratch import Scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import (
    Dated,
    Source,
    Typed,
    as_text,
    columns_of_type,
    record_jobs,
)

SAMPLE_ROWS = 1000


class Sheet(Protocol):
    """A sheet as it was read; its rows become Python's own one by one, which takes less room."""

    @property
    def start(self) -> tuple[int, int] | None: ...

    def iter_rows(self) -> Iterator[list[object]]: ...


def opened(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """One sheet: the one named, else the only one that holds something."""
    name, sheet = _sheet(location)
    rows = list(islice(_rows(sheet), 2 * SAMPLE_ROWS))
    heading = heading_of([[as_text(cell) or "" for cell in row] for row in rows[:SAMPLE_ROWS]])
    first, width = heading.first_record, len(heading.names)
    sample = tuple(
        tuple(as_text(cell) for cell in row[:width])
        for row in rows[first : first + SAMPLE_ROWS]
        if _has_any(row)
    )
    held = [sheet]  # for the first pass only: a folder of large sheets would not fit
    return Source(
        location=location,
        format=f"XLSX · {name}",
        names=heading.names,
        sample=sample,
        jobs=lambda _: record_jobs(
            _records(held.pop() if held else _sheet(location)[1], first, width), width
        ),
        heading_row=None if heading.at is None else heading.at + 1,
        dates=columns_of_type(heading.names, sample, Dated),
        numbers=columns_of_type(heading.names, sample, Typed),
    )


def _records(sheet: Sheet, before: int, width: int) -> Iterator[Record]:
    for row, cells in enumerate(_rows(sheet), start=1):
        if row > before and _has_any(cells):
            texts = [as_text(cell) for cell in cells[:width]]
            yield Record(row, tuple(texts + [None] * (width - len(texts))))


def _rows(sheet: Sheet) -> Iterator[list[object]]:
    """Every row from the first line of the sheet on, every cell from the first column on."""
    before: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    return (before + cells for cells in sheet.iter_rows())


def _has_any(cells: list[object]) -> bool:
    return any(cell not in ("", None) for cell in cells)


def _sheet(location: Location) -> tuple[str, Sheet]:
    import python_calamine as calamine

    _refuse_locked(location)
    try:
        book = calamine.CalamineWorkbook.from_path(str(location.path))
        names = list(book.sheet_names)
        if location.part is not None:
            return location.part, _named(book, _chosen(location, names))
        filled = [(name, sheet) for name in names if _is_filled(sheet := _named(book, name))]
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise SourceUnreadable(
            Sentence(
                "The file {file} cannot be read as a spreadsheet ({error}). Open it and "
                "save it again as XLSX.",
                file=location.name,
                error=str(error),
            )
        ) from error
    if not filled:
        raise SourceUnreadable(
            Sentence("The file {file} is empty. Export it again.", file=location.name)
        )
    if len(filled) > 1:
        raise _several(location, [name for name, _ in filled])
    return filled[0]


def _named(book: object, name: str) -> Sheet:
    sheet: Sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    return sheet


def _is_filled(sheet: Sheet) -> bool:
    return any(_has_any(row) for row in sheet.iter_rows())


def _chosen(location: Location, names: list[str]) -> str:
    if location.part in names:
        return str(location.part)
    raise SourceMissing(
        Sentence(
            "{file} has no sheet {sheet}. It has: {sheets}.",
            file=location.name,
            sheet=str(location.part),
            sheets=", ".join(names),
        )
    )


def _several(location: Location, names: list[str]) -> SourceMissing:
    return SourceMissing(
        Sentence(
            "{file} has several sheets: {sheets}. Name one: {file}#{first}",
            file=location.name,
            sheets=", ".join(names),
            first=names[0],
        )
    )


def _refuse_locked(location: Location) -> None:
    """A spreadsheet under a password is wrapped in an old container that says so."""
    with location.path.open("rb") as stream:
        head = stream.read(8)
        locked = head[:4] == b"\xd0\xcf\x11\xe0" and (
            "EncryptedPackage".encode("utf-16-le") in stream.read()
        )
    if locked:
        raise SourceUnreadable(
            Sentence(
                "The file {file} is protected by a password. Open it, remove the password "
                "and save it again.",
                file=location.name,
            )
        )
