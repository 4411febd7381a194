"""Moments that merge: the same from one pass, from parts, and beside exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import narwhals as nw
import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.moments import Moments, moments, of_arrays
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

RNG = np.random.default_rng(20)
ROWS = [
    {"arm": arm, "region": region, "spend": 1e9 + spend, "before": before}
    for arm, region, spend, before in zip(
        RNG.choice(["treated", "holdout"], 400).tolist(),
        RNG.choice(["苏州", "上海", None], 400).tolist(),
        RNG.gamma(1, 3, 400).tolist(),
        RNG.gamma(2, 50, 400).tolist(),
        strict=True,
    )
]


def exactly(values: list[float], others: list[float]) -> Fraction:
    one, other = [Fraction(v) for v in values], [Fraction(v) for v in others]
    mean, mean_other = sum(one) / len(one), sum(other) / len(other)
    return sum(
        ((a - mean) * (b - mean_other) for a, b in zip(one, other, strict=True)), Fraction(0)
    )


def test_the_spread_keeps_its_digits_at_a_mean_of_a_thousand_million(warehouse: Warehouse) -> None:
    found = moments(frame_of(warehouse, None, ROWS), ["spend", "before"], ["arm"])
    for cell, (arm,) in enumerate(found.keys):
        rows = [row for row in ROWS if row["arm"] == arm]
        spend, before = ([row[name] for row in rows] for name in ("spend", "before"))
        assert found.n[cell] == len(rows)
        for i, j, a, b in ((0, 0, spend, spend), (0, 1, spend, before), (1, 1, before, before)):
            assert found.comoment[cell, i, j] == pytest.approx(float(exactly(a, b)), rel=1e-6)


def test_parts_merge_to_the_whole(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, ROWS)
    whole = moments(frame, ["spend", "before"], ["arm"])
    merged = moments(frame, ["spend", "before"], ["arm", "region"]).merged("arm")
    assert_same(merged, whole)
    assert_same(whole.merged(), moments(frame, ["spend", "before"]))


def test_unknown_slices_are_a_cell_of_their_own_and_last(duck_warehouse: DuckWarehouse) -> None:
    found = moments(frame_of(duck_warehouse, None, ROWS), ["spend"], ["region"])
    assert found.keys == (("上海",), ("苏州",), (None,))
    assert found.where(region=None).n.sum() == sum(row["region"] is None for row in ROWS)


def test_arrays_give_what_the_engine_gives(duck_warehouse: DuckWarehouse) -> None:
    values = np.array([[row["spend"], row["before"]] for row in ROWS])
    frame = frame_of(duck_warehouse, None, ROWS)
    assert_same(of_arrays(["spend", "before"], values), moments(frame, ["spend", "before"]))


def test_those_who_did_nothing_count_as_noughts() -> None:
    bought = of_arrays(["spend"], np.array([[3.0], [5.0]]))
    everybody = of_arrays(["spend"], np.array([[3.0], [5.0], [0.0], [0.0], [0.0]]))
    assert_same(bought.with_zeros([3]), everybody)


def test_empty_values_are_refused_by_name_and_count(duck_warehouse: DuckWarehouse) -> None:
    rows = [{"spend": 1.0}, {"spend": None}]
    with pytest.raises(Undefined, match="spend is empty for 1 member"):
        moments(frame_of(duck_warehouse, None, rows), ["spend"])


def test_nobody_at_all_is_refused(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, ROWS).filter(nw.col("before") < 0)
    for by in ([], ["arm"]):
        with pytest.raises(Undefined, match="nobody"):
            moments(frame, ["spend"], by)


def test_a_sum_of_columns_is_known_from_their_moments() -> None:
    values = RNG.normal(size=(50, 3))
    summed = values @ np.array([[1.0], [-2.0], [0.5]])
    weights = {"a": 1.0, "b": -2.0, "c": 0.5}
    found = of_arrays(["a", "b", "c"], values).combined("net", weights)
    assert_same(found, of_arrays(["net"], summed))


def assert_same(one: Moments, other: Moments) -> None:
    assert (one.columns, one.by, one.keys) == (other.columns, other.by, other.keys)
    assert one.n.tolist() == other.n.tolist()
    assert one.mean == pytest.approx(other.mean, rel=1e-12)
    assert one.comoment == pytest.approx(other.comoment, rel=1e-6)
