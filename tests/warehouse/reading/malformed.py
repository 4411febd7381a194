# ruff: noqa: E501 - rows of examples, one a line
"""Files as they should not be, each with what must come of it.

Built into a temporary folder by the tests; nothing of them is kept.
"""

from __future__ import annotations

import gzip
import io
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import xlsxwriter

from goodwill.analytics.errors import (
    Ambiguous,
    ColumnsUnclear,
    InputError,
    SettingRefused,
    SourceMissing,
    SourceUnreadable,
)

HEADING = "customer_id,order_date,amount"
GOOD = ("Mei,2024-03-05,10.50", "Otto,2024-03-06,20.00", "Li,2024-03-07,30.25")


@dataclass(frozen=True)
class Refused:
    """The whole source is refused, with these words in the sentence."""

    error: type[InputError]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """Good rows are kept; bad ones are flagged, each with its reason."""

    good: int
    bad: Mapping[int, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Malformed:
    name: str
    build: Callable[[Path], str]
    comes_of_it: Refused | Kept
    settings: Mapping[str, object] = field(default_factory=dict)


def text(*lines: str, name: str = "orders.csv", ends: str = "\n") -> Callable[[Path], str]:
    return raw(ends.join([*lines, ""]).encode(), name)


def raw(content: bytes, name: str = "orders.csv") -> Callable[[Path], str]:
    def build(folder: Path) -> str:
        (folder / name).write_bytes(content)
        return str(folder / name)

    return build


def csv(*rows: str, heading: str = HEADING) -> Callable[[Path], str]:
    return text(heading, *rows)


def nothing(name: str) -> Callable[[Path], str]:
    return lambda folder: str(folder / name)


def sheet(*rows: tuple[object, ...], name: str = "orders.xlsx") -> Callable[[Path], str]:
    def build(folder: Path) -> str:
        with xlsxwriter.Workbook(folder / name) as book:
            page = book.add_worksheet("Orders")
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        return str(folder / name)

    return build


def two_sheets(folder: Path) -> str:
    with xlsxwriter.Workbook(folder / "orders.xlsx") as book:
        for name in ("一月", "二月"):
            book.add_worksheet(name).write_row(0, 0, ["customer_id", "order_date", "amount"])
    return str(folder / "orders.xlsx")


def locked_sheet(folder: Path) -> str:
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return raw(wrapped + "EncryptedPackage".encode("utf-16-le") + bytes(512), "orders.xlsx")(folder)


def other_archive(folder: Path) -> str:
    with zipfile.ZipFile(folder / "orders.xlsx", "w") as archive:
        archive.writestr("readme.txt", "not a sheet")
    return str(folder / "orders.xlsx")


def cut_gzip(folder: Path) -> str:
    packed = gzip.compress("\n".join([HEADING, *GOOD * 3000]).encode())
    return raw(packed[: len(packed) // 2], "orders.csv.gz")(folder)


def cut_zstandard(folder: Path) -> str:
    packed = pa.compress("\n".join([HEADING, *GOOD * 3000]).encode(), "zstd", asbytes=True)
    return raw(packed[:-3], "orders.csv.zst")(folder)


def broken_gzip(folder: Path) -> str:
    packed = bytearray(gzip.compress("\n".join([HEADING, *GOOD * 3000]).encode()))
    packed[len(packed) // 2] ^= 0xFF
    return raw(bytes(packed), "orders.csv.gz")(folder)


def cut_parquet(folder: Path) -> str:
    file = folder / "orders.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS customer_id) TO '{file}'")
    file.write_bytes(file.read_bytes()[:-20])
    return str(file)


def parquet_with_a_hole(folder: Path) -> str:
    file = folder / "orders.parquet"
    duckdb.sql(
        "COPY (SELECT hash(i)::VARCHAR AS customer_id, DATE '2024-03-05' AS order_date,"
        f" i * 1.5 AS amount FROM range(50000) t(i)) TO '{file}' (COMPRESSION zstd)"
    )
    content = bytearray(file.read_bytes())
    content[2000:6000] = bytes(4000)
    file.write_bytes(bytes(content))
    return str(file)


def sqlite_with(*tables: str, query: str = "") -> Callable[[Path], str]:
    def build(folder: Path) -> str:
        with sqlite3.connect(folder / "shop.db") as connection:
            for table in tables:
                connection.execute(f'CREATE TABLE "{table}" (customer_id, order_date, amount)')
        connection.close()
        return f"sqlite:///{folder}/shop.db{query}"

    return build


def empty_folder(folder: Path) -> str:
    (folder / "exports").mkdir()
    (folder / "exports" / "notes.docx").write_bytes(b"x")
    return str(folder / "exports")


def utf16(text: str) -> bytes:
    return io.BytesIO(text.encode("utf-16")).getvalue()


CORPUS = (
    # There is nothing to read
    Malformed("missing file", nothing("no.csv"), Refused(SourceMissing, ("There is no file", "no.csv"))),
    Malformed("glob without a match", nothing("*.csv"), Refused(SourceMissing, ("No file matches",))),
    Malformed("folder without tables", empty_folder, Refused(SourceMissing, ("holds no table", ".csv"))),
    Malformed("empty file", raw(b""), Refused(SourceUnreadable, ("is empty", "orders.csv"))),
    Malformed("blank lines only", raw(b"\n\r\n  \n"), Refused(SourceUnreadable, ("is empty",))),
    Malformed("mark and nothing else", raw(b"\xef\xbb\xbf"), Refused(SourceUnreadable, ("is empty",))),
    Malformed("heading only", csv(), Refused(SourceUnreadable, ("a heading and no rows", "order_date"))),
    Malformed("unknown scheme", lambda _: "ftp://host/x.csv", Refused(SettingRefused, ("ftp:// is not a source",))),
    # Not what its name says
    Malformed("web page named xls", raw(b"<html><table><tr><td>1</td></tr></table>", "orders.xls"),
              Refused(SourceUnreadable, ("web page", "save it as XLSX or CSV"))),
    Malformed("PDF named csv", raw(b"%PDF-1.7 ..."), Refused(SourceUnreadable, ("PDF", "Export it"))),
    Malformed("sheet named csv", sheet(("customer_id", "order_date", "amount"), ("Mei", "2024-03-05", 10.5), name="orders.csv"), Kept(1)),
    Malformed("text named xlsx", text(HEADING, *GOOD, name="orders.xlsx"), Kept(3)),
    Malformed("other archive named xlsx", other_archive, Refused(SourceUnreadable, ("cannot be read as a spreadsheet",))),
    Malformed("locked sheet", locked_sheet, Refused(SourceUnreadable, ("protected by a password", "remove the password"))),
    Malformed("text named parquet", text(HEADING, *GOOD, name="orders.parquet"),
              Refused(SourceUnreadable, ("not a whole parquet file",))),
    Malformed("JSON that is none", text("{oops", "{again", name="orders.jsonl"),
              Refused(SourceUnreadable, ("not JSON with one object on each line",))),
    # Damaged
    Malformed("gzip cut short", cut_gzip, Refused(SourceUnreadable, ("not copied to its end", "orders.csv.gz"))),
    Malformed("Zstandard cut short", cut_zstandard, Refused(SourceUnreadable, ("not copied to its end",))),
    Malformed("gzip with a wrong byte", broken_gzip, Refused(SourceUnreadable, ("damaged",))),
    Malformed("Parquet cut short", cut_parquet, Refused(SourceUnreadable, ("not a whole Parquet file",))),
    Malformed("Parquet with a hole", parquet_with_a_hole, Refused(SourceUnreadable, ("orders.parquet",))),
    Malformed("bytes of no encoding", raw(b"\xff\x81\x20" * 500), Refused(SourceUnreadable, ("--encoding",))),
    Malformed("one row with bytes that are no UTF-8",
              raw(b"customer_id,order_date,amount\n" + "梅,2024-03-05,1\n".encode() * 5 + b"M\xff\xfei,2024-03-06,2\nLi,2024-03-07,3\n"),
              Kept(6, {7: "row"}, {7: "no text in utf-8"})),
    Malformed("row with NULs", raw(b"customer_id,order_date,amount\nMei,2024-03-05,1\n\0\0\0,\0,\0\nLi,2024-03-07,3\n"),
              Kept(2, {3: "row"}, {3: "no text"})),
    # Ragged
    Malformed("too many fields", csv(GOOD[0], "Otto,2024-03-06,20,extra", GOOD[2]),
              Kept(2, {3: "row"}, {3: "4 fields where the heading has 3"})),
    Malformed("too few fields", csv(GOOD[0], "Otto,2024-03-06", GOOD[2]),
              Kept(2, {3: "row"}, {3: "2 fields where the heading has 3"})),
    Malformed("delimiters at the end", csv(GOOD[0] + ",", GOOD[1] + ",,", GOOD[2]), Kept(3)),
    Malformed("line broken without quotes", csv(GOOD[0], "Otto", "Brown,2024-03-06,20", GOOD[2]),
              Kept(3, {3: "row"}, {3: "1 field"})),
    Malformed("blank lines in the midst", csv(GOOD[0], "", "", "Otto,soon,1", GOOD[2]), Kept(2, {5: "date"})),
    Malformed("quote never closed", csv(GOOD[0], '"Otto,2024-03-06,20', GOOD[2]),
              Kept(2, {3: "row"}, {3: "never closed"})),
    Malformed("quote never closed before a row that has one", csv(GOOD[0], '"Otto,2024-03-06,20', '"Li",2024-03-07,30', GOOD[2]),
              Kept(3, {3: "row"}, {3: "never closed"})),
    Malformed("spaces before quotes", csv(GOOD[0], 'Otto, "2024-03-06", "20.50"', GOOD[2], heading='customer_id, "order_date", "amount"'), Kept(3)),
    Malformed("quote in the midst of text", csv(GOOD[0], 'Ot"to,2024-03-06,20', GOOD[2]), Kept(3)),
    Malformed("text behind a closing quote", csv(GOOD[0], '"Otto" Brown,2024-03-06,20', GOOD[2]), Kept(3)),
    Malformed("mixed line ends", raw(f"{HEADING}\r\n{GOOD[0]}\n{GOOD[1]}\r\n{GOOD[2]}".encode()), Kept(3)),
    Malformed("line ends of old", text(HEADING, *GOOD, ends="\r"), Kept(3)),
    # Around the table
    Malformed("titles above the heading", text("Sales report 2024", "", HEADING, *GOOD), Kept(3)),
    Malformed("line of totals", csv(*GOOD, "Total,,60.75"), Kept(3, {5: "row"}, {5: "line of totals"})),
    Malformed("合计行", csv(*GOOD, "合计,,60.75", heading="客户编号,订单日期,金额"), Kept(3, {5: "row"}, {5: "line of totals"})),
    Malformed("heading again", csv(GOOD[0], HEADING, GOOD[1]), Kept(2, {3: "row"}, {3: "heading again"})),
    Malformed("names repeated in the heading", csv("Mei,2024-03-05,10,x", heading="customer_id,order_date,amount,amount"), Kept(1)),
    Malformed("names missing in the heading", csv("Mei,2024-03-05,10,x", heading="customer_id,order_date,amount,"), Kept(1)),
    Malformed("no heading", text(*GOOD), Kept(3)),
    # Columns
    Malformed("no date", csv("Mei,10", "Otto,20", heading="customer_id,amount"),
              Refused(ColumnsUnclear, ("looks like ordered_on", "customer_id, amount", "--map ordered_on=COLUMN"))),
    Malformed("no amount", csv("Mei,2024-03-05", heading="customer_id,order_date"),
              Refused(ColumnsUnclear, ("looks like amount", "--map amount=COLUMN"))),
    Malformed("two dates alike", csv("Mei,2024-03-05,2024-03-05,1", heading="customer_id,date,日期,amount"),
              Refused(ColumnsUnclear, ("Several columns", "date, 日期", '--map "ordered_on=date"'))),
    Malformed("column told that is not there", csv(*GOOD),
              Refused(SettingRefused, ("has no column when", "order_date")), {"columns": {"date": "when"}}),
    Malformed("role told that is none", csv(*GOOD),
              Refused(SettingRefused, ("no column colour",)), {"columns": {"colour": "amount"}}),
    # Values
    Malformed("day or month first", csv("Mei,05/03/2024,1", "Li,06/04/2024,2"),
              Refused(Ambiguous, ("order_date", "05/03/2024", "--dates dmy or --dates mdy"))),
    Malformed("day and month both ways", csv("Mei,25/03/2024,1", "Li,26/03/2024,2", "Otto,03/27/2024,3"),
              Kept(2, {4: "date"}, {4: "no date"})),
    Malformed("thousands or decimals", csv('Mei,2024-03-05,"1,234"', 'Li,2024-03-06,"5,678"'),
              Refused(Ambiguous, ("amount", "1,234", "--decimal"))),
    Malformed("no such day", csv(GOOD[0], "Otto,2024-02-30,20", GOOD[2]), Kept(2, {3: "date"}, {3: "no date"})),
    Malformed("year with a slip", csv(GOOD[0], "Otto,0204-03-06,20", GOOD[2]), Kept(2, {3: "date"})),
    Malformed("percent for an amount", csv(GOOD[0], "Otto,2024-03-06,20%", GOOD[2]), Kept(2, {3: "amount"}, {3: "no number"})),
    Malformed("words for an amount", csv(GOOD[0], "Otto,2024-03-06,on request", GOOD[2]), Kept(2, {3: "amount"})),
    Malformed("amount that overflows", csv(GOOD[0], f"Otto,2024-03-06,{'9' * 40}", GOOD[2]), Kept(2, {3: "amount"})),
    Malformed("error of a spreadsheet", csv(GOOD[0], "Otto,#REF!,#DIV/0!", GOOD[2]), Kept(2, {3: "date"})),
    # Sheets and databases
    Malformed("several sheets", two_sheets, Refused(SourceMissing, ("several sheets", "一月, 二月", "#一月"))),
    Malformed("sheet that is not there", lambda folder: sheet(("a",))(folder) + "#Mars",
              Refused(SourceMissing, ("has no sheet Mars", "Orders"))),
    Malformed("empty sheet", sheet(), Refused(SourceUnreadable, ("is empty",))),
    Malformed("several tables", sqlite_with("orders", "returns"), Refused(SourceMissing, ("several tables", "orders, returns", "?table=orders"))),
    Malformed("table that is not there", sqlite_with("orders", query="?table=x"), Refused(SourceMissing, ("has no table x", "orders"))),
    Malformed("no table", sqlite_with(), Refused(SourceMissing, ("holds no table",))),
    Malformed("text under a database's URL", lambda folder: "sqlite:///" + csv(*GOOD)(folder),
              Refused(SourceUnreadable, ("SQLite",))),
    # Settings
    Malformed("currency that is none", csv(*GOOD), Refused(SettingRefused, ("not a currency",)), {"currency": "yuan"}),
    Malformed("order of dates that is none", csv(*GOOD), Refused(SettingRefused, ("--dates cannot be dd",)), {"dates": "dd"}),
    Malformed("encoding that is none", csv(*GOOD), Refused(SettingRefused, ("no encoding klingon",)), {"encoding": "klingon"}),
    Malformed("JSON line that is none", text('{"customer_id":"Mei","date":"2024-03-05","amount":1.10}', "{oops", name="o.jsonl"),
              Kept(1, {2: "row"}, {2: "not a JSON object"})),
)  # fmt: skip
