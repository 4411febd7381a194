"""Rows that are no records: the hints in the second row of an empty table to fill in."""

from __future__ import annotations

from collections.abc import Iterable

REMARK = "#"
"""What each cell of such a row begins with."""


def is_remark(row: Iterable[str | None]) -> bool:
    """Whether all filled cells of a row begin with the mark."""
    filled = [cell.strip() for cell in row if cell and cell.strip()]
    return bool(filled) and all(cell.startswith(REMARK) for cell in filled)
