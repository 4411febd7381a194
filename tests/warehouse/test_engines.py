"""What every engine promises the analytics."""

from __future__ import annotations

from datetime import date

from frames import frame_of, rows_of

from goodwill.analytics.tables import ORDER_LINES
from goodwill.warehouse.opening import Warehouse

WANG, ANNA = "王伟", "Anna"


def lines(*rows: tuple[str, int]) -> list[dict[str, object]]:
    return [
        {"source_id": 0, "source_row": at, "customer_id": who, "amount_minor": amount}
        for at, (who, amount) in enumerate(rows, 2)
    ]


def test_a_table_comes_back_as_it_was_written(warehouse: Warehouse) -> None:
    rows = [{"source_id": 0, "source_row": 2, "customer_id": WANG, "ordered_on": date(2024, 2, 29)}]
    (row,) = rows_of(frame_of(warehouse, ORDER_LINES, rows))
    assert row["customer_id"] == WANG
    assert row["ordered_on"] == date(2024, 2, 29)
    assert row["ordered_day"] == 19_782
    assert row["amount_minor"] is None
