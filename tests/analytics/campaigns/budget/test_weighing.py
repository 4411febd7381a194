"""What a division is worth beside the present one, and how its figures say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from goodwill.analytics.campaigns.budget import figures
from goodwill.analytics.campaigns.budget.budget import Budget, Option
from goodwill.analytics.campaigns.budget.curves import Hill
from goodwill.analytics.campaigns.budget.parting import part
from goodwill.analytics.campaigns.budget.responses import Response, believed, measured
from goodwill.analytics.campaigns.budget.weighing import (
    cautious,
    cheapest,
    estimates,
    expected,
    frontier,
    gain,
    move,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Grade

ON = date(2026, 3, 1)
Z = float(stats.norm.ppf(0.975))


def sure(best: float, half: float, relative_se: float = 0.1) -> Response:
    reach = Z * relative_se * best
    return believed(Hill(best, half), low=best - reach, high=best + reach)


CALLS = Option("calls", sure(900_000, 200_000), now=400_000, audience=500, uses={"calls": 0.001})
MAIL = Option("e-mail", sure(600_000, 50_000), now=50_000, audience=9_000)
POST = Option("post", sure(300_000, 100_000), now=150_000, audience=700)
BUDGET = Budget(600_000, (CALLS, MAIL, POST), "CNY", {"calls": 500})


def test_the_expected_margin_has_the_interval_of_its_options() -> None:
    division = part(BUDGET)
    each = estimates(division)
    whole = expected(division)
    assert whole.value == pytest.approx(sum(one.value for one in each))
    se = np.hypot.reduce([0.1 * one.value for one in each])
    assert whole.low == pytest.approx(whole.value - Z * se, rel=0.01)
    assert whole.high == pytest.approx(whole.value + Z * se, rel=0.01)


def test_the_gain_is_net_of_what_is_spent() -> None:
    """Money that stays in the purse counts for the division that leaves it there."""
    wasteful = replace(BUDGET, options=tuple(replace(o, now=500_000.0) for o in BUDGET.options))
    division = part(wasteful)
    found = gain(division)
    curves = [option.response.curve for option in BUDGET.options]
    now = sum(float(curve.margin(np.array(500_000.0))) for curve in curves) - 1_500_000
    assert found.gain.value == pytest.approx(division.margin.sum() - division.spent - now)
    assert found.probability == 1


def test_a_gain_that_is_not_sure_is_no_certainty() -> None:
    two = (
        Option("a", sure(400_000, 100_000, 0.3), now=90_000),
        Option("b", sure(400_000, 100_000, 0.3), now=110_000),
    )
    found = gain(part(Budget(200_000, two, "CNY")))
    assert found.gain.value > 0
    assert found.gain.low is not None
    assert found.gain.low < 0
    assert found.probability == pytest.approx(0.6, abs=0.12)


def test_the_best_division_gains_nothing_over_itself() -> None:
    division = part(BUDGET)
    found = gain(division, division.spend)
    assert (found.gain.value, found.gain.low, found.gain.high) == (0, 0, 0)


def test_without_present_spends_there_is_nothing_to_compare() -> None:
    unknown = replace(BUDGET, options=(CALLS, replace(MAIL, now=None), POST))
    with pytest.raises(Undefined, match="nothing to compare"):
        gain(part(unknown))


def test_where_nobody_said_how_sure_there_is_no_interval() -> None:
    unsure = Option("stand", believed(Hill(500_000, 50_000)), now=10_000)
    division = part(replace(BUDGET, options=(*BUDGET.options, unsure)))
    assert expected(division).low is None
    amount, chance = figures.of_gain(division, gain(division), ON)
    assert (amount.low, chance.value) == (None, None)
    assert "nobody said how sure" in str(chance.reason)


def test_one_unit_moves_from_where_it_brings_least_to_where_it_brings_most() -> None:
    now = BUDGET.now
    assert now is not None
    found = move(BUDGET, now)
    assert found is not None
    assert (found.take_from, found.add_to) == (("post",), ("e-mail",))
    slopes = [o.response.curve.slope(now[i : i + 1])[0] for i, o in enumerate(BUDGET.options)]
    assert found.loses == pytest.approx(slopes[2], rel=2e-3)
    assert found.brings == pytest.approx(slopes[1], rel=2e-3)


def test_at_the_best_division_no_move_is_worth_it() -> None:
    division = part(BUDGET)
    found = move(BUDGET, division.spend)
    assert found is not None
    assert found.brings <= found.loses
    assert found.brings == pytest.approx(division.last_unit, rel=5e-3)


def test_a_move_keeps_bounds_and_capacities() -> None:
    calls = replace(CALLS, response=sure(9_000_000, 200_000))
    bound = replace(BUDGET, options=(calls, replace(MAIL, most=50_000), POST))
    now = np.array([500_000.0, 50_000.0, 50_000.0])
    found = move(bound, now)
    assert found is not None
    assert (found.take_from, found.add_to) == (("e-mail",), ("post",))


def test_a_single_option_has_nowhere_to_move() -> None:
    one = Budget(100_000, (CALLS,), "CNY")
    assert move(one, np.array([100_000.0])) is None


def test_more_budget_brings_more_and_each_unit_less() -> None:
    points = frontier(replace(BUDGET, spend_all=True))
    margins, units = ([getattr(p, name) for p in points] for name in ("margin", "last_unit"))
    assert margins == sorted(margins)
    assert units == sorted(units, reverse=True)
    for one, other in pairwise(points):
        rise = (other.margin - one.margin) / (other.total - one.total)
        assert other.last_unit <= rise <= one.last_unit


def test_the_present_margin_is_had_for_less() -> None:
    now = BUDGET.now
    assert now is not None
    present = sum(float(o.response.curve.margin(now[i])) for i, o in enumerate(BUDGET.options))
    found = cheapest(BUDGET, present)
    assert found.margin.sum() == pytest.approx(present, rel=1e-8)
    assert found.spent < now.sum()
    saving = figures.of_saving(found, float(now.sum()), ON)
    assert float(saving.value or 0) == pytest.approx((now.sum() - found.spent) / 100, abs=0.01)
    with pytest.raises(Undefined, match="as much margin"):
        cheapest(BUDGET, 1e9)


def test_a_cautious_division_trusts_the_sure_option_more() -> None:
    """Of two options with the same curve, the one that was measured better gets more."""
    points = [(100_000.0, 300_000.0), (400_000.0, 600_000.0)]
    tried = Option("tried", measured(points, [5_000.0, 5_000.0]))
    hoped = Option("hoped", replace(tried.response, measured=None, relative_se=0.25))
    budget = Budget(300_000, (tried, hoped), "CNY")
    even, careful = part(budget), part(cautious(budget))
    assert even.spend[0] == pytest.approx(even.spend[1], rel=1e-4)
    assert careful.spend[0] > 1.2 * careful.spend[1]
    low = cautious(budget).options[1].response.curve.margin(np.array(1e5))
    high = hoped.response.curve.margin(np.array(1e5))
    assert low == pytest.approx(high * (1 - Z * 0.25), rel=0.05)


def test_a_figure_is_graded_by_its_weakest_curve() -> None:
    tried = Option("tried", measured([(1e5, 3e5), (4e5, 8e5)], [1e4, 2e4]), audience=300)
    alone, both = (part(Budget(300_000, options, "CNY")) for options in ((tried,), (tried, MAIL)))
    assert figures.of_the_whole(alone, expected(alone), ON)[0].grade is Grade.RANDOM_HOLDOUT
    assert figures.of_the_whole(both, expected(both), ON)[0].grade is Grade.EXPERT_ESTIMATE
    rows = figures.of_options(both, estimates(both), ON)
    assert [brings.grade for _, brings in rows] == [Grade.RANDOM_HOLDOUT, Grade.EXPERT_ESTIMATE]


def test_amounts_are_said_in_whole_currency() -> None:
    division = part(Budget(300_000, (CALLS, MAIL), "JPY", {"calls": 100}))
    margin, efficiency, last = figures.of_the_whole(division, expected(division), ON)
    assert margin.value == Decimal(round(division.margin.sum()))
    assert efficiency.value == pytest.approx(division.margin.sum() / division.spent)
    assert last.value == division.last_unit
    assert (margin.currency, margin.n, margin.level) == ("JPY", 9_500, 0.95)
    (price,) = figures.of_capacities(division, ON)
    assert price.cut == {"capacity": "calls"}
    assert price.value == round(division.capacities[0].price) > 0
