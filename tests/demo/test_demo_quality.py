"""The rules of `analytics` find the dirt that was planted, no more and no less."""

from __future__ import annotations

import duckdb
import narwhals as nw
import pytest

from goodwill.analytics.information.netting import net
from goodwill.analytics.information.sorting import sort_lines
from goodwill.analytics.tables import Frame
from goodwill.demo import simulate
from goodwill.demo.calendar import as_day

AS_READ = """
copy (select 0::integer as source_id, row_number() over () + 1 as source_row,
    (hash(o) >> 1)::bigint as row_hash, order_no as order_id, line_no::varchar as line_id,
    return_of, customer_id, order_date as ordered_on,
    (order_date - date '1970-01-01')::integer as ordered_day, product_id,
    null::varchar as description, (quantity * 1000)::bigint as quantity_thousandths,
    (amount * 100)::bigint as amount_minor, null::bigint as cost_minor, currency, status,
    channel, region, department, null::varchar as category, null::varchar as unreadable
    from read_parquet('{source}') o) to '{target}' (format parquet)
"""


@pytest.fixture
def small(tmp_path):
    return simulate(tmp_path / "company", customers=3000, seed=11)


@pytest.fixture
def sorted_lines(small, duck_warehouse, tmp_path) -> Frame:
    target = tmp_path / "as_read.parquet"
    duckdb.sql(AS_READ.format(source=small["order_lines"], target=target))
    lines = duck_warehouse.scan(target)
    sorted_ = sort_lines(lines, as_of_day=as_day(small.as_of), currency="CNY")
    return duck_warehouse.settle(sorted_)


def test_every_row_set_aside_was_planted_for_that_reason(small, sorted_lines):
    found = dict(sorted_lines.to_native().aggregate("set_aside, count(*)").fetchall())
    assert found == {
        None: small.dirt["good_rows"],
        "no_date": small.dirt["no_dates"],
        "duplicate": small.dirt["duplicates"],
        "test": small.dirt["test_rows"],
        "after_as_of": small.dirt["future_dates"],
        "cancelled": small.dirt["cancelled"],
        "guest": small.dirt["guests"],
        "zero_amount": small.dirt["zero_amounts"],
    }


def test_every_return_finds_its_sale_even_where_it_does_not_name_it(
    small, sorted_lines, duck_warehouse
):
    used = sorted_lines.filter(nw.col("set_aside").is_null())
    netted = net(used, settle=duck_warehouse.settle).to_native()
    returns = netted.filter("kind = 'return'").aggregate("count(*), count_if(netted)")
    assert returns.fetchall() == [(small.dirt["returns"], small.dirt["returns"])]
    assert small.dirt["returns_without_order"] > 0
