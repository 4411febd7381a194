"""Combinations of columns, each once, with what is not told as a value of its own."""

from __future__ import annotations

from frames import frame_of, rows_of

from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import CUSTOMERS

PEOPLE = [
    {"customer_id": "A", "segment": "s", "region": "上海"},
    {"customer_id": "B", "segment": "s", "region": "上海"},
    {"customer_id": "C", "segment": "s", "region": None},
    {"customer_id": "D", "segment": "s", "region": None},
    {"customer_id": "D", "segment": "s", "region": None},
]


def test_each_combination_stands_once(warehouse):
    frame = frame_of(warehouse, CUSTOMERS, PEOPLE)
    told = rows_of(combinations(frame, "segment", "region"))
    assert sorted(str(row["region"]) for row in told) == ["None", "上海"]
    assert all(set(row) == {"segment", "region"} for row in told)
    every = frame.select("customer_id", "region")
    assert len(rows_of(combinations(every))) == 4
