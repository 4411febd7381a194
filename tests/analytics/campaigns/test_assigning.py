"""The draw: repeatable by anybody, in the shares planned, blind to who else is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from frames import frame_of, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from goodwill.analytics.campaigns.assigning import Arms, assigned, hash52, in_control_group
from goodwill.analytics.errors import ColumnsUnclear
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

on_duckdb = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
THREE = Arms(0.1, {"A": 0.5, "B": 0.5})


def members(n: int, seed: str = "spring", first: int = 0) -> list[dict[str, Any]]:
    ids = [f"客户-{at}" for at in range(first, first + n)]
    hashes = hash52(seed, ids).tolist()
    return [{"customer_id": i, "hash": h} for i, h in zip(ids, hashes, strict=True)]


def drawn(warehouse: Warehouse, rows: Sequence[dict[str, Any]], arms: Arms) -> dict[str, str]:
    found = assigned(frame_of(warehouse, None, rows), arms, hashed="hash")
    return {row["customer_id"]: row["arm"] for row in rows_of(found, "customer_id")}


def by_definition(row: dict[str, Any], arms: Arms) -> str:
    reached = 0.0
    for arm, share in arms.shares.items():
        reached += share
        if row["hash"] / 2**52 < reached:
            return arm
    raise AssertionError


def test_an_arm_follows_from_the_customer_and_the_seed_alone(warehouse: Warehouse) -> None:
    rows = members(300)
    strata = [row | {"region": [None, "上海", "北京"][at % 3]} for at, row in enumerate(rows)]
    shares = Arms(0.1, {"A": 0.5, "B": 0.5}, ("region",))
    once = assigned(frame_of(warehouse, None, strata), THREE, hashed="hash").rename({"arm": "lot"})
    found = rows_of(assigned(once, shares, hashed="hash"))
    by_lot = {row["customer_id"]: by_definition(row, THREE) for row in rows}
    assert {row["customer_id"]: row["lot"] for row in found} == by_lot
    assert {row["customer_id"]: row["arm"] for row in found} == by_rank(strata, shares)


def by_rank(rows: list[dict[str, Any]], arms: Arms) -> dict[str, str]:
    """The definition of the stratified draw, one stratum at a time."""
    found = {}
    for region in {row["region"] for row in rows}:
        inside = [row for row in rows if row["region"] == region]
        start = sum(row["hash"] % 2**20 for row in inside) % 2**20 / 2**20
        inside.sort(key=lambda row: (row["hash"], row["customer_id"]))
        for rank, row in enumerate(inside):
            place = {**row, "hash": (rank + start) / len(inside) * 2**52}
            found[row["customer_id"]] = by_definition(place, arms)
    return found


@on_duckdb
@given(st.integers(1, 200), st.integers(0, 200), st.sampled_from([0.02, 0.2, 0.5]))
def test_adding_customers_never_changes_others(
    duck_warehouse: DuckWarehouse, n: int, more: int, holdout: float
) -> None:
    before = drawn(duck_warehouse, members(n), Arms(holdout))
    after = drawn(duck_warehouse, members(n + more)[::-1], Arms(holdout))
    assert {name: after[name] for name in before} == before


def test_a_larger_holdout_keeps_those_of_the_smaller(duck_warehouse: DuckWarehouse) -> None:
    small, large = (drawn(duck_warehouse, members(500), Arms(share)) for share in (0.1, 0.3))
    assert {name for name, arm in small.items() if arm == "holdout"} < {
        name for name, arm in large.items() if arm == "holdout"
    }


@pytest.mark.parametrize("seed", ["spring", "双十一", "2025"])
def test_shares_are_those_of_a_fair_lot(duck_warehouse: DuckWarehouse, seed: str) -> None:
    """Within the binomial bounds that a fair lot leaves once in a million times."""
    found = Counter(drawn(duck_warehouse, members(20_000, seed), THREE).values())
    for arm, share in THREE.shares.items():
        low, high = stats.binom.interval(1 - 1e-6, 20_000, share)
        assert low <= found[arm] <= high


@pytest.mark.proof
def test_lots_of_four_hundred_seeds_are_fair() -> None:
    """The sample-ratio test finds 5 % of fair lots unfair, within what chance leaves."""
    names = [f"客户-{at}" for at in range(20_000)]
    alarms = 0
    for seed in range(400):
        place = hash52(f"campaign {seed}", names) / 2**52
        counts = np.histogram(place, [0, 0.1, 0.55, 1])[0]
        alarms += stats.chisquare(counts, np.array([0.1, 0.45, 0.45]) * 20_000).pvalue < 0.05
    low, high = stats.binom.interval(1 - 1e-4, 400, 0.05)
    print(f"alarms: {alarms} of 400")
    assert low <= alarms <= high


def test_two_campaigns_draw_independently(duck_warehouse: DuckWarehouse) -> None:
    one, two = (drawn(duck_warehouse, members(20_000, seed), Arms(0.2)) for seed in ("one", "two"))
    both = sum(arm == "holdout" == two[name] for name, arm in one.items())
    low, high = stats.binom.interval(1 - 1e-6, 20_000, 0.04)
    assert low <= both <= high


@on_duckdb
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.sampled_from([Arms(0.1), Arms(0.25, {"A": 0.3, "B": 0.7}), Arms(0.5)]),
)
def test_strata_keep_the_shares_to_one_member(
    duck_warehouse: DuckWarehouse, sizes: list[int], arms: Arms
) -> None:
    regions = [f"r{at}" for at, size in enumerate(sizes) for _ in range(size)]
    rows = [row | {"region": r} for row, r in zip(members(len(regions)), regions, strict=True)]
    stratified = Arms(arms.holdout, arms.variants, ("region",))
    found = drawn(duck_warehouse, rows, stratified)
    counts = Counter((row["region"], found[row["customer_id"]]) for row in rows)
    for at, size in enumerate(sizes):
        for arm, share in arms.shares.items():
            assert abs(counts[f"r{at}", arm] - share * size) < 1 + 1e-9


def test_many_small_strata_have_their_holdout_together(duck_warehouse: DuckWarehouse) -> None:
    """A tenth of four is none or one; over 2,000 such strata it is a tenth after all."""
    rows = [row | {"household": f"h{at // 4}"} for at, row in enumerate(members(8_000))]
    found = drawn(duck_warehouse, rows, Arms(0.1, stratify_by=("household",)))
    low, high = stats.binom.interval(1 - 1e-6, 2_000, 0.4)
    assert low <= Counter(found.values())["holdout"] <= high


def test_the_order_of_rows_changes_nothing(duck_warehouse: DuckWarehouse) -> None:
    rows = [row | {"region": f"r{at % 7}"} for at, row in enumerate(members(200))]
    arms = Arms(0.2, stratify_by=("region",))
    assert drawn(duck_warehouse, rows, arms) == drawn(duck_warehouse, rows[::-1], arms)


def test_the_control_group_is_a_share_by_the_company_seed(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, members(10_000, "company"))
    inside = len(rows_of(frame.filter(in_control_group(0.05, hashed="hash"))))
    low, high = stats.binom.interval(1 - 1e-6, 10_000, 0.05)
    assert low <= inside <= high


def test_a_stratum_that_is_not_there_is_refused(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, members(3))
    with pytest.raises(ColumnsUnclear, match="no column region to stratify by"):
        assigned(frame, Arms(stratify_by=("region",)), hashed="hash")
