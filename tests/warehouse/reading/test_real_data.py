"""Public data as companies export them: unattended, to the row and the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from warehouse.reading.exports import outcome

from goodwill.analytics.tables import CUSTOMERS, PRODUCTS

DATA = Path(__file__).parents[4] / "shared" / "data"


def data(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip(f"the public data are not here: ../shared/data/{name}")
    return DATA / name


def test_cdnow_sample(tmp_path: Path):
    found = outcome(data("cdnow_sample.csv"), tmp_path)
    assert len(found.rows) == 6919
    assert len(set(found.column("customer_id"))) == 2357
    assert found.read.exact_total == Decimal("244091.94")
    assert found.read.rounded_total_minor == 24409194
    assert found.survey.sources[0].unused == ("master_id",)


def test_cdnow_master(tmp_path: Path):
    found = outcome(data("cdnow_master.csv.gz"), tmp_path)
    assert len(found.rows) == 69659
    assert len(set(found.column("customer_id"))) == 23570
    assert found.column("amount_minor").count(0) == 80


@pytest.mark.proof
def test_online_retail(tmp_path: Path):
    source = data("online_retail_uci.parquet")
    found = outcome(source, tmp_path)
    exact = duckdb.sql(
        'SELECT sum("Quantity" * CAST(CAST("UnitPrice" AS VARCHAR) AS DECIMAL(18,3)))'
        f" FROM '{source}'"
    ).fetchone()[0]
    assert len(found.rows) == 541_909
    assert found.read.exact_total == exact == Decimal("9747747.934")
    assert found.column("customer_id").count(None) == 135_080
    assert sum(found.column("quantity_thousandths")) == 5_176_450_000
    assert found.rows[-1]["source_row"] == 541_909


def test_complete_journey(tmp_path: Path):
    found = outcome(data("completejourney_transactions_sample.parquet"), tmp_path)
    assert len(found.rows) == 75_000
    assert found.rows[0]["order_id"] == "31625220889"
    assert found.read.exact_total == Decimal("233935.24")
    customers = outcome(data("completejourney_demographics.csv"), tmp_path / "c", CUSTOMERS)
    assert len(customers.rows) == 801
    assert customers.rows[0]["age"] == "65+"


def test_a_sales_pipeline_of_won_and_lost_deals(tmp_path: Path):
    found = outcome(data("maven_crm/sales_pipeline.csv"), tmp_path)
    assert len(found.rows) == 8800
    assert found.column("customer_id").count(None) == 1425
    assert found.read.exact_total == 10_005_534
    assert {"Won", "Lost"} <= set(found.column("status"))
    accounts = outcome(data("maven_crm/accounts.csv"), tmp_path / "a", CUSTOMERS)
    assert len(accounts.rows) == 85
    assert accounts.rows[0]["region"] == "United States"
    products = outcome(data("maven_crm/products.csv"), tmp_path / "p", PRODUCTS)
    assert [row["product_id"] for row in products.rows][:2] == ["GTX Basic", "GTX Pro"]
