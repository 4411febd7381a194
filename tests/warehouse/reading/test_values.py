# ruff: noqa: E501 - rows of examples, one a line
"""Amounts, dates and words as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from warehouse.reading.exports import outcome

from goodwill.analytics.errors import Ambiguous


def amounts(folder: Path, *values: str, **settings: object) -> list[object]:
    """Minor units of amounts written so, in one column."""
    lines = ["customer_id\tdate\tamount", *(f"Mei\t2024-03-05\t{value}" for value in values)]
    (folder / "a.tsv").write_text("\n".join(lines), encoding="utf-8")
    return outcome(folder / "a.tsv", folder, **settings).column("amount_minor")


def days(folder: Path, *values: str, **settings: object) -> list[object]:
    """Dates written so, in one column."""
    lines = ["customer_id\tdate\tamount", *(f"Mei\t{value}\t1" for value in values)]
    (folder / "d.tsv").write_text("\n".join(lines), encoding="utf-8")
    return outcome(folder / "d.tsv", folder, **settings).column("ordered_on")


@pytest.mark.parametrize(
    "written",
    [
        "¥1,284.50", "￥1,284.50", "1,284.50元", "CNY 1,284.50", "RMB1284.50", "$1,284.50", "HK$1,284.50",
        "NT$ 1,284.50", "1 284.50", "1\u00a0284.50", "1'284.50", "１，２８４．５０", "+1284.5", "1284.500",
        "1.2845E3", " 1284.50 ", "人民币1,284.50", "US$1284.50",
    ],
)  # fmt: skip
def test_amounts_in_every_style(tmp_path: Path, written: str):
    assert amounts(tmp_path, written, "0.25") == [128450, 25]


@pytest.mark.parametrize("written", ["1.284,50", "€1.284,50", "1 284,50 €", "1284,50", "1'284,50"])
def test_amounts_with_a_decimal_comma(tmp_path: Path, written: str):
    assert amounts(tmp_path, written, "3,5", currency="EUR") == [128450, 350]


@pytest.mark.parametrize(
    "written", ["-1284.50", "(1,284.50)", "1,284.50-", "¥-1,284.50", "-¥1,284.50", "−1284.50", "（1,284.50）"]
)  # fmt: skip
def test_negative_amounts(tmp_path: Path, written: str):
    assert amounts(tmp_path, written, "0.25") == [-128450, 25]


@pytest.mark.parametrize(
    "written", ["1,28,4.50", "12 34.5", "1.2.3", "20%", "1.2万", "abc", "1,2345.00", "--5", "1/2"]
)
def test_what_is_no_amount_is_flagged(tmp_path: Path, written: str):
    assert amounts(tmp_path, "0.25", written) == [25, None]


@pytest.mark.parametrize("written", ["", "NULL", "N/A", "-", "无", "空", "nan", "#N/A"])
def test_words_for_nothing_are_nothing(tmp_path: Path, written: str):
    lines = f"customer_id\tdate\tamount\tregion\nMei\t2024-03-05\t{written}\t{written}\nLi\t2024-03-05\t1\tx\n"
    (tmp_path / "a.tsv").write_text(lines, encoding="utf-8")
    found = outcome(tmp_path / "a.tsv", tmp_path)
    assert found.column("amount_minor") == [None, 100]
    assert found.column("region") == [None, "x"]
    assert found.unreadable == {}


def test_a_thousand_or_one_and_a_bit_is_asked_for(tmp_path: Path):
    with pytest.raises(Ambiguous, match="--decimal"):
        amounts(tmp_path, "1,234")
    assert amounts(tmp_path, "1,234", decimal=".") == [123400]
    assert amounts(tmp_path, "1,235", decimal=",") == [124]
    assert amounts(tmp_path, "1,234", "1,234,567") == [123400, 123456700]
    assert amounts(tmp_path, "1,234", "0,5") == [123, 50]


def test_another_column_settles_the_decimal_mark(tmp_path: Path):
    (tmp_path / "a.csv").write_text("customer;date;amount;cost\nMei;2024-03-05;1.234;0,75\n")
    assert outcome(tmp_path / "a.csv", tmp_path).column("amount_minor") == [123400]


def test_halves_are_rounded_away_from_zero_and_the_exact_sum_is_kept(tmp_path: Path):
    lines = "customer,date,quantity,unit_price\nMei,2024-03-05,1,0.125\nMei,2024-03-05,-1,0.125\nMei,2024-03-05,3,0.333\n"
    (tmp_path / "a.csv").write_text(lines)
    found = outcome(tmp_path / "a.csv", tmp_path)
    assert found.column("amount_minor") == [13, -13, 100]
    assert found.read.exact_total == Decimal("0.999")
    assert found.read.rounded_total_minor == 100


def test_a_currency_without_cents_and_one_a_row(tmp_path: Path):
    lines = "customer,date,amount,currency\nMei,2024-03-05,1200,JPY\nLi,2024-03-05,12.50,￥\nOtto,2024-03-05,1,eur\n"
    (tmp_path / "a.csv").write_text(lines, encoding="utf-8")
    found = outcome(tmp_path / "a.csv", tmp_path)
    assert found.column("amount_minor") == [1200, 1250, 100]
    assert found.column("currency") == ["JPY", "CNY", "EUR"]
    assert found.read.currencies == {"CNY": 1, "EUR": 1, "JPY": 1}
    assert found.survey.currency is None


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [("金额（元）", "5.5", "CNY"), ("Amount (USD)", "5.5", "USD"), ("amount_eur", "5.5", "EUR"),
     ("amount", "£5.5", "GBP"), ("金额", "HK$5.5", "HKD")],
)  # fmt: skip
def test_the_currency_is_found(tmp_path: Path, heading: str, value: str, code: str):
    (tmp_path / "a.csv").write_text(f"customer,date,{heading}\nMei,2024-03-05,{value}\n", "utf-8")
    found = outcome(tmp_path / "a.csv", tmp_path)
    assert found.survey.currency == code
    assert found.rows[0]["amount_minor"] == 550


@pytest.mark.parametrize(
    ("sign", "told", "code", "minor"),
    [
        ("¥", "JPY", "JPY", 5),
        ("$", "AUD", "AUD", 500),
        ("HK$", "CNY", "HKD", 500),
        ("¥", None, "CNY", 500),
    ],
)
def test_a_sign_that_currencies_share_is_what_it_is_told_to_be(
    tmp_path: Path, sign: str, told: str | None, code: str, minor: int
):
    (tmp_path / "a.csv").write_text(f"customer,date,amount\nMei,2024-03-05,{sign}5\n", "utf-8")
    row = outcome(tmp_path / "a.csv", tmp_path, currency=told).rows[0]
    assert (row["currency"], row["amount_minor"]) == (code, minor)


def test_an_amount_that_is_a_price_is_multiplied(tmp_path: Path):
    rows = "".join(f"Mei,2024-03-05,{n},2.50,2.50\n" for n in range(2, 8))
    (tmp_path / "a.csv").write_text("customer,date,quantity,unit_price,amount\n" + rows)
    found = outcome(tmp_path / "a.csv", tmp_path)
    assert found.column("amount_minor")[:2] == [500, 750]
    assert any("multiplied by the quantity" in str(note) for note in found.survey.sources[0].notes)


@pytest.mark.parametrize(
    ("columns", "values", "cost"),
    [("cost", "6", 600), ("unit_cost", "3", 600), ("margin", "4", 600), ("成本", "6", 600)],
)
def test_cost_from_what_there_is(tmp_path: Path, columns: str, values: str, cost: int):
    text = f"customer,date,quantity,amount,{columns}\nMei,2024-03-05,2,10,{values}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert outcome(tmp_path / "a.csv", tmp_path).rows[0]["cost_minor"] == cost


def test_the_cost_of_goods_that_came_back_is_negative(tmp_path: Path):
    (tmp_path / "a.csv").write_text("customer,date,amount,cost\nMei,2024-03-05,-10,6\n")
    assert outcome(tmp_path / "a.csv", tmp_path).rows[0]["cost_minor"] == -600


def test_a_discount_comes_off(tmp_path: Path):
    text = "customer,date,quantity,unit_price,discount_amount\nMei,2024-03-05,2,10,3\nLi,2024-03-05,1,5,\n"
    (tmp_path / "a.csv").write_text(text)
    assert outcome(tmp_path / "a.csv", tmp_path).column("amount_minor") == [1700, 500]


def test_a_currency_with_an_e_in_its_name_is_no_exponent(tmp_path: Path):
    (tmp_path / "a.csv").write_text("customer,date,amount\nMei,2024-03-05,EUR 5.50\n")
    found = outcome(tmp_path / "a.csv", tmp_path)
    assert found.survey.sources[0].number_formats["amount"].width == 18
    assert found.read.exact_total == Decimal("5.50")


def test_net_goes_before_gross(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "客户,日期,含税金额,不含税金额\n梅,2024-03-05,113,100\n", "utf-8"
    )
    assert outcome(tmp_path / "a.csv", tmp_path).column("amount_minor") == [10000]


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05", "2024/03/05", "2024.03.05", "2024-3-5", "2024年3月5日", "2024年03月05日 10:30", "20240305",
        "2024-03-05T23:30:00Z", "2024-03-05T23:30:00-05:00", "2024-03-05 00:30:00.123+08:00", "2024/3/5 9:05",
        "２０２４－０３－０５", "20240305103000", "5 March 2024", "05-Mar-2024", "05-Mar-24", "Mar 5, 2024",
        "March 5th, 2024", "Tue, 5 Mar 2024 10:00:00", "45356", "45356.75", "2024-03-05 10:30 PM", "24-3-5",
    ],
)  # fmt: skip
def test_dates_in_every_style(tmp_path: Path, written: str):
    told = {"dates": "ymd"} if written == "24-3-5" else {}
    assert days(tmp_path, written, **told) == [date(2024, 3, 5)]


@pytest.mark.parametrize("sep", ["/", "-", "."])
def test_one_day_over_twelve_settles_day_and_month(tmp_path: Path, sep: str):
    assert days(tmp_path, f"05{sep}03{sep}2024", f"13{sep}03{sep}2024")[0] == date(2024, 3, 5)
    assert days(tmp_path, f"03{sep}05{sep}2024", f"03{sep}13{sep}2024")[0] == date(2024, 3, 5)


def test_day_and_month_as_told(tmp_path: Path):
    assert days(tmp_path, "05/03/2024", "06/04/2024", dates="dmy")[0] == date(2024, 3, 5)
    assert days(tmp_path, "05/03/2024", "06/04/2024", dates="mdy")[0] == date(2024, 5, 3)


def test_the_same_number_twice_is_the_same_day_either_way(tmp_path: Path):
    assert days(tmp_path, "05/05/2024") == [date(2024, 5, 5)]


def test_short_years_are_told_from_days_by_how_little_they_change(tmp_path: Path):
    month = [f"{day:02}/03/24" for day in range(1, 29)]
    assert days(tmp_path, *month)[4] == date(2024, 3, 5)
    assert days(tmp_path, *(f"24/03/{day:02}" for day in range(1, 29)))[4] == date(2024, 3, 5)
    assert days(tmp_path, "31/12/99")[0] == date(1999, 12, 31)
    with pytest.raises(Ambiguous, match="--dates ymd"):
        days(tmp_path, "10/11/12")


def test_files_exported_alike_settle_each_other(tmp_path: Path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text("customer,date,amount\nMei,05/03/2024,1\n")
    (folder / "b.csv").write_text("customer,date,amount\nMei,25/03/2024,1\n")
    assert outcome(folder, tmp_path).column("ordered_on")[0] == date(2024, 3, 5)


def test_several_styles_in_one_column(tmp_path: Path):
    assert (
        days(tmp_path, "2024-03-05", "2024年3月5日", "20240305", "5 Mar 2024")
        == [date(2024, 3, 5)] * 4
    )
