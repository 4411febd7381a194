"""Tables: the beginning of long ones, the words of cells, what they are sorted by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from report.parsing import parsed
from report.sample import AS_OF, nothing, repeat

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence, speak
from goodwill.report import Chapter, Finding, Month, Report, Table, TableColumn, html
from goodwill.report.tables import sort_key

NAME = TableColumn(Sentence("Customer"))


def shown(table: Table, tag: str = "en"):
    finding = Finding("one", Sentence("One"), table=table)
    one = Report(Sentence("Small"), AS_OF, [Chapter("only", Sentence("Only"), [finding])])
    return parsed(html(one, speak(tag)))


def test_a_long_table_shows_fifty_rows_and_names_the_file_with_the_rest():
    table = Table([NAME], [(f"C{n}",) for n in range(80)], total=2357, file="customers.csv")
    page = shown(table)
    assert len(page.by_tag("tr")) == 51
    notes = [note.text for note in page.by_class("note")]
    assert notes == ["The first 50 of 2,357 rows; all of them are in customers.csv."]


def test_a_table_of_fifty_rows_is_whole():
    assert shown(Table([NAME], [("C",)] * 50)).by_class("note") == []


def test_figures_behind_the_fiftieth_row_get_no_receipt_in_the_page():
    rows = [("C",)] * 50 + [(repeat,)]
    assert shown(Table([NAME], rows)).by_class("receipt") == []


def test_cells_are_said_in_the_unit_of_their_column():
    columns = [
        NAME,
        TableColumn(Sentence("Profit"), Unit.MONEY, "CNY"),
        TableColumn(Sentence("Rate"), Unit.SHARE),
        TableColumn(Sentence("Last order")),
        TableColumn(Sentence("Month")),
    ]
    row = ("王", Decimal("-1204.75"), 0.5, date(2024, 3, 5), Month(date(2024, 3, 1)))
    page = shown(Table(columns, [row, ("李", None, None, None, None)]), "zh-Hans")
    cells = [cell.text for cell in page.by_tag("td")]
    assert page.by_tag("th")[1].text == "利润（CNY）"
    assert cells == ["-1,204.75", "50.0%", "2024年3月5日", "2024年3月", "—", "—", "—", "—"]


def test_numbers_stand_right_and_words_left():
    assert TableColumn("Profit", Unit.MONEY, "CNY").side == "end"
    assert TableColumn("Customer").side == "start"
    assert TableColumn("Last order", align="end").side == "end"


def test_a_row_that_is_too_short_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        Table([NAME, NAME], [("C",)])


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (Decimal("1E+3"), "1000"),
        (0.5, "0.5"),
        (date(2024, 3, 5), "2024-03-05"),
        (Month(date(2024, 3, 1)), "2024-03-01"),
        ("王", "王"),
        (nothing, ""),
        (None, ""),
    ],
)
def test_columns_are_sorted_by_plain_values(cell, key):
    assert sort_key(cell) == key
