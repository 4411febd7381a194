"""`goodwill pilot`: from a panel, from orders, and what it says of files that are wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cli.running import Told, goodwill

from goodwill.demo import DemoCompany, simulate

PERIODS = [f"{2024 + month // 12}-{month % 12 + 1:02}" for month in range(12)]
START = 8
BROUGHT = 15.0

Cells = dict[tuple[str, str], tuple[str, str]]


def shops() -> Cells:
    """Eight shops; in the first two the pilot runs from September on and brings 15 a month."""
    cells = {}
    for shop in range(8):
        for month, period in enumerate(PERIODS):
            ran = shop < 2 and month >= START
            wobble = (7 * shop + 5 * month * (shop + 1)) % 11 / 5
            sales = 100 + 10 * shop + month + wobble + BROUGHT * ran
            cells[f"S{shop}", period] = (f"{sales:.2f}", str(int(ran)))
    return cells


def panel(file: Path, cells: Cells, *more: str) -> Path:
    rows = [f"{shop},{period},{','.join(told)}" for (shop, period), told in cells.items()]
    file.write_text("\n".join(["store,month,sales,treated", *rows, *more]) + "\n", encoding="utf-8")
    return file


def measured(out: Path, *arguments: object) -> dict[str, Any]:
    told = goodwill("pilot", *arguments, "--out", out)
    assert told.code == 0, told.err
    run: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return run


def refused(out: Path, *arguments: object) -> Told:
    told = goodwill("pilot", *arguments, "--out", out)
    assert told.code == 1, told.out
    return told


def estimates(out: Path, name: str = "estimates.csv") -> list[dict[str, str]]:
    with (out / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def figures(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    return found


def best(out: Path) -> dict[str, str]:
    return next(row for row in estimates(out) if row["recommended"] == "1")


def test_a_panel_gives_the_effect_by_every_method(tmp_path: Path) -> None:
    run = measured(tmp_path / "out", panel(tmp_path / "shops.csv", shops()), "--minimum", "5")
    (pilot,) = run["pilots"]
    assert (pilot["verdict"], pilot["grade"]) == ("pass", "B")
    assert pilot["periods"] == PERIODS
    chosen = best(tmp_path / "out")
    assert float(chosen["low"]) < BROUGHT < float(chosen["high"])
    methods = {row["method"]: row for row in estimates(tmp_path / "out")}
    assert set(methods) == {"sdid", "demeaned synthetic control", "did", "synthetic control"}
    assert all(bool(row["value"]) != bool(row["refusal"]) for row in methods.values())


def untold(file: Path) -> Path:
    """The same panel without the column that says where the pilot ran."""
    rows = [f"{shop},{period},{sales}" for (shop, period), (sales, _) in shops().items()]
    file.write_text("\n".join(["store,month,sales", *rows]) + "\n", encoding="utf-8")
    return file


def test_where_it_ran_can_be_said_instead_of_written(tmp_path: Path) -> None:
    measured(tmp_path / "written", panel(tmp_path / "shops.csv", shops()))
    told = ("--ran", "S0", "--ran", "S1", "--since", PERIODS[START])
    measured(tmp_path / "said", untold(tmp_path / "untold.csv"), *told)
    assert estimates(tmp_path / "said") == estimates(tmp_path / "written")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "--ran UNIT and --since"),
        (("--ran", "S9", "--since", PERIODS[START]), "has no unit S9. Its units are S0, S1"),
        (("--ran", "S1", "--since", "spring"), "spring is no period"),
    ],
)
def test_what_is_said_of_where_it_ran_is_checked(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    assert said in refused(tmp_path / "out", untold(tmp_path / "untold.csv"), *more).err


def test_the_path_begins_where_the_pilot_did(tmp_path: Path) -> None:
    measured(tmp_path / "out", panel(tmp_path / "shops.csv", shops()))
    chosen = best(tmp_path / "out")["method"]
    path = [row for row in estimates(tmp_path / "out", "path.csv") if row["method"] == chosen]
    assert [row["period"] for row in path if row["began"] == "1"] == PERIODS[START:]
    assert all(
        float(row["treated"]) - float(row["counterfactual"]) == pytest.approx(float(row["gap"]))
        for row in path
    )


@pytest.mark.parametrize(
    ("criterion", "verdict"),
    [
        (("--minimum", "40"), "fail"),
        (("--minimum", "5", "--after", "9"), "not yet"),
        (("--minimum", "5", "--grade", "A"), "not yet"),
        (("--minimum", "5", "--decrease"), "fail"),
        (("--minimum", "5%", "--relative"), "pass"),
        ((), None),
    ],
)
def test_it_is_judged_by_what_was_fixed(
    criterion: tuple[str, ...], verdict: str | None, tmp_path: Path
) -> None:
    run = measured(tmp_path / "out", panel(tmp_path / "shops.csv", shops()), *criterion)
    assert run["pilots"][0]["verdict"] == verdict


def test_with_a_currency_the_outcome_is_money(tmp_path: Path) -> None:
    measured(tmp_path / "out", panel(tmp_path / "shops.csv", shops()), "--currency", "JPY")
    (each,) = (x for x in figures(tmp_path / "out") if x["id"] == "pilot_money")
    assert each["currency"] == "JPY"
    assert Decimal(each["value"]) == round(float(best(tmp_path / "out")["value"]))


def test_rates_are_not_added_up(tmp_path: Path) -> None:
    rates = {
        key: (f"{float(sales) / 1000:.5f}", treated) for key, (sales, treated) in shops().items()
    }
    measured(tmp_path / "out", panel(tmp_path / "rates.csv", rates))
    assert {each["id"] for each in figures(tmp_path / "out")} == {"pilot_small"}


def test_a_unit_with_a_gap_can_be_left_out(tmp_path: Path) -> None:
    cells = shops()
    del cells["S7", "2024-04"]
    told = panel(tmp_path / "shops.csv", cells)
    measured(tmp_path / "out", told, "--incomplete", "leave-out")
    assert "S7" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    sentence = refused(tmp_path / "no", told).sentence
    assert "shops.csv" in sentence
    assert "S7 has no row for 2024-04" in sentence
    assert "--incomplete leave-out" in sentence


def without_treated(cells: Cells) -> Cells:
    return {key: (sales, "0") for key, (sales, _) in cells.items()}


def everywhere(cells: Cells) -> Cells:
    return {key: (sales, str(int(key[1] >= PERIODS[START]))) for key, (sales, _) in cells.items()}


def changed(shop: str, period: str, sales: str, treated: str) -> Callable[[Cells], Cells]:
    return lambda cells: {**cells, (shop, period): (sales, treated)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (without_treated, ("runs in no unit",)),
        (everywhere, ("every unit", "Leave it out of some units")),
        (changed("S0", "2024-12", "120", "0"), ("row 13", "S0", "ends again")),
        (changed("S0", "2024-02", "", "0"), ("row 3", "outcome is empty", "Fill it")),
        (changed("S0", "2024-02", "dear", "0"), ("row 3", "cannot be read")),
    ],
)
def test_a_wrong_panel_is_refused_by_row(
    wrong: Callable[[Cells], Cells], words: Iterable[str], tmp_path: Path
) -> None:
    told = refused(tmp_path / "out", panel(tmp_path / "shops.csv", wrong(shops())))
    for word in ("shops.csv", *words):
        assert word in told.sentence


def test_a_row_that_is_there_twice_is_named(tmp_path: Path) -> None:
    told = panel(tmp_path / "shops.csv", shops(), "S1,2024-03,120,0")
    assert "rows 16, 98 are all of S1 in 2024-03" in refused(tmp_path / "out", told).sentence


def test_a_panel_without_a_column_of_the_pilot_says_which_to_add(tmp_path: Path) -> None:
    file = tmp_path / "untold.csv"
    file.write_text("store,month,sales\nA,2024-01,5\nB,2024-01,6\n", encoding="utf-8")
    sentence = refused(tmp_path / "out", file).sentence
    assert "untold.csv" in sentence
    assert "--map treated=NAME" in sentence


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "Nothing to measure"),
        (("--orders", "o.csv"), "--pilots"),
        (("p.csv", "--orders", "o.csv"), "not both"),
        (("p.csv", "--minimum", "-3"), "-3"),
    ],
)
def test_an_incomplete_question_says_what_is_missing(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    assert word in refused(tmp_path / "out", *arguments).sentence


@pytest.fixture(scope="session")
def small_company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return simulate(tmp_path_factory.mktemp("piloted"), customers=5_000)


def question(company: DemoCompany, *arguments: object) -> tuple[object, ...]:
    return ("--orders", company.files["order_lines"], "--metric", "orders", *arguments)


def truth(company: DemoCompany) -> dict[str, float]:
    """Orders that each pilot caused in the whole months until its end."""
    found = duckdb.read_parquet(str(company.files["truth/pilot_truth"]))
    caused: dict[str, float] = {}
    for pilot, start, end, orders in found.project(
        "pilot_id, starts_on, ends_on, extra_orders_expected"
    ).fetchall():
        counted = (end.replace(day=1) - start) / (end - start)
        caused[pilot] = caused.get(pilot, 0.0) + orders * counted
    return caused


def test_the_intervals_of_both_demo_pilots_hold_the_truth(
    small_company: DemoCompany, tmp_path: Path
) -> None:
    run = measured(
        tmp_path, *question(small_company, "--pilots", small_company.files["pilots"], "--relative")
    )
    assert [pilot["recommended"] for pilot in run["pilots"]] == ["sdid", "staggered"]
    whole = [each for each in figures(tmp_path) if each["id"] == "pilot_whole"]
    caused = truth(small_company)
    for each in whole:
        assert each["low"] < caused[each["cut"]["pilot"]] < each["high"]
    assert {each["cut"]["pilot"] for each in whole} == set(caused)


def pilots(file: Path, *rows: str, heading: str = "unit,starts_on") -> Path:
    file.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("North brunch,2026-03-03", ("row 2", "Is North branch meant?")),
        ("Moon,2026-03-03", ("row 2", "Moon", "The orders have: East branch")),
        ("North branch,2027-03-03", ("row 2", "after the last day of the orders")),
        ("North branch,2023-01-03", ("row 2", "Give earlier orders")),
        ("North branch,2026-03-03\nNorth branch,2026-04-03", ("row 3", "by row 2")),
        ("North branch,soon\nWest branch,2026-01-01", ("row 2", "2026-03-01")),
    ],
)
def test_a_wrong_pilot_is_refused_by_row(
    row: str, words: Iterable[str], small_company: DemoCompany, tmp_path: Path
) -> None:
    file = pilots(tmp_path / "tried.csv", row)
    asked = question(small_company, "--pilots", file, "--unit", "department")
    told = refused(tmp_path / "out", *asked)
    for word in ("tried.csv", *words):
        assert word in told.sentence


def test_a_pilot_that_ran_for_less_than_a_period_is_refused(
    small_company: DemoCompany, tmp_path: Path
) -> None:
    file = pilots(
        tmp_path / "tried.csv",
        f"North branch,{date(2026, 3, 3)},{date(2026, 3, 20)}",
        heading="unit,starts_on,ends_on",
    )
    asked = question(small_company, "--pilots", file, "--unit", "department")
    assert "has not run to the end of a month" in refused(tmp_path / "out", *asked).sentence


def test_without_a_unit_the_columns_to_choose_from_are_named(
    small_company: DemoCompany, tmp_path: Path
) -> None:
    file = pilots(tmp_path / "tried.csv", "North branch,2026-03-03")
    sentence = refused(tmp_path / "out", *question(small_company, "--pilots", file)).sentence
    assert "--unit with one of channel, region, department" in sentence
    asked = question(small_company, "--pilots", file, "--unit", "shop")
    assert "no column shop" in refused(tmp_path / "out", *asked).sentence
