"""What an earlier run decided is taken for this one; what is said now wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodwill.analytics.errors import Ambiguous
from goodwill.analytics.tables import PANEL
from goodwill.cli.reading import FIRST_NAMES, surveyed, wanted
from goodwill.cli.terminal import Terminal
from goodwill.language import english
from goodwill.warehouse.reading import Settings

OPEN = "customer_id;order_date;amount\nLi;03/04/2024;12,50\n梅兰;05/04/2024;7,00\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Orders whose dates can be read in two ways."""
    file = tmp_path / "orders.csv"
    file.write_text(OPEN, encoding="utf-8")
    return file


@pytest.fixture
def mapping(export: Path, tmp_path: Path) -> Path:
    """What a run decided that was told the order of dates and the currency."""
    file = tmp_path / "mapping" / "order_lines.toml"
    survey_of(export, Settings(dates="dmy", currency="EUR")).save(file)
    return file


def survey_of(export: Path, said: Settings, *mappings: str):
    asked = wanted(
        orders=[str(export)],
        customers=None, products=None, costs=None,
        mappings=mappings, settings=said,
    )  # fmt: skip
    return surveyed(asked, Terminal(english()), memory=None)["order_lines"]


def test_without_a_mapping_the_question_stays_open(export: Path):
    with pytest.raises(Ambiguous):
        survey_of(export, Settings())


def test_dates_and_currency_are_those_of_the_mapping(export: Path, mapping: Path):
    again = survey_of(export, Settings(), str(mapping))
    assert (again.settings.dates, again.settings.currency) == ("dmy", "EUR")


def test_a_folder_of_mappings_says_the_same(export: Path, mapping: Path):
    again = survey_of(export, Settings(), str(mapping.parent))
    assert (again.settings.dates, again.settings.currency) == ("dmy", "EUR")


def test_what_is_said_now_wins(export: Path, mapping: Path):
    again = survey_of(export, Settings(dates="mdy"), str(mapping))
    assert (again.settings.dates, again.settings.currency) == ("mdy", "EUR")


def test_a_column_named_after_the_file_wins(export: Path, mapping: Path):
    export.write_text(OPEN.replace("amount", "amount;paid", 1).replace(",", ";"), encoding="utf-8")
    again = survey_of(export, Settings(), str(mapping), "amount=paid")
    assert again.settings.columns["amount"] == "paid"
    assert again.settings.columns["customer_id"] == "customer_id"


def test_tables_of_campaigns_are_asked_for_by_what_people_call_them(tmp_path: Path):
    (tmp_path / "m.csv").write_text("who,grp,visit\nLi,a,1\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("what,price\nprint,12.50\n", encoding="utf-8")
    asked = wanted(
        costs=str(tmp_path / "c.csv"),
        members=str(tmp_path / "m.csv"),
        orders=(),
        mappings=["members.arm=grp", "members.customer=who", "costs.amount=price"],
        settings=Settings(),
        measures={"campaign_members": ["visit"]},
        called={**FIRST_NAMES, "costs": "campaign_costs"},
    )
    found = surveyed(asked, Terminal(english()), memory=None)
    assert list(found) == ["campaign_members", "campaign_costs"]
    assert found["campaign_members"].table.names[-1] == "visit"
    assert found["campaign_members"].settings.columns == {"customer_id": "who", "arm": "grp"}
    assert found["campaign_costs"].settings.columns["amount"] == "price"


def test_a_mapping_without_a_table_is_meant_for_the_first(tmp_path: Path):
    (tmp_path / "p.csv").write_text("place,when,how many\nA,2024-01,3\n", encoding="utf-8")
    columns = ["unit=place", "period=when", "outcome=how many"]
    asked = wanted(panel=str(tmp_path / "p.csv"), mappings=columns, settings=Settings())
    (found,) = surveyed(asked, Terminal(english()), memory=None).values()
    assert found.table is PANEL
