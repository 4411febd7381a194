"""Alike rows are found once each, whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.numerics.distinct import distinct

WHOLE = st.integers(0, 5).map(float)
BROKEN = st.sampled_from([0.0, 0.5, 1e9, 1e300, 2.25])


@given(st.lists(st.tuples(WHOLE, WHOLE) | st.tuples(BROKEN, WHOLE), min_size=1, max_size=40))
def test_every_row_finds_its_own_kind_and_kinds_differ(rows):
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    first, inverse = distinct(*columns)
    kinds = [tuple(column[row] for column in columns) for row in first]
    assert [kinds[place] for place in inverse] == [tuple(row) for row in rows]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize("columns", [(), (np.array([]),)])
def test_no_rows_have_no_kinds(columns):
    first, inverse = distinct(*columns)
    assert len(first) == len(inverse) == 0
