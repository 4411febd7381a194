"""Results for people: readable columns, harmless cells, whole files, on either engine."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import narwhals as nw
import pytest
from frames import frame_of

from goodwill.warehouse import Warehouse
from goodwill.warehouse.delivering import deliver, whole, write_rows
from goodwill.warehouse.duck import DuckWarehouse

ROWS = [
    {"customer_id": "王芳", "rank": 2, "profit_minor": -1999, "units_thousandths": 1500},
    {"customer_id": "=Ann", "rank": 1, "profit_minor": 123456, "units_thousandths": -250},
    {"customer_id": "Bo", "rank": None, "profit_minor": None, "units_thousandths": 0},
]
DAYS = {"last_day": 19_782, "due_day": 19_782.5, "seen_day": 0, "seen_on": date(1970, 1, 1)}


def delivered(warehouse: Warehouse, folder: Path, currency: str | None) -> Path:
    frame = frame_of(warehouse, None, [{**row, **DAYS} for row in ROWS])
    csv_file = folder / "out" / "c.csv"
    deliver(
        warehouse, frame, folder / "out" / "c.parquet",
        csv=csv_file, order_by=("rank", "customer_id"), currency=currency,
    )  # fmt: skip
    return csv_file


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_amounts_days_and_quantities_become_readable(warehouse: Warehouse, tmp_path: Path):
    [ann, wang, bo] = cells(delivered(warehouse, tmp_path, "CNY"))
    assert (ann["profit"], wang["profit"], bo["profit"]) == ("1234.56", "-19.99", "")
    assert (ann["units"], wang["units"], bo["units"]) == ("-0.250", "1.500", "0.000")
    assert ann["last_on"] == "2024-02-29"
    assert ann["due_on"] in ("2024-02-29", "2024-03-01")
    assert set(ann) == {"customer_id", "rank", "profit", "units", "last_on", "due_on", "seen_on"}


@pytest.mark.parametrize(
    ("currency", "shown"), [("JPY", "123456"), ("CNY", "1234.56"), ("KWD", "123.456")]
)
def test_decimals_are_those_of_the_currency(currency: str, shown: str, tmp_path: Path):
    warehouse = DuckWarehouse(tmp_path)
    assert cells(delivered(warehouse, tmp_path, currency))[0]["profit"] == shown
    told = duckdb.read_parquet(str(tmp_path / "out" / "c.parquet")).order("rank")
    assert told.project("profit").fetchone() == (Decimal(shown),)
    warehouse.close()


def test_without_a_currency_columns_stay_as_they_are(warehouse: Warehouse, tmp_path: Path):
    [ann, *_] = cells(delivered(warehouse, tmp_path, None))
    assert (ann["profit_minor"], ann["last_day"]) == ("123456", "19782")


def test_a_cell_that_a_spreadsheet_would_run_is_defused(warehouse: Warehouse, tmp_path: Path):
    file = delivered(warehouse, tmp_path, "CNY")
    assert [row["customer_id"] for row in cells(file)] == ["'=Ann", "王芳", "Bo"]
    told = duckdb.read_parquet(str(tmp_path / "out" / "c.parquet"))
    assert ("=Ann",) in told.project("customer_id").fetchall()
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_many_rows_stand_in_their_order_in_both_files(tmp_path: Path):
    """More than one row group, on a connection that does not keep the order by itself."""
    warehouse = DuckWarehouse(tmp_path, threads=4)
    many = warehouse.connection.sql(
        "select 'K' || i as customer_id, (i * 7919) % 300000 as rank from range(300000) t(i)"
    )
    deliver(
        warehouse,
        nw.from_native(many),
        tmp_path / "m.parquet",
        csv=tmp_path / "m.csv",
        order_by=("rank",),
    )
    told = duckdb.read_parquet(str(tmp_path / "m.parquet")).project("rank").fetchall()
    assert [row[0] for row in told] == list(range(300_000))
    assert [int(row["rank"]) for row in cells(tmp_path / "m.csv")] == list(range(300_000))
    warehouse.close()


def test_a_failure_leaves_the_old_file(tmp_path: Path):
    file = tmp_path / "report.html"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError):
        write_half(file)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert file.read_text(encoding="utf-8") == "old"


def write_half(file: Path) -> None:
    with whole(file) as unfinished:
        unfinished.write_text("half", encoding="utf-8")
        raise RuntimeError


def test_small_tables_are_harmless_too(tmp_path: Path):
    write_rows(tmp_path / "s.csv", [{"region": "@华东", "revenue": Decimal("-1.50")}])
    assert cells(tmp_path / "s.csv") == [{"region": "'@华东", "revenue": "-1.50"}]


def test_no_rows_are_a_file_all_the_same(tmp_path: Path):
    write_rows(tmp_path / "none.csv", [])
    assert (tmp_path / "none.csv").is_file()


@pytest.mark.parametrize(
    ("memory", "share"), [("2GB", "1.1 GiB"), ("500MiB", "300.0 MiB"), ("1.5 gb", "858.3 MiB")]
)
def test_the_engine_gets_a_part_of_the_memory_allowed(memory: str, share: str, tmp_path: Path):
    warehouse = DuckWarehouse(tmp_path, memory=memory)
    limit = warehouse.connection.sql("select current_setting('memory_limit')").fetchone()
    assert limit == (share,)
    warehouse.close()
