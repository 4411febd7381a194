"""Who has fallen out of their own rhythm, at the edges of the rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.cast import buyer, never, summaries_of
from frames import rows_of

from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import contribution, rhythm
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TODAY = 1000
ON = date(2024, 12, 31)
# All but Zhao buy every ten days and stopped at different times.
BASE = [
    buyer("Ann", [980, 990], TODAY),  # silent for exactly 1 interval
    buyer("Bob", [961, 971], TODAY),  # 2.9 intervals
    buyer("Cem", [960, 970], TODAY, profit_minor=500),  # exactly 3
    buyer("Dee", [931, 941], TODAY, profit_minor=900),  # 5.9
    buyer("Eve", [930, 940], TODAY),  # exactly 6
    buyer("赵敏", [965], TODAY, profit_minor=-50),  # once, 35 days ago: the pooled 10 days
    never("Gus"),
]


def by_name(warehouse: Warehouse, rows: list[dict[str, object]], k: float = 3.0) -> dict:
    lapsed = rhythm.lapse(summaries_of(warehouse, rows), k)
    return {row["customer_id"]: row for row in rows_of(lapsed)}


def test_states_change_at_one_k_and_two_k_intervals(warehouse: Warehouse) -> None:
    rows = by_name(warehouse, BASE)
    assert {name: row["rhythm"] for name, row in rows.items()} == {
        "Ann": "on_rhythm",
        "Bob": "late",
        "Cem": "lapsing",
        "Dee": "lapsing",
        "Eve": "lapsed",
        "赵敏": "lapsing",
        "Gus": None,
    }
    assert {name for name, row in rows.items() if row["is_lost"]} == {"Cem", "Dee", "Eve", "赵敏"}
    assert rows["Cem"]["expected_day"] == 980
    assert rows["Cem"]["overdue_ratio"] == 3.0
    assert (rows["赵敏"]["interval_days"], rows["赵敏"]["own_interval"]) == (10.0, False)
    assert rows["Gus"]["is_lost"] is None


def test_the_worklist_has_who_is_about_to_be_lost_and_worth_something(
    proved_warehouse: Warehouse,
) -> None:
    lapsed = rhythm.lapse(summaries_of(proved_warehouse, BASE))
    listed = rhythm.worklist(lapsed).collect().rows(named=True)
    assert [row["customer_id"] for row in listed] == ["Dee", "Cem"]
    counts = {count.rhythm.value: count for count in rhythm.counts(lapsed)}
    assert (counts["lapsing"].customers, counts["lapsing"].own_rhythm) == (3, 2)
    about, lost, stake = rhythm.figures(lapsed, currency="CNY", as_of=ON)
    assert (about.value, lost.value, about.n) == (3, 4, 6)
    assert stake.value == Decimal("14.00")
    assert "not a probability" in str(lost.method)


def test_value_at_stake_is_per_year_once_a_year_has_passed(duck_warehouse: DuckWarehouse) -> None:
    long_ago = buyer("Old", [TODAY - 730, TODAY - 1], TODAY, profit_minor=2000)
    fresh = buyer("New", [TODAY - 20, TODAY - 1], TODAY, profit_minor=2000)
    rows = by_name(duck_warehouse, [long_ago, fresh])
    assert (rows["Old"]["at_stake_minor"], rows["New"]["at_stake_minor"]) == (1000, 2000)


def test_where_nobody_came_back_no_rhythm_is_known(proved_warehouse: Warehouse) -> None:
    lapsed = rhythm.lapse(summaries_of(proved_warehouse, [buyer("Ann", [1], TODAY), never("Gus")]))
    rows = {row["customer_id"]: row for row in rows_of(lapsed)}
    assert (rows["Ann"]["rhythm"], rows["Ann"]["is_lost"]) == ("unknown", False)
    about, lost, stake = rhythm.figures(lapsed, currency="CNY", as_of=ON)
    assert (about.value, lost.value, stake.value) == (None, None, None)
    assert lost.reason is rhythm.NO_RHYTHM


def test_no_customers_at_all_is_no_error(duck_warehouse: DuckWarehouse) -> None:
    lapsed = rhythm.lapse(summaries_of(duck_warehouse, []))
    assert rhythm.counts(lapsed) == ()
    assert rhythm.figures(lapsed, currency="CNY", as_of=ON)[0].value is None


def test_a_patient_k_loses_fewer(duck_warehouse: DuckWarehouse) -> None:
    rows = by_name(duck_warehouse, BASE, k=7)
    assert not any(row["is_lost"] for row in rows.values())


def test_an_unknown_value_is_not_a_stake_of_zero(duck_warehouse: DuckWarehouse) -> None:
    unknown = [row | {"profit_minor": None} for row in BASE]
    lapsed = rhythm.lapse(summaries_of(duck_warehouse, unknown))
    about, _, stake = rhythm.figures(lapsed, currency="CNY", as_of=ON)
    assert (about.value, stake.value) == (3, None)
    assert stake.reason is contribution.NO_VALUE


def test_stake_is_measured_on_the_basis_asked_for(duck_warehouse: DuckWarehouse) -> None:
    lapsed = rhythm.lapse(summaries_of(duck_warehouse, BASE), basis=Basis.REVENUE)
    stake = rhythm.figures(lapsed, basis=Basis.REVENUE, currency="CNY", as_of=ON)[2]
    assert stake.value == Decimal("50.00")
    assert "not profit" in str(stake.method)


@pytest.mark.parametrize("state", list(rhythm.Rhythm))
def test_every_state_has_a_label(state: rhythm.Rhythm) -> None:
    assert str(state.label)
