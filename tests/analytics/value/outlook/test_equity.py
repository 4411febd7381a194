"""Customer equity, and its change split so that nothing is left over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import exp, log
from typing import Any

import pytest
from analytics.value.forecast import person, scored_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import Undefined
from goodwill.analytics.value.outlook import equity, equitychange
from goodwill.analytics.value.outlook.equity import Interval, Newcomers
from goodwill.analytics.value.outlook.equitychange import Change, Part
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
BEFORE = [
    person("王芳", 0, 1000, 0.9),  # grows
    person("Bob", 0, 800, 0.9),  # shrinks
    person("Cem", 0, 500, 0.6),  # is lost
    person("Dee", 0, 70, 0.9),  # is no longer in the data
    person("Eve", 0, 30, 0.05),  # was lost and came back
    person("Fay", 0, 40, 0.9),  # stays
    person("Gus", 0, None, None),  # had never bought, and does now
]
TODAY = [
    person("王芳", 0, 1300, 0.95),
    person("Bob", 0, 650, 0.7),
    person("Cem", 0, 20, 0.04),
    person("Eve", 0, 230, 0.8),
    person("Fay", 0, 40, 0.9),
    person("Gus", 0, 400, 0.9),
    person("Hal", 0, 5, 0.05),  # won, and already gone: still acquired
    person("Ida", 0, None, None),
]


def test_the_change_is_split_and_adds_up_exactly(warehouse: Warehouse) -> None:
    change = equitychange.changed(scored_of(warehouse, BEFORE), scored_of(warehouse, TODAY))
    assert (change.before_minor, change.after_minor, change.unchanged) == (2440, 2645, 1)
    assert change.parts == (
        Part(Change.ACQUIRED, 2, 405),
        Part(Change.GROWN, 2, 500),
        Part(Change.SHRUNK, 1, -150),
        Part(Change.LOST, 2, -550),
    )
    assert sum(part.minor for part in change.parts) == change.minor == 205


def test_equity_stands_with_its_interval_and_its_change(proved_warehouse: Warehouse) -> None:
    today = scored_of(proved_warehouse, TODAY)
    change = equitychange.changed(scored_of(proved_warehouse, BEFORE), today)
    whole = equity.equity(today, interval=Interval(2000, 3300))
    told = equity.figures(whole, currency="CNY", as_of=ON)
    assert (told[0].value, told[0].n) == (Decimal("26.45"), 7)
    assert (told[0].low, told[0].high, told[0].level) == (Decimal("20.00"), Decimal("33.00"), 0.9)
    assert told[1].reason is equity.NO_NEWCOMERS
    moved = equitychange.figures(change, customers=whole.customers, currency="CNY", as_of=ON)
    assert [figure.value for figure in moved] == [
        *(Decimal("2.05"), Decimal("4.05"), Decimal("5.00"), Decimal("-1.50"), Decimal("-5.50"))
    ]
    assert "CN¥24.40" in str(moved[0].method)


def test_a_first_run_has_no_change_and_an_empty_one_no_equity(proved_warehouse: Warehouse) -> None:
    nobody = equity.equity(scored_of(proved_warehouse, [person("Ida", 0, None, None)]))
    told = equity.figures(nobody, currency="CNY", as_of=ON)
    assert [figure.reason for figure in told] == [equity.NO_FORECAST, equity.NO_NEWCOMERS]
    (first,) = equitychange.figures(None, customers=0, currency="CNY", as_of=ON)
    assert (first.value, first.reason) == (None, equitychange.FIRST_RUN)


def test_newcomers_are_discounted_and_pay_for_being_won(duck_warehouse: DuckWarehouse) -> None:
    new = Newcomers(a_year=100, years=3, value_minor=5000, acquisition_cost_minor=2000)
    delta = log(1.1)
    assert new.present_customers == pytest.approx(100 * (1 - exp(-3 * delta)) / delta)
    whole = equity.equity(scored_of(duck_warehouse, TODAY), newcomers=new)
    today, later = equity.figures(whole, currency="CNY", as_of=ON)
    assert today.value == Decimal("26.45")  # newcomers stand apart
    assert later.value == Decimal(round(new.present_customers * 3000)) / 100
    unknown = Newcomers(100, 3, 5000, None)
    _, gross = equity.figures(equity.Equity(1, 1, newcomers=unknown), currency="CNY", as_of=ON)
    assert gross.value is not None
    assert later.value is not None
    assert gross.value > later.value
    assert "not taken off" in str(gross.method)


def test_without_discount_newcomers_are_simply_counted() -> None:
    assert Newcomers(100, 3, 1, None, annual=0).present_customers == 300


def test_negative_expectations_are_refused() -> None:
    with pytest.raises(Undefined, match="negative"):
        Newcomers(-1, 3, 1, None)


Run = dict[str, tuple[int, float]]
RUNS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(-1000, 1000), st.floats(0, 1)),
    max_size=8,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(RUNS, RUNS)
def test_whatever_happens_the_parts_add_up(
    duck_warehouse: DuckWarehouse, before: Run, after: Run
) -> None:
    change = equitychange.changed(
        scored_of(duck_warehouse, people(before)), scored_of(duck_warehouse, people(after))
    )
    assert change.before_minor == sum(value for value, _ in before.values())
    assert change.after_minor == sum(value for value, _ in after.values())
    assert sum(part.minor for part in change.parts) == change.minor
    counted = sum(part.customers for part in change.parts) + change.unchanged
    assert counted == len(before.keys() | after.keys())


def people(run: Run) -> list[dict[str, Any]]:
    return [person(name, 0, value, p) for name, (value, p) in run.items()]
