"""`goodwill cut`: from orders or from a folder of results, in the terminal and as a file."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from cli.running import Valued, goodwill, orders, valued

LINES = (
    ("A1", "Ann", "2024-01-13", "north", "tea", "10.00", "4.00"),
    ("A2", "Ann", "2024-02-13", "north", "pot", "30.00", "10.00"),
    ("A3", "Bo", "2024-02-20", "south", "tea", "20.00", "8.00"),
    ("A4", "Bo", "2024-03-01", "south", "tea", "-5.00", "-2.00"),
    ("A5", "Cai", "2024-03-05", "=north", "tea", "7.00", "1.00"),
)
HEADING = "order_no,customer_id,order_date,region,product_id,amount,cost"


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return orders(tmp_path_factory.mktemp("regions") / "o.csv", *LINES, heading=HEADING)


@pytest.fixture(scope="module")
def results(regions: Path) -> Valued:
    who = orders(
        regions.parent / "who.csv",
        *(("Ann", "gold"), ("Bo", "blue"), ("Zoe", "gold")),
        heading="customer_id,favourite_colour",
    )
    return valued(regions.parent / "out", regions, "--currency", "CNY", "--customers", who)


def slices(source: Path, out: Path, *arguments: object) -> list[dict[str, str]]:
    told = goodwill("cut", source, *arguments, "--out", out)
    assert told.code == 0, told.err
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_revenue_by_region(regions: Path, tmp_path: Path):
    found = slices(regions, tmp_path / "s.csv", "--by", "region", "--measure", "revenue,margin")
    worth = {row["region"]: (row["revenue"], row["margin"]) for row in found}
    assert worth == {
        "north": ("40.00", "26.00"),
        "south": ("15.00", "9.00"),
        "'=north": ("7.00", "6.00"),
    }


@pytest.mark.parametrize(
    "by", ["region", "region,product", "month", "quarter", "customer", "year,region"]
)
def test_orders_and_results_agree(by: str, regions: Path, results: Valued, tmp_path: Path):
    asked = ("--by", by, "--measure", "customers,orders,revenue,margin,repeat_rate,return_rate")
    from_orders = slices(regions, tmp_path / "a.csv", "--currency", "CNY", *asked)
    from_results = slices(results.folder, tmp_path / "b.csv", *asked)
    assert from_results == from_orders
    assert sum(Decimal(row["revenue"]) for row in from_orders) == 62


def test_results_know_the_attributes_of_customers(results: Valued, tmp_path: Path):
    asked = ("--by", "favourite_colour", "--measure", "revenue")
    found = slices(results.folder, tmp_path / "s.csv", *asked)
    assert {row["favourite_colour"]: row["revenue"] for row in found} == {
        "gold": "40.00", "blue": "15.00", "": "7.00",
    }  # fmt: skip


def test_months_stand_in_their_order(regions: Path, tmp_path: Path):
    found = slices(regions, tmp_path / "s.csv", "--by", "month")
    assert [row["month"] for row in found] == sorted(row["month"] for row in found)


def test_the_greatest_stands_first(regions: Path, tmp_path: Path):
    found = slices(regions, tmp_path / "s.csv", "--by", "region", "--measure", "orders,revenue")
    amounts = [Decimal(row["revenue"]) for row in found]
    assert amounts == sorted(amounts, reverse=True)


def test_json_holds_plain_numbers(regions: Path, tmp_path: Path):
    told = goodwill(
        "cut", regions, "--by", "region", "--measure", "revenue", "--out", tmp_path / "s.json"
    )
    assert told.code == 0, told.err
    plain = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert {row["region"]: str(row["revenue"]) for row in plain}["=north"] == "7.00"
    assert {row["n"] for row in plain} == {1}


def test_what_is_shown_is_on_standard_error_or_output(regions: Path):
    told = goodwill("cut", regions, "--by", "region", "--measure", "revenue")
    assert "north" in told.out + told.err
    assert "40.00" in told.out + told.err


def test_a_results_folder_has_no_other_columns(results: Valued):
    told = goodwill("cut", results.folder, "--by", "planet")
    assert told.code == 1
    assert "planet" in told.err
    assert "Traceback" not in told.err


def test_a_folder_that_is_no_results_folder_is_read_as_orders(regions: Path, tmp_path: Path):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "o.csv").write_bytes(regions.read_bytes())
    found = slices(folder, tmp_path / "s.csv", "--by", "region", "--measure", "revenue")
    assert len(found) == 3
