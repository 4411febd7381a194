"""Every table of the contract is read by the contract's own names, whatever the file's form."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from goodwill.analytics.errors import ColumnsUnclear
from goodwill.analytics.tables import COST_ENTRIES, TABLES, Column, Table
from goodwill.warehouse.generations import current_generation
from goodwill.warehouse.reading import Settings, read, survey, with_measures
from goodwill.warehouse.reading.fitting import columns_of as columns_of_file
from goodwill.warehouse.reading.recognising import recognised
from goodwill.warehouse.reading.roles import EXPORTED

PLAIN = [table for table in TABLES if table.name not in EXPORTED]
DAYS = (date(2024, 3, 5), date(2025, 12, 31), None)
VALUES = {
    nw.String: ("Mei", "王伟", None),
    nw.Float64: (0.25, 12.0, None),
    nw.Int64: (1, 0, None),
    nw.Date: DAYS,
}
MONEY = (Decimal("1234.56"), Decimal("-0.07"), None)
MADE = ("source_row", "unreadable")
ids = [table.name for table in PLAIN]


def columns_of(table: Table) -> list[Column]:
    return [c for c in table if c.name not in MADE and c.dtype != nw.Int32]


def values(column: Column) -> tuple[Any, ...]:
    if column.name == "currency":
        return ("CNY", "EUR", None)
    return MONEY if column.name.endswith("_minor") else VALUES[column.dtype]


def heading(column: Column) -> str:
    return column.name.removesuffix("_minor")


def expected(table: Table) -> dict[str, list[Any]]:
    """What reading is to make of the rows."""
    found: dict[str, list[Any]] = {"source_row": [2, 3, 4], "unreadable": [None] * 3}
    for column in columns_of(table):
        some = values(column)
        found[column.name] = list(some)
        if column.name.endswith("_minor"):
            found[column.name] = [123456, -7, None]
        if column.dtype == nw.Date:
            day = column.name.removesuffix("_on") + "_day"
            found[day] = [19787, 20453, None]
    return found


def as_csv(table: Table, folder: Path) -> Path:
    rows = zip(*(values(column) for column in columns_of(table)), strict=True)
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([heading(column) for column in columns_of(table)])
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return folder / "a.csv"


def as_xlsx(table: Table, folder: Path) -> Path:
    book = xlsxwriter.Workbook(folder / "a.xlsx")
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for at, column in enumerate(columns_of(table)):
        sheet.write(0, at, heading(column))
        for row, cell in enumerate(values(column), start=1):
            if isinstance(cell, date):
                sheet.write_datetime(row, at, cell, day)
            elif cell is not None:
                sheet.write(row, at, cell)
    book.close()
    return folder / "a.xlsx"


def as_parquet(table: Table, folder: Path) -> Path:
    kinds = {nw.Date: pa.date32(), nw.String: pa.string(), nw.Int64: pa.int32(),
             nw.Float64: pa.float64()}  # fmt: skip
    arrays = {
        heading(c): pa.array(
            values(c), pa.decimal128(14, 2) if c.name.endswith("_minor") else kinds[c.dtype]
        )
        for c in columns_of(table)
    }
    pq.write_table(pa.table(arrays), folder / "a.parquet")
    return folder / "a.parquet"


def outcome(file: Path, table: Table, folder: Path, **settings: Any) -> dict[str, list[Any]]:
    found = survey([str(file)], table, Settings(**settings), threads=1)
    read(found, folder / "read", threads=1)
    return rows_in(folder / "read")


def rows_in(folder: Path) -> dict[str, list[Any]]:
    generation = current_generation(folder)
    assert generation is not None
    return pq.read_table(generation).to_pydict()


@pytest.mark.parametrize("table", PLAIN, ids=ids)
def test_every_column_is_recognised_by_the_contracts_name(table: Table):
    names = tuple(heading(column) for column in columns_of(table))
    rows = [["" if cell is None else str(cell) for cell in row] for row in
            zip(*(values(column) for column in columns_of(table)), strict=True)]  # fmt: skip
    found = recognised(columns_of_file("a.csv", table, names, rows), {})
    assert {one.column: one.source_column for one in found} == {name: name for name in names}


@pytest.mark.parametrize(
    "table",
    [
        one
        for one in PLAIN
        if one.name in {"cost_entries", "stage_changes", "programme_flows", "messages", "scores"}
    ],
    ids=lambda table: table.name,
)
def test_a_csv_by_the_contracts_names(tmp_path: Path, table: Table):
    assert outcome(as_csv(table, tmp_path), table, tmp_path) == in_order(table)


@pytest.mark.parametrize("table", PLAIN, ids=ids)
def test_a_parquet_file_by_the_contracts_names_needs_no_survey(tmp_path: Path, table: Table):
    file = as_parquet(table, tmp_path)
    found = survey([str(file)], table, threads=1)
    assert found.sources[0].ready is not None
    read(found, tmp_path / "read", threads=1)
    first_row_is_one = {**in_order(table), "source_row": [1, 2, 3]}
    assert rows_in(tmp_path / "read") == first_row_is_one


def test_a_workbook_by_the_contracts_names(tmp_path: Path):
    """But for its blank row, which a workbook does not have."""
    filled = {name: cells[:2] for name, cells in in_order(COST_ENTRIES).items()}
    assert outcome(as_xlsx(COST_ENTRIES, tmp_path), COST_ENTRIES, tmp_path) == filled


def in_order(table: Table) -> dict[str, list[Any]]:
    made = expected(table)
    return {name: made[name] for name in table.names}


def test_what_reading_wrote_is_taken_as_it_is(tmp_path: Path):
    first = outcome(as_csv(COST_ENTRIES, tmp_path), COST_ENTRIES, tmp_path)
    (whole,) = (current_generation(tmp_path / "read") or tmp_path).glob("*.parquet")
    found = survey([str(whole)], COST_ENTRIES).sources[0].ready
    assert found is not None
    assert found.is_whole
    again = tmp_path / "again"
    assert outcome(whole, COST_ENTRIES, again) == first


def test_a_parquet_file_with_other_names_or_types_is_surveyed(tmp_path: Path):
    text = pa.array(["2024-03-05", "2024-03-06"])
    amount = pa.array([Decimal("1.50"), Decimal("2.00")])
    day = pa.array([date(2024, 3, 5)] * 2)
    for name, table in {
        "text": pa.table({"served_on": text, "amount": amount}),
        "named": pa.table({"served_date": day, "amount": amount}),
        "float": pa.table({"served_on": day, "amount": pa.array([1.5, 2.0])}),
    }.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
        found = survey([str(tmp_path / f"{name}.parquet")], COST_ENTRIES)
        assert found.sources[0].ready is None, name
        rows = outcome(tmp_path / f"{name}.parquet", COST_ENTRIES, tmp_path / name)
        assert rows["amount_minor"] == [150, 200]
        assert rows["served_day"][0] == 19787


def test_minor_units_follow_each_rows_currency(tmp_path: Path):
    entries = pa.table(
        {
            "served_on": pa.array([date(2024, 3, 5)] * 3),
            "amount": pa.array([Decimal(100), Decimal("200"), Decimal("300")]),
            "currency": ["JPY", "EUR", None],
        }
    )
    pq.write_table(entries, tmp_path / "a.parquet")
    assert survey([str(tmp_path / "a.parquet")], COST_ENTRIES).sources[0].ready is not None
    rows = outcome(tmp_path / "a.parquet", COST_ENTRIES, tmp_path, currency="CNY")
    assert rows["amount_minor"] == [100, 20000, 30000]
    assert rows["currency"] == ["JPY", "EUR", "CNY"]


def test_flags_may_be_words_and_days_have_other_names(tmp_path: Path):
    table = next(one for one in PLAIN if one.name == "interactions")
    (tmp_path / "a.csv").write_text(
        "customer_id,date,completed,minutes\nMei,2024-03-05,yes,12\nLi,2024-03-06,否,x\n", "utf-8"
    )
    rows = outcome(tmp_path / "a.csv", table, tmp_path)
    assert rows["started_day"] == [19787, 19788]
    assert rows["completed"] == [1, 0]
    assert rows["minutes"] == [12, None]
    assert rows["unreadable"] == [None, "number"]


def test_what_a_table_cannot_do_without_is_asked_for(tmp_path: Path):
    (tmp_path / "a.csv").write_text("entry_id,amount\nL1,12.50\n", "utf-8")
    with pytest.raises(ColumnsUnclear, match=r"--map cost_entries\.served_on=COLUMN"):
        survey([str(tmp_path / "a.csv")], COST_ENTRIES)


def test_more_columns_of_activities_are_kept_or_read_as_numbers(tmp_path: Path):
    table = next(one for one in PLAIN if one.name == "activities")
    work = pa.table({"kind": ["visit"], "done_on": [date(2024, 3, 5)], "stairs": [25]})
    pq.write_table(work, tmp_path / "a.parquet")
    assert outcome(tmp_path / "a.parquet", table, tmp_path)["stairs"] == ["25"]
    measured = with_measures(table, ["stairs"])
    assert outcome(tmp_path / "a.parquet", measured, tmp_path)["stairs"] == [25.0]
