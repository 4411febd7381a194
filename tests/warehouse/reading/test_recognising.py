# ruff: noqa: E501 - rows of examples, one a line
"""Columns are recognised by name in English and Chinese, and by content where names fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouse.reading.exports import outcome

from goodwill.analytics.errors import ColumnsUnclear
from goodwill.analytics.tables import CUSTOMERS, ORDER_LINES, Table
from goodwill.warehouse.reading import Settings, survey
from goodwill.warehouse.reading.recognising import normal
from goodwill.warehouse.reading.roles import ROLES


def roles(folder: Path, heading: str, *rows: str, table: Table = ORDER_LINES) -> dict[str, str]:
    (folder / "a.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    source = survey([str(folder / "a.csv")], table).sources[0]
    return {one.column: one.source_column for one in source.columns}


@pytest.mark.parametrize(
    ("heading", "row", "wanted"),
    [
        ("Order ID,Customer ID,Order Date,Ship Date,Sales,Profit", "1,2,2024-03-05,2024-03-09,5.5,1",
         {"order_id": "Order ID", "customer_id": "Customer ID", "ordered_on": "Order Date",
          "amount": "Sales", "margin": "Profit"}),
        ("訂單編號,客戶編號,訂單日期,商品名稱,數量,單價,銷售額", "1,2,2024/3/5,茶,1,5,5",
         {"order_id": "訂單編號", "customer_id": "客戶編號", "ordered_on": "訂單日期", "description": "商品名稱",
          "quantity": "數量", "unit_price": "單價", "amount": "銷售額"}),
        ("订单号,会员卡号,下单时间,实付金额,订单状态,门店,省份", "1,2,2024-03-05 10:00:00,5,完成,一店,广东",
         {"order_id": "订单号", "customer_id": "会员卡号", "ordered_on": "下单时间", "amount": "实付金额",
          "status": "订单状态", "department": "门店", "region": "省份"}),
        ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
         "1,a,tea,2,2024-03-05,5,7,UK",
         {"order_id": "InvoiceNo", "product_id": "StockCode", "description": "Description",
          "quantity": "Quantity", "ordered_on": "InvoiceDate", "unit_price": "UnitPrice",
          "customer_id": "CustomerID", "region": "Country"}),
        ("master_id,customer_id,date,cds,amount", "4,1,19970101,2,29.33",
         {"customer_id": "customer_id", "ordered_on": "date", "quantity": "cds", "amount": "amount"}),
        ("customer,purchased,price", "Mei,2024-03-05,5.5",
         {"customer_id": "customer", "ordered_on": "purchased", "amount": "price"}),
    ],
)  # fmt: skip
def test_exports_as_they_come(tmp_path: Path, heading: str, row: str, wanted: dict[str, str]):
    assert roles(tmp_path, heading, row) == wanted


def test_without_a_heading_columns_are_known_by_what_they_hold(tmp_path: Path):
    found = roles(tmp_path, "Mei,2024-03-05,10.50", "Otto,2024-03-06,7.25", "Mei,2024-03-09,3.10")
    assert found == {"customer_id": "column1", "ordered_on": "column2", "amount": "column3"}


def test_without_a_heading_and_without_a_clear_column_it_is_asked_for(tmp_path: Path):
    with pytest.raises(ColumnsUnclear, match="column1, column2"):
        roles(tmp_path, "Mei,Otto,2024-03-05,10.50", "Otto,Li,2024-03-06,7.25")


def test_a_name_that_does_not_fit_its_content_is_passed_over(tmp_path: Path):
    found = roles(tmp_path, "customer,date,amount,total", "Mei,2024-03-05,large,10.50")
    assert found["amount"] == "total"


def test_why_a_column_was_taken_is_said(tmp_path: Path):
    (tmp_path / "a.csv").write_text("customer,when,x\nMei,2024-03-05,10.50\n")
    told = Settings(columns={"amount": "x"})
    source = survey([str(tmp_path / "a.csv")], ORDER_LINES, told).sources[0]
    because = {one.column: str(one.because) for one in source.columns}
    assert because == {"customer_id": "by its name", "ordered_on": "by what it holds", "amount": "as you said"}  # fmt: skip


def test_an_empty_name_switches_a_column_off(tmp_path: Path):
    (tmp_path / "a.csv").write_text("customer,date,amount,cost\nMei,2024-03-05,10,4\n")
    assert outcome(tmp_path / "a.csv", tmp_path, columns={"cost": ""}).rows[0]["cost_minor"] is None


def test_column_names_cannot_reach_the_query(tmp_path: Path):
    heading = 'customer,date,amount,"x""; DROP TABLE t; --","c0","goodwill_row"'
    (tmp_path / "a.csv").write_text(f"{heading}\nMei,2024-03-05,10,1,2,3\n")
    found = outcome(tmp_path / "a.csv", tmp_path, CUSTOMERS)
    assert found.rows[0]['x"; DROP TABLE t; --'] == "1"
    assert found.rows[0]["c0"] == "2"


def test_every_name_in_the_table_of_words_is_in_normal_form_and_has_one_meaning_a_role():
    for table in ROLES.values():
        for role, tiers in table.items():
            words = [word for tier in tiers for word in tier.split()]
            assert [word for word in words if normal(word) != word] == [], role


def test_a_region_is_the_region_where_a_city_stands_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,city,region\nC1,苏州,江苏\nC2,厦门,福建\n", encoding="utf-8")
    (source,) = survey([str(file)], CUSTOMERS).sources
    assert source.column("region") == "region"
    assert source.unused == ("city",)
