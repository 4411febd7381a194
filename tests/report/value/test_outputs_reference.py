"""The reference of outputs names what a run really leaves, no more and no less."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from undrawn import undrawn

from goodwill.cli import commands
from goodwill.demo import simulate
from goodwill.language import speak

pytestmark = pytest.mark.xdist_group("outputs of value")
"""What they share is dear: it is made once."""

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "outputs.md"
OWN = {
    *("size", "age_group", "region_code", "city", "preferred_channel", "referred_by"),
    *("email_consent", "phone_consent"),
}
"""Attributes of the demo company's customers file beyond the contract."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    simulate(folder, customers=60, years=1.0)
    files = {name: str(folder / f"{name}.parquet") for name in ("customers", "products", "costs")}
    options = [part for name, file in files.items() for part in (f"--{name}", file)]
    orders = str(folder / "order_lines.parquet")
    arguments = ["value", orders, *options, "--out", str(folder / "out")]
    with undrawn():
        commands(speak("en")).main(arguments, standalone_mode=False)
    return folder / "out"


def test_every_column_of_the_customers_is_documented_and_no_other(out: Path) -> None:
    with (out / "customers.csv").open(encoding="utf-8-sig", newline="") as stream:
        columns = set(next(csv.reader(stream)))
    assert columns - OWN == documented(
        after="## Columns of customers.csv", before="## Columns of offers.csv"
    )


def test_every_column_of_the_offers_is_documented_and_no_other(out: Path) -> None:
    with (out / "offers.csv").open(encoding="utf-8-sig", newline="") as stream:
        columns = set(next(csv.reader(stream)))
    assert columns == documented(after="## Columns of offers.csv")


def test_every_file_of_a_run_is_documented_and_no_other(out: Path) -> None:
    files = {path.name + "/" * path.is_dir() for path in out.iterdir()}
    assert files == documented(before="The CSV files begin")


def documented(*, after: str = "", before: str = "") -> set[str]:
    text = REFERENCE.read_text(encoding="utf-8")
    start = text.index(after) if after else 0
    part = text[start : text.index(before) if before else None]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
