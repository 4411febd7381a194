"""Plan against actual: what stands in which month, why it differs, what is flagged."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.costing.ledgers import entry, monthly, worked
from frames import frame_of

from goodwill.analytics.benefit.costing.watching.anomalies import Asked as Looked
from goodwill.analytics.benefit.costing.watching.anomalies import anomalies
from goodwill.analytics.benefit.costing.watching.anomaly_figures import Told, standing_figures
from goodwill.analytics.benefit.costing.watching.budgets import (
    Asked,
    Line,
    compared,
    months_without_plan,
    over_budget,
    standings,
)
from goodwill.analytics.benefit.costing.watching.flags import Rule
from goodwill.analytics.benefit.costing.watching.unusual import Rules
from goodwill.analytics.benefit.costing.watching.variances import Split, Work
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import BUDGETS
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ASKED = Asked(("department",), 202401, 202403)
CUT = (("department", "sales"),)
RULES = Rules(floor_minor=1_000)


def plan(month: int, amount: int | None, **more: Any) -> dict[str, Any]:
    on = date(2024, month, 1)
    row = {"source_row": month, "period_on": on, "department": "sales", "amount_minor": amount}
    return row | more


def lines_of(
    warehouse: Warehouse,
    entries: Sequence[dict[str, Any]],
    plans: Sequence[dict[str, Any]],
    work: Sequence[dict[str, Any]] | None = None,
) -> tuple[Line, ...]:
    return compared(
        frame_of(warehouse, None, entries),
        frame_of(warehouse, BUDGETS, plans),
        ASKED,
        quantities=None if work is None else frame_of(warehouse, None, work),
    )


def test_plan_and_actual_meet_by_month_and_split_exactly(proved_warehouse: Warehouse) -> None:
    """Standard 100 × 60 min × 2.00 (as in the variances' example), actual 110 × 66 × 2.50.

    The plan is in two rows, 40 and 60 visits, which add up to one standard.
    """
    plans = [
        plan(1, 480_000, quantity=40.0, unit_minutes=60.0),
        plan(1, 720_000, quantity=60.0, unit_minutes=60.0),
    ]
    entries = [entry(202401, 1_800_000), entry(202401, 15_000)]
    random.Random(1).shuffle(entries)
    (line,) = lines_of(proved_warehouse, entries, plans, worked([110], [110 * 66]))
    assert line.plan == Work(1_200_000, 100, 60)
    assert line.split == Split(120_000, 132_000, 363_000)
    assert line.difference_minor == 615_000


def test_what_was_not_planned_is_not_planned_as_zero(duck_warehouse: DuckWarehouse) -> None:
    entries = monthly([500, 700]) + monthly([40], first=202403, department="service")
    found = lines_of(duck_warehouse, entries, [plan(2, 600), plan(3, 600)])
    told = [(dict(line.cut)["department"], line.period, line.difference_minor) for line in found]
    assert told == [
        ("sales", 202401, None),
        ("sales", 202402, 100),
        ("sales", 202403, -600),
        ("service", 202403, None),
    ]
    assert months_without_plan(found, ASKED) == {CUT: (202401,)}
    sales, service = standings(found)
    assert (sales.plan_minor, sales.actual_minor, sales.unplanned_minor) == (1_200, 1_200, 500)
    assert sales.actual_minor == sales.plan_minor + sales.split.total_minor + 500
    assert (service.plan_minor, service.unplanned_minor) == (0, 40)


def test_figures_of_a_standing_add_up(duck_warehouse: DuckWarehouse) -> None:
    found = lines_of(duck_warehouse, monthly([500, 700]), [plan(2, 600)])
    (standing,) = standings(found)
    told = Told("CNY", date(2024, 4, 1))
    used, difference, *parts, unplanned = standing_figures(standing, told)
    assert used.value == Decimal(7) / Decimal(6)
    assert difference.value == sum(part.value or 0 for part in parts) == Decimal("1.00")
    assert unplanned.value == Decimal("5.00")


@pytest.mark.parametrize(
    ("planned", "spent", "is_flagged"),
    [
        (100_000, 110_000, False),
        (100_000, 110_001, True),
        (100_000, 89_999, True),
        (100_000, 90_000, False),
        (5_000, 6_000, False),
        (5_000, 6_001, True),
        (0, 1_000, False),
        (0, 1_001, True),
    ],
)
def test_a_budget_is_missed_above_ten_percent_and_above_the_floor(
    planned: int, spent: int, is_flagged: bool
) -> None:
    flags = over_budget([Line(CUT, 202401, Work(planned), Work(spent))], RULES)
    assert bool(flags) is is_flagged
    for flag in flags:
        assert flag.z is None
        assert not flag.low_minor <= spent <= flag.high_minor
        assert flag.split == Split(unsplit_minor=spent - planned)


def test_in_a_short_ledger_the_budget_alone_flags(duck_warehouse: DuckWarehouse) -> None:
    entries = monthly([100_000, 100_000, 900_000])
    found = lines_of(duck_warehouse, entries, [plan(m, 100_000) for m in (1, 2, 3)])
    looked = Looked(202403, RULES, cuts=(("department",),), lines=found)
    (flag,) = anomalies(frame_of(duck_warehouse, None, entries), looked).flags
    assert (flag.rule, flag.period) == (Rule.BUDGET, 202403)


def test_a_budget_that_does_not_say_is_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(Undefined, match="nowhere states department"):
        lines_of(duck_warehouse, monthly([1]), [plan(1, 5, department=None)])
    with pytest.raises(Undefined, match="1 row of the budget lacks"):
        lines_of(duck_warehouse, monthly([1]), [plan(1, 5), plan(2, None)])
