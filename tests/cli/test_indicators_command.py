"""`goodwill indicators`: from a folder of tables to cells, and what it says of wrong questions."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cli.running import Told, goodwill

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.demo import simulate

pytestmark = pytest.mark.xdist_group("indicators of a company")
"""What they share is dear: it is made once."""

ORDERS = """order_no,customer_id,order_date,amount,currency,channel
A1,Ann,2026-01-13,10.00,CNY,shop
A2,Bo,2026-02-01,20.00,CNY,web
A3,Ann,2026-02-20,5.50,CNY,shop
A4,Cai,2026-02-25,7.25,CNY,web
A5,Cai,2026-02-27,-7.25,CNY,web
A6,Bo,2026-03-30,30.00,CNY,web
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Ann bought twice and Bo twice; Cai brought everything back."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def told(folder: Path, out: Path, *more: object) -> Told:
    found = goodwill("indicators", "--tables", folder, "--out", out, *more)
    assert found.code == 0, found.err
    return found


def refused(folder: Path, out: Path, *more: object) -> str:
    found = goodwill("indicators", "--tables", folder, "--out", out, *more)
    assert found.code == 1, found.out
    return found.sentence


def cells(out: Path) -> list[dict[str, str]]:
    with (out / "indicators.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def value(rows: list[dict[str, str]], identity: str, period: str, part: str = "") -> str:
    (row,) = [
        row for row in rows if (row["id"], row["period"], row["part"]) == (identity, period, part)
    ]
    return row["value"]


def test_values_of_three_customers_are_those_worked_out_by_hand(shop: Path, tmp_path: Path):
    out = tmp_path / "out"
    said = told(shop, out, "--only", "SL06,sl08,marketing", "--by", "channel", "--until",
                "2026-03-31")  # fmt: skip
    rows = cells(out)
    assert [value(rows, "SL08", f"2026-{month:02}") for month in (1, 2, 3)] == ["1", "1", "0"]
    assert value(rows, "SL06", "2026-01") == "10.00"
    assert float(value(rows, "SL06", "2026-02")) == pytest.approx((20 + 5.5) / 2)
    assert float(value(rows, "SL06", "2026-02", "web")) == 20
    missing = [row for row in rows if row["id"] == "MK01"]
    assert {row["value"] for row in missing} == {""}
    assert all("which is not there" in row["reason"] for row in missing)
    assert "indicators can be told from 1 tables" in said.err


def test_the_last_month_is_left_out_until_it_is_over(shop: Path, tmp_path: Path):
    told(shop, tmp_path / "out", "--only", "SL06")
    assert {row["period"] for row in cells(tmp_path / "out")} == {"2026-01", "2026-02"}


def test_a_table_that_cannot_be_read_costs_only_its_indicators(shop: Path, tmp_path: Path):
    (shop / "cases.csv").write_text("nonsense\n1\n", encoding="utf-8")
    said = told(shop, tmp_path / "out", "--only", "SL06,SV01")
    assert "Not read: cases" in said.err
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "could not be used" in page
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert list(run["refused"]) == ["cases"]


def test_settings_among_the_tables_are_taken(shop: Path, tmp_path: Path):
    (shop / "settings.toml").write_text("active_days = 30\n", encoding="utf-8")
    told(shop, tmp_path / "out", "--only", "RL03")
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["asked"]["settings"]["active_days"] == 30


def test_targets_own_indicators_and_settings_are_taken(shop: Path, tmp_path: Path):
    targets, own = tmp_path / "targets.toml", tmp_path / "own.toml"
    settings = tmp_path / "settings.toml"
    targets.write_text(
        '[[targets]]\nindicator = "SL06"\nvalue = 25\nevery_part = true\n', encoding="utf-8"
    )
    own.write_text(
        '[[indicators]]\nid = "X01"\nname = "Sales for each new customer"\n'
        'formula = "SL06_numerator / SL08"\n',
        encoding="utf-8",
    )
    settings.write_text("active_days = 30\n", encoding="utf-8")
    out = tmp_path / "out"
    files = ("--targets", targets, "--own", own, "--settings", settings)
    told(shop, out, "--only", "SL06,X01", "--by", "channel", *files)
    rows = cells(out)
    assert float(value(rows, "X01", "2026-02")) == 25.5
    (february,) = [
        row for row in rows if (row["id"], row["period"], row["part"]) == ("SL06", "2026-02", "")
    ]
    assert (february["status"], february["target_low"]) == ("behind", "25")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "targets are missed" in page
    assert "2 of 2 targets for parts are missed" in page
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["asked"]["settings"]["active_days"] == 30


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--only", "SL6"), "There is no indicator and no group SL6. Did you mean SL0"),
        (("--by", "colour"), "No indicator is told by colour."),
        (("--from", "2027-01-01"), "--from Jan 1, 2027 is later than"),
    ],
)
def test_questions_that_cannot_be_meant_are_refused(shop: Path, tmp_path: Path, more, sentence):
    assert sentence in refused(shop, tmp_path / "out", *more)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("actve_days = 3", "there is no setting actve_days. Did you mean active_days?"),
        ('active_days = "long"', "Write it as active_days = 365."),
        ("active_days = -1", "active_days = -1 cannot be meant."),
        ("baseline = 2024", "Write it as baseline = {from = 2023-07-01, until = 2024-06-30}."),
        ("word_of_mouth = {conversion = 2.0, deterred = 0.1}", "cannot be meant"),
        ("active_days =", "cannot be read"),
    ],
)
def test_mistakes_of_the_settings_are_said_with_their_key(
    shop: Path, tmp_path: Path, text, sentence
):
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    assert sentence in refused(shop, tmp_path / "out", "--settings", file)


