"""`goodwill roi` from end to end: a published study, a worked example, a cost ledger, mistakes."""

from __future__ import annotations

import csv
import json
import re
import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from cli.running import Told, goodwill
from report.roi.spreadsheet import Workbook

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence
from goodwill.report.roi import outputs

FOLDER = Path(__file__).parent / "programmes"
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "appraise-a-programme.md"

# The risk-adjusted table of a Total Economic Impact study, in US dollars, at 10 %:
# NPV 5,496,170 and ROI 329 %.
TEI = """
programme = "tei"
currency = "USD"
starts_on = 2026-01-01

[[costs]]
id = "all"
category = "software"
amounts = [53150, 666715, 636772, 647783]

[[benefits]]
id = "all-benefits"
kind = "cost avoided"
amounts = [0, 1606511, 3061331, 4229760]
grade = "A"
owner = "finance"

[simulation]
draws = 1000
"""

YEARS = """
programme = "two-years"
currency = "CNY"
starts_on = 2025-01-01
as_of = 2026-03-31
horizon = 2

[[costs]]
id = "licences"
category = "software"
amounts = [100, 100, 100]
risk = 0.5

[[costs]]
id = "add-ons"
category = "licences"
amounts = [0, 20, 20]

[[costs]]
id = "courses"
category = "training"
amounts = [30, 30, 0]

[[benefits]]
id = "kept"
kind = "cost avoided"
amounts = [0, 400, 400]
grade = "A"
owner = "=王芳"

[simulation]
draws = 1000
"""

LEDGER = """entry_id,date,amount,category,stage
L1,2024-11-15,90.00,software,shared
L2,2024-12-15,35.50,training,shared
L3,2025-02-01,150.00,software,shared
L4,2025-08-01,25.00,training,shared
L5,2025-09-01,12.00,data,shared
L6,2025-10-01,10.00,licences,shared
L7,2026-03-01,999.00,software,shared
"""


def run(folder: Path, text: str, *more: object) -> Told:
    file = folder / "programme.toml"
    file.write_text(text, encoding="utf-8")
    return goodwill("roi", file, "--out", folder / "out", *more)


def no_pdf(*_: object) -> bytes:
    """Setting it takes a second; other tests do."""
    raise SettingRefused(Sentence("No PDF today."))


def figures(folder: Path) -> dict[str, Any]:
    plain = json.loads((folder / "out" / "figures.json").read_text(encoding="utf-8"))
    return {each["receipt"]: each for each in plain}


@pytest.fixture(scope="module")
def tei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tei")
    told = run(folder, TEI)
    assert told.code == 0, told.err
    return folder


class TestPublishedStudy:
    def test_figures_hold_the_published_return(self, tei: Path) -> None:
        found = figures(tei)
        assert float(found["va12"]["value"]) == pytest.approx(5_496_170, abs=1)
        assert float(found["va13"]["value"]) == pytest.approx(3.29, abs=0.005)

    def test_the_workbook_computes_the_published_return(self, tei: Path) -> None:
        book = Workbook(tei / "out" / "model.xlsx")
        npv = book.right_of("Returns", "Net present value")
        roi = book.right_of("Returns", "Return on investment (present values)")
        assert book.cached[npv] == pytest.approx(5_496_170, abs=1)
        assert book.compute(npv) == pytest.approx(5_496_170, abs=1)
        assert book.compute(roi) == pytest.approx(3.29, abs=0.005)

    def test_the_page_says_it(self, tei: Path) -> None:
        page = (tei / "out" / "report.html").read_text(encoding="utf-8")
        assert "5,496,170" in page
        assert re.search(r"328\.\d%|329\.\d%", page)

    def test_every_file_is_there(self, tei: Path) -> None:
        names = {file.name for file in (tei / "out").iterdir()}
        assert names >= {
            *("report.html", "report.pdf", "model.xlsx", "figures.json", "run.json"),
            *("flows.csv", "register.csv"),
        }


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("worked") / "out"
    told = goodwill("roi", FOLDER / "crm.toml", "--out", out, "--language", "zh-Hant")
    assert told.code == 0, told.err
    return out


