"""Where the heading is, under titles and blank lines, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBERISH = re.compile(
    r"[-+(\s$¥￥€£元A-Za-z.]{0,5}\d[\d,.'\s\u00a0\u202f]*[\s%元)\-A-Za-z€]{0,5}", re.ASCII
)
DATEISH = re.compile(
    r""
    r"(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{8}|\d{14}|\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}"
    r""
    r"|(?:[A-Za-z]{3,9},?\s)?\d{1,2}[-\s.]?[A-Za-z]{3,9}\.?[-\s,]*\d{2,4}|[A-Za-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})"
    r"(?:[T\s].*)?"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－／：", "0123456789.,-/:")
LOOK_AT = 30  # a heading lower than this is not looked for


@dataclass(frozen=True)
class Heading:
    """The heading's place (0-based; None when there is none) and the columns' names."""

    at: int | None
    names: tuple[str, ...]

    @property
    def first_record(self) -> int:
        return 0 if self.at is None else self.at + 1


def heading_of(records: Sequence[Sequence[str]]) -> Heading:
    """The first record that is as wide as the table and holds names; titles above are passed."""
    width = _width(records)
    for at, record in enumerate(records[:LOOK_AT]):
        cells = _trimmed(record)
        filled = [cell for cell in cells if cell]
        if len(record) < width or len(filled) < max(1, (width + 1) // 2):
            continue
        if any(is_value(cell) for cell in filled):
            return Heading(None, tuple(f"column{n + 1}" for n in range(len(record))))
        return Heading(at, unique([cell.strip().strip("\ufeff") for cell in record]))
    return Heading(None, tuple(f"column{n + 1}" for n in range(width)))


def is_value(cell: str) -> bool:
    """Something that stands in a row, never in a heading: a number or a date."""
    plain = cell.translate(_FULL_WIDTH)
    return bool(DATEISH.fullmatch(plain) or re.fullmatch(r"[-+(]?[$¥￥€£]?[\d.,]+\)?", plain))


def is_number(cell: str) -> bool:
    return bool(NUMBERISH.fullmatch(cell.translate(_FULL_WIDTH).strip()))


def is_date(cell: str) -> bool:
    return bool(DATEISH.fullmatch(cell.translate(_FULL_WIDTH).strip()))


def unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Names told apart: a repeated one gets its number, a missing one its place."""
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column{place}"
        seen[name.casefold()] = times = seen.get(name.casefold(), 0) + 1
        names.append(name if times == 1 else f"{name} ({times})")
    return tuple(names)


def _width(records: Sequence[Sequence[str]]) -> int:
    """The commonest number of cells, blanks at the end not counted; wider wins a tie."""
    widths = [len(_trimmed(record)) for record in records if any(cell.strip() for cell in record)]
    if not widths:
        return 0
    heading_like = max(set(widths), key=lambda width: (widths.count(width), width))
    return max(heading_like, 1)


def _trimmed(record: Sequence[str]) -> list[str]:
    cells = [cell.strip().strip("\ufeff") for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells
