"""Empty tables to fill in hold what may be filled in now, and are read back as they were made."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.exchange.importing import recognising, templating
from goodwill.crm.exchange.importing.remarks import is_remark
from goodwill.crm.exchange.importing.targets import shapes, targets
from goodwill.crm.records.own_fields import defining
from goodwill.crm.ui import speaking

ALL = widest(1)
pytestmark = pytest.mark.django_db


def rows_of(file: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_what_a_template_asks_for_is_recognised_column_by_column(tag: str) -> None:
    for kind in shapes(ALL):
        with speaking.to(tag):
            heading, hints = rows_of(templating.xlsx_of(kind.word, ALL))
        asked = [one.name for one in templating.columns_for(kind.word, ALL)]
        headings = [str(cell) for cell in heading]
        found = recognising.suggested(headings, [], targets(kind.word, ALL))
        wrong = {
            label: (found[label].target if label in found else "")
            for label, name in zip(headings, asked, strict=True)
            if label not in found or found[label].target != name
        }
        assert not wrong, (kind.word, tag)
        assert is_remark(str(cell) for cell in hints)


def test_own_fields_are_in_it_and_hidden_ones_are_not(administrator: User) -> None:
    defining.add("products", "colour", defining.Wanted({"en": "Colour"}))
    seller = replace(ALL, hidden_fields=frozenset({"products.unit_cost_minor"}))
    heading = rows_of(templating.xlsx_of("products", seller))[0]
    assert "Colour" in heading
    assert "Cost of one unit" not in heading


def test_csv_says_the_same_with_a_mark_for_spreadsheets() -> None:
    text = templating.csv_of("orders", ALL)
    assert text.startswith("\ufeff")
    heading, hints = csv.reader(io.StringIO(text[1:]))
    xlsx = rows_of(templating.xlsx_of("orders", ALL))
    assert [heading, hints] == xlsx
    assert hints[heading.index("Status")].startswith("# one of: Draft, Confirmed")


def test_a_row_of_hints_is_told_from_records() -> None:
    assert is_remark(["# text", "", "# day"])
    assert not is_remark(["# 1 Main Street", "Acme"])
    assert not is_remark(["", ""])
