"""What is flagged in a ledger, and what is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from analytics.benefit.costing.ledgers import entry, monthly, worked
from frames import frame_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.watching.anomalies import Anomalies, Asked, anomalies
from goodwill.analytics.benefit.costing.watching.flags import (
    Flag,
    FollowUp,
    Rule,
    fresh,
    once_each,
    with_follow_up,
)
from goodwill.analytics.benefit.costing.watching.series import Series
from goodwill.analytics.benefit.costing.watching.unusual import Rules, unusual
from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.yearmonths import later, span
from goodwill.analytics.errors import AnalyticsError, NotTogether, SettingRefused
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

RULES = Rules(floor_minor=10_000)
NOISE = [round(x) for x in np.random.default_rng(4).normal(100_000, 2_000, 30)]


def looked(warehouse: Warehouse, rows: Sequence[dict[str, Any]], **more: Any) -> Anomalies:
    last = max(row["period"] for row in rows)
    asked = Asked(last=last, rules=RULES, cuts=(("department",),))
    return anomalies(frame_of(warehouse, None, rows), replace(asked, **more))


def told(found: Anomalies) -> list[tuple[str, int]]:
    return [(str(flag.rule), flag.period) for flag in found.flags]


def test_a_planted_month_is_found_with_its_range_and_split(proved_warehouse: Warehouse) -> None:
    amounts = NOISE.copy()
    amounts[20] = 150_000
    rows = monthly(amounts) + monthly(NOISE, department="service")
    random.Random(3).shuffle(rows)
    found = looked(proved_warehouse, rows)
    (flag,) = found.flags
    assert (flag.rule, flag.where, flag.period) == (
        Rule.LEVEL,
        (("department", "sales"),),
        202509,
    )
    assert flag.amount_minor == 150_000
    assert flag.low_minor <= flag.expected_minor <= flag.high_minor < 150_000
    assert flag.z is not None
    assert flag.z > 3.5
    assert flag.split == Split(unsplit_minor=150_000 - flag.expected_minor)
    assert found.judged == 60


def test_the_order_of_rows_changes_nothing(duck_warehouse: DuckWarehouse) -> None:
    rows = monthly([*NOISE[:15], 500_000], vendor="Acme") + monthly(NOISE, department=None)
    one = looked(duck_warehouse, rows)
    other = looked(duck_warehouse, rows[::-1])
    assert one == other
    assert one.flags


def test_more_work_alone_is_no_anomaly_but_dearer_work_is(duck_warehouse: DuckWarehouse) -> None:
    quantities = [100 + 10 * i for i in range(20)]
    quantities[12] = 900
    amounts = [250 * quantity for quantity in quantities]
    work = frame_of(duck_warehouse, None, worked(quantities, [30 * q for q in quantities]))
    by_work = {("department",): work}
    assert told(looked(duck_warehouse, monthly(amounts))) == [("level", 202501)]
    assert looked(duck_warehouse, monthly(amounts), quantities=by_work).flags == ()
    amounts[7] = 2 * amounts[7]
    (flag,) = looked(duck_warehouse, monthly(amounts), quantities=by_work).flags
    assert (flag.rule, flag.period) == (Rule.RATIO, 202408)
    assert flag.split.rate_minor == 170 * 250
    assert flag.split.efficiency_minor == 0
    assert flag.split.total_minor == flag.amount_minor - flag.expected_minor


def test_slower_work_is_told_as_efficiency(duck_warehouse: DuckWarehouse) -> None:
    quantities, minutes = [100] * 20, [3_000] * 20
    minutes[9] = 6_000
    amounts = [100 * taken for taken in minutes]
    work = frame_of(duck_warehouse, None, worked(quantities, minutes))
    (flag,) = looked(duck_warehouse, monthly(amounts), quantities={("department",): work}).flags
    assert flag.split == Split(efficiency_minor=300_000)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 5_000), min_size=12, max_size=40), st.integers(1, 99_999))
def test_volume_alone_raises_no_ratio_flag(quantities: list[int], tenths: int) -> None:
    """The price has a tenth of a minor unit, so amounts are rounded as real ones are."""
    series = Series(
        (),
        np.array(span(202001, later(202001, len(quantities) - 1))),
        np.array([round(quantity * tenths / 10) for quantity in quantities]),
        np.array(quantities, dtype=np.float64),
    )
    assert unusual(series, RULES) == ()


def test_white_noise_raises_few_flags_in_a_ledger(duck_warehouse: DuckWarehouse) -> None:
    draws = np.random.default_rng(8).normal(100_000, 5_000, (60, 36)).round().astype(int)
    rows = [
        row for i, draw in enumerate(draws) for row in monthly(draw.tolist(), department=f"d{i:02}")
    ]
    found = looked(duck_warehouse, rows)
    assert found.judged == 60 * 36
    assert len(found.flags) <= 0.008 * found.judged


def test_a_short_part_is_not_judged_and_says_why(duck_warehouse: DuckWarehouse) -> None:
    found = looked(duck_warehouse, monthly([1, 2, 900_000]))
    assert found.flags == ()
    (left_out,) = found.not_judged
    assert left_out.months == 3
    assert "3 found, at least 12 needed" in str(left_out.reason)


def test_a_month_without_an_entry_cost_nothing(duck_warehouse: DuckWarehouse) -> None:
    amounts: list[int | None] = list(NOISE[:20])
    amounts[9] = None
    (flag,) = looked(duck_warehouse, monthly(amounts)).flags
    assert (flag.period, flag.amount_minor) == (202410, 0)


def test_the_same_entry_twice_within_three_days(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        entry(202403, 5_000, vendor="Acme", day=10, entry_id="a"),
        entry(202403, 5_000, vendor="Acme ", day=13, entry_id="b"),
        entry(202403, 5_000, vendor="Acme", day=17, entry_id="c"),
        entry(202403, 5_000, vendor="Other", day=11, entry_id="d"),
        entry(202403, 5_001, vendor="Acme", day=11, entry_id="e"),
        entry(202403, 5_000, day=11, entry_id="f"),
        entry(202403, 5_000, day=11, entry_id="g"),
    ]
    (flag,) = looked(duck_warehouse, rows).flags
    assert (flag.rule, flag.entries) == (Rule.DUPLICATE, ("b", "a"))
    assert flag.amount_minor - flag.expected_minor == flag.split.total_minor == 5_000


def test_what_was_taken_back_is_no_duplicate(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        entry(202403, 5_000, vendor="Acme", day=10, entry_id="a"),
        entry(202403, -5_000, vendor="Acme", day=11, entry_id="b"),
        entry(202403, 5_000, vendor="Acme", day=11, entry_id="c"),
    ]
    assert looked(duck_warehouse, rows).flags == ()
    again = [*rows, entry(202403, 5_000, vendor="Acme", day=12, entry_id="d")]
    assert [flag.entries for flag in looked(duck_warehouse, again).flags] == [("d", "c")]


def test_places_and_months_are_flagged_once_and_again_only_when_new(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = monthly([*NOISE[:15], 200_000])
    first = looked(duck_warehouse, rows)
    known = {flag.identity for flag in first.flags}
    again = looked(duck_warehouse, rows)
    assert fresh(again.flags, known) == ()
    longer = looked(duck_warehouse, [*rows, *monthly([210_000], first=202505)])
    assert [flag.period for flag in fresh(longer.flags, known)] == [202505]


def test_two_rules_on_one_month_are_one_flag() -> None:
    level = Flag(Rule.LEVEL, (("stage", "acquire"),), 202401, 9, 4, 3, 5, Split(unsplit_minor=5))
    budget = replace(level, rule=Rule.BUDGET)
    (both,) = once_each([budget, level])
    assert (both.rule, both.also) == (Rule.LEVEL, (Rule.BUDGET,))
    followed = FollowUp("Li", "price", "renegotiate", date(2024, 3, 1), -4)
    (kept,) = with_follow_up([both], {both.identity: followed})
    assert kept.plain()["follow_up"] == {
        "owner": "Li",
        "cause": "price",
        "action": "renegotiate",
        "due_on": "2024-03-01",
        "verified_minor": -4,
    }


@pytest.mark.parametrize(
    "rows",
    [
        monthly([1, 2], nature="memo"),
        [entry(202401, 1, behaviour="capex"), entry(202402, 1, nature="depreciation")],
    ],
)
def test_views_are_not_mixed(duck_warehouse: DuckWarehouse, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(NotTogether, match="cash view or the consumption view"):
        looked(duck_warehouse, rows)


def test_unknown_columns_and_limits_are_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(AnalyticsError, match="cannot be cut by colour"):
        looked(duck_warehouse, monthly([1]), cuts=(("colour",),))
    with pytest.raises(SettingRefused, match="cannot be negative"):
        Rules(floor_minor=0, budget_share=Decimal(-1))
