"""Worse, as meant, better, later; and what decides between them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.return_cast import benefit, cost, programme, triangle

from goodwill.analytics.benefit.returns.appraisal import appraise
from goodwill.analytics.benefit.returns.metrics import npv
from goodwill.analytics.benefit.returns.scenarios import Case, scenarios
from goodwill.analytics.benefit.returns.tornado import tornado

APPRAISED = appraise(programme())
CASES = {scenario.case: scenario.returns for scenario in scenarios(APPRAISED)}


def test_there_are_four_cases_in_their_order():
    assert list(CASES) == [Case.PESSIMISTIC, Case.BASE, Case.OPTIMISTIC, Case.LATE]
    assert all(
        figure.cut["scenario"] == case.value
        for case, returns in CASES.items()
        for figure in returns.figures
    )
    assert all(str(case.meaning) for case in Case)


def test_the_pessimist_takes_a_fifth_off_and_puts_a_tenth_on():
    base, worse = CASES[Case.BASE].flows, CASES[Case.PESSIMISTIC].flows
    assert worse.benefits == tuple(amount * Decimal("0.8") for amount in base.benefits)
    assert worse.costs == tuple(amount * Decimal("1.10") for amount in base.costs)


def test_the_base_is_the_appraisal_and_the_optimist_takes_no_risk():
    assert CASES[Case.BASE].npv.value == APPRAISED.returns.npv.value
    assert CASES[Case.OPTIMISTIC].npv.value == APPRAISED.unadjusted.npv.value
    assert CASES[Case.OPTIMISTIC].flows.costs == (120_000, 100_000, 100_000, 100_000)


def test_late_benefits_come_a_year_later_and_costs_stay():
    base, late = CASES[Case.BASE].flows, CASES[Case.LATE].flows
    assert late.benefits == (0, *base.benefits[:-1])
    assert late.costs == base.costs


def test_bars_stand_from_worst_to_best_with_the_others_at_their_means():
    """Retention at 0.3 of its plan: only its own flows change."""
    bars = {bar.id: bar for bar in tornado(APPRAISED)}
    assert set(bars) == {"retention", "service", "licences", "people", "rate"}
    told = programme()
    for corner, figure in ((0.3, bars["retention"].npv_low), (1.05, bars["retention"].npv_high)):
        fixed = replace(told.benefits[0], risk=triangle(corner, corner, corner))
        moved = appraise(replace(told, benefits=(fixed, told.benefits[1])))
        assert figure.value == moved.returns.npv.value


def test_a_cost_at_its_greatest_lowers_the_value():
    people = next(bar for bar in tornado(APPRAISED) if bar.id == "people")
    assert people.npv_low.value > APPRAISED.returns.npv.value > people.npv_high.value
    assert (people.low, people.high) == (1, Decimal("1.5"))


def test_the_rate_moves_by_four_points():
    rate = next(bar for bar in tornado(APPRAISED) if bar.id == "rate")
    assert (rate.low, rate.high) == (Decimal("0.06"), Decimal("0.14"))
    assert float(rate.npv_low.value) == pytest.approx(npv(APPRAISED.flows, 0.06), abs=0.005)
    assert float(rate.npv_high.value) == pytest.approx(npv(APPRAISED.flows, 0.14), abs=0.005)


def test_the_widest_swing_stands_first_and_equal_ones_by_id():
    swings = [bar.swing.value for bar in tornado(APPRAISED)]
    assert swings == sorted(swings, reverse=True)
    same = programme(
        benefits=(benefit("b", 0, 9, 9, 9), benefit("a", 0, 9, 9, 9)),
        costs=(cost("c", 1, 0, 0, 0),),
    )
    assert [bar.id for bar in tornado(appraise(same))] == ["rate", "a", "b", "c"]
