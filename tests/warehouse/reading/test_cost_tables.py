# ruff: noqa: E501 - rows of examples, one a line
"""Cost ledgers and the tables beside them, under the names that companies give their columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from warehouse.reading.exports import Outcome, outcome

from goodwill.analytics.errors import ColumnsUnclear
from goodwill.analytics.tables import (
    ACTIVITIES,
    ASSETS,
    BUDGETS,
    CAPACITY,
    COST_ENTRIES,
    DRIVERS,
    EXCHANGE_RATES,
    Table,
)
from goodwill.warehouse.reading import with_measures


def written(folder: Path, table: Table, heading: str, *rows: str) -> Outcome:
    (folder / "a.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return outcome(folder / "a.csv", folder, table)


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (
            "entry_id,served_on,amount,category,department,vendor",
            "E1,2024-03-05,1284.50,advertising,Marketing,Mei Ltd",
        ),
        (
            "Cost ID,Service date,Cost amount,Cost category,Cost centre,Supplier",
            "E1,2024-03-05,1284.50,advertising,Marketing,Mei Ltd",
        ),
        (
            "费用编号,日期,金额,费用类别,部门,供应商",
            "E1,2024年3月5日,1284.50,advertising,Marketing,Mei Ltd",
        ),
        (
            "編號,發生日期,費用金額,費用類型,成本中心,供應商名稱",
            "E1,2024/3/5,1284.5,advertising,Marketing,Mei Ltd",
        ),
        ("序号,入账日期,发生额,科目,责任部门,往来单位", "E1,20240305,1284.50,advertising,Marketing,Mei Ltd"),
    ],
)  # fmt: skip
def test_ledgers_are_recognised(tmp_path: Path, heading: str, row: str) -> None:
    (found,) = written(tmp_path, COST_ENTRIES, heading, row).rows
    asked = ("entry_id", "served_on", "amount_minor", "category", "department", "vendor")
    wanted = ("E1", date(2024, 3, 5), 1284_50, "advertising", "Marketing", "Mei Ltd")
    assert tuple(found[one] for one in asked) == wanted


def test_all_that_an_entry_may_say_is_read(tmp_path: Path) -> None:
    heading = (
        "编号,日期,金额,币种,汇率,费用类别,费用子类,阶段,渠道,活动编号,性质,成本习性,分摊方式,成本动因,依据,"
        "资产编号,冲销编号,重复周期,截止日期,制单人,客户编号,地区"
    )
    row = (
        "E1,2024-03-05,-10.00,USD,7.2,营销,广告,获取,电话,A1,现金,一次性,直接,触达,发票,S1,E0,每月,"
        "2024-06-01,Li,C1,north"
    )
    (found,) = written(tmp_path, COST_ENTRIES, heading, row).rows
    asked = (
        *("amount_minor", "currency", "rate", "category", "subcategory", "stage", "channel"),
        *("campaign_id", "nature", "behaviour", "treatment", "driver", "evidence", "asset_id"),
        *("reverses", "recurs", "until_on", "author", "customer_id", "region", "unreadable"),
    )
    assert [found[one] for one in asked] == [
        *(-10_00, "USD", 7.2, "营销", "广告", "获取", "电话"),
        *("A1", "现金", "一次性", "直接", "触达", "发票", "S1"),
        *("E0", "每月", date(2024, 6, 1), "Li", "C1", "north", None),
    ]


def test_what_cannot_be_read_is_told_row_by_row(tmp_path: Path) -> None:
    rows = ("E1,2024-03-05,1.00,data", "E2,soon,1.00,data", "E3,2024-03-06,much,data")
    many = [f"E{n},2024-03-07,1.00,data" for n in range(4, 9)]
    found = written(tmp_path, COST_ENTRIES, "entry_id,date,amount,category", *rows, *many)
    assert found.column("unreadable")[:3] == [None, "date", "amount"]


def test_a_ledger_without_amounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnclear, match=r"--map cost_entries\.amount=COLUMN"):
        written(tmp_path, COST_ENTRIES, "日期,费用类别", "2024-03-05,data")


@pytest.mark.parametrize(
    ("table", "heading", "row", "wanted"),
    [
        (
            EXCHANGE_RATES, "币种,日期,汇率", "USD,2024-03-05,7.2",
            {"currency": "USD", "quoted_on": date(2024, 3, 5), "rate": 7.2},
        ),
        (
            ASSETS, "资产编号,资产名称,资产类别,启用日期,原值,净残值,使用月数,折旧方法",
            "S1,Server,hardware,2024-03-05,1200.00,100.00,36,直线法",
            {"asset_id": "S1", "category": "hardware", "first_used_on": date(2024, 3, 5),
             "cost_minor": 1200_00, "salvage_minor": 100_00, "life_months": 36, "method": "直线法"},
        ),
        (
            CAPACITY, "部门,月份,人数,付薪分钟,用户数", "Sales,2024-03-01,4.5,9600,4",
            {"department": "Sales", "period_on": date(2024, 3, 1), "people": 4.5,
             "paid_minutes": 9600, "users": 4},
        ),
        (
            DRIVERS, "成本动因,客户编号,月份,数量", "touches,C1,2024-03-01,12.5",
            {"driver": "touches", "customer_id": "C1", "quantity": 12.5},
        ),
        (
            BUDGETS, "月份,费用类别,部门,预算金额,计划数量,标准分钟", "2024-03-01,data,IT,500.00,10,20.5",
            {"category": "data", "department": "IT", "amount_minor": 500_00, "quantity": 10.0,
             "unit_minutes": 20.5},
        ),
    ],
)  # fmt: skip
def test_the_tables_beside_the_ledger_are_recognised(
    tmp_path: Path, table: Table, heading: str, row: str, wanted: dict[str, object]
) -> None:
    (found,) = written(tmp_path, table, heading, row).rows
    assert {name: found[name] for name in wanted} == wanted


def test_activities_carry_the_numbers_of_their_time_equations(tmp_path: Path) -> None:
    table = with_measures(ACTIVITIES, ["floors"])
    found = written(
        tmp_path, table, "作业类型,客户编号,部门,完成日期,分钟,travel,lines,special,floors",
        "visit,C1,Sales,2024-03-05,,45,,,4", "order,C2,Office,2024-03-06,31,,3,yes,",
    ).rows  # fmt: skip
    asked = ("kind", "customer_id", "department", "minutes", "travel", "lines", "special", "floors")
    assert [tuple(row[one] for one in asked) for row in found] == [
        ("visit", "C1", "Sales", None, 45.0, None, None, 4.0),
        ("order", "C2", "Office", 31.0, None, 3.0, 1.0, None),
    ]
