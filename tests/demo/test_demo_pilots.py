"""Pilots do what the truth says, in their unit and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.demo.company import PILOTS

IDS = [f"{pilot.id} {pilot.unit}" for pilot in PILOTS]


def orders(ask, pilot, first: str, last: str, *, inside: bool) -> int:
    """How many orders were placed from one day to before another, in the unit or outside any."""
    others = ", ".join(f"'{each.unit}'" for each in PILOTS if each.unit_kind == pilot.unit_kind)
    where = f"= '{pilot.unit}'" if inside else f"not in ({others})"
    [(number,)] = ask(
        f"""select count(distinct order_no) from good_lines, pilots
        where pilot_id = '{pilot.id}' and unit = '{pilot.unit}' and quantity > 0
        and {pilot.unit_kind} {where} and order_date >= {first} and order_date < {last}"""
    )
    return int(number)


def test_pilots_caused_as_many_orders_as_they_were_going_to(ask):
    rows = ask("select extra_orders, extra_orders_expected, lift, customers from pilot_truth")
    assert len(rows) == len(PILOTS)
    for caused, expected, lift, customers in rows:
        assert caused == pytest.approx(expected, abs=4 * np.sqrt(expected))
        assert lift > 0
        assert customers > 100


@pytest.mark.parametrize("pilot", PILOTS, ids=IDS)
def test_orders_rise_in_the_unit_against_the_units_without_it(ask, pilot):
    """Difference in differences of logarithms, within four sigma of the true lift."""
    length = "(ends_on - starts_on)::int"
    cells = [
        orders(ask, pilot, first, last, inside=inside)
        for inside in (True, False)
        for first, last in (("starts_on", "ends_on"), (f"starts_on - {length}", "starts_on"))
    ]
    after, before, other_after, other_before = cells
    seen = np.log(after / before) - np.log(other_after / other_before)
    # Orders of one customer cluster, and customers come and go: more than a Poisson's variance.
    error = np.sqrt(2.0 * sum(1 / cell for cell in cells))
    assert seen == pytest.approx(np.log1p(pilot.lift), abs=4 * error)
    assert seen > 0


def test_a_roll_out_begins_in_one_unit_after_another(ask):
    rows = ask("select unit, starts_on from pilots where pilot_id = 'PLT-02' order by starts_on")
    assert len({start for _, start in rows}) == len(rows) == 4
