"""Writes docs/reference/tables.md from the contract; `make docs` runs it, a test checks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goodwill.analytics.tables import TABLES, Column, Table
from goodwill.language import english

FILE = Path(__file__).parents[1] / "docs" / "reference" / "tables.md"
OPENING = """\
# The tables

<!-- Written by `make docs` from goodwill.analytics.tables. Change the contract there. -->

What Goodwill reads is turned into these tables, and everything it computes starts from
them. A table may have more columns than are listed: they are attributes to cut by.

Days are integers since 1970-01-01 and stand next to their date. Money is an integer in the
currency's minor unit (fen, cents), in a column ending `_minor`. Quantities are integers in
thousandths. So arithmetic is exact, and the same on every engine.

`goodwill.analytics.tables.check` holds a frame against its table and names everything that
is wrong, with counts and a few rows.
"""


def reference() -> str:
    return "\n".join((OPENING, *(line for table in TABLES for line in _section(table))))


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{english().say(table.description)}\n"
    if table.key:
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | unit | may be empty | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    yield from (_row(column) for column in table)
    yield ""


def _row(column: Column) -> str:
    empty = "yes" if column.nullable else "no"
    meaning = english().say(column.description)
    return f"| `{column.name}` | {column.dtype.__name__} | {column.unit} | {empty} | {meaning} |"


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(reference(), encoding="utf-8")
    print(f"Written: {FILE.relative_to(Path.cwd())}")
