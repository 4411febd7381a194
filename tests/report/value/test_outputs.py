"""What a run leaves behind: whole files, one row per customer, and a report that stays at home."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from report.value.running import customers_of, measured, no_step, receipts, write_csv
from undrawn import undrawn

from goodwill.language import LANGUAGES, english, speak
from goodwill.report import html
from goodwill.report.value import outputs
from goodwill.report.value.composing import compose
from goodwill.report.value.measuring import Measured
from goodwill.warehouse.duck import DuckWarehouse


@pytest.fixture(scope="session")
def written(worth: Measured, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("written")
    outputs.write(worth.prepared.warehouse, worth, out, english(), no_step)
    return out


@pytest.fixture(scope="session")
def table(written: Path) -> list[dict[str, str]]:
    with (written / "customers.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class TestCustomers:
    def test_one_row_each(self, written: Path, worth: Measured):
        found = duckdb.read_parquet(str(written / "customers.parquet"))
        everybody = {row["customer_id"] for row in customers_of(worth)}
        assert found.aggregate("count(*), count(distinct customer_id)").fetchall() == [
            (len(everybody), len(everybody))
        ]

    def test_the_best_stand_first_and_never_buyers_last(self, table: list[dict[str, str]]):
        ranks = [int(row["rank"]) for row in table if row["rank"]]
        assert ranks == list(range(1, len(ranks) + 1))
        assert not any(row["rank"] for row in table[len(ranks) :])
        without = [row["customer_id"] for row in table[len(ranks) :]]
        assert without == sorted(without)

    def test_both_files_hold_the_same(self, written: Path, table: list[dict[str, str]]):
        found = duckdb.read_parquet(str(written / "customers.parquet"))
        assert list(table[0]) == found.columns
        profits = [row[0] for row in found.project("profit").fetchall()]
        assert profits == [Decimal(row["profit"]) if row["profit"] else None for row in table]

    def test_amounts_are_yuan_and_days_are_dates(
        self, table: list[dict[str, str]], worth: Measured
    ):
        rows = {row["customer_id"]: row for row in customers_of(worth)}
        for row in table:
            known = rows[row["customer_id"]]
            assert Decimal(row["revenue"]) * 100 == known["revenue_minor"]
            assert re.fullmatch(r"-?\d+\.\d\d", row["revenue"])
            if known["last_day"] is not None:
                day = date.fromisoformat(row["last_on"])
                assert (day - date(1970, 1, 1)).days == known["last_day"]
        assert not [name for name in table[0] if name.endswith(("_minor", "_thousandths"))]

    def test_excel_is_told_that_it_is_utf_8(self, written: Path):
        data = (written / "customers.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert not data[3:].startswith(b"\xef\xbb\xbf")


class TestFigures:
    def test_the_file_holds_the_figures_of_the_report(self, written: Path, worth: Measured):
        plain = json.loads((written / "figures.json").read_text(encoding="utf-8"))
        found = {each["receipt"]: each for each in plain}
        assert len(found) == len(plain)
        assert {key: value["value"] for key, value in found.items() if "value" in value} == {
            key: str(figure.value) if isinstance(figure.value, Decimal) else figure.value
            for key, figure in receipts(worth).items()
            if figure.value is not None
        }

    def test_every_receipt_can_be_opened_in_the_report(self, written: Path):
        plain = json.loads((written / "figures.json").read_text(encoding="utf-8"))
        html = (written / "report.html").read_text(encoding="utf-8")
        for each in plain:
            assert f'"receipt-{each["receipt"]}"' in html or f'"{each["receipt"]}"' in html

    def test_what_cannot_be_told_says_why(self, written: Path):
        plain = json.loads((written / "figures.json").read_text(encoding="utf-8"))
        untold = [each for each in plain if "value" not in each]
        assert untold
        assert all(each.get("reason") for each in untold)


@pytest.fixture(scope="session")
def pages(worth: Measured) -> dict[str, str]:
    """The report as a page, by language."""
    report = compose(worth)
    with undrawn():
        others = {tag: html(report, speak(tag)) for tag in LANGUAGES if tag != "en"}
    return {"en": html(report, english()), **others}


class TestReport:
    @pytest.mark.parametrize("tag", LANGUAGES)
    def test_asks_for_nothing_from_elsewhere(self, tag: str, pages: dict[str, str]):
        page = pages[tag]
        asked = re.findall(r"""(?:src|href|action)\s*=\s*["']?\s*(?:https?:|//)[^"'\s>]*""", page)
        assert not asked
        assert not re.findall(r"@import|<(?:iframe|object|embed)\b|url\(\s*['\"]?(?!data:|#)", page)
        links = re.findall(r"<link\b[^>]*>", page)
        assert all('href="data:' in link for link in links)

    @pytest.mark.parametrize("tag", LANGUAGES)
    def test_says_which_language_it_speaks(self, tag: str, pages: dict[str, str]):
        assert f'lang="{tag}"' in pages[tag]
        headings = re.findall(r"<h2[^>]*>(.*?)</h2>", pages[tag], re.DOTALL)
        assert len(headings) > 4
        chinese = [heading for heading in headings if re.search(r"[\u4e00-\u9fff]", heading)]
        assert len(chinese) == (0 if tag == "en" else len(headings))

    def test_has_the_same_receipts_in_every_language(self, pages: dict[str, str]):
        receipts_of = [set(re.findall(r'id="(receipt-[^"]+)"', page)) for page in pages.values()]
        assert receipts_of[0]
        assert receipts_of[0] == receipts_of[1] == receipts_of[2]

    def test_is_the_page_in_the_folder(self, written: Path, pages: dict[str, str]):
        assert (written / "report.html").read_text(encoding="utf-8") == pages["en"]


class TestWriting:
    def test_lines_come_back_whole(self, written: Path, worth: Measured):
        found = duckdb.read_parquet(str(written / "lines.parquet"))
        counted = found.aggregate(
            "count(*), count(*) filter (set_aside is null), sum(amount_minor)::bigint"
        )
        page = worth.prepared.quality
        assert counted.fetchall() == [(page.read.rows, page.used.rows, page.read.amount_minor)]

    def test_the_folder_is_known_as_a_result(self, written: Path, tmp_path: Path):
        assert outputs.is_output(written)
        assert not outputs.is_output(tmp_path)

    def test_a_second_run_writes_the_same(self, written: Path, worth: Measured, tmp_path: Path):
        (tmp_path / "report.html").write_text("of an earlier run", encoding="utf-8")
        outputs.write(worth.prepared.warehouse, worth, tmp_path, english(), no_step)
        for name in ("customers.csv", "figures.json", "report.html", "run.json"):
            assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name

    @pytest.mark.parametrize("file", ["customers.parquet", "customers.csv", "report.html"])
    def test_a_failure_leaves_the_old_file_and_nothing_half(
        self, file: str, worth: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        (tmp_path / file).write_text("old", encoding="utf-8")
        break_writing_of(file, worth, monkeypatch)
        with pytest.raises(RuntimeError, match="the disk is full"):
            outputs.write(worth.prepared.warehouse, worth, tmp_path, english(), no_step)
        assert (tmp_path / file).read_text(encoding="utf-8") == "old"
        assert not [path for path in tmp_path.rglob(".*") if path.is_file()]


def break_writing_of(file: str, worth: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    from goodwill.warehouse import delivering

    def full(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    if file == "report.html":
        monkeypatch.setattr(outputs, "html", full)
    elif file == "customers.csv":
        monkeypatch.setattr(delivering, "_defused", full)
    else:
        monkeypatch.setattr(delivering, "_readable", full)


NAUGHTY = ("=1+2", "+SUM(A1)", "-Bo", "@cmd", "\tTab", "O'Hara", "平安")


@pytest.fixture
def naughty(tmp_path: Path) -> Iterator[Measured]:
    """Customers whose names a spreadsheet would run, paying in yen."""
    lines = [
        {"order_no": n, "customer_id": f"K{n}", "order_date": "2024-01-13", "amount": 100 * n}
        for n in range(len(NAUGHTY))
        if n
    ]
    who = [{"customer_id": f"K{n}", "name": name} for n, name in enumerate(NAUGHTY)]
    sources = {
        "order_lines": write_csv(tmp_path / "lines.csv", lines),
        "customers": write_csv(tmp_path / "who.csv", who),
    }
    warehouse = DuckWarehouse(tmp_path)
    yield measured(warehouse, sources, currency="JPY")
    warehouse.close()


def test_names_that_are_formulas_are_defused_in_the_csv_alone(naughty: Measured, tmp_path: Path):
    outputs.write(naughty.prepared.warehouse, naughty, tmp_path / "out", english(), no_step)
    with (tmp_path / "out" / "customers.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = {row["customer_id"]: row for row in csv.DictReader(stream)}
    names = [found[f"K{n}"]["name"] for n in range(len(NAUGHTY))]
    assert names == ["'=1+2", "'+SUM(A1)", "'-Bo", "'@cmd", *names[4:]]
    assert names[4] in ("'\tTab", "Tab")
    assert names[5:] == ["O'Hara", "平安"]
    assert found["K6"]["revenue"] == "600"
    told = duckdb.read_parquet(str(tmp_path / "out" / "customers.parquet"))
    assert ("=1+2",) in told.project("name").fetchall()
