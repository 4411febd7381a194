"""A folder of files, each named for its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodwill.analytics.errors import SettingRefused, SourceMissing
from goodwill.analytics.tables import ORDER_LINES, TABLES
from goodwill.language import Sentence
from goodwill.warehouse.generations import current_generation
from goodwill.warehouse.reading.fitting import normal
from goodwill.warehouse.reading.locating import ENDINGS, PRESSED, is_table_file

CALLED = {"orders": "order_lines", "members": "campaign_members", "answers": "survey_answers",
          "ledger": "cost_entries"}  # fmt: skip
"""What people call a file besides the name of its table."""
_BY_NAME = {normal(table.name): table.name for table in TABLES} | {
    normal(name): table for name, table in CALLED.items()
}


@dataclass(frozen=True)
class TablesIn(Mapping[str, Path]):
    """Table → its file, or its folder of files.

    Parameters
    ----------
    missing
        Tables of the contract that have no file here.
    unknown
        Files that could hold a table and are named for none.
    """

    paths: Mapping[str, Path]
    missing: tuple[str, ...]
    unknown: tuple[Path, ...]

    def __getitem__(self, table: str) -> Path:
        return self.paths[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """What a person should know of files that were not understood."""
        if not self.unknown:
            return ()
        files = ", ".join(path.name for path in self.unknown)
        return (Sentence("Named for no table, so not read: {files}.", files=files),)


def tables_in(folder: Path) -> TablesIn:
    """Every table that has a file in the folder, in the order of the contract.

    A file is named for its table: `cost_entries.csv`, `Cost Entries.xlsx`, `orders.parquet`; so is
    a folder of files. Upper case, spaces and signs do not count. Of a folder in generations, as
    `goodwill refresh` writes it, the current one is meant.

    Raises
    ------
    SourceMissing
        There is no such folder, or no table in it.
    SettingRefused
        Two files are named for the same table.
    """
    if not folder.is_dir():
        raise SourceMissing(Sentence("There is no folder {folder}.", folder=str(folder)))
    folder = current_generation(folder) or folder
    found: dict[str, Path] = {}
    unknown = []
    for path in sorted(folder.iterdir()):
        table = _table_of(path)
        if table is None:
            unknown += [path] if is_table_file(path) else []
        elif table in found:
            raise _twice(table, found[table], path)
        else:
            found[table] = path
    if not found:
        raise _none(folder)
    ordered = {table.name: found[table.name] for table in TABLES if table.name in found}
    missing = tuple(table.name for table in TABLES if table.name not in found)
    return TablesIn(ordered, missing, tuple(unknown))


def _table_of(path: Path) -> str | None:
    """None where nothing readable is named for a table."""
    if path.is_dir():
        holds = any(is_table_file(file) for file in path.iterdir())
        return _BY_NAME.get(normal(path.name)) if holds else None
    if not is_table_file(path):
        return None
    name = path.name.lower()
    for ending in (*PRESSED, *ENDINGS):
        name = name.removesuffix(ending)
    return _BY_NAME.get(normal(name))


def _twice(table: str, one: Path, other: Path) -> SettingRefused:
    return SettingRefused(
        Sentence(
            "{one} and {other} are both named for the table {table}. Rename one of them, or put "
            "both into a folder named {table}.",
            one=one.name,
            other=other.name,
            table=table,
        )
    )


def _none(folder: Path) -> SourceMissing:
    return SourceMissing(
        Sentence(
            "No file of the folder {folder} is named for a table, such as {example}.",
            folder=str(folder),
            example="orders.csv, interactions.csv, cost_entries.csv",
        )
    )


def refreshed(sources: Sequence[str], others: Mapping[str, str | None]) -> dict[str, str]:
    """The tables of the one folder named, where `goodwill refresh` wrote it; else none.

    All are of one generation, so of one moment. `others` names further tables and where a person
    said that they are: that is left as it was said.
    """
    folder = Path(sources[0]) if len(sources) == 1 else Path()
    generation = current_generation(folder) if len(sources) == 1 else None
    if generation is None or not (generation / ORDER_LINES.name).is_dir():
        return {}
    there = {name: generation / name for name, said in others.items() if said is None}
    found = {name: str(path) for name, path in there.items() if path.is_dir()}
    return {**found, ORDER_LINES.name: str(generation / ORDER_LINES.name)}
