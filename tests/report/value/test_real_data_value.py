"""Public data from the file to the report: to the row and the cent, counted here again.

The sums beside the program's are plain SQL over the source, written without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from report.value.running import customers_of, data, measured, receipts

from goodwill.report.value.measuring import Measured
from goodwill.warehouse.duck import DuckWarehouse

pytestmark = [pytest.mark.xdist_group("real data"), pytest.mark.proof]
"""What they share is dear: it is made once."""


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    source = data("online_retail_uci.parquet")
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("online-retail"), threads=2)
    yield measured(warehouse, {"order_lines": source}, currency="GBP")
    warehouse.close()


PENCE = 'round("Quantity" * "UnitPrice"::DECIMAL(12, 3), 2)'
"""Half away from zero, line by line: the smallest coin is what can be paid."""

USED = f"""
    select distinct on ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate",
        "UnitPrice", "CustomerID", "Country") *, {PENCE} as amount
    from '{{source}}' where "CustomerID" is not null and {PENCE} <> 0
    and "StockCode" not like 'TEST%'
"""


def answers(source: Path, question: str) -> tuple[object, ...]:
    row = duckdb.sql(question.replace("{used}", f"({USED})").format(source=source)).fetchone()
    assert row is not None
    return row


def test_online_retail_adds_up_to_the_penny(online_retail: Measured):
    source, page = data("online_retail_uci.parquet"), online_retail.prepared.quality
    rows, exact, pence = answers(
        source,
        'select count(*), sum("Quantity" * "UnitPrice"::DECIMAL(12, 3)), '
        f"sum({PENCE}) from '{{source}}'",
    )
    assert (page.read.rows, page.source_total) == (rows, exact) == (541_909, Decimal("9747747.934"))
    assert Decimal(page.read.amount_minor) / 100 == pence
    assert page.source_total == pence + page.rounding
    assert page.used.rows + page.rows_set_aside == rows


def test_online_retail_uses_what_has_a_customer_a_value_and_no_copy(online_retail: Measured):
    source, page = data("online_retail_uci.parquet"), online_retail.prepared.quality
    rows, amount, customers = answers(
        source, 'select count(*), sum(amount), count(distinct "CustomerID") from {used}'
    )
    assert (page.used.rows, Decimal(page.used.amount_minor) / 100) == (rows, amount)
    assert len(customers_of(online_retail)) == customers == 4371
    assert receipts(online_retail)["va01_revenue"].value == amount == Decimal("8278519.42")


def test_41_customers_of_online_retail_brought_back_more_than_they_bought(
    online_retail: Measured,
):
    """The published 42 sums binary fractions, in which customer 18072 is −1.4e−14, not 0."""
    source = data("online_retail_uci.parquet")
    (negative,) = answers(
        source,
        'select count(*) from (select sum(amount) as s from {used} group by "CustomerID")'
        " where s < 0",
    )
    assert online_retail.whale.negative_customers == negative == 41
    worth = {row["customer_id"]: row["revenue_minor"] for row in customers_of(online_retail)}
    assert worth["18072"] == 0


def test_a_fifth_of_online_retail_brings_three_quarters(online_retail: Measured):
    source = data("online_retail_uci.parquet")
    best, total = answers(
        source,
        """with worth as (select sum(amount) as s from {used} group by "CustomerID")
        select sum(s) filter (nth <= ceil(0.2 * n)), sum(s) from (select s,
            row_number() over (order by s desc) as nth, count(*) over () as n from worth)""",
    )
    share = receipts(online_retail)["va07_revenue"]
    assert (share.numerator, share.denominator) == (best, total)
    assert round(float(share.value), 3) == 0.739


def test_every_customer_of_online_retail_is_worth_what_the_source_says(online_retail: Measured):
    source = data("online_retail_uci.parquet")
    question = 'select "CustomerID"::VARCHAR, (100 * sum(amount))::BIGINT from {used} group by 1'
    told = duckdb.sql(question.replace("{used}", f"({USED})").format(source=source)).fetchall()
    found = {row["customer_id"]: row["revenue_minor"] for row in customers_of(online_retail)}
    assert found == dict(told)


@pytest.mark.parametrize(
    ("name", "rows", "free", "customers", "total"),
    [
        ("cdnow_sample.csv", 6_919, 8, 2_349, "244091.94"),
        ("cdnow_master.csv.gz", 69_659, 80, 23_502, "2500315.63"),
    ],
)
def test_cdnow(name: str, rows: int, free: int, customers: int, total: str, tmp_path: Path):
    source = data(name)
    counted = duckdb.sql(
        f"""select count(*), count_if(amount = 0), count(distinct customer_id) filter (amount > 0),
        sum(amount) from read_csv('{source}', header = true, types = {{'amount': 'DECIMAL(9,2)'}})
        """
    ).fetchone()
    assert counted == (rows, free, customers, Decimal(total))
    warehouse = DuckWarehouse(tmp_path, threads=2)
    found = measured(warehouse, {"order_lines": source}, currency="USD")
    page = found.prepared.quality
    assert page.read.rows == rows
    assert page.aside("zero_amount").rows == free == page.rows_set_aside
    assert len(customers_of(found)) == found.whale.customers == customers
    assert receipts(found)["va01_revenue"].value == page.source_total == Decimal(total)
    assert sum(row["revenue_minor"] for row in customers_of(found)) == Decimal(total) * 100
    warehouse.close()


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    sources = {
        "order_lines": data("completejourney_transactions_sample.parquet"),
        "customers": data("completejourney_demographics.csv"),
    }
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("journey"), threads=2)
    yield measured(warehouse, sources, currency="USD")
    warehouse.close()


def test_complete_journey_adds_up_to_the_cent(journey: Measured):
    source, page = data("completejourney_transactions_sample.parquet"), journey.prepared.quality
    rows, total, free = answers(
        source,
        "select count(*), sum(sales_value::DECIMAL(12, 2)), count_if(round(sales_value, 2) = 0)"
        " from '{source}'",
    )
    assert (page.read.rows, page.source_total) == (rows, total) == (75_000, Decimal("233935.24"))
    assert page.aside("zero_amount").rows == free == page.rows_set_aside
    assert receipts(journey)["va01_revenue"].value == total


def test_complete_journey_by_who_they_are(journey: Measured):
    """Households without demographics are one slice more; no money is lost in the join."""
    source = data("completejourney_transactions_sample.parquet")
    who = data("completejourney_demographics.csv")
    told = duckdb.sql(
        f"""select age, count(distinct t.household_id), (sum(sales_value::DECIMAL(12,2)) * 100
        )::BIGINT from '{source}' t left join read_csv('{who}', all_varchar = true) d
        on t.household_id = d.household_id where round(sales_value, 2) > 0 group by age"""
    ).fetchall()
    [by_age] = [cut for cut in journey.cuts if cut.by == ("age",)]
    found = {row["age"]: (row["customers"], row["revenue"]) for row in by_age.rows}
    assert found == {age: (households, cents) for age, households, cents in told}


def test_complete_journey_lists_households_that_never_bought(journey: Measured):
    source = data("completejourney_transactions_sample.parquet")
    who = data("completejourney_demographics.csv")
    (everybody,) = answers(
        source,
        f"""select count(*) from (select household_id from '{{source}}'
        where round(sales_value, 2) > 0
        union select household_id from read_csv('{who}', all_varchar = true))""",
    )
    assert len(customers_of(journey)) == everybody
