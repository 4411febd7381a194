# ruff: noqa: E501 - rows of examples, one a line
"""A table of a real PostgreSQL server, streamed by COPY."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from warehouse.reading.exports import outcome

from goodwill.analytics.errors import SourceMissing
from goodwill.analytics.tables import ORDER_LINES
from goodwill.warehouse.reading import survey

pytestmark = pytest.mark.postgresql


@pytest.fixture
def shop(postgresql_url: str) -> str:
    """A server with one table of orders, of every type that matters."""
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.execute(
            'CREATE TABLE "Orders ""2024""" (customer_id text, order_date date, amount numeric(18,3),'
            " quantity integer, description text)"
        )
        connection.execute(
            'INSERT INTO "Orders ""2024""" VALUES'
            " ('梅兰', '2024-03-05', 1284.500, 2, 'two\nlines'), (NULL, '2024-03-06', -1.234, -1, 'a,b'),"
            " ('Li', NULL, NULL, NULL, NULL)"
        )
    return postgresql_url


def test_the_only_table_is_taken_and_every_value_keeps_its_digits(shop: str, tmp_path: Path):
    found = outcome(shop, tmp_path)
    assert found.column("customer_id") == ["梅兰", None, "Li"]
    assert found.column("ordered_on") == [date(2024, 3, 5), date(2024, 3, 6), None]
    assert found.column("description") == ["two\nlines", "a,b", None]
    assert found.column("source_row") == [1, 2, 3]
    assert found.read.exact_total == Decimal("1283.266")
    assert found.unreadable == {}


def test_several_tables_are_listed(shop: str):
    with psycopg.connect(shop) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS other")
        connection.execute("CREATE TABLE IF NOT EXISTS other.returns (x integer)")
    with pytest.raises(SourceMissing, match=r"Orders .*other\.returns"):
        survey([shop], ORDER_LINES)


def test_nothing_can_be_written_by_a_reader(shop: str):
    from goodwill.warehouse.reading.databases import _server
    from goodwill.warehouse.reading.locating import located

    with (
        _server(located([shop])[0]) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("CREATE TABLE x (y integer)")


def test_many_rows_come_in_pieces_and_in_their_order(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("goodwill.warehouse.reading.pieces.cuts.__defaults__", (10_000,))
    with psycopg.connect(shop) as connection:
        connection.execute(
            "CREATE TABLE many AS SELECT 'C' || i AS customer_id, date '2024-03-05' AS date,"
            " i / 100.0 AS amount FROM generate_series(1, 5000) i"
        )
    found = outcome(f"{shop}?table=many", tmp_path)
    assert len(found.survey.sources[0].facts) > 5
    assert found.column("customer_id") == [f"C{i}" for i in range(1, 5001)]
    assert found.column("source_row") == list(range(1, 5001))
    assert found.read.rounded_total_minor == sum(range(1, 5001))
