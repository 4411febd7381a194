"""A cube says what cutting the lines says, and is on the disk what it was in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goodwill.analytics.information.cuts import cut
from goodwill.analytics.information.pivoting import BUILT_IN, Question, answer, figure
from goodwill.analytics.tables import CUSTOMERS, ORDER_LINES, PRODUCTS
from goodwill.demo import simulate
from goodwill.report.cubing import Known, Made, Sources, cube_of
from goodwill.report.preparing import Inputs, Prepared, prepare
from goodwill.warehouse import cubes, open_warehouse
from goodwill.warehouse.reading import Settings, read, survey

LAST = date(2026, 6, 30)
NAMES = {"segment": "customer.segment", "channel": "channel", "category": "product.category"}
MEASURES = ("revenue", "orders", "customers", "repeat_rate", "return_rate", "margin", "units")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cube") / "company"
    simulate(folder, customers=80, years=1, as_of=LAST)
    return folder


@pytest.fixture(scope="module")
def prepared(company: Path) -> Iterator[Prepared]:
    said = Settings(currency="CNY")
    surveys = {
        table.name: survey([str(company / f"{table.name}.parquet")], table, said)
        for table in (ORDER_LINES, CUSTOMERS, PRODUCTS)
    }
    with open_warehouse() as warehouse:
        reads = {name: read(one, warehouse.scratch / name) for name, one in surveys.items()}
        yield prepare(warehouse, Inputs(surveys, reads, LAST), lambda *_: None)


@pytest.fixture(scope="module")
def made(company: Path, prepared: Prepared) -> Made:
    customers = pq.read_table(company / "customers.parquet").combine_chunks()
    contacts = prepared.warehouse.scan(company / "interactions.parquet")
    products = pq.read_table(company / "products.parquet").combine_chunks()
    sources = Sources(prepared.warehouse, prepared.used, contacts, products)
    parted_by = {"segment": "customer.segment", "customer_id": "customer"}
    return cube_of(sources, Known(customers, parted_by))


@pytest.mark.parametrize("by", [["channel"], ["segment", "quarter"], ["category", "channel"]])
def test_cells_are_the_slices_that_cutting_gives(
    prepared: Prepared, made: Made, by: Sequence[str]
) -> None:
    lines = prepared.used_with_attributes()
    expected = cut(lines, by, MEASURES).collect().rows(named=True)
    asked = Question(
        tuple(NAMES.get(name, name) for name in by),
        most=1000,
        sums=frozenset({"amount_minor", "size_minor", "cost_minor", "costed", "thousandths"}),
        once=frozenset({"customers", "cases", "repeaters"}),
        is_to_total=False,
    )
    found = answer(made.cube, "sales", asked)
    assert len(expected) == len(found.cells) > 3
    for row in expected:
        sums = {"sales": found.at(tuple(row[name] or "" for name in by), ())}
        for word in MEASURES:
            ours = figure(BUILT_IN[word], sums, "CNY", as_of=LAST).value
            scale = 100 if word in ("revenue", "margin") else 1
            assert float(ours or 0) * scale == pytest.approx(float(row[word] or 0)), (row, word)


def test_contacts_stand_beside_sales_of_the_same_customers(company: Path, made: Made) -> None:
    contacts = pq.read_table(company / "interactions.parquet").to_pylist()
    known = set(pq.read_table(company / "customers.parquet")["customer_id"].to_pylist())
    ours = [one for one in contacts if one["customer_id"] in known]
    asked = Question(("contact.kind",), sums=frozenset({"minutes", "visits"}))
    found = answer(made.cube, "contacts", asked)
    assert found.at((), ())["rows"] == len(ours)
    visits = [one for one in ours if one["kind"] == "visit"]
    assert found.at((), ())["visits"] == len(visits) == found.at(("visit",), ())["rows"]
    assert found.at((), ())["minutes"] == sum(one["minutes"] or 0 for one in ours)


def test_a_cube_on_the_disk_answers_alike(tmp_path: Path, made: Made) -> None:
    assert cubes.open_cube(tmp_path / "cube") is None
    for _ in range(2):
        with cubes.making(tmp_path / "cube") as folder:
            cubes.write(folder, made.cube, made.names, {"as_of": "2026-06-30"})
    kept = cubes.open_cube(tmp_path / "cube")
    assert kept
    assert kept.noted == {"as_of": "2026-06-30"}
    asked = Question(
        ("customer.segment",),
        ("month",),
        sums=frozenset({"amount_minor"}),
        once=frozenset({"customers", "cases"}),
    )
    assert answer(kept.cube, "sales", asked) == answer(made.cube, "sales", asked)
    some = made.names["customers"].slice(3, 2)
    assert np.flatnonzero(kept.flags(some)).tolist() == [3, 4]
    assert kept.names("customers").to_pylist() == made.names["customers"].to_pylist()
    assert isinstance(kept.names("cases"), pa.ChunkedArray)
