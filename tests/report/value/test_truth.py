"""What the report says of a simulated company is what is true of it."""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest
from report.value.running import customers_of, receipts

from goodwill.analytics.value.basis import Basis
from goodwill.demo import DemoCompany
from goodwill.report.value.measuring import Measured

TRUE_AMOUNTS = ("revenue", "margin", "cost_to_serve", "profit")


@pytest.fixture(scope="session")
def true_customers(small_company: DemoCompany) -> dict[str, dict[str, object]]:
    rows = duckdb.read_parquet(str(small_company["truth/customer_truth"]))
    return {
        row[rows.columns.index("customer_id")]: dict(zip(rows.columns, row, strict=True))
        for row in rows.fetchall()
    }


@pytest.fixture(scope="session")
def true_whale(small_company: DemoCompany) -> dict[str, object]:
    return json.loads((small_company.truth / "whale.json").read_text(encoding="utf-8"))


def test_rows_read_are_rows_used_and_rows_set_aside(worth: Measured, small_company: DemoCompany):
    page = worth.prepared.quality
    assert page.read.rows == small_company.rows["order_lines"]
    assert page.used.rows + page.rows_set_aside == page.read.rows
    assert page.sales.rows + page.returns_matched.rows + page.returns_unmatched.rows == (
        page.used.rows
    )
    amounts = [each.count.amount_minor for each in page.set_aside]
    assert page.used.amount_minor + sum(amounts) == page.read.amount_minor
    assert page.source_total == Decimal(page.read.amount_minor) / 100 + (page.rounding or 0)


@pytest.mark.parametrize(
    ("planted", "reason"),
    [
        ("guests", "guest"),
        ("duplicates", "duplicate"),
        ("test_rows", "test"),
        ("zero_amounts", "zero_amount"),
        ("cancelled", "cancelled"),
        ("future_dates", "after_as_of"),
        ("no_dates", "no_date"),
    ],
)
def test_the_dirt_on_the_page_is_the_dirt_that_was_planted(
    planted: str, reason: str, worth: Measured, small_company: DemoCompany
):
    assert small_company.dirt[planted] > 0
    assert worth.prepared.quality.aside(reason).rows == small_company.dirt[planted]


def test_nothing_else_is_set_aside_and_every_return_finds_its_sale(
    worth: Measured, small_company: DemoCompany
):
    page = worth.prepared.quality
    assert page.used.rows == small_company.dirt["good_rows"]
    assert page.returns_matched.rows == small_company.dirt["returns"]
    assert page.returns_unmatched.rows == 0


@pytest.mark.parametrize("name", TRUE_AMOUNTS)
def test_every_customer_is_worth_what_is_true_to_the_fen(
    name: str, worth: Measured, true_customers: dict[str, dict[str, object]]
):
    found = {row["customer_id"]: row[f"{name}_minor"] or 0 for row in customers_of(worth)}
    true = {key: int(row[name] * 100) for key, row in true_customers.items()}
    assert found == true


def test_the_customers_known_are_the_customers_simulated(
    worth: Measured, true_customers: dict[str, dict[str, object]]
):
    found = customers_of(worth)
    assert [row["customer_id"] for row in found] == sorted(true_customers)
    bought = {row["customer_id"] for row in found if row["is_listed"] and row["lines"]}
    assert bought == {key for key, row in true_customers.items() if row["orders"]}


def test_the_whale_is_the_true_whale(worth: Measured, true_whale: dict[str, object]):
    """The truth counts those who only cost something too; the curve has buyers alone."""
    curve = worth.whale
    assert worth.prepared.basis is Basis.PROFIT
    never_bought = [row for row in customers_of(worth) if row["rank"] is None]
    lost_on_them = sum(row["profit_minor"] or 0 for row in never_bought)
    assert money(curve.total_minor + lost_on_them) == true_whale["total_profit"]
    assert money(curve.peak_minor) == true_whale["peak_profit"]
    costly = sum(1 for row in never_bought if (row["profit_minor"] or 0) < 0)
    assert curve.negative_customers + costly == true_whale["negative_customers"]


def test_headlines_are_sums_of_the_customers_table(worth: Measured):
    found = receipts(worth)
    ranked = sorted(
        (row for row in customers_of(worth) if row["rank"] is not None),
        key=lambda row: row["rank"],
    )
    values = [row["profit_minor"] for row in ranked]
    assert values == sorted(values, reverse=True)
    assert found["va01"].value == Decimal(sum(values)) / 100
    assert found["va01"].n == len(values)
    best = -(-len(values) // 5)
    assert found["va07"].numerator == Decimal(sum(values[:best])) / 100
    assert found["negative_customers"].value == sum(1 for value in values if value < 0)
    assert [row["cumulative_minor"] for row in ranked][-1] == sum(values)


def test_classes_stages_and_cells_count_every_customer_once(worth: Measured):
    customers = customers_of(worth)
    ranked = [row for row in customers if row["rank"] is not None]
    assert sum(row.customers for row in worth.classes) == len(ranked)
    assert sum(row.value_minor for row in worth.classes) == worth.whale.total_minor
    assert sum(row.customers for row in worth.stages if row.customers) == len(customers)
    bought = [row for row in customers if row["purchase_days"]]
    assert sum(cell.customers for cell in worth.cells) == len(bought)
    assert sum(bar.customers for bar in worth.frequency) == len(bought)


def test_every_cut_adds_up_to_the_whole(worth: Measured):
    revenue = sum(row["revenue_minor"] for row in customers_of(worth))
    assert {cut.by[0] for cut in worth.cuts} >= {"region", "channel", "department", "quarter"}
    for cut in worth.cuts:
        assert sum(row["revenue"] for row in cut.rows) == revenue, cut.by
        assert sum(row["margin"] for row in cut.rows) == sum(
            row["margin_minor"] or 0 for row in customers_of(worth)
        ), cut.by


def money(minor: int) -> str:
    return str(Decimal(minor).scaleb(-2))
