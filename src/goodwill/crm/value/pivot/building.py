"""The cube that tables of figures are worked out from, made of the tables of the warehouse."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.information.pivoting import Cube
from goodwill.analytics.tables import CUSTOMERS, ORDER_LINES, PRODUCTS, Table
from goodwill.crm.accounts.company import company
from goodwill.crm.exchange.refreshing import keeping
from goodwill.crm.exchange.refreshing.keeping import Current
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.scoring.running import latest
from goodwill.report.cubing import VALUED, Known, Sources, cube_of
from goodwill.report.preparing import Inputs, Prepared, prepare
from goodwill.warehouse import Warehouse, cubes, open_warehouse
from goodwill.warehouse.cubes import Kept
from goodwill.warehouse.reading import Settings, read, survey

log = logging.getLogger(__name__)

FOLDER = "pivot"
AT_ONCE = 2_000
"""Up to so many order lines the first cube is made while somebody waits."""
READ: tuple[Table, ...] = (ORDER_LINES, CUSTOMERS, PRODUCTS)
PARTED_BY = {
    "kind": "customer.sort",
    "category": "customer.category",
    "segment": "customer.segment",
    "stage": "customer.stage",
    "origin": "customer.origin",
    "country": "customer.country",
    "region": "customer.region",
    "city": "customer.city",
    "language": "customer.language",
    "preferred_channel": "customer.preferred_channel",
    "owner_id": "customer.owner",
    "team": "customer.team",
    "value_class": "score.value_class",
    "rfm_segment": "score.rfm_segment",
    "customer_id": "customer",
}
"""Column of customers → the dimension it makes."""
WORTH = ("expected_minor", "expected_revenue_minor")
ASKED_AGAIN_AFTER_SECONDS = 60
_BUILDING = threading.Lock()


@dataclass(frozen=True)
class Noted:
    """What is noted of a cube: as of when, from which tables, and what is in it."""

    tables: str
    as_of: date
    tables_as_of: datetime
    valued_as_of: date | None
    currency: str
    lines: int
    aside: int
    first: date | None

    @property
    def today(self) -> date:
        """The day on which the tables were made, where the company is."""
        return timezone.localtime(self.tables_as_of).date()


@dataclass(frozen=True)
class Present:
    """The cube there is, with its notes."""

    kept: Kept
    noted: Noted

    @property
    def cube(self) -> Cube:
        return self.kept.cube


def place() -> Path:
    """Where the cube of this installation lies."""
    return Path(settings.CONFIGURATION.home) / FOLDER


def present() -> Present | None:
    """The cube as it is now; the first of few lines is made at once, others by the worker."""
    found, tables = latest_made(), keeping.current()
    if found is None and tables is not None and _is_small(tables):
        build()
        found = latest_made()
    elif found is None and tables is not None:
        ask_for()
    return found


def ask_for() -> None:
    """Let the worker make the cube, unless it was asked a moment ago."""
    if cache.add("pivot-asked", "1", ASKED_AGAIN_AFTER_SECONDS):
        build_asked.enqueue()


@task()
def build_asked() -> None:
    """Make the cube because somebody waits for it."""
    build()


def latest_made() -> Present | None:
    """The cube that is there, however old."""
    return _at(str(place()), _stamp())


def build() -> bool:
    """Make the cube of the latest tables, unless it is there; whether it was made.

    May run at any time: readers have the one before until the new one is whole.
    """
    with _BUILDING:
        tables = keeping.current()
        if tables is None or not _is_old(latest_made(), tables):
            return False
        try:
            _make(tables)
        except GoodwillError as refusal:
            log.info("There is no table of figures yet: %s", refusal)
            return False
    return True


def _is_small(tables: Current) -> bool:
    return tables.tables[ORDER_LINES.name].rows <= AT_ONCE


def _is_old(found: Present | None, tables: Current) -> bool:
    return found is None or found.noted.tables != _word(tables)


def _word(tables: Current) -> str:
    """Tables and valuation by one word: where either is another, so is the cube."""
    valued = latest()
    return f"{tables.folder.name}/{valued.pk if valued else 0}"


def _stamp() -> str:
    try:
        return (place() / "current").read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=2)
def _at(home: str, stamp: str) -> Present | None:
    kept = cubes.open_cube(Path(home)) if stamp else None
    return None if kept is None else Present(kept, _noted(kept.noted))


def _noted(told: Mapping[str, Any]) -> Noted:
    def day(name: str) -> date | None:
        return date.fromisoformat(told[name]) if told[name] else None

    as_of = day("as_of")
    assert as_of
    return Noted(
        tables=told["tables"],
        as_of=as_of,
        tables_as_of=datetime.fromisoformat(told["tables_as_of"]),
        valued_as_of=day("valued_as_of"),
        currency=told["currency"],
        lines=told["lines"],
        aside=told["aside"],
        first=day("first"),
    )


def _make(tables: Current) -> None:
    word, valued = _word(tables), latest()
    with open_warehouse(threads=2) as warehouse:
        prepared = _prepared(warehouse, tables.folder)
        made = cube_of(_sources(warehouse, prepared, tables.folder), _known(tables.folder))
        noted = {
            "tables": word,
            "as_of": prepared.as_of.isoformat(),
            "tables_as_of": tables.as_of.isoformat(),
            "valued_as_of": valued.as_of.isoformat() if valued and valued.as_of else None,
            "currency": prepared.currency,
            "lines": prepared.quality.used.rows,
            "aside": tables.tables[ORDER_LINES.name].rows - prepared.quality.used.rows,
            "first": _first_day(prepared),
        }
        with cubes.making(place()) as folder:
            cubes.write(folder, made.cube, made.names, noted)


def _prepared(warehouse: Warehouse, folder: Path) -> Prepared:
    """The lines that count, as `goodwill value` counts them."""
    said = Settings(currency=company().currency)
    there = [table for table in READ if (folder / table.name).is_dir()]
    surveys = {table.name: survey([str(folder / table.name)], table, said) for table in there}
    reads = {name: read(found, warehouse.scratch / name) for name, found in surveys.items()}
    inputs = Inputs(surveys, reads, None, timezone.localdate())
    return prepare(warehouse, inputs, lambda label, share: None)


def _sources(warehouse: Warehouse, prepared: Prepared, folder: Path) -> Sources:
    contacts = folder / "interactions"
    return Sources(
        warehouse,
        prepared.used,
        warehouse.scan(contacts) if contacts.is_dir() else None,
        _table(folder / "products"),
    )


def _first_day(prepared: Prepared) -> str | None:
    day = prepared.used.select(nw.col("ordered_on").min()).collect().item()
    return day.isoformat() if day else None


def _known(folder: Path) -> Known:
    """Customers with what they are parted by: as they are kept, and as they were valued."""
    customers = _table(folder / "customers")
    teams = dict(
        zip(*(_table(folder / "users")[name].to_pylist() for name in ("user_id", "department")),
            strict=True)
    )  # fmt: skip
    owners = customers["owner_id"].to_pylist()
    team = pa.array([teams.get(owner) for owner in owners], pa.string())
    customers = customers.append_column("team", team)
    customers, worth = _with_scores(customers)
    parted_by = {name: of for name, of in PARTED_BY.items() if name in customers.column_names}
    return Known(customers, parted_by, worth)


def _with_scores(customers: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
    names = ("value_class", "rfm_segment")
    rows = Score.objects.values_list("customer__public_id", *names, *WORTH)
    columns = list(zip(*rows.iterator(10_000), strict=True)) or [()] * (1 + len(names) + len(WORTH))
    ids = pa.array([str(one) for one in columns[0]], pa.string())
    at = pc.index_in(customers["customer_id"].combine_chunks(), value_set=ids)
    for name, column in zip(names, columns[1:], strict=False):
        held = pa.array([one or None for one in column], pa.string())
        customers = customers.append_column(name, held.take(at))
    worth = {VALUED: np.asarray(at.is_valid())}
    for name, column in zip(WORTH, columns[1 + len(names) :], strict=True):
        amounts = pa.array(column, pa.int64()).take(at)
        worth[name] = pc.fill_null(amounts, 0).to_numpy(zero_copy_only=False)
        if name == WORTH[0]:
            worth[VALUED] = np.asarray(amounts.is_valid())
    return customers, worth


def _table(folder: Path) -> pa.Table:
    import pyarrow.parquet as pq

    parts = [pq.ParquetFile(file).read() for file in sorted(folder.glob("*.parquet"))]
    return pa.concat_tables(parts).combine_chunks()
