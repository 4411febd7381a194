"""One simulated company for all tests that only look at it, and SQL to look with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from goodwill.demo import DemoCompany, simulate

Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return simulate(tmp_path_factory.mktemp("company"), customers=40_000)


@pytest.fixture(scope="session")
def ask(company: DemoCompany) -> Iterator[Ask]:
    """Rows of an SQL query over the company's files; `good_lines` is order_lines without dirt."""
    with duckdb.connect() as connection:
        for name, path in company.files.items():
            view = name.removeprefix("truth/")
            connection.execute(f"create view {view} as from read_parquet('{path}')")
        connection.execute(
            f"""create table good_lines as select distinct * from order_lines
            where customer_id is not null and customer_id <> 'TEST' and amount <> 0
            and status <> 'cancelled' and order_date <= date '{company.as_of}'"""
        )
        yield lambda query: connection.execute(query).fetchall()
