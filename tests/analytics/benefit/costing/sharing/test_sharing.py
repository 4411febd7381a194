"""Shares: they add up, none is off by one, and the order of rows does not matter."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from frames import frame_of, rows_of
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.sharing.dividing import (
    MOST_AMOUNT,
    MOST_AT_ONCE,
    MOST_WEIGHT,
    by_largest_remainder,
    check_amount,
    check_weights,
    nearest,
    shared,
    terms,
)
from goodwill.analytics.errors import Undefined
from goodwill.warehouse.opening import Warehouse


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_largest_remainders_add_up_and_none_is_off_by_one(whole: int, weights: list[int]) -> None:
    named = {f"d{at}": weight for at, weight in enumerate(weights)}
    parts = by_largest_remainder(whole, named)
    assert sum(parts.values()) == whole
    for name, part in parts.items():
        assert abs(part - Fraction(whole * named[name], sum(weights))) < 1


def test_what_is_left_goes_to_the_largest_remainders_then_by_name() -> None:
    assert by_largest_remainder(10, {"c": 1, "b": 1, "a": 1}) == {"a": 4, "b": 3, "c": 3}
    assert by_largest_remainder(10, {"a": 5, "b": 13}) == {"a": 3, "b": 7}
    assert by_largest_remainder(-10, {"c": 1, "b": 1, "a": 1}) == {"a": -4, "b": -3, "c": -3}


def test_halves_go_away_from_zero() -> None:
    assert [nearest(Fraction(n, 2)) for n in (-3, -1, 1, 3, 4)] == [-2, -1, 1, 2, 2]


def test_engines_share_exactly(warehouse: Warehouse) -> None:
    """Against fractions of any size; up to the largest amounts and weights allowed."""
    random = Random(5)
    rows = []
    for group in range(60):
        limit = 2 ** random.randrange(1, 45)
        weights = [random.randrange(0, limit) for _ in range(random.randrange(1, 7))]
        weights[0] += 1
        whole = random.randrange(-MOST_AMOUNT, MOST_AMOUNT) >> random.randrange(0, 50)
        rows += [
            {"group": group, "at": at, "weight": w} | terms(whole, sum(weights))
            for at, w in enumerate(weights)
        ]
    expected = {}
    for group in range(60):
        upto = 0
        for row in (row for row in rows if row["group"] == group):
            before, upto = upto, upto + row["weight"]
            size = row["each"] * row["total"] + row["rest"]
            part = size * upto // row["total"] - size * before // row["total"]
            expected[group, row["at"]] = part * row["sign"]
    random.shuffle(rows)
    largest = max(row["total"] for row in rows)
    assert largest > MOST_AT_ONCE
    for most in (largest, MOST_AT_ONCE):
        some = [row for row in rows if row["total"] <= most]
        frame = frame_of(warehouse, None, some)
        found = rows_of(shared(frame, ["group"], ["at"], largest=most))
        assert set(found[0]) == {*some[0], "amount_minor"}
        for row in found:
            assert row["amount_minor"] == expected[row["group"], row["at"]]


def test_what_cannot_be_exact_is_refused() -> None:
    check_amount(-MOST_AMOUNT)
    check_weights(MOST_WEIGHT)
    with pytest.raises(Undefined, match="cannot be right"):
        check_amount(-MOST_AMOUNT - 1)
    with pytest.raises(Undefined, match="unit that is too small"):
        check_weights(MOST_WEIGHT + 1)
