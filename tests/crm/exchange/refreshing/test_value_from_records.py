"""What customers are worth by the records is what they are worth by the company's own tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from goodwill.analytics.tables import CUSTOMERS, ORDER_LINES, PRODUCTS
from goodwill.cli import commands
from goodwill.crm.exchange.refreshing import refresh
from goodwill.crm.site.filling import fill
from goodwill.demo import DemoCompany, simulate
from goodwill.language import speak
from goodwill.report.preparing import Inputs, prepare
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.generations import current_generation
from goodwill.warehouse.reading import Settings, read, refreshed, survey, tables_in

pytestmark = pytest.mark.django_db
LAST = date(2026, 6, 30)
TABLES = (ORDER_LINES, CUSTOMERS, PRODUCTS)


@pytest.fixture
def company(tmp_path: Path) -> DemoCompany:
    return simulate(tmp_path / "company", customers=60, years=1, as_of=LAST)


@pytest.fixture
def warehouse(tmp_path: Path, company: DemoCompany) -> Path:
    """The tables of a CRM that holds the same company, on the same days."""
    fill(company.folder, today=LAST + timedelta(days=1), is_indexed=False)
    refresh(tmp_path / "warehouse")
    return tmp_path / "warehouse"


def test_every_customer_bought_the_same_on_the_same_days(
    tmp_path: Path, company: DemoCompany, warehouse: Path
) -> None:
    ours = refreshed([str(warehouse)], {"customers": None, "products": None, "costs": None})
    theirs = {table.name: str(company[table.name]) for table in TABLES}
    assert set(ours) == set(theirs)
    assert _customers(tmp_path / "ours", ours) == _customers(tmp_path / "theirs", theirs)


def _customers(scratch: Path, sources: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """By customer number: what was bought, when, what it brought and cost."""
    scratch.mkdir()
    surveys = {t.name: survey([sources[t.name]], t, Settings()) for t in TABLES}
    reads = {name: read(found, scratch / name) for name, found in surveys.items()}
    with open_warehouse(folder=scratch) as engine:
        prepared = prepare(engine, Inputs(surveys, reads, LAST), lambda *_: None)
        found = prepared.summaries.collect("pyarrow").to_native().to_pylist()
    measured = [name for name in found[0] if name.endswith("_minor")]
    measured += ["orders", "purchase_days", "lines", "repeats", "days_to_last", "name", "kind"]
    assert "margin_minor" in measured
    return {
        row.get("number") or row["customer_id"]: {name: row[name] for name in measured}
        for row in found
    }


def test_a_refreshed_folder_stands_for_its_tables(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    refresh(warehouse)
    current = current_generation(warehouse)
    assert current
    found = tables_in(warehouse)
    assert found["order_lines"] == current / "order_lines"
    assert {"customers", "products", "order_lines", "interactions", "users"} <= set(found)
    told = refreshed([str(warehouse)], {"customers": "mine.csv", "products": None})
    assert set(told) == {"order_lines", "products"}
    assert refreshed([str(tmp_path)], {"customers": None}) == {}


@pytest.mark.proof
def test_the_report_says_the_same(tmp_path: Path, company: DemoCompany, warehouse: Path) -> None:
    runner, english = CliRunner(), commands(speak("en"))
    theirs = [f"--{name}={company[name]}" for name in ("customers", "products")]
    lines = str(company["order_lines"])
    for out, told in (("ours", [str(warehouse)]), ("theirs", [lines, *theirs])):
        done = runner.invoke(english, ["value", *told, "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
    ours, others = (_worth(tmp_path / name) for name in ("ours", "theirs"))
    assert ours == others
    assert _amounts(tmp_path / "ours") == _amounts(tmp_path / "theirs")


def _amounts(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Every amount of the whole company, with its interval."""
    told = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    whole = [one for one in told if one.get("unit") == "money" and not one.get("cut")]
    assert whole
    return {one["id"]: (one.get("value"), one.get("low"), one.get("high")) for one in whole}


def _worth(folder: Path) -> dict[str, dict[str, Any]]:
    told = {}
    for row in pq.read_table(folder / "customers.parquet").to_pylist():
        names = ("margin", "orders", "p_alive", "value_365", "residual_value", "value_class")
        told[row.get("number") or row["customer_id"]] = {name: row[name] for name in names}
    return told
