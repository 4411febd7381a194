"""Everything adds up to the ledger to the cent, whatever the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from costledger import Company
from frames import Row, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.sharing import allocation
from goodwill.analytics.benefit.costing.sharing.allocation import Allocation, Identity
from goodwill.analytics.benefit.costing.sharing.equations import equation, with_defaults
from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

POOL = {"treatment": "pool", "department": "service", "amount_minor": 56_000_000}
ABLE = {"department": "service", "people": 28.0, "paid_minutes": 31_250}


def visit(customer: str | None, minutes: float, **more: Any) -> Row:
    return {
        "customer_id": customer,
        "kind": "visit",
        "department": "service",
        "minutes": minutes,
    } | more


KAPLAN = Company(
    [POOL],
    [
        visit("A", 49_000 * 8.0, kind="order"),
        visit("B", 1_400 * 44.0, kind="inquiry"),
        visit("C", 2_500 * 50.0, kind="credit check"),
    ],
    [ABLE],
)
RICH = Company(
    entries=[
        POOL | {"amount_minor": 1_000_003},
        {"treatment": "pool", "department": "sales", "amount_minor": 700_001, "is_estimate": 1},
        {"treatment": "platform", "amount_minor": 100_001},
        {"treatment": "sustaining", "amount_minor": 5_003, "subcategory": "analysis"},
        {"treatment": "direct", "driver": "gifts", "amount_minor": 1_001, "stage": "retain"},
        {"treatment": "direct", "driver": "points", "amount_minor": 77, "stage": "retain"},
        {"treatment": "direct", "customer_id": "A", "amount_minor": 13, "stage": "expand"},
        {"treatment": "pool", "department": "press", "amount_minor": 99},
        {"treatment": "pool", "department": "sales", "amount_minor": 11, "nature": "memo"},
        {"treatment": "pool", "department": "sales", "amount_minor": 11, "behaviour": "capex"},
    ],
    activities=[
        visit("A", 10.0),
        visit("B", 20.0, channel="web"),
        visit("C", 33.3, department="sales", kind="win-back"),
        visit(None, 5.0, department="sales", campaign_id="spring"),
        visit("A", 7.0, department="press"),
        {"customer_id": "B", "kind": "order", "department": "sales", "lines": 3.0},
        {"customer_id": "B", "kind": "party", "department": "sales"},
    ],
    capacity=[
        {"department": "service", "people": 1.0, "paid_minutes": 50, "users": 3},
        {"department": "sales", "people": 0.5, "paid_minutes": 100, "users": 1},
    ],
    drivers=[
        {"driver": "gifts", "customer_id": "A", "quantity": 1.0},
        {"driver": "gifts", "customer_id": "B", "quantity": 2.0},
    ],
)


def amounts(found: Allocation, *names: str) -> dict[Any, int]:
    summed: dict[Any, int] = {}
    for row in rows_of(found.costs):
        key = tuple(row[name] for name in names)
        summed[key] = summed.get(key, 0) + row["amount_minor"]
    return summed


def test_the_example_of_kaplan_and_anderson(duck_warehouse: DuckWarehouse) -> None:
    """Harvard Business Review, November 2004: of $560,000 462,880 is assigned (orders 313,600,
    inquiries 49,280, credit checks 100,000) and 97,120 is unused."""
    found = KAPLAN.allocated(duck_warehouse)
    assert amounts(found, "kind") == {
        ("order",): 31_360_000,
        ("inquiry",): 4_928_000,
        ("credit check",): 10_000_000,
    }
    assert [line.amount_minor for line in found.unused] == [9_712_000]
    assert found.identity == Identity(56_000_000, 46_288_000, 0, 9_712_000, 0, 0)
    assert (found.warnings, found.unassigned, found.uncosted) == ((), (), ())


def test_overload_is_taken_back_in_a_line_of_its_own(duck_warehouse: DuckWarehouse) -> None:
    """700,000 minutes at 0.80 are paid for; 770,000 are worked at the same rate."""
    company = replace(KAPLAN, activities=[visit("A", 770_000.0)])
    found = company.allocated(duck_warehouse)
    assert amounts(found, "customer_id") == {("A",): 61_600_000}
    assert [(line.amount_minor, line.reason) for line in found.unassigned] == [
        (-5_600_000, "overload")
    ]
    assert not found.unused
    assert len(found.warnings) == 1
    assert found.identity.difference == 0


def test_every_treatment_goes_its_way(proved_warehouse: Warehouse) -> None:
    """On every engine to the minor unit; worked out by hand."""
    found = RICH.allocated(proved_warehouse)
    # Service: 1,000,003 + 75,001 of the platform over 40 minutes, of which 30 are used.
    # Sales: 700,001 + 25,000 over 40; 33.3 + 5 + 29 (20 + 3·3) = 67.3 minutes are used.
    assert amounts(found, "treatment", "department", "customer_id") == {
        ("pool", "service", "A"): 268_751,
        ("pool", "service", "B"): 537_502,
        ("pool", "sales", "B"): 525_625,
        ("pool", "sales", "C"): 603_564,
        ("pool", "sales", None): 90_625,
        ("direct", None, "A"): 13 + 333,
        ("direct", None, "B"): 668,
    }
    assert {row["stage"] for row in rows_of(found.costs) if row["kind"] == "win-back"} == {"churn"}
    flagged = {(r["department"], r["is_estimate"]) for r in rows_of(found.costs) if r["department"]}
    assert flagged == {("service", 0), ("sales", 1)}
    assert [(line.department, line.amount_minor) for line in found.unused] == [("service", 268_751)]
    assert [(line.subcategory, line.amount_minor) for line in found.sustaining] == [
        ("analysis", 5_003)
    ]
    assert [(line.reason, line.amount_minor, line.is_estimate) for line in found.unassigned] == [
        ("no quantity", 77, False),
        ("no capacity", 99, False),
        ("overload", -494_813, True),
    ]
    assert [(each.department, each.kind, each.reason) for each in found.uncosted] == [
        ("press", "visit", "no capacity"),
        ("sales", "party", "no equation"),
    ]
    assert found.identity.ledger == 1_806_198
    assert found.identity.difference == 0


def test_a_department_that_worked_for_nobody_is_all_unused(duck_warehouse: DuckWarehouse) -> None:
    found = replace(KAPLAN, activities=[]).allocated(duck_warehouse)
    assert found.identity == Identity(56_000_000, 0, 0, 56_000_000, 0, 0)


@pytest.mark.parametrize(
    "capacity", [None, [], [ABLE | {"people": None}], [ABLE | {"people": 0.0}]]
)
def test_without_capacity_the_pool_is_unassigned(
    duck_warehouse: DuckWarehouse, capacity: list[Row] | None
) -> None:
    found = replace(KAPLAN, capacity=capacity).allocated(duck_warehouse)
    assert [(line.amount_minor, line.reason) for line in found.unassigned] == [
        (56_000_000, "no capacity")
    ]
    assert "Add the month to the capacity table" in str(found.unassigned[0].reason.label)
    assert {each.reason for each in found.uncosted} == {"no capacity"}


def test_without_a_pool_work_costs_nothing(duck_warehouse: DuckWarehouse) -> None:
    other = {"treatment": "sustaining", "amount_minor": 5}
    found = replace(KAPLAN, entries=[other]).allocated(duck_warehouse)
    assert set(amounts(found, "customer_id").values()) == {0}
    assert found.identity.difference == 0


def test_ones_own_equations_are_used(duck_warehouse: DuckWarehouse) -> None:
    own = with_defaults((equation("call", "6", department="service"),))
    calls = [{"customer_id": "A", "kind": "call", "department": "service"}] * 10
    company = replace(KAPLAN, activities=calls, more={"equations": own})
    assert amounts(company.allocated(duck_warehouse), "kind") == {("call",): 60 * 80}


def test_no_costs_are_refused(duck_warehouse: DuckWarehouse) -> None:
    memo = POOL | {"nature": "memo"}
    with pytest.raises(TooFew, match="cost entries in the consumption view: 0 found"):
        replace(KAPLAN, entries=[memo]).allocated(duck_warehouse)


def test_a_circular_driver_is_refused(duck_warehouse: DuckWarehouse) -> None:
    circular = POOL | {"treatment": "platform"}
    company = replace(KAPLAN, entries=[circular], capacity=[ABLE | {"users": 4}])
    with pytest.raises(SettingRefused, match="A circular driver"):
        company.allocated(duck_warehouse)


def test_what_does_not_add_up_is_not_shown(
    duck_warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allocation, "total", lambda lines: 0)
    with pytest.raises(AnalyticsError, match=r"do not add up .* 9,712,000 of 56,000,000"):
        KAPLAN.allocated(duck_warehouse)


departments = st.sampled_from(["sales", "service", "press", None])
customers = st.sampled_from(["A", "B", "C", None])
months = st.sampled_from([202602, 202603])
entry = st.fixed_dictionaries(
    {
        "treatment": st.sampled_from(["pool", "pool", "platform", "direct", "sustaining", None]),
        "amount_minor": st.integers(-(10**6), 10**9),
        "department": departments,
        "customer_id": customers,
        "campaign_id": st.sampled_from(["spring", None]),
        "period": months,
        "is_estimate": st.integers(0, 1),
        "stage": st.sampled_from(["retain", "shared"]),
    }
)
driver = st.sampled_from(["gifts", "points", "time", None])
activity = st.fixed_dictionaries(
    {
        "customer_id": customers,
        "department": departments,
        "kind": st.sampled_from(["visit", "order", "party"]),
        "minutes": st.one_of(st.none(), st.floats(-5, 500)),
        "done_on": st.sampled_from([date(2026, 2, 28), date(2026, 3, 1), None]),
    }
)
quantity = st.fixed_dictionaries(
    {
        "driver": st.sampled_from(["gifts", "points"]),
        "customer_id": customers,
        "campaign_id": st.sampled_from(["spring", "autumn", None]),
        "quantity": st.floats(0, 9),
    }
)


@st.composite
def companies(draw: st.DrawFn) -> Company:
    entries = []
    for row in draw(st.lists(entry, min_size=1, max_size=12)):
        by = draw(driver) if row["treatment"] == "direct" else None
        of = None if row["treatment"] == "platform" else row["department"]
        entries.append(row | {"driver": by, "department": of})
    capacity = [
        {"department": name, "period_on": on, "people": draw(st.sampled_from([0.0, 0.7, 3.0])),
         "paid_minutes": 300, "users": draw(st.integers(0, 3))}
        for name in ("sales", "service") for on in (date(2026, 2, 1), date(2026, 3, 1))
    ]  # fmt: skip
    return Company(
        entries,
        draw(st.lists(activity, max_size=12)),
        capacity,
        draw(st.lists(quantity, max_size=6)),
    )


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(companies(), st.integers(0, 99))
def test_any_ledger_adds_up_in_any_order(
    duck_warehouse: DuckWarehouse, company: Company, seed: int
) -> None:
    adds_up(duck_warehouse, company, seed)


@pytest.mark.proof
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(companies(), st.integers(0, 99))
def test_many_ledgers_add_up_in_any_order(
    duck_warehouse: DuckWarehouse, company: Company, seed: int
) -> None:
    adds_up(duck_warehouse, company, seed)


def adds_up(duck_warehouse: DuckWarehouse, company: Company, seed: int) -> None:
    found = company.allocated(duck_warehouse)
    identity = found.identity
    assert identity.ledger == sum(row["amount_minor"] for row in company.entries)
    assert identity.assigned == sum(amounts(found, "customer_id").values())
    lines = (*found.unused, *found.sustaining, *found.unassigned)
    assert identity.ledger == identity.assigned + sum(line.amount_minor for line in lines)
    counted = sum(each.activities for each in found.uncosted)
    assert counted + sum(month.activities for month in found.capacity) == len(company.activities)
    again = shuffled(company, seed).allocated(duck_warehouse)
    assert everything(again) == everything(found)


def shuffled(company: Company, seed: int) -> Company:
    random = Random(seed)
    return replace(
        company,
        **{
            name: random.sample(rows, len(rows))
            for name in ("entries", "activities", "capacity", "drivers")
            if (rows := list(getattr(company, name)))
        },
    )


def everything(found: Allocation) -> Any:
    rows = sorted(str(row) for row in rows_of(found.costs))
    lines = (found.unused, found.sustaining, found.unassigned)
    return rows, lines, found.uncosted, found.capacity, found.identity
