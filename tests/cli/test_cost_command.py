"""`goodwill cost`: a small company by hand, what follows into `goodwill value`, and bad files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli.costed_shop import IDENTITY, files, monthly
from cli.running import Told, goodwill, rows, valued


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `goodwill cost` wrote of the whole small company."""
    folder = tmp_path_factory.mktemp("shop")
    given = files(folder)
    told = goodwill(
        *("cost", given["ledger"], "--activities", given["activities"]),
        *("--capacity", given["capacity"], "--orders", given["orders"]),
        *("--equations", given["equations"], "--lifetime-value", "900", "--out", folder / "out"),
    )
    assert told.code == 0, told.err
    return folder / "out"


def run_of(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return found


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def html(out: Path) -> str:
    return (out / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def words(out: Path) -> str:
    """The report without its tags, for looking up sentences."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html(out)))


def refused(out: Path, *arguments: object) -> Told:
    told = goodwill("cost", *arguments, "--out", out)
    assert told.code == 1, told.out
    return told


def test_every_amount_goes_where_it_was_worked_out_by_hand(shop: Path) -> None:
    assert run_of(shop)["identity_minor"] == IDENTITY


def test_the_page_shows_the_identity_to_the_cent(shop: Path) -> None:
    said = words(shop)
    for amount in ("225.00", "825.00", "200.00", "30.00", "1,280.00"):
        assert amount in said
    assert "1 of 5 rows of the ledger does not count" in said
    assert "77.00" in said


def test_files_beside_the_page_add_up_to_it(shop: Path) -> None:
    served = table(shop / "cost_to_serve.csv")
    assert {row["customer_id"]: 0 for row in served} == {"C1": 0, "C2": 0}
    assert sum(round(float(row["amount"]) * 100) for row in served) == IDENTITY["customers"]
    lines = table(shop / "unassigned.csv")
    by_what: dict[str, int] = {}
    for row in lines:
        by_what[row["what"]] = by_what.get(row["what"], 0) + round(float(row["amount"]) * 100)
    assert by_what == {name: IDENTITY[name] for name in ("unused", "sustaining", "unassigned")}
    (capacity,) = table(shop / "capacity.csv")
    assert (capacity["used_minutes"], capacity["practical_minutes"]) == ("140.0", "800.0")
    (aside,) = table(shop / "set-aside.csv")
    assert (aside["row"], aside["code"]) == ("6", "unknown_category")
    assert "perhaps people is meant" in aside["reason"]
    allocated = rows(shop / "allocation.parquet")
    assert sum(round(float(row["amount"]) * 100) for row in allocated) == IDENTITY["customers"]


def test_own_equations_use_numbers_of_the_file(shop: Path) -> None:
    (own, *_) = run_of(shop)["asked"]["equations"]
    assert own == {"kind": "visit", "department": None, "minutes": "60 + travel + 5·pallets"}


def test_customers_are_ranked_by_profit_after_the_cost_to_serve(shop: Path) -> None:
    """C1: 300 − 100 − 125 = 75. C2: 120 − 50 − 100 = −30. The others: 200."""
    profit = {row["customer_id"]: float(row["value"]) for row in table(shop / "customers.csv")}
    assert (profit["C1"], profit["C2"], profit["C3"]) == (75.0, -30.0, 200.0)
    assert "cost more than they bring" in words(shop)


def test_cost_to_serve_flows_into_value_and_changes_it(shop: Path, tmp_path: Path) -> None:
    orders = shop.parent / "orders.csv"
    before = valued(tmp_path / "before", orders)
    after = valued(tmp_path / "after", orders, "--costs", shop / "cost_to_serve.csv")
    losing = "negative_customers"
    assert before.figures[losing]["value"] == 0
    assert after.figures[losing]["value"] == 1
    assert after.customers()["C2"]["profit"] == -30
    assert float(after.customers()["C1"]["cost_to_serve"]) == 125
    classes = [
        {name: row["value_class"] for name, row in each.customers().items()}
        for each in (before, after)
    ]
    assert classes[0] != classes[1]


@pytest.fixture(scope="module")
def rent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run on a ledger alone, of two years."""
    folder = tmp_path_factory.mktemp("rent")
    told = goodwill("cost", monthly(folder), "--out", folder / "out", "--currency", "CNY")
    assert told.code == 0, told.err
    return folder / "out"


def test_without_capacity_the_pool_is_unassigned_for_a_stated_reason(rent: Path) -> None:
    identity = run_of(rent)["identity_minor"]
    assert (identity["customers"], identity["unassigned"]) == (0, 5_000)
    said = words(rent)
    assert "How much its department can work that month is not known" in said
    assert "give --capacity with department" in said
    assert "No budget was given" in said


def test_follow_up_is_kept_and_nothing_is_flagged_again(rent: Path, tmp_path: Path) -> None:
    ledger, flags = rent.parent / "rent.csv", table(rent / "flags.csv")
    assert [flag["state"] for flag in flags] == ["new"]
    (flag,) = flags
    assert (flag["period"], flag["amount"], flag["rule"]) == ("2025-12", "900.00", "level")
    assert float(flag["low"]) <= float(flag["expected"]) <= float(flag["high"]) < 900
    parts = ("volume", "efficiency", "rate", "not_split")
    assert sum(float(flag[name]) for name in parts) == float(flag["difference"])
    assert not any(flag[name] for name in ("owner", "cause", "action", "due_on", "verified"))
    written = {"owner": "王会计", "cause": "moved", "action": "ask", "due_on": "2026/2/1"}
    saved = tmp_path / "saved by a spreadsheet.csv"
    with saved.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(flag), delimiter=";")
        writer.writeheader()
        writer.writerow(flag | written | {"verified": "-1,200.00"})
    again = tmp_path / "again"
    told = goodwill("cost", ledger, "--out", again, "--currency", "CNY", "--flags", saved)
    assert told.code == 0, told.err
    (kept,) = table(again / "flags.csv")
    assert kept["state"] == "known"
    assert {name: kept[name] for name in written} == written | {"due_on": "2026-02-01"}
    assert kept["verified"] == "-1200.00"
    assert "王会计 acts" in words(again)
    assert "Nothing new looks wrong" in words(again)


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ('visit = "60 [hour] + travel"', "The time equation of visit: "),
        ('visit = "60 [hour] + travel"', "hour and minute cannot be added"),
        ('visit = "60 + travle"', "There is no travle. Did you mean travel?"),
        ('visit = "60 + boxes"', "has no column boxes"),
        ("visit = 60", "is no text"),
    ],
)
def test_an_equation_that_cannot_hold_is_refused(tmp_path: Path, equation: str, said: str) -> None:
    given = files(tmp_path)
    file = tmp_path / "own.toml"
    file.write_text(f"[equations]\n{equation}\n", encoding="utf-8")
    told = refused(
        tmp_path / "out", given["ledger"], "--activities", given["activities"], "--equations", file
    )
    assert said in told.sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--practical", "1.2"), "must be above 0 and at most 1"),
        (("--from", "March"), "March is not a month"),
        (("--flags", "nowhere.csv"), "There is no file of flags nowhere.csv"),
        (("--equations", "nowhere.toml"), "There is no file of equations"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    given = files(tmp_path)
    assert said in refused(tmp_path / "out", given["ledger"], *more).err


def test_a_ledger_of_which_nothing_counts_says_why(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("entry_id,date,amount,category\nE1,2026-03-05,10.00,peeple\n")
    said = refused(tmp_path / "out", ledger).err
    assert "Not one of the 1 rows" in said
    assert "perhaps people is meant" in said
