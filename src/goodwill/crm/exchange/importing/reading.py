"""Files of imports: looked at, then kept as numbered rows beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from goodwill.crm.exchange.importing.engine.cells import COUNTED, DATED
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.plan import Plan, Reading
from goodwill.crm.exchange.importing.targets import Target
from goodwill.language import Sentence
from goodwill.warehouse.reading import Asked, Settings, glimpse, tabled, tabled_rows

ROWS, FACTS = "rows.parquet", "rows.json"
SHOWN = 100
SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Sample:
    """The beginning of a table: its headings, its first rows as text, and how it was read."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    found: Reading
    format: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Kept:
    """The rows of a table as Parquet, and the headings of its columns."""

    path: Path
    names: tuple[str, ...]
    rows: int


def look(path: Path, settings: Reading | None = None) -> Sample:
    """The beginning of a table and how it is read.

    Of a workbook the sheet that was named, else the first that holds something.

    Raises
    ------
    InputError
        Where the file cannot be read; its sentence says why, and the remedy.
    """
    wanted = settings or Reading()
    sheets = _sheets(path)
    sheet = wanted.sheet or (sheets[0] if len(sheets) > 1 else "")
    seen = glimpse(_source(path, sheet), _settings(wanted))
    rows = tuple(tuple(cell or "" for cell in row) for row in seen.sample[:SHOWN])
    found = replace(wanted, encoding=seen.encoding, delimiter=seen.delimiter, sheet=sheet)
    return Sample(seen.names, rows, found, seen.format, sheets, seen.notes)


def ready(import_: Import, targets: Mapping[str, Target], together: str) -> Kept:
    """The rows of an import's file; read once, and again only if somebody removed them."""
    plan, path = import_.planned, import_.folder / ROWS
    facts = import_.folder / FACTS
    wanted = [plan.to_json(), together]
    if path.is_file() and facts.is_file():
        told = json.loads(facts.read_text(encoding="utf-8"))
        if told["wanted"] == json.loads(json.dumps(wanted)):
            return Kept(path, tuple(told["names"]), told["rows"])
    facts.unlink(missing_ok=True)
    settings = plan.settings
    sheets = _sheets(import_.file)
    sheet = settings.sheet or (sheets[0] if len(sheets) > 1 else "")
    source, asked = _source(import_.file, sheet), _asked(plan, targets, together)
    names = glimpse(source, _settings(settings)).names
    made = tabled(source, path, _only(asked, names), _settings(settings))
    told = {"names": list(made.names), "rows": made.rows, "wanted": wanted}
    half = facts.with_suffix(".half")
    half.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    half.replace(facts)
    return Kept(path, made.names, made.rows)


def ready_rows(
    rows: Iterable[Mapping[str, str]],
    plan: Plan,
    targets: Mapping[str, Target],
    together: str,
    into: Path,
) -> Kept:
    """The rows that a program holds; only the headings of the plan are read."""
    names = tuple(plan.columns)
    asked = _only(_asked(plan, targets, together), names)
    made = tabled_rows(rows, names, into, asked, _settings(plan.settings))
    return Kept(into, names, made.rows)


def _asked(plan: Plan, targets: Mapping[str, Target], together: str) -> Asked:
    sorts = {
        heading: targets[name].sort for heading, name in plan.columns.items() if name in targets
    }
    return Asked(
        frozenset(heading for heading, sort in sorts.items() if sort in DATED),
        frozenset(heading for heading, sort in sorts.items() if sort in COUNTED),
        plan.headings_of(together)[:1] if together else (),
    )


def _only(asked: Asked, names: Sequence[str]) -> Asked:
    """What is there: files of the next month may lack a column."""
    there = frozenset(names)
    return Asked(
        asked.dates & there,
        asked.numbers & there,
        tuple(name for name in asked.sort_by if name in there),
    )


def _settings(told: Reading) -> Settings:
    return Settings(
        dates=told.dates or None,
        decimal=told.decimal or None,
        encoding=told.encoding or None,
        delimiter=told.delimiter or None,
    )


def _source(path: Path, sheet: str) -> str:
    return f"{path}#{sheet}" if sheet else str(path)


def _sheets(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that hold something."""
    if path.suffix.lower() not in SHEETS:
        return ()
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sizes = [(name, book.get_sheet_by_name(name).height) for name in book.sheet_names]
    except (calamine.CalamineError, OSError, ValueError):
        return ()
    return tuple(name for name, height in sizes if height)
