"""The curve of values in memory is the curve of the ranked table."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest

from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today.whale import curve
from goodwill.analytics.value.today.whalevalues import curve_of


@pytest.mark.parametrize("customers", [1, 2, 7, 450])
def test_both_curves_are_one(customers: int) -> None:
    values = np.random.default_rng(customers).integers(-500, 1000, customers)
    values[: customers // 10] = 0
    best_first = np.sort(values)[::-1]
    table = pa.table(
        {
            "rank": np.arange(1, customers + 1),
            "value_minor": best_first,
            "customer_share": np.arange(1, customers + 1) / customers,
            "cumulative_minor": np.cumsum(best_first),
        }
    )
    expected = curve(nw.from_native(table).lazy(), Basis.PROFIT, unknown=3)
    assert curve_of(values, Basis.PROFIT, unknown=3) == expected


def test_nobody_has_no_curve_but_a_beginning() -> None:
    found = curve_of(np.empty(0, dtype=np.int64), Basis.REVENUE)
    assert (found.customers, found.total_minor, len(found.points)) == (0, 0, 1)
