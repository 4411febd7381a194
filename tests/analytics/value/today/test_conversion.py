"""Conversion between stages: who is still being watched is not a failure."""

from __future__ import annotations

from datetime import date

import pytest
from analytics.value.cast import buyer, never, summaries_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.numerics.survival import kaplan_meier
from goodwill.analytics.value.today import conversion
from goodwill.analytics.value.today.conversion import Step
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TODAY = 400  # 1971-02-05
ON = date(1971, 2, 5)
OLD = [  # won in the first quarter of 1970
    buyer("Ann", [0, 20], TODAY),
    buyer("Bob", [10, 30, 60], TODAY),
    buyer("Cem", [80, 280], TODAY),
    buyer("Dee", [50], TODAY),
]
YOUNG = [buyer("陈静", [365], TODAY), buyer("Fay", [370, 390], TODAY)]  # first quarter of 1971


def test_first_to_repeat_by_quarter_with_the_young_censored(warehouse: Warehouse) -> None:
    summaries = summaries_of(warehouse, [*OLD, *YOUNG, never("Gus")])
    found = conversion.conversions(summaries, Step.FIRST_TO_REPEAT, TODAY)
    assert [(c.cohort, c.customers, c.converted) for c in found.cohorts] == [
        ("1970Q1", 4, 3),
        ("1971Q1", 2, 1),
    ]
    assert (found.overall.customers, found.overall.converted, found.out_of_order) == (6, 4, 0)

    within_30, within_90, within_180, within_365, median = conversion.figures(
        found.cohorts[0], as_of=ON
    )
    assert (within_30.value, within_90.value, within_180.value) == (0.5, 0.5, 0.5)
    assert within_30.low < 0.5 < within_30.high
    # Dee has been watched for 350 days, so 365 cannot be told.
    assert within_365.value is None
    assert "350" in str(within_365.reason)
    assert (median.value, median.high) == (20, None)  # four are too few for an upper limit
    assert within_30.cut == {
        "from": "first_time",
        "to": "repeat",
        "cohort": "1970Q1",
        "window_days": "30",
    }

    young = conversion.figures(found.cohorts[1], as_of=ON)
    assert young[0].value == pytest.approx(0.5)
    assert [figure.value for figure in young[1:4]] == [None, None, None]


def test_the_whole_path_is_measured_where_its_days_are_known(proved_warehouse: Warehouse) -> None:
    rows = [
        buyer("Ann", [50], TODAY, known_day=10, enquired_day=20),
        buyer("Bob", [60], TODAY, known_day=10, enquired_day=None),  # bought without enquiring
        never("Cem", known_day=100, enquired_day=130),
        never("Dee", known_day=200),
        buyer("Eve", [300], TODAY, known_day=310, enquired_day=305),  # dates out of order
    ]
    summaries = summaries_of(proved_warehouse, rows)
    assert conversion.measurable_steps(summaries) == tuple(Step)
    suspects = conversion.conversions(summaries, Step.SUSPECT_TO_PROSPECT, TODAY)
    assert (suspects.overall.customers, suspects.overall.converted) == (4, 3)
    assert suspects.out_of_order == 1
    assert list(suspects.overall.curve.times) == [10, 30, 50]
    prospects = conversion.conversions(summaries, Step.PROSPECT_TO_FIRST, TODAY)
    assert (prospects.overall.customers, prospects.overall.converted) == (2, 1)
    assert prospects.out_of_order == 1


def test_orders_alone_show_only_the_step_from_first_to_repeat(
    duck_warehouse: DuckWarehouse,
) -> None:
    orders_alone = summaries_of(duck_warehouse, OLD)
    assert conversion.measurable_steps(orders_alone) == (Step.FIRST_TO_REPEAT,)
    bare = orders_alone.drop("enquired_day", "known_day")
    assert conversion.measurable_steps(bare) == (Step.FIRST_TO_REPEAT,)
    assert conversion.measurable_steps(summaries_of(duck_warehouse, [never("Gus")])) == ()


def test_a_median_that_is_not_reached_is_said_to_be_so(duck_warehouse: DuckWarehouse) -> None:
    alone = summaries_of(duck_warehouse, [buyer("Ann", [0], TODAY), buyer("Bob", [5], TODAY)])
    found = conversion.conversions(alone, Step.FIRST_TO_REPEAT, TODAY)
    *windows, median = conversion.figures(found.overall, as_of=ON)
    assert [figure.value for figure in windows] == [0, 0, 0, 0]
    assert [figure.low for figure in windows] == [None] * 4
    assert median.value is None
    assert median.reason is conversion.NOT_REACHED


def test_nobody_gives_reasons(duck_warehouse: DuckWarehouse) -> None:
    found = conversion.conversions(summaries_of(duck_warehouse, []), Step.FIRST_TO_REPEAT, TODAY)
    assert found.cohorts == ()
    figures = conversion.figures(found.overall, as_of=ON)
    assert {figure.reason for figure in figures} == {conversion.NOBODY}


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.sets(st.integers(0, TODAY), min_size=1, max_size=3), min_size=1, max_size=12),
    st.randoms(),
)
def test_cohorts_together_are_everybody_in_any_order_of_rows(
    duck_warehouse: DuckWarehouse, bought: list[set[int]], random: object
) -> None:
    rows = [buyer(f"c{i}", sorted(days), TODAY) for i, days in enumerate(bought)]
    random.shuffle(rows)  # type: ignore[attr-defined]
    found = conversion.conversions(summaries_of(duck_warehouse, rows), Step.FIRST_TO_REPEAT, TODAY)
    assert sum(each.customers for each in found.cohorts) == found.overall.customers == len(bought)
    days = [sorted(each) for each in bought]
    expected = kaplan_meier(
        (each[1] - each[0], True, 1) if len(each) > 1 else (TODAY - each[0], False, 1)
        for each in days
    )
    assert list(found.overall.curve.share) == pytest.approx(list(expected.share))
