"""One table, written in every form a company may have it in, reads back the same."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
import xlsxwriter
from warehouse.reading.exports import Outcome, outcome

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import COSTS, CUSTOMERS, ORDER_LINES, PRODUCTS
from goodwill.warehouse.reading import Settings, read, survey

NAMES = ("customer_id", "order_date", "amount", "quantity", "description")
ROWS = (
    ("梅兰", date(2024, 3, 5), Decimal("1284.50"), 2, "茶, 一盒"),
    ("O'Hara", date(2024, 12, 31), Decimal("-10.05"), -1, 'the "big" one'),
    ("Zoë", date(2023, 1, 1), Decimal("0.10"), 1, "two\nlines"),
    ("007", date(2024, 2, 29), Decimal("1000000.00"), 10, "a;b|c\td"),
)


def written(delimiter: str = ",", *, ends: str = "\n") -> str:
    def field(value: object) -> str:
        return '"' + str(value).replace('"', '""') + '"'

    lines = [delimiter.join(field(value) for value in row) for row in (NAMES, *ROWS)]
    return ends.join([*lines, ""])


def is_the_table(found: Outcome, *, first: int = 2) -> bool:
    """Everything equal to `ROWS`, in order, numbered from `first`."""
    assert found.column("customer_id") == [row[0] for row in ROWS]
    assert found.column("ordered_on") == [row[1] for row in ROWS]
    assert found.column("amount_minor") == [int(row[2] * 100) for row in ROWS]
    assert found.column("quantity_thousandths") == [row[3] * 1000 for row in ROWS]
    assert found.column("description") == [row[4] for row in ROWS]
    assert found.column("source_row") == [first + n for n in range(len(ROWS))]
    assert found.read.exact_total == sum(row[2] for row in ROWS)
    assert found.unreadable == {}
    return True


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, ends: str):
    (tmp_path / "orders.txt").write_bytes(written(delimiter, ends=ends).encode())
    found = outcome(tmp_path / "orders.txt", tmp_path)
    assert is_the_table(found)
    assert found.survey.sources[0].delimiter == delimiter


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_encodings(tmp_path: Path, encoding: str):
    text = written() if encoding != "gb18030" else written().replace("Zoë", "周伟")
    (tmp_path / "orders.csv").write_bytes(text.encode(encoding))
    found = outcome(tmp_path / "orders.csv", tmp_path)
    if encoding == "gb18030":
        assert found.column("customer_id") == ["梅兰", "O'Hara", "周伟", "007"]
    else:
        assert is_the_table(found)


def test_big5_is_told_from_gb18030_by_its_bytes(tmp_path: Path):
    names = ["王小明", "陳淑芬", "林志豪", "張雅婷", "李建國", "黃美玲"]
    lines = ["客戶,訂單日期,金額", *(f"{name},2024-03-05,10" for name in names)]
    for encoding in ("big5", "gb18030"):
        (tmp_path / "orders.csv").write_bytes("\n".join(lines).encode(encoding))
        found = outcome(tmp_path / "orders.csv", tmp_path)
        assert found.column("customer_id") == names
        assert found.survey.sources[0].encoding == encoding


def test_western_text_of_old(tmp_path: Path):
    lines = ["Kunde;Datum;Betrag", "Müller;05.03.2024;1,50", "Gößner;25.03.2024;2,75"]
    (tmp_path / "orders.csv").write_bytes("\n".join(lines).encode("cp1252"))
    found = outcome(tmp_path / "orders.csv", tmp_path, columns={"customer_id": "Kunde"})
    assert found.column("customer_id") == ["Müller", "Gößner"]
    assert found.column("amount_minor") == [150, 275]


def test_chinese_far_down_a_file_that_begins_in_ascii(tmp_path: Path):
    plain = "".join(f"C{n},2024-03-05,1\n" for n in range(30_000))
    text = "customer_id,order_date,amount\n" + plain + "梅兰,2024-03-05,1\n"
    (tmp_path / "orders.csv").write_bytes(text.encode("gb18030"))
    assert outcome(tmp_path / "orders.csv", tmp_path).rows[-1]["customer_id"] == "梅兰"


@pytest.mark.parametrize(
    ("ending", "packed"),
    [(".gz", gzip.compress), (".zst", lambda text: pa.compress(text, "zstd", asbytes=True))],
)
def test_packed(tmp_path: Path, ending: str, packed: Callable[[bytes], bytes]):
    (tmp_path / f"orders.csv{ending}").write_bytes(packed(written().encode("utf-16")))
    assert is_the_table(outcome(tmp_path / f"orders.csv{ending}", tmp_path))


def test_gzip_of_several_members(tmp_path: Path):
    half = len(written()) // 2
    parts = [gzip.compress(text.encode()) for text in (written()[:half], written()[half:])]
    (tmp_path / "orders.csv.gz").write_bytes(b"".join(parts))
    assert is_the_table(outcome(tmp_path / "orders.csv.gz", tmp_path))


def workbook(file: Path, *, above: int = 0, beside: int = 0) -> None:
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Notes").write(0, 0, "made by hand")
        page = book.add_worksheet("Orders")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(above, beside, NAMES)
        for number, row in enumerate(ROWS, start=above + 1):
            page.write_string(number, beside, row[0])
            page.write_datetime(
                number, beside + 1, datetime.combine(row[1], datetime.min.time()), day
            )
            page.write_row(number, beside + 2, [float(row[2]), row[3], row[4]])


def test_a_sheet_chosen_by_name(tmp_path: Path):
    workbook(tmp_path / "orders.xlsx")
    assert is_the_table(outcome(f"{tmp_path}/orders.xlsx#Orders", tmp_path))


@pytest.mark.parametrize("beside", [0, 2])
def test_rows_of_a_sheet_keep_their_numbers(tmp_path: Path, beside: int):
    workbook(tmp_path / "orders.xlsx", above=3, beside=beside)
    found = outcome(f"{tmp_path}/orders.xlsx#Orders", tmp_path)
    assert is_the_table(found, first=5)
    assert found.survey.sources[0].heading_row == 4


def arrow_table() -> pa.Table:
    return pa.table({name: [row[n] for row in ROWS] for n, name in enumerate(NAMES)})


def test_parquet(tmp_path: Path):
    pa.parquet.write_table(arrow_table(), tmp_path / "orders.parquet")
    assert is_the_table(outcome(tmp_path / "orders.parquet", tmp_path), first=1)


def test_feather_in_several_batches(tmp_path: Path):
    pyarrow.feather.write_feather(arrow_table(), tmp_path / "orders.feather", chunksize=2)
    assert is_the_table(outcome(tmp_path / "orders.feather", tmp_path), first=1)


def test_binary_fractions_are_read_as_they_are_shown(tmp_path: Path):
    table = arrow_table().set_column(2, "amount", [[float(row[2]) for row in ROWS]])
    pa.parquet.write_table(table, tmp_path / "orders.parquet")
    assert is_the_table(outcome(tmp_path / "orders.parquet", tmp_path), first=1)


def test_identifiers_kept_as_fractions_lose_their_point(tmp_path: Path):
    table = pa.table({"CustomerID": [17850.0, None], "date": [date(2024, 3, 5)] * 2,
                      "amount": [1.5, 2.5]})  # fmt: skip
    pa.parquet.write_table(table, tmp_path / "orders.parquet")
    assert outcome(tmp_path / "orders.parquet", tmp_path).column("customer_id") == ["17850", None]


def json_lines() -> str:
    rows = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    return "\n".join(
        json.dumps(row, default=lambda one: float(one) if isinstance(one, Decimal) else str(one))
        for row in rows
    )


def test_json_lines(tmp_path: Path):
    (tmp_path / "orders.jsonl").write_text(json_lines(), encoding="utf-8")
    assert is_the_table(outcome(tmp_path / "orders.jsonl", tmp_path), first=1)


def test_json_array(tmp_path: Path):
    text = "[" + json_lines().replace("\n", ",\n") + "]"
    (tmp_path / "orders.json").write_text(text, encoding="utf-8")
    assert is_the_table(outcome(tmp_path / "orders.json", tmp_path), first=1)


def test_json_numbers_are_no_thousands(tmp_path: Path):
    line = (
        '{"customer_id": "Mei", "date": "2024-03-05", "amount": 1.234, "who": {"region": "华东"}}'
    )
    (tmp_path / "orders.jsonl").write_text(line, encoding="utf-8")
    found = outcome(tmp_path / "orders.jsonl", tmp_path)
    assert found.read.exact_total == Decimal("1.234")
    assert found.column("amount_minor") == [123]
    assert "who.region" in found.survey.sources[0].unused


def sqlite_shop(folder: Path) -> Path:
    with sqlite3.connect(folder / "shop.db") as connection:
        connection.execute(f"CREATE TABLE orders ({', '.join(NAMES)})")
        rows = [(row[0], row[1].isoformat(), float(row[2]), row[3], row[4]) for row in ROWS]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return folder / "shop.db"


def test_sqlite_by_url_and_by_file(tmp_path: Path):
    shop = sqlite_shop(tmp_path)
    assert is_the_table(outcome(f"sqlite:///{shop}?table=orders", tmp_path), first=1)
    assert is_the_table(outcome(shop, tmp_path), first=1)


def duckdb_shop(folder: Path) -> Path:
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute(
            "CREATE TABLE orders (customer_id VARCHAR, order_date DATE, amount DECIMAL(18,2),"
            " quantity INTEGER, description VARCHAR)"
        )
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", ROWS)
        connection.execute("CREATE VIEW first_one AS FROM orders LIMIT 1")
    return folder / "shop.duckdb"


def test_duckdb_by_url(tmp_path: Path):
    shop = duckdb_shop(tmp_path)
    assert is_the_table(outcome(f"duckdb:///{shop}?table=orders", tmp_path), first=1)
    assert len(outcome(f"duckdb:///{shop}?table=first_one", tmp_path).rows) == 1


def test_a_folder_of_files_with_columns_in_another_order(tmp_path: Path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "january.csv").write_text("customer_id,date,amount\nMei,2024-01-05,1\n")
    (folder / "february.csv").write_text("Amount;Date;Customer ID\n2;2024-02-05;Li\n")
    (folder / "march.csv").write_text("amount,date,customer_id\n1,2024-01-05,Mei\n")
    (folder / "readme.md").write_text("not an export")
    found = outcome(folder, tmp_path)
    assert found.column("customer_id") == ["Li", "Mei", "Mei"]
    assert found.column("source_id") == [0, 1, 2]
    assert found.column("source_row") == [2, 2, 2]
    assert outcome(folder / "*ary.csv", tmp_path).column("amount_minor") == [200, 100]


def test_the_same_row_hashes_alike_in_every_read_and_only_the_same(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "customer_id,date,amount,till\nMei,2024-01-05,1,7\nMei,2024-01-05,1,8\nMei,2024-01-05,1,7\n"
    )
    first = outcome(tmp_path / "a.csv", tmp_path).column("row_hash")
    assert first == outcome(tmp_path / "a.csv", tmp_path).column("row_hash")
    assert first[0] == first[2] != first[1]


def test_a_password_is_never_said(tmp_path: Path):
    pytest.importorskip("psycopg")
    with pytest.raises(Exception, match="cannot be reached") as refused:
        survey(["postgresql://mei:secret@127.0.0.1:1/shop?table=x"], ORDER_LINES)
    assert "secret" not in str(refused.value)


def test_customers_keep_their_other_columns_and_the_first_of_each_key(tmp_path: Path):
    (tmp_path / "c.csv").write_text(
        "客户编号,客户名称,行业,注册日期,等级,Name\nA1,梅记,零售,2020年1月5日,金,x\n"
        "A2,,,,,\nA1,又一个,,,,\n,无号,,,,\n",
        encoding="utf-8",
    )
    found = outcome(tmp_path / "c.csv", tmp_path, CUSTOMERS, columns={"name": "客户名称"})
    assert found.read.set_aside == 2
    assert [(row["customer_id"], row["name"]) for row in found.rows] == [
        ("A1", "梅记"),
        ("A2", None),
    ]
    assert found.rows[0]["known_day"] == (date(2020, 1, 5) - date(1970, 1, 1)).days
    assert found.rows[0]["等级"] == "金"
    assert found.rows[0]["Name_"] == "x"
    assert sorted(str(one.reason) for one in found.read.rejected) == [
        "It has no key.", "Its key occurs before; the first row is kept."]  # fmt: skip


def test_products_and_costs(tmp_path: Path):
    (tmp_path / "p.csv").write_text("SKU,Product Name,Category,Unit Cost\nT1,Tea,Drinks,¥3.45\n")
    product = outcome(tmp_path / "p.csv", tmp_path / "p", PRODUCTS).rows[0]
    assert (product["product_id"], product["unit_cost_minor"]) == ("T1", 345)
    (tmp_path / "k.csv").write_text("customer,date,activity,cost\nA1,2024-03-05,visit,80\n")
    (tmp_path / "l.csv").write_text("customer,date,activity,cost\nA1,2024-03-06,call,5\n")
    costs = outcome([tmp_path / "k.csv", tmp_path / "l.csv"], tmp_path / "k", COSTS)
    assert sorted(costs.column("amount_minor")) == [500, 8000]


def test_a_mapping_is_saved_and_used_again(tmp_path: Path):
    from goodwill.warehouse.reading import load_mapping

    (tmp_path / "a.csv").write_text("who;when;what\nMei;05/03/2024;1,50\nLi;06/03/2024;2,5\n")
    told = {"customer_id": "who", "date": "when", "amount": "what"}
    first = survey([str(tmp_path / "a.csv")], ORDER_LINES, Settings(dates="dmy", columns=told))
    first.save(tmp_path / "map.toml")
    again = outcome(tmp_path / "a.csv", tmp_path, settings=load_mapping(tmp_path / "map.toml"))
    assert again.column("ordered_on") == [date(2024, 3, 5), date(2024, 3, 6)]
    assert again.column("amount_minor") == [150, 250]


def test_a_mapping_with_a_strange_word_is_refused(tmp_path: Path):
    from goodwill.warehouse.reading import load_mapping

    (tmp_path / "map.toml").write_text('colour = "red"\n')
    with pytest.raises(SettingRefused, match="colour"):
        load_mapping(tmp_path / "map.toml")


def test_a_source_that_changes_while_it_is_read_is_refused(tmp_path: Path):
    from goodwill.analytics.errors import SourceUnreadable

    (tmp_path / "a.csv").write_text("customer_id,date,amount\nMei,2024-01-05,1\n")
    surveyed = survey([str(tmp_path / "a.csv")], ORDER_LINES)
    with (tmp_path / "a.csv").open("a") as file:
        file.write("Li,2024-01-05,1\n")
    with pytest.raises(SourceUnreadable, match="changed while"):
        read(surveyed, tmp_path / "table")
