"""What a plan leaves in its folder is the same on every engine."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from report.campaign.plan.planned_campaigns import BELIEF, TOP, customers, planned, silent

from goodwill.analytics.campaigns.assigning import BITS, hash52
from goodwill.language import speak
from goodwill.report.campaign.plan.outputs import RESULTS, write
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TEXT = (
    TOP
    + """
[arms]
holdout = 0.2
variants = {A = 0.5, B = 0.5}
stratify_by = ["value_class"]

[rules]
consent = "consent"
control_group = {share = 0.1, seed = "company"}
"""
    + BELIEF
)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_members_and_places_are_written_whole(warehouse: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = planned(warehouse, TEXT, rows=customers(), out=out)
    written = write(found, out, speak("en"), silent)
    assert [name for name in RESULTS if not (out / name).is_file()] == []
    assert all(file.is_file() for file in written.files)
    members = rows(out / "members.csv")
    for value_class in "AB":
        arms = Counter(row["arm"] for row in members if row["value_class"] == value_class)
        assert set(arms) == {"holdout", "A", "B"}
        assert abs(arms["holdout"] - 0.2 * arms.total()) <= 1
        assert abs(arms["A"] - arms["B"]) <= 1
    assert [row["customer_id"] for row in members] == sorted(row["customer_id"] for row in members)
    places = Counter((row["standing"], row["barred"]) for row in rows(out / "audience.csv"))
    agreed = [row["customer_id"] for row in customers() if row["consent"] == "是"]
    left_out = int((hash52("company", agreed) < 0.1 * 2**BITS).sum())
    assert places == {
        ("in", ""): 300 - left_out,
        ("barred", "no_consent"): 100,
        ("barred", "control_group"): left_out,
    }


def test_the_order_of_customers_changes_nothing(
    duck_warehouse: DuckWarehouse, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = planned(duck_warehouse, TEXT, rows=customers(), out=out)
    write(found, out, speak("en"), silent)
    before = (out / "members.parquet").read_bytes()
    again = planned(duck_warehouse, TEXT, rows=customers()[::-1], out=out)
    assert again.drawn is not None
    assert again.drawn.difference is not None
    assert again.drawn.difference.is_none
    write(again, out, speak("zh-Hant"), silent)
    assert (out / "members.parquet").read_bytes() == before


def test_a_list_of_members_that_was_lost_is_written_again(
    duck_warehouse: DuckWarehouse, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write(planned(duck_warehouse, TEXT, rows=customers(), out=out), out, speak("en"), silent)
    before = (out / "members.csv").read_bytes()
    (out / "members.csv").unlink()
    write(planned(duck_warehouse, TEXT, rows=customers(), out=out), out, speak("en"), silent)
    assert (out / "members.csv").read_bytes() == before
