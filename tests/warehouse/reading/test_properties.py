# ruff: noqa: E501 - rows of examples, one a line
"""Whatever a table holds, and however it is written, it reads back equal."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warehouse.reading.exports import outcome

from goodwill.warehouse.reading.mending import Mender
from goodwill.warehouse.reading.pieces import cuts
from goodwill.warehouse.reading.words import NULL_WORDS, TOTALS

CAST = (
    "Mei",
    "Otto",
    "Zoë",
    "O'Hara",
    "梅兰",
    "李, 小龙",
    'the "big" one',
    "two\nlines",
    "Bö;rn|x",
)
customers = st.one_of(
    st.sampled_from(CAST),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Z"]), min_size=1, max_size=12
    ),
).filter(lambda name: name.lower() not in (*NULL_WORDS, *TOTALS))
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
amounts = st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2)
tables = st.lists(st.tuples(customers, days, amounts), min_size=2, max_size=30)

AMOUNT_STYLES = {
    "plain": str,
    "grouped": lambda amount: f"{amount:,}",
    "yuan": lambda amount: f"¥{amount:,}",
    "accountant": lambda amount: f"({-amount:,})" if amount < 0 else f"{amount:,}",
    "full width": lambda amount: str(amount).translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－")),
    "comma": lambda amount: f"{amount:,}".translate(str.maketrans(",.", ".,")),
    "comma, trailing minus": lambda amount: f"{abs(amount)}".replace(".", ",") + "-" * (amount < 0),
}  # fmt: skip
DATE_STYLES = {
    "iso": date.isoformat,
    "moment": lambda day: f"{day}T23:59:59+08:00",
    "compact": lambda day: f"{day:%Y%m%d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "english": lambda day: f"{day.day} {day:%B} {day.year}",
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "month first": lambda day: f"{day:%m/%d/%Y}",
}
TOLD = {"day first": "dmy", "month first": "mdy"}


def written(rows: list[list[str]], delimiter: str, ends: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(rows)
    return text.getvalue()


any_dialect = given(
    table=tables,
    amount_style=st.sampled_from(sorted(AMOUNT_STYLES)),
    date_style=st.sampled_from(sorted(DATE_STYLES)),
    delimiter=st.sampled_from(",;|\t"),
    ends=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)


@any_dialect
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_any_table_in_any_dialect_reads_back_equal(table, **dialect):
    reads_back_equal(table, **dialect)


@pytest.mark.proof
@any_dialect
@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
def test_a_thousand_tables_read_back_equal(table, **dialect):
    reads_back_equal(table, **dialect)


def reads_back_equal(table, amount_style, date_style, delimiter, ends, quoting, encoding):
    rows = [["customer_id", "order_date", "amount"]]
    rows += [
        [name, DATE_STYLES[date_style](day), AMOUNT_STYLES[amount_style](amount)]
        for name, day, amount in table
    ]
    with temporary() as folder:
        text = written(rows, delimiter, ends, quoting)
        (folder / "a.csv").write_bytes(text.encode(encoding))
        found = outcome(
            folder / "a.csv", folder, dates=TOLD.get(date_style), encoding=encoding,
            delimiter=delimiter, decimal="," if amount_style.startswith("comma") else ".",
        )  # fmt: skip
    assert found.column("customer_id") == [name for name, _, _ in table]
    assert found.column("ordered_on") == [day for _, day, _ in table]
    assert found.column("amount_minor") == [int(amount * 100) for _, _, amount in table]
    assert found.read.exact_total == sum(amount for _, _, amount in table)
    assert found.unreadable == {}


@given(table=tables, broken=st.sets(st.integers(0, 29), max_size=4), size=st.integers(20, 400))
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_rows_in_are_rows_out_whatever_is_broken_and_wherever_it_is_cut(table, broken, size):
    simple = [(f"C{n}", day, amount) for n, (_, day, amount) in enumerate(table)]
    lines = [f"{name},{day},{amount}" for name, day, amount in simple]
    lines = [f"{line},x" if n in broken else line for n, line in enumerate(lines)]
    with temporary() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("goodwill.warehouse.reading.pieces.cuts.__defaults__", (size,))
        (folder / "a.csv").write_text("\n".join(["customer_id,date,amount", *lines]))
        found = outcome(folder / "a.csv", folder, delimiter=",")
    assert len(found.rows) == len(table)
    assert found.column("source_row") == list(range(2, len(table) + 2))
    assert set(found.unreadable) == {n + 2 for n in broken if n < len(table)}
    assert [row["customer_id"] for row in found.rows if not row["unreadable"]] == [
        name for n, (name, _, _) in enumerate(simple) if n not in broken
    ]


@given(text=st.text('ab,"\n', max_size=60), size=st.integers(1, 30))
def test_cutting_loses_no_byte(text, size):
    pieces = [text[n : n + 3].encode() for n in range(0, len(text), 3)]
    whole = b"".join(cut.data for cut in cuts(iter(pieces), size))
    assert whole.strip() in (text.encode().strip(), (text + "\n").encode().strip())


@given(rows=st.lists(st.lists(st.text('ab,"\n ', max_size=5), min_size=2, max_size=2), max_size=9))
def test_what_is_whole_needs_no_mending(rows):
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    text = written(rows, ",", "\n", csv.QUOTE_ALL)
    records = list(Mender(2, ",").mended(text.encode(), 0, 0))
    assert [list(record.fields) for record in records] == rows
    assert [record.row for record in records] == list(range(1, len(rows) + 1))


class temporary:  # noqa: N801 - a fixture's folder would be shared by all examples
    def __enter__(self) -> Path:
        self.folder = Path(tempfile.mkdtemp())
        return self.folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder)
