"""Returns find their sales, and no sale gives back more than was sold."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from frames import frame_of, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.information import netting
from goodwill.analytics.tables import ORDER_LINES
from goodwill.warehouse.duck import DuckWarehouse


def line(row, order, customer, day, amount, *, product="tea", quantity=None, **more):
    """A quantity of 0 stands for one that the file does not say."""
    size = quantity if quantity is not None else (1 if amount > 0 else -1)
    return {
        "source_id": 0,
        "source_row": row,
        "row_hash": row,
        "order_id": order,
        "customer_id": customer,
        "ordered_day": day,
        "product_id": product,
        "quantity_thousandths": None if size == 0 else size * 1000,
        "amount_minor": amount,
        **more,
    }


def netted(warehouse, lines):
    found = rows_of(netting.net(frame_of(warehouse, ORDER_LINES, lines), warehouse.settle))
    return {row["source_row"]: row for row in found}


def places(rows, *wanted):
    return [(rows[row]["counted_order"], rows[row]["counted_day"]) for row in wanted]


CASES = [
    # 王伟 names the order, though a later one would do as well.
    line(2, "W1", "王伟", 10, 500),
    line(3, "W2", "王伟", 20, 500),
    line(4, "WR", "王伟", 30, -500, return_of="W1"),
    # Anna has a discount line, and takes one of the two back in a credit note of its own.
    line(10, "A1", "Anna", 10, 800, quantity=2),
    line(11, "A1", "Anna", 10, -50, product="discount", quantity=0),
    line(12, "AC", "Anna", 12, -400, quantity=-1),
    # Bob's latest sale is another size; the exact one comes first.
    line(20, "B1", "Bob", 1, 300, quantity=3),
    line(21, "B2", "Bob", 5, 900, quantity=9),
    line(22, "BC", "Bob", 6, -300, quantity=-3),
    # Chen brings back more than the latest sale has, and something never bought.
    line(30, "C1", "Chen", 1, 900, quantity=9),
    line(31, "C2", "Chen", 5, 100, quantity=1),
    line(32, "CC", "Chen", 6, -200, quantity=-2),
    line(33, "CD", "Chen", 6, -70, product="cup"),
    line(34, "CE", "Chen", 0, -100, quantity=-1),
    # Dana bought one four times and brings all four back, and a fifth.
    *(line(40 + n, f"D{n}", "Dana", n, 100) for n in range(4)),
    *(line(50 + n, f"DC{n}", "Dana", 9, -100) for n in range(5)),
    # Emil has no order numbers and no quantities.
    line(60, None, "Emil", 3, 250, product=None, quantity=0),
    line(61, None, "Emil", 8, -250, product=None, quantity=0),
    line(62, None, "Emil", 8, -250, product=None, quantity=0),
]


def test_each_return_counts_where_its_sale_does(warehouse):
    rows = netted(warehouse, CASES)
    assert places(rows, 4) == [("W1", 10)]
    assert places(rows, 11, 12) == [("A1", 10), ("A1", 10)]
    assert places(rows, 22) == [("B1", 1)]
    assert places(rows, 32, 33, 34) == [("C1", 1), ("CD#return", 6), ("CE#return", 0)]
    assert sorted(places(rows, 50, 51, 52, 53)) == [(f"D{n}", n) for n in range(4)]
    assert places(rows, 54) == [("DC4#return", 9)]
    assert places(rows, 60, 61, 62) == [("Emil@3", 3), ("Emil@3", 3), ("Emil@8#return", 8)]
    assert {row for row in rows if rows[row]["kind"] == "return" and not rows[row]["netted"]} == {
        *(33, 34, 54, 62)
    }


SMALL = st.builds(
    lambda order, customer, day, product, quantity, price: {
        **line(0, order, customer, day, quantity * price, product=product, quantity=quantity)
    },
    order=st.sampled_from([None, "1", "2", "3"]),
    customer=st.sampled_from(["王伟", "Anna"]),
    day=st.integers(0, 4),
    product=st.sampled_from(["tea", "cup"]),
    quantity=st.sampled_from([-3, -2, -1, -1, 1, 2, 3, 4]),
    price=st.just(7),
)
SHOPS = st.lists(SMALL, min_size=1, max_size=14).map(
    lambda rows: [{**row, "source_row": at} for at, row in enumerate(rows, 2)]
)


SOME = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SOME
@given(lines=SHOPS, seed=st.integers(0, 99))
def test_netting_loses_nothing_and_returns_no_more_than_was_sold(lines, seed):
    keeps_its_promises(lines, seed)


@pytest.mark.proof
@settings(SOME, max_examples=1000)
@given(lines=SHOPS, seed=st.integers(0, 99))
def test_netting_keeps_its_promises_in_a_thousand_shops(lines, seed):
    keeps_its_promises(lines, seed)


def keeps_its_promises(lines, seed):
    """Nothing is lost, no order gives back more than it sold, and order of rows is nothing."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = DuckWarehouse(Path(folder))
        rows = netted(warehouse, lines)
        again = netted(warehouse, random.Random(seed).sample(lines, len(lines)))
        warehouse.close()
    assert {row: rows[row]["amount_minor"] for row in rows} == {
        line["source_row"]: line["amount_minor"] for line in lines
    }
    kept = defaultdict(int)
    for row in rows.values():
        if row["kind"] == "sale" or row["netted"]:
            kept[row["customer_id"], row["counted_order"]] += row["amount_minor"]
    assert min(kept.values(), default=0) >= 0
    assert again == rows
