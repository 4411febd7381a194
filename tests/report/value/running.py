"""From files to what was measured, as the command does it, and looking at what came out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from goodwill.analytics.figure import Figure
from goodwill.analytics.tables import COSTS, CUSTOMERS, ORDER_LINES, PRODUCTS
from goodwill.demo import DemoCompany
from goodwill.language import Sentence
from goodwill.report.ledger import ledger
from goodwill.report.preparing import Inputs, prepare
from goodwill.report.value.composing import compose
from goodwill.report.value.measuring import Measured, measure
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Settings, read, survey

TABLES = {table.name: table for table in (ORDER_LINES, CUSTOMERS, PRODUCTS, COSTS)}
DATA = Path(__file__).parents[4] / "shared" / "data"

Sources = Mapping[str, Path | Sequence[Path]]


def data(name: str) -> Path:
    """A public data set, or a skipped test where it is not here."""
    if not (DATA / name).exists():
        pytest.skip(f"the public data are not here: ../shared/data/{name}")
    return DATA / name


def no_step(what: Sentence, fraction: float) -> None:
    """Nobody watches the progress of a test."""


def inputs(warehouse: Warehouse, sources: Sources, *, as_of: date | None = None, **more: Any):
    """The tables surveyed and read into the warehouse's scratch folder."""
    surveys, reads = {}, {}
    for name, files in sources.items():
        listed = [files] if isinstance(files, Path) else files
        surveys[name] = survey([str(file) for file in listed], TABLES[name], Settings(**more))
        reads[name] = read(surveys[name], warehouse.scratch / name, threads=2)
    return Inputs(surveys, reads, as_of)


def measured(warehouse: Warehouse, sources: Sources, **more: Any) -> Measured:
    return measure(prepare(warehouse, inputs(warehouse, sources, **more), no_step), no_step)


def company_sources(company: DemoCompany) -> dict[str, Path]:
    return {name: company[name] for name in TABLES}


def receipts(found: Measured) -> dict[str, Figure]:
    """Every figure of the report, by the id of its receipt."""
    return dict(ledger(compose(found)))


def customers_of(found: Measured) -> list[dict[str, Any]]:
    """One row per customer, every measure, in the order of their ids."""
    return list(found.customers.sort("customer_id").collect("pyarrow").rows(named=True))


def write_csv(file: Path, rows: Sequence[Mapping[str, object]], encoding: str = "utf-8") -> Path:
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file
