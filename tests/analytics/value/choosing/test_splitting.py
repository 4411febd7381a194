"""Orders cut in two by a day: what models may see, and what came after."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from analytics.value.cast import orders_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import TooFew
from goodwill.analytics.value.choosing import splitting, tracking
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

END, AS_OF = 200, 260
"""Held out are 60 days; the last period before is (140, 200]."""

DAYS = {
    "Ann": [0, 50, 150, 200, 201, 260],  # the end is still known, the day after is not
    "Bob": [0, 100],  # never came back
    "Cem": [180],  # acquired in the last period: the first purchase is no repeat
    "Dee": [180, 190, 230],
    "Eve": [200, 250],  # acquired on the last day that models see
    "Fay": [201, 220],  # acquired too late
    "李娜": [0, 100],  # as Bob
}


def orders(days: dict[str, list[int]]) -> list[dict[str, object]]:
    return [
        {
            "customer_id": name,
            "counted_order": f"{name}-{at}",
            "day": day,
            "amount_minor": 100,
            "is_purchase": True,
        }
        for name, bought in days.items()
        for at, day in enumerate(bought)
    ]


def crowd(customers: int = 60) -> dict[str, list[int]]:
    """Enough repeat purchases to be allowed a split, all alike: x = 2."""
    return {f"c{at}": [0, 10, 20] for at in range(customers)}


def rows(made: splitting.Split) -> list[tuple[int, ...]]:
    columns = [getattr(made, name) for name in (*splitting.COLUMNS, "weight")]
    return [tuple(map(int, row)) for row in zip(*columns, strict=True)]


def test_every_history_and_future_is_counted_once(warehouse: Warehouse) -> None:
    frame = orders_of(warehouse, orders(DAYS | crowd()))
    made = splitting.split(frame, as_of_day=AS_OF, calibration_end_day=END)
    assert (made.first_day, made.duration, made.customers, made.actual) == (0, 60, 66, 4)
    assert rows(made) == [  # x, t_x, T, recent, y, t_last, customers
        (0, 0, 0, 0, 1, 50, 1),
        (0, 0, 20, 0, 0, 0, 1),
        (1, 10, 20, 1, 1, 50, 1),
        (1, 100, 200, 0, 0, 100, 2),
        (2, 20, 200, 0, 0, 20, 60),
        (3, 200, 200, 2, 2, 260, 1),
    ]


def test_logarithms_of_gaps_are_summed_until_both_ends(proved_warehouse: Warehouse) -> None:
    """Two who differ in nothing but a gap share a cell, which has their mean."""
    other = DAYS | crowd() | {"Zoe": [0, 4, 20]}
    made = splitting.split(
        orders_of(proved_warehouse, orders(other)), as_of_day=AS_OF, calibration_end_day=END
    )
    told = dict(zip(rows(made), zip(made.log_gaps, made.log_gaps_whole, strict=True), strict=True))
    ann, ann_whole = told[3, 200, 200, 2, 2, 260, 1]
    assert ann == pytest.approx(np.log([50, 100, 50]).sum())
    assert ann_whole - ann == pytest.approx(np.log([1, 59]).sum())
    assert told[0, 0, 0, 0, 1, 50, 1] == pytest.approx((0, np.log(50)))
    assert told[0, 0, 20, 0, 0, 0, 1] == (0, 0)
    mean = (60 * np.log([10, 10]).sum() + np.log([4, 16]).sum()) / 61
    assert told[2, 20, 200, 0, 0, 20, 61] == pytest.approx((mean, mean))


@pytest.mark.parametrize("made", [pl.DataFrame, pl.LazyFrame, pd.DataFrame])
def test_dataframes_of_this_process_can_be_split_too(made: Any) -> None:
    table = [(row["customer_id"], row["day"], True) for row in orders(DAYS | crowd())]
    names = ("customer_id", "day", "is_purchase")
    columns = dict(zip(names, map(list, zip(*table, strict=True)), strict=True))
    frame = nw.from_native(made(columns)).lazy()
    found = splitting.split(frame, as_of_day=AS_OF, calibration_end_day=END)
    assert (found.customers, found.actual) == (66, 4)
    assert rows(found)[-1] == (3, 200, 200, 2, 2, 260, 1)
    assert found.log_gaps[-1] == pytest.approx(np.log([50, 100, 50]).sum())
    seen = tracking.daily(frame, as_of_day=AS_OF, acquired_by_day=END)
    assert (seen.acquired.sum(), seen.repeats.sum()) == (66, 130)


def test_what_is_no_purchase_or_too_late_is_not_seen(duck_warehouse: DuckWarehouse) -> None:
    """Returns, second orders of a day, and orders after the as-of day."""
    more = orders({name: [*bought, bought[-1], AS_OF + 1] for name, bought in DAYS.items()})
    more.append({"customer_id": "Bob", "day": 150, "amount_minor": -5, "is_purchase": False})
    made = [
        splitting.split(
            orders_of(duck_warehouse, [*orders(crowd()), *some]),
            as_of_day=AS_OF,
            calibration_end_day=END,
        )
        for some in (orders(DAYS), more)
    ]
    assert rows(made[0]) == rows(made[1])


def test_distinct_histories_have_the_weight_of_their_cells(duck_warehouse: DuckWarehouse) -> None:
    frame = orders_of(duck_warehouse, orders(DAYS | crowd()))
    made = splitting.split(frame, as_of_day=AS_OF, calibration_end_day=END)
    for seen, x in ((made.calibration, made.x), (made.whole, made.x + made.y)):
        assert seen.histories.customers == made.customers
        assert seen.histories.x[seen.at].tolist() == x.tolist()
    assert made.whole.histories.T[made.whole.at].tolist() == (made.T + 60).tolist()


@pytest.mark.parametrize(
    ("as_of", "end"),
    [(300, 200), (1500, 1135), (1094, 730)],
    ids=["a third", "a year at most", "three years"],
)
def test_by_default_a_third_and_at_most_a_year_is_held_out(as_of: int, end: int) -> None:
    assert splitting.default_calibration_end(0, as_of) == end


@pytest.mark.parametrize(
    ("days", "as_of", "end", "message"),
    [
        ({}, 300, None, "customers with a purchase: 0 found"),
        (crowd(), 120, None, "days of purchases to fit models on: 80 found, at least 90"),
        (crowd(), 220, 200, "days held out to judge models by: 20 found, at least 28"),
        (crowd(), 220, 400, "days held out to judge models by: 0 found"),
        (crowd(49), 300, None, "repeat purchases to fit models on: 98 found, at least 100"),
    ],
    ids=["nobody", "short past", "short future", "no future", "few repeats"],
)
def test_too_little_to_judge_by_is_refused_with_what_is_missing(
    duck_warehouse: DuckWarehouse,
    days: dict[str, list[int]],
    as_of: int,
    end: int | None,
    message: str,
) -> None:
    frame = orders_of(duck_warehouse, orders(days))
    with pytest.raises(TooFew, match=message):
        splitting.split(frame, as_of_day=as_of, calibration_end_day=end)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sets(st.integers(0, AS_OF), min_size=1, max_size=6), min_size=1, max_size=12))
def test_the_engine_counts_what_one_would_count_by_hand(
    duck_warehouse: DuckWarehouse, bought: list[set[int]]
) -> None:
    days = {f"d{at}": sorted(each) for at, each in enumerate(bought)} | crowd()
    frame = orders_of(duck_warehouse, orders(days))
    made = splitting.split(frame, as_of_day=AS_OF, calibration_end_day=END)
    by_hand = sorted(alone(each) for each in days.values() if each[0] <= END)
    found = [row[:-1] for row in rows(made) for _ in range(row[-1])]
    assert found == by_hand
    assert not np.isnan(made.weight).any()


def alone(days: list[int]) -> tuple[int, ...]:
    known = [day for day in days if day <= END]
    recent = [day for day in known[1:] if day > END - (AS_OF - END)]
    first = days[0]
    return (
        len(known) - 1,
        known[-1] - first,
        END - first,
        len(recent),
        len(days) - len(known),
        days[-1] - first,
    )