def test_results_are_never_written_among_the_tables(shop: Path):
    assert "Name another folder with --out." in refused(shop, shop)


def test_two_currencies_are_never_added(shop: Path, tmp_path: Path):
    (shop / "orders.csv").write_text(ORDERS.replace("30.00,CNY", "30.00,EUR"), encoding="utf-8")
    assert "--currency" in refused(shop, tmp_path / "out")
    told(shop, tmp_path / "out", "--currency", "CNY", "--only", "SL06")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A simulated company of which every table is there, told for two quarters."""
    folder = tmp_path_factory.mktemp("company")
    simulate(folder / "tables", customers=2000)
    told(folder / "tables", folder / "out", "--period", "quarter", "--from", "2026-01-01")
    return folder / "tables", folder / "out"


def test_every_indicator_of_the_catalogue_is_told_or_says_why_not(company: tuple[Path, Path]):
    rows = cells(company[1])
    assert {row["id"] for row in rows} == set(INDICATORS)
    assert all(row["value"] or row["reason"] for row in rows)
    told_ones = {row["id"] for row in rows if row["value"]}
    assert len(told_ones) >= 80


def test_totals_of_the_company_are_those_of_its_tables(company: tuple[Path, Path]):
    """Net promoter score and win rate counted again in SQL."""
    rows = cells(company[1])
    answers = company[0] / "survey_answers.parquet"
    inside = "answered_on between date '2026-04-01' and date '2026-06-30'"
    found = duckdb.sql(
        f"select 100.0 * (count(*) filter (score >= 9) - count(*) filter (score <= 6)) / count(*) "
        f"from '{answers}' where question = 'recommend' and {inside} and score is not null"
    ).fetchone()
    assert found is not None
    assert float(value(rows, "RL05", "2026-Q2")) == pytest.approx(float(found[0]))
    opportunities = company[0] / "opportunities.parquet"
    closed = "closed_on between date '2026-04-01' and date '2026-06-30'"
    won: Any = duckdb.sql(
        f"select count(*) filter (status = 'won') / count(*) from '{opportunities}' "
        f"where {closed} and status in ('won', 'lost')"
    ).fetchone()
    assert float(value(rows, "SL04", "2026-Q2")) == pytest.approx(float(won[0]))


def test_the_page_has_a_chapter_for_each_group(company: tuple[Path, Path]):
    page = (company[1] / "report.html").read_text(encoding="utf-8")
    groups = {each.group.value for each in INDICATORS.values()}
    assert all(f'id="group-{group}"' in page for group in groups)
    assert page.index('id="answers"') < page.index('id="group-efficiency"')
    figures = json.loads((company[1] / "figures.json").read_text(encoding="utf-8"))
    assert len(figures) < 200
