# ruff: noqa: E501 - rows of examples, one a line
"""Campaigns, their members and costs, and panels, as people keep them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from warehouse.reading.exports import Outcome, outcome

from goodwill.analytics.errors import ColumnsUnclear, SettingRefused
from goodwill.analytics.tables import CAMPAIGN_COSTS, CAMPAIGN_MEMBERS, CAMPAIGNS, PANEL, Table
from goodwill.warehouse.reading import with_measures

HILLSTROM = Path(__file__).parents[4] / "shared" / "data" / "hillstrom.csv"


def written(folder: Path, table: Table, heading: str, *rows: str, **settings: object) -> Outcome:
    (folder / "a.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return outcome(folder / "a.csv", folder, table, **settings)


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("customer_id,arm,assigned_on", "Mei,holdout,2024-03-05"),
        ("user id,test group,assignment date", "Mei,holdout,2024-03-05"),
        ("household_id,treatment,assigned", "Mei,holdout,2024-03-05"),
        ("会员编号,组别,分组日期", "Mei,holdout,2024年3月5日"),
        ("客戶編號,實驗組,分組日期", "Mei,holdout,2024/3/5"),
        ("客户编号,对照,入组日期", "Mei,holdout,20240305"),
        ("id,segment,date", "Mei,holdout,2024-03-05"),
    ],
)
def test_members_are_recognised(tmp_path: Path, heading: str, row: str):
    (found,) = written(tmp_path, CAMPAIGN_MEMBERS, heading, row).rows
    assert (found["customer_id"], found["arm"], found["assigned_day"]) == ("Mei", "holdout", 19787)
    assert found["unreadable"] is None


def test_the_arm_is_known_by_what_it_holds_where_its_name_says_nothing(tmp_path: Path):
    found = written(tmp_path, CAMPAIGN_MEMBERS, "customer,x", "Mei,mail", "Li,control", "Otto,mail")
    assert found.column("arm") == ["mail", "control", "mail"]


def test_members_without_an_arm_are_refused_unless_the_file_is_said_to_have_none(tmp_path: Path):
    with pytest.raises(ColumnsUnclear, match=r"--map campaign_members\.arm=COLUMN"):
        written(tmp_path, CAMPAIGN_MEMBERS, "campaign_id,household_id", "1,105")
    (row,) = written(
        tmp_path, CAMPAIGN_MEMBERS, "campaign_id,household_id", "1,105", columns={"arm": ""}
    ).rows
    assert (row["campaign_id"], row["customer_id"], row["arm"]) == ("1", "105", None)


def test_an_arm_called_none_is_an_arm(tmp_path: Path):
    found = written(
        tmp_path, CAMPAIGN_MEMBERS, "customer,group", "Mei,None", "Li,无", "Otto,mail", "Ann,"
    )
    assert found.column("arm") == ["None", "无", "mail", None]


def test_where_no_column_names_the_customer_each_row_is_a_member(tmp_path: Path):
    found = written(tmp_path, CAMPAIGN_MEMBERS, "segment,visit", "mail,1", "No E-Mail,0")
    assert found.column("customer_id") == ["2", "3"]
    assert any(
        "each row is taken for one member" in str(note) for note in found.survey.sources[0].notes
    )


def test_all_else_about_a_member_is_kept_to_cut_by(tmp_path: Path):
    found = written(tmp_path, CAMPAIGN_MEMBERS, "customer,arm,newbie,zip code", "Mei,a,1,rural")
    assert found.read.attributes == ("newbie", "zip code")
    assert found.rows[0]["zip code"] == "rural"


def test_columns_asked_for_are_numbers_and_what_is_none_is_told(tmp_path: Path):
    table = with_measures(CAMPAIGN_MEMBERS, ["visit", "spend", "history"])
    rows = [
        'Mei,a,yes,"¥1,284.50",0.1234567890123456',
        "Li,a,no,12,1e-15",
        "Otto,b,maybe,3.5,2",
        "Ann,b,,,-3",
    ]
    found = written(tmp_path, table, "customer,arm,Visit,spend,history", *rows)
    assert found.column("visit") == [1.0, 0.0, None, None]
    assert found.column("spend") == [1284.5, 12.0, 3.5, None]
    assert found.column("history") == [0.1234567890123456, 1e-15, 2.0, -3.0]
    assert found.unreadable == {4: "number"}
    assert found.read.unreadable == {"number": 1}
    (told,) = found.read.rejected
    assert (told.file.endswith("a.csv"), told.row, told.column, told.value) == (
        True,
        4,
        "Visit",
        "maybe",
    )
    assert found.read.attributes == ()


@pytest.mark.parametrize("kind", [pa.float64(), pa.int64(), pa.bool_(), pa.decimal128(21, 2)])
def test_numbers_by_type_are_taken_as_they_are(tmp_path: Path, kind: pa.DataType):
    values = pa.array([1, 0, None]).cast(kind)
    rows = pa.table({"customer": ["Mei", "Li", "Otto"], "arm": ["a", "b", "b"], "visit": values})
    pq.write_table(rows, tmp_path / "a.parquet")
    found = outcome(tmp_path / "a.parquet", tmp_path, with_measures(CAMPAIGN_MEMBERS, ["visit"]))
    assert found.column("visit") == [1.0, 0.0, None]
    assert found.unreadable == {}


def test_an_infinite_number_is_unreadable(tmp_path: Path):
    rows = pa.table({"customer": ["Mei", "Li"], "arm": ["a", "b"], "spend": [float("inf"), 2.0]})
    pq.write_table(rows, tmp_path / "a.parquet")
    found = outcome(tmp_path / "a.parquet", tmp_path, with_measures(CAMPAIGN_MEMBERS, ["spend"]))
    assert (found.column("spend"), found.unreadable) == ([None, 2.0], {1: "number"})


def test_a_column_asked_for_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ColumnsUnclear, match=r"has no column visits\. It has: customer, arm"):
        written(tmp_path, with_measures(CAMPAIGN_MEMBERS, ["visits"]), "customer,arm", "Mei,a")
    with pytest.raises(SettingRefused, match="has a column of this name"):
        with_measures(CAMPAIGN_MEMBERS, ["channel"])


def test_names_of_columns_asked_for_cannot_reach_the_query(tmp_path: Path):
    name = 'x" FROM t; --'
    found = written(
        tmp_path,
        with_measures(CAMPAIGN_MEMBERS, [name]),
        'customer,arm,"x"" FROM t; --"',
        "Mei,a,7",
    )
    assert found.rows[0][name] == 7.0


def test_a_survey_of_members_can_be_kept_and_taken_again(tmp_path: Path):
    table = with_measures(CAMPAIGN_MEMBERS, ["visit"])
    first = written(tmp_path, table, "customer,grp,visit", "Mei,a,1", columns={"arm": "grp"})
    assert first.survey.settings.columns == {"customer_id": "customer", "arm": "grp"}
    again = written(
        tmp_path, table, "customer,grp,visit", "Mei,a,1", columns=first.survey.settings.columns
    )
    assert again.rows[0]["arm"] == "a"


def test_members_of_two_files_are_told_apart(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("group\nmail\nnone\n")
    found = outcome([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path, CAMPAIGN_MEMBERS)
    assert len(set(found.column("customer_id"))) == 4


def test_campaigns(tmp_path: Path):
    heading = "活动编号,活动名称,渠道,开始日期,结束日期,单次触达成本"
    (row,) = written(
        tmp_path, CAMPAIGNS, heading, "C1,双十一,短信,2024-11-01,2024-11-12,¥0.30"
    ).rows
    assert (row["campaign_id"], row["name"], row["channel"]) == ("C1", "双十一", "短信")
    assert (row["starts_on"], row["ends_day"]) == (date(2024, 11, 1), 20039)
    assert (row["contact_cost_minor"], row["currency"]) == (30, "CNY")


def test_costs_of_campaigns_in_several_currencies(tmp_path: Path):
    heading = "campaign,treatment,date,cost,currency"
    rows = ["C1,mail,2024-03-05,1200.50,CNY", "C1,,2024-03-06,900,JPY", "C1,,2024-03-07,many,CNY"]
    found = written(tmp_path, CAMPAIGN_COSTS, heading, *rows)
    assert found.column("amount_minor") == [120050, 900, None]
    assert found.column("arm") == ["mail", None, None]
    assert found.unreadable == {4: "amount"}
    assert (found.read.currencies, found.read.currency) == ({"CNY": 2, "JPY": 1}, None)
    assert found.read.exact_total == Decimal("2100.50")


def test_totals_and_headings_are_known_where_there_is_no_date(tmp_path: Path):
    found = written(tmp_path, CAMPAIGN_COSTS, "渠道,金额", "短信,100", "渠道,金额", "合计,100")
    assert found.unreadable == {3: "row", 4: "row"}
    assert found.column("amount_minor") == [10000, None, None]
    assert found.reasons == {3: "It is the heading again.", 4: "It is a line of totals."}


@pytest.mark.parametrize(
    ("written_so", "wanted"),
    [
        (["1970", "1971"], [1970, 1971]), (["2024-03", "2024-12"], [202403, 202412]),
        (["2024年3月", "2024年12月"], [202403, 202412]), (["2024-W05", "2024W12"], [202405, 202412]),
        (["2024Q1", "2024-Q4"], [20241, 20244]), (["2024年第1季度", "2024年第4季"], [20241, 20244]),
        (["2024-03-05", "2024-03-06"], [19787, 19788]), (["20240305", "20240306"], [19787, 19788]),
        (["202403", "202404"], [202403, 202404]), (["05/03/2024", "25/03/2024"], [19787, 19807]),
        (["5 Mar 2024", "6 Mar 2024"], [19787, 19788]), (["1.0", "2.0"], [1, 2]), (["-3", "12"], [-3, 12]),
        (["2024年第5周", "2024年第12周"], [202405, 202412]),
    ],
)  # fmt: skip
def test_periods_in_every_style(tmp_path: Path, written_so: list[str], wanted: list[int]):
    rows = [f"上海,{period},5" for period in written_so]
    found = written(tmp_path, PANEL, "地区,期间,销售额", *rows)
    assert found.column("period") == wanted
    assert found.unreadable == {}


def test_a_month_takes_its_year_from_the_column_beside_it(tmp_path: Path):
    found = written(tmp_path, PANEL, "store,year,month,sales", "A,2023,12,5", "A,2024,1,6")
    assert found.column("period") == [202312, 202401]
    alone = written(tmp_path, PANEL, "state,year,sales", "A,1988,5", "A,1989,6")
    assert alone.column("period") == [1988, 1989]


def test_a_panel_of_dates_by_type(tmp_path: Path):
    rows = pa.table({"门店": ["A"], "日期": [date(2024, 3, 5)], "销售额": [1.5], "试点": [True]})
    pq.write_table(rows, tmp_path / "a.parquet")
    (row,) = outcome(tmp_path / "a.parquet", tmp_path, PANEL).rows
    assert (row["unit"], row["period"], row["outcome"], row["treated"]) == ("A", 19787, 1.5, 1)


def test_a_pilot_runs_where_both_columns_say_so(tmp_path: Path):
    rows = ["A,1,5,1,0", "A,2,6,1,1", "B,2,7,0,1", "B,3,8,maybe,1"]
    found = written(tmp_path, PANEL, "unit,time,y,treat,post", *rows)
    assert found.column("treated") == [0, 1, 0, None]
    assert found.unreadable == {5: "number"}
    assert any("where treat and post both" in str(note) for note in found.survey.sources[0].notes)


def test_an_outcome_no_word_is_known_for_is_the_only_number_left(tmp_path: Path):
    found = written(tmp_path, PANEL, "state,year,cigsale", "A,1988,5.5", "A,1989,6.25", "B,1989,7")
    assert found.column("outcome") == [5.5, 6.25, 7.0]
    with pytest.raises(ColumnsUnclear, match=r"panel\.outcome=cigsale"):
        written(
            tmp_path, PANEL, "state,year,cigsale,price", "A,1988,5.5,1", "A,1989,6,2", "B,1989,7,3"
        )


def test_what_is_no_period_or_outcome_is_told(tmp_path: Path):
    found = written(
        tmp_path, PANEL, "unit,period,y", "A,2024-01,5", "A,2024-13,6", "A,2024-03,high"
    )
    assert found.unreadable == {3: "date", 4: "number"}
    assert found.read.unreadable == {"date": 1, "number": 1}
    assert found.reasons[3] == "This is no period, or not one written like most of the others."


def test_members_from_a_spreadsheet(tmp_path: Path):
    rows = [("会员编号", "组别", "消费"), (1001, "对照组", 12.5), (1002, "短信", 0)]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    found = outcome(tmp_path / "a.xlsx", tmp_path, with_measures(CAMPAIGN_MEMBERS, ["消费"]))
    assert [(row["customer_id"], row["arm"], row["消费"]) for row in found.rows] == [
        ("1001", "对照组", 12.5),
        ("1002", "短信", 0.0),
    ]


def test_hillstroms_experiment_as_it_is_published(tmp_path: Path):
    if not HILLSTROM.exists():
        pytest.skip(f"needs {HILLSTROM}")
    table = with_measures(CAMPAIGN_MEMBERS, ["visit", "conversion", "spend", "history"])
    found = outcome(HILLSTROM, tmp_path, table)
    arms = found.column("arm")
    assert {arm: arms.count(arm) for arm in set(arms)} == {
        "Mens E-Mail": 21307, "Womens E-Mail": 21387, "No E-Mail": 21306,
    }  # fmt: skip
    assert len(set(found.column("customer_id"))) == 64000
    assert sum(found.column("visit")) == 9394
    assert round(sum(found.column("spend")), 2) == 67258.13
    assert found.read.attributes == (
        "recency",
        "history_segment",
        "mens",
        "womens",
        "zip_code",
        "newbie",
    )
    assert found.unreadable == {}
