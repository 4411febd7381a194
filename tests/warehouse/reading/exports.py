"""Reading an export in a test, and looking at what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import narwhals as nw

from goodwill.analytics.tables import ORDER_LINES, Table, check
from goodwill.warehouse.generations import parquet_files
from goodwill.warehouse.reading import Read, Settings, Survey, read, survey

Row = dict[str, object]


@dataclass(frozen=True)
class Outcome:
    survey: Survey
    read: Read
    rows: list[Row]

    def column(self, name: str) -> list[object]:
        return [row[name] for row in self.rows]

    @property
    def unreadable(self) -> dict[int, str]:
        return {row["source_row"]: row["unreadable"] for row in self.rows if row["unreadable"]}

    @property
    def reasons(self) -> dict[int, str]:
        return {one.row: str(one.reason) for one in self.read.rejected}


def outcome(
    sources: str | Path | Iterable[str | Path],
    folder: Path,
    table: Table = ORDER_LINES,
    settings: Settings | None = None,
    **more: object,
) -> Outcome:
    """Survey, read, hold the table against its contract, and bring its rows in their order."""
    several = [sources] if isinstance(sources, str | Path) else list(sources)
    surveyed = survey([str(one) for one in several], table, settings or Settings(**more), threads=2)
    done = read(surveyed, folder / "table", threads=2)
    with duckdb.connect() as connection:
        frame = connection.read_parquet(parquet_files(done.table))
        check(table, nw.from_native(frame))
        names = [name for name in ("source_id", "source_row") if name in frame.columns]
        ordered = frame.order(", ".join(names)) if names else frame
        rows = [dict(zip(ordered.columns, row, strict=True)) for row in ordered.fetchall()]
    assert done.rows == len(rows)
    assert sum(done.source_rows) == done.rows + done.set_aside
    return Outcome(surveyed, done, rows)
