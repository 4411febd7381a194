"""A cap counts large amounts as the cap, and is proposed from the past."""

from __future__ import annotations

import numpy as np
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.benefit.incrementality.believing.capping import cap_from, capped
from goodwill.analytics.errors import TooFew
from goodwill.warehouse import Warehouse


def test_values_above_the_cap_count_as_the_cap(warehouse: Warehouse) -> None:
    rows = [{"id": i, "spend": x} for i, x in enumerate([0, 4_999, 5_000, 5_001, 10**12, -7])]
    found = rows_of(frame_of(warehouse, None, rows).with_columns(capped("spend", 5_000)), "id")
    assert [row["spend"] for row in found] == [0, 4_999, 5_000, 5_000, 5_000, -7]


def test_the_cap_is_a_quantile_of_those_who_spent() -> None:
    """Of 1 … 200 the 99 % quantile is 1 + 0.99 · 199 = 198.01; noughts do not count."""
    spent = np.concatenate([np.zeros(10_000), np.arange(1.0, 201.0)])
    assert cap_from(spent) == 199
    assert cap_from(spent, 0.5) == 101


def test_without_a_past_no_cap_is_proposed() -> None:
    with pytest.raises(TooFew, match="99 found, at least 100 needed"):
        cap_from(np.concatenate([np.zeros(500), np.ones(99)]))
