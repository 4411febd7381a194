"""Whole quotients of columns, against Python's own."""

from __future__ import annotations

import duckdb
import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.numerics.division import floor_divided

BELOW = 2**53
WHOLE = st.integers(-BELOW // 2, BELOW // 2)


def divided(whole: list[int], by: list[int]) -> list[int]:
    frame = nw.from_native(pa.table({"whole": whole, "by": by}))
    return list(frame.select(q=floor_divided(nw.col("whole"), nw.col("by")))["q"])


@given(st.lists(st.tuples(WHOLE, st.integers(1, 10**6)), min_size=1, max_size=20))
def test_it_is_rounded_down(pairs):
    whole, by = zip(*pairs, strict=True)
    assert divided(list(whole), list(by)) == [a // b for a, b in pairs]


@given(st.integers(1, 10**6), st.integers(1, BELOW // 10**6 - 1), st.sampled_from([-1, 0, 1]))
def test_next_to_a_whole_quotient_nothing_is_rounded_away(by, quotient, beside):
    whole = by * quotient + beside
    assert divided([whole], [by]) == [whole // by]


@pytest.mark.parametrize("by", [4, 100, 153, 1461])
def test_engines_are_asked_in_few_words(by):
    frame = nw.from_native(duckdb.sql("SELECT range AS day FROM range(-9, 9)"))
    asked = frame.select("day", q=floor_divided(nw.col("day"), by))
    assert len(asked.to_native().sql_query()) < 200
    assert all(q == day // by for day, q in asked.collect("pyarrow").rows())
