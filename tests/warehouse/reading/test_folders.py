"""A folder of files named for their tables: what is there, what is missing, what is neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodwill.analytics.errors import SettingRefused, SourceMissing
from goodwill.analytics.tables import TABLES
from goodwill.warehouse.reading import tables_in


def filled(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a,b\n1,2\n", "utf-8")
    return folder


def test_files_are_found_by_the_names_of_their_tables(tmp_path: Path):
    filled(tmp_path, "Orders.csv", "Cost Entries.xlsx", "work_days.csv.gz", "activities/1.parquet")
    found = tables_in(tmp_path)
    assert dict(found) == {
        "order_lines": tmp_path / "Orders.csv",
        "cost_entries": tmp_path / "Cost Entries.xlsx",
        "work_days": tmp_path / "work_days.csv.gz",
        "activities": tmp_path / "activities",
    }
    assert list(found) == [table.name for table in TABLES if table.name in found]


def test_missing_tables_and_files_not_understood_are_told(tmp_path: Path):
    filled(tmp_path, "cases.csv", "holiday.csv", "notes.md", "truth/cases.csv", ".goals.csv")
    found = tables_in(tmp_path)
    assert set(found) == {"cases"}
    assert found.unknown == (tmp_path / "holiday.csv",)
    assert set(found.missing) == {table.name for table in TABLES} - {"cases"}
    assert "holiday.csv" in str(found.remarks[0])


def test_two_files_for_one_table_are_refused(tmp_path: Path):
    with pytest.raises(SettingRefused, match="order_lines"):
        tables_in(filled(tmp_path, "orders.csv", "order_lines.csv"))


def test_a_folder_without_tables_is_refused(tmp_path: Path):
    with pytest.raises(SourceMissing, match="such as"):
        tables_in(filled(tmp_path, "notes.csv"))
    with pytest.raises(SourceMissing, match="no folder"):
        tables_in(tmp_path / "nowhere")