class TestWorkedExample:
    def test_the_answers_fit_one_page(self, worked: Path) -> None:
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(
            worked / "report.pdf"
        )]  # fmt: skip
        assert "188,394.33" in pages[1]
        assert "488" not in pages[2][:40]
        assert "541" in pages[2], "the next chapter begins on the page after"

    def test_every_year_of_every_entry_is_delivered(self, worked: Path) -> None:
        with (worked / "flows.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        net = [row for row in rows if row["side"] == "net"]
        assert len(net) == 4
        assert sum(float(row["present_value"]) for row in net) == pytest.approx(
            188_394.33, abs=0.02
        )

    def test_the_register_tells_every_benefit(self, worked: Path) -> None:
        with (worked / "register.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = {row["id"]: row for row in csv.DictReader(stream)}
        assert rows["retention"]["state"] == "behind"
        assert rows["satisfaction"]["state"] == "carried"
        assert rows["brand"]["rung"] == "observable"
        assert rows["brand"]["present_value"] == ""


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = folder / "ledger.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "pdf", no_pdf)
        told = run(folder, YEARS, "--ledger", ledger)
    assert told.code == 0, told.err
    return folder


class TestLedger:
    def test_what_was_paid_replaces_the_plan_of_years_that_are_over(self, paid: Path) -> None:
        """Software 90 and 160, training 35.50 and 25; year 2 as planned: 100 × 1.5 + 20."""
        with (paid / "out" / "flows.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["side"] == "cost"]
        by_year = {
            year: sum(Decimal(row["risk_adjusted"]) for row in rows if row["year"] == str(year))
            for year in range(3)
        }
        assert by_year == {0: Decimal("125.50"), 1: Decimal(185), 2: Decimal(170)}

    def test_the_plan_stands_beside_what_was_paid(self, paid: Path) -> None:
        page = (paid / "out" / "report.html").read_text(encoding="utf-8")
        assert "CN¥310.50 was paid, CN¥30.50 more than the CN¥280.00 planned" in page.replace(
            "\xa0", " "
        )

    def test_what_no_cost_is_for_is_told_and_not_counted(self, paid: Path) -> None:
        page = (paid / "out" / "report.html").read_text(encoding="utf-8").replace("\xa0", " ")
        assert (
            "The ledger has CN¥12.00 more, in categories that the programme does not have" in page
        )

    def test_what_cannot_be_set_is_left_out_and_said(self, paid: Path) -> None:
        names = {file.name for file in (paid / "out").iterdir()}
        assert "report.pdf" not in names
        assert names >= {"report.html", "model.xlsx", "mapping"}

    def test_an_owner_is_never_a_formula(self, paid: Path) -> None:
        text = (paid / "out" / "register.csv").read_text(encoding="utf-8-sig")
        assert "'=王芳" in text


class TestMistakes:
    def test_no_such_programme(self, tmp_path: Path) -> None:
        told = goodwill("roi", tmp_path / "none.toml", "--out", tmp_path / "out")
        assert told.code == 1
        assert "There is no programme" in told.sentence

    def test_rates_without_a_ledger(self, tmp_path: Path) -> None:
        told = run(tmp_path, TEI, "--rates", "rates.csv")
        assert told.code == 1
        assert "--rates belongs to the cost ledger" in told.sentence

    def test_a_ledger_cost_without_ledger(self, tmp_path: Path) -> None:
        text = TEI.replace(
            "amounts = [53150, 666715, 636772, 647783]", 'ledger = {category = "software"}'
        )
        told = run(tmp_path, text)
        assert told.code == 1
        assert "taken from the cost ledger, and there is none" in told.sentence

    def test_a_programme_without_benefits(self, tmp_path: Path) -> None:
        told = run(tmp_path, TEI[: TEI.index("[[benefits]]")])
        assert told.code == 1
        assert "has no benefits in money" in told.sentence


def test_the_guide_gives_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"```(toml|csv|sh|text)\n(.*?)```", text, re.DOTALL)
    kinds = [kind for kind, _ in blocks]
    assert kinds == ["toml", "sh", "text", "csv", "sh", "text"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(outputs, "pdf", no_pdf)
    Path("crm.toml").write_text(blocks[0][1], encoding="utf-8")
    Path("ledger.csv").write_text(blocks[3][1], encoding="utf-8")
    for command, said in ((blocks[1], blocks[2]), (blocks[4], blocks[5])):
        told = goodwill(*shlex.split(command[1])[1:])
        assert told.code == 0, told.err
        assert said[1].strip() in told.err.replace("\xa0", " ")
