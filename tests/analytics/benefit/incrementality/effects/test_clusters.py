"""Households drawn as a whole are what is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.benefit.incrementality.effects import clusters, means
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import Moments, moments, of_arrays
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

SIZES = [1 + k * 7 % 5 for k in range(24)]
"""Of 24 households, the first twelve treated."""


def members() -> list[dict[str, Any]]:
    household = [k for k, size in enumerate(SIZES) for _ in range(size)]
    return [
        {
            "customer_id": f"C{j}",
            "arm": "treated" if k < 12 else "control",
            "household": f"H{k:02}",
            "y": 10 + (k * 29 % 17) / 3 + (j * 41 % 23) / 5 + 1.5 * (k < 12),
            "x": float(k * 29 % 17),
        }
        for j, k in enumerate(household)
    ]


def totals(warehouse: Warehouse, columns: list[str]) -> tuple[Moments, Moments]:
    frame = clusters.cluster_totals(frame_of(warehouse, None, members()), columns, "household")
    found = moments(frame, [clusters.MEMBERS, *columns], ["arm"])
    return found.where(arm="treated"), found.where(arm="control")


def test_the_spread_is_between_households(warehouse: Warehouse) -> None:
    """statsmodels 0.15.0: OLS y ~ 1 + arm, cov_type="cluster" without correction, × 12 / 11."""
    found = clusters.difference(*totals(warehouse, ["y"]), "y")
    assert found.value == pytest.approx(2.060307366189722, rel=1e-9)
    assert found.se == pytest.approx(0.7353116014375781 * (12 / 11) ** 0.5, rel=1e-9)
    assert (found.n_treated, found.n_control, found.df) == (12, 12, 22)
    assert "24 clusters drawn" in str(found.method)


def test_members_one_by_one_would_seem_surer_than_they_are(duck_warehouse: DuckWarehouse) -> None:
    single = moments(frame_of(duck_warehouse, None, members()), ["y"], ["arm"])
    alone = means.difference(single.where(arm="treated"), single.where(arm="control"), "y")
    found = clusters.difference(*totals(duck_warehouse, ["y"]), "y")
    assert alone.value == pytest.approx(found.value)
    assert alone.se < 0.8 * found.se


def test_what_households_have_in_common_is_taken_off(duck_warehouse: DuckWarehouse) -> None:
    cells = totals(duck_warehouse, ["y", "x"])
    plain = clusters.difference(*cells, "y")
    found = clusters.adjusted(*cells, "y", ["x"])
    assert found.se < 0.5 * plain.se
    assert abs(found.value - 1.5) < 2 * found.se
    assert found.df == 22


def test_the_lift_is_of_the_means_per_member(duck_warehouse: DuckWarehouse) -> None:
    cells = totals(duck_warehouse, ["y"])
    plain, lift = clusters.difference(*cells, "y"), clusters.lift(*cells, "y")
    assert lift.value == pytest.approx(plain.value / plain.control)
    assert lift.df == 22


def test_fewer_than_ten_households_are_refused() -> None:
    cell = of_arrays(("members", "y"), np.random.default_rng(1).random((12, 2)) + 1)
    few = of_arrays(("members", "y"), np.random.default_rng(1).random((9, 2)) + 1)
    with pytest.raises(TooFew, match="clusters of the control arm: 9 found, at least 10"):
        clusters.difference(cell, few, "y")
    with pytest.raises(TooFew, match="clusters of the treated arm: 9 found"):
        clusters.adjusted(few, cell, "y", [])


def test_members_without_a_household_are_one_each(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        {"customer_id": "Ann", "arm": "treated", "household": "H1", "y": 1},
        {"customer_id": "Bob", "arm": "treated", "household": "H1", "y": 2},
        {"customer_id": "Cem", "arm": "treated", "household": None, "y": 4},
        {"customer_id": "李娜", "arm": "control", "household": None, "y": 8},
    ]
    frame = clusters.cluster_totals(frame_of(duck_warehouse, None, rows), ["y"], "household")
    assert rows_of(frame, "cluster") == [
        {"arm": "treated", "cluster": "Cem", "members": 1, "y": 4},
        {"arm": "treated", "cluster": "H1", "members": 2, "y": 3},
        {"arm": "control", "cluster": "李娜", "members": 1, "y": 8},
    ]


def test_a_household_in_two_arms_was_not_drawn_as_a_whole(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, members())
    clusters.refuse_split(frame, "household")
    strays = [{"customer_id": f"S{k}", "arm": "control", "household": "H01"} for k in range(2)]
    lone = [{"customer_id": "L", "arm": arm, "household": None} for arm in ("control", "treated")]
    mixed = frame_of(duck_warehouse, None, [*members(), *strays, *lone])
    assert clusters.split_clusters(mixed, "household") == 1
    with pytest.raises(Undefined, match="1 household has members in more than one arm"):
        clusters.refuse_split(mixed, "household")
