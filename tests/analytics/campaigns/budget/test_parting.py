"""The best division: equal to closed forms, within its limits, proved by its bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from goodwill.analytics.campaigns.budget.budget import Budget, Option
from goodwill.analytics.campaigns.budget.curves import Curve, Hill, Power, Saturating, through
from goodwill.analytics.campaigns.budget.parting import TOO_FAR, Division, part
from goodwill.analytics.campaigns.budget.responses import believed, measured
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.numerics.arrays import Floats

BEST = np.array([90_000.0, 60_000.0, 40_000.0, 75_000.0])
HALF = np.array([20_000.0, 9_000.0, 4_000.0, 30_000.0])


def options(curves: list[Curve], **columns: list[Any]) -> tuple[Option, ...]:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rows = rows or [{} for _ in curves]
    pairs = enumerate(zip(curves, rows, strict=True))
    return tuple(Option(f"option {i}", believed(curve), **row) for i, (curve, row) in pairs)


def hills(**columns: list[Any]) -> tuple[Option, ...]:
    return options([Hill(b, h) for b, h in zip(BEST, HALF, strict=True)], **columns)


def closed_form(total: float, best: Floats, half: Floats) -> tuple[Floats, float]:
    """Of Hill curves with exponent 1, all in use: √λ = Σ√(best·half) ÷ (total + Σ half)."""
    root = np.sqrt(best * half)
    price = (root.sum() / (total + half.sum())) ** 2
    return root / np.sqrt(price) - half, float(price)


def test_saturating_curves_are_parted_as_their_closed_form_says() -> None:
    total = 60_000.0
    spend, price = closed_form(total, BEST, HALF)
    assert (spend > 0).all()
    found = part(Budget(total, hills(), "CNY"))
    assert found.spend == pytest.approx(spend, rel=1e-5)
    assert found.margin.sum() == pytest.approx((BEST * spend / (spend + HALF)).sum(), rel=1e-9)
    assert found.last_unit == pytest.approx(price, rel=1e-6)
    assert found.gap <= 1e-9


def test_square_roots_are_parted_as_the_squares_of_what_they_bring() -> None:
    """Of c·√s the best share is c² ÷ Σc², and the margin √(total · Σc²)."""
    size = np.array([3.0, 4.0, 12.0])
    found = part(Budget(16_900.0, options([Power(c, 1.0) for c in size]), "CNY", spend_all=True))
    assert found.spend == pytest.approx(100 * size**2, rel=1e-5)
    assert found.margin.sum() == pytest.approx(13 * 130, rel=1e-9)
    assert found.last_unit == pytest.approx(13 / 130 / 2, rel=1e-6)


def test_a_straight_line_is_filled_before_a_flatter_one() -> None:
    lines = [through([(100.0, 300.0), (200.0, 400.0)])[0], through([(1000.0, 2000.0)])[0]]
    found = part(Budget(500.0, options(list(lines)), "CNY"))
    assert found.spend == pytest.approx([100, 400])
    assert found.last_unit == pytest.approx(2)


def test_no_unit_is_spent_that_brings_less_than_itself() -> None:
    """best · half ÷ (half + s)² = 1 at s = √(best · half) − half."""
    spend = np.sqrt(BEST * HALF) - HALF
    found = part(Budget(1_000_000.0, hills(), "CNY"))
    assert found.spend == pytest.approx(spend, rel=1e-5)
    assert found.left == pytest.approx(1_000_000 - spend.sum())
    assert found.last_unit == pytest.approx(1, abs=1e-6)


def test_money_with_nowhere_to_go_brings_nothing() -> None:
    found = part(Budget(100_000.0, hills(most=[1_000.0] * 4), "CNY"))
    assert found.spend == pytest.approx([1_000] * 4)
    assert (found.left, found.last_unit) == (96_000, 0)


def test_all_is_spent_where_money_left_over_is_worth_nothing() -> None:
    found = part(Budget(1_000_000.0, hills(), "CNY", spend_all=True))
    assert found.spent == pytest.approx(1_000_000)
    assert 0 < found.last_unit < 1


def test_bounds_are_kept() -> None:
    bounds = {"least": [0.0, 25_000.0, 0.0, 0.0], "most": [10_000.0, None, None, None]}
    found = part(Budget(60_000.0, hills(**bounds), "CNY"))
    assert found.spend[0] == pytest.approx(10_000)
    assert found.spend[1] == pytest.approx(25_000)
    rest, price = closed_form(25_000.0, BEST[2:], HALF[2:])
    assert found.spend[2:] == pytest.approx(rest, rel=1e-5)
    assert found.last_unit == pytest.approx(price, rel=1e-6)


def test_a_measured_option_is_not_spent_on_beyond_what_was_measured() -> None:
    tried = measured([(2_000.0, 9_000.0), (5_000.0, 20_000.0)], [100.0, 100.0])
    free, bound = Option("free", tried, most=9_000.0), Option("bound", tried)
    found = part(Budget(50_000.0, (free, bound), "CNY"))
    assert found.spend == pytest.approx([9_000, 5_000])


def test_an_audience_and_the_most_per_head_bound_the_spend() -> None:
    reach = {"audience": [100.0, 1e6, 1e6, 1e6], "most_per_head": [50.0, 50.0, 50.0, 50.0]}
    assert part(Budget(60_000.0, hills(**reach), "CNY")).spend[0] == pytest.approx(5_000)


def test_what_one_more_call_is_worth_is_what_it_brings() -> None:
    uses = [{"calls": 0.04}, {"calls": 0.01}, {}, {"visits": 0.001}]
    limits = {"calls": 400.0, "visits": 1_000.0}

    def net(calls: float) -> Division:
        capacities = limits | {"calls": calls}
        return part(Budget(60_000.0, hills(uses=uses), "CNY", capacities=capacities))

    calls, visits = net(400.0).capacities
    assert (calls.used, visits.price) == (pytest.approx(400), 0)
    more, less = net(401.0), net(399.0)
    worth = (more.margin.sum() - more.spent) - (less.margin.sum() - less.spent)
    assert calls.price == pytest.approx(worth / 2, rel=1e-4)


def test_customers_of_a_class_are_treated_alike() -> None:
    """The same spend per head for both options of class A, though one would bring more."""
    classes = {"value_class": ["A", "A", "B", ""], "audience": [300.0, 100.0, 50.0, None]}
    free = part(Budget(60_000.0, hills(**classes), "CNY"))
    bound = part(Budget(60_000.0, hills(**classes), "CNY", same_policy_by="value_class"))
    assert bound.spend[0] / 300 == pytest.approx(bound.spend[1] / 100)
    assert bound.margin.sum() < free.margin.sum()
    other_ways = [
        part(
            Budget(60_000.0, hills(**classes, least=[a, a / 3, 0, 0], most=[a, a / 3, None, None]),
                   "CNY")
        ).margin.sum()
        for a in bound.spend[0] * np.array([0.95, 1.0, 1.05])
    ]  # fmt: skip
    assert bound.margin.sum() == pytest.approx(max(other_ways), rel=1e-9)
    assert max(other_ways) == other_ways[1]


def test_one_class_may_be_spent_on_differently_by_channel() -> None:
    classes = {
        "value_class": ["A", "A", "A", "A"],
        "channel": ["call", "call", "e-mail", "e-mail"],
        "audience": [10.0, 30.0, 10.0, 30.0],
    }
    found = part(Budget(60_000.0, hills(**classes), "CNY", same_policy_by="value_class"))
    heads = found.spend / np.array(classes["audience"])
    assert heads[0] == pytest.approx(heads[1])
    assert heads[2] == pytest.approx(heads[3])
    assert heads[0] != pytest.approx(heads[2])


def test_a_capacity_of_nothing_still_has_its_price() -> None:
    uses = [{"calls": 0.5}, {}, {}, {}]
    found = part(Budget(60_000.0, hills(uses=uses), "CNY", {"calls": 0.0}))
    assert found.spend[0] == 0
    first = BEST[0] / HALF[0] - found.last_unit
    assert found.capacities[0].price == pytest.approx(first / 0.5, rel=1e-3)


class TestWhatCannotBeMet:
    def test_no_budget(self) -> None:
        with pytest.raises(SettingRefused, match="no budget to part"):
            part(Budget(0.0, hills(), "CNY"))

    def test_no_options(self) -> None:
        with pytest.raises(SettingRefused, match="nothing to spend the budget on"):
            part(Budget(60_000.0, (), "CNY"))

    def test_least_spends_beyond_the_budget(self) -> None:
        with pytest.raises(SettingRefused, match=r"adds up to 700, more than .* 600: 100 is"):
            part(Budget(60_000.0, hills(least=[20_000.0, 20_000.0, 20_000.0, 10_000.0]), "CNY"))

    def test_least_spends_beyond_a_capacity(self) -> None:
        uses = [{"calls": 0.04}, {}, {}, {}]
        least = hills(uses=uses, least=[20_000.0, 0.0, 0.0, 0.0])
        with pytest.raises(SettingRefused, match="takes 800 of calls, and there are 100"):
            part(Budget(60_000.0, least, "CNY", capacities={"calls": 100.0}))

    def test_a_least_above_the_most(self) -> None:
        bounds = {"least": [0.0, 9_000.0, 0.0, 0.0], "most": [None, 8_000.0, None, None]}
        with pytest.raises(SettingRefused, match="option 1 is 90, but no more than 80"):
            part(Budget(60_000.0, hills(**bounds), "CNY"))

    def test_a_policy_without_heads(self) -> None:
        with pytest.raises(SettingRefused, match="option 0 has no audience"):
            part(
                Budget(60_000.0, hills(value_class=["A"] * 4), "CNY", same_policy_by="value_class")
            )


KINDS = (Hill, Saturating, Power)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS), st.floats(1e3, 1e6), st.floats(1e3, 1e5), st.floats(0, 0.05)
        ),
        min_size=1,
        max_size=12,
    ),
    st.floats(1e3, 1e6),
    st.floats(0, 1e4),
    st.booleans(),
)
@example(rows=[(Hill, 1e3, 1e3, 5e-324)], total=1e3, calls=1.0, spend_all=False)
def test_every_division_is_proved_and_keeps_its_limits(
    rows: list[tuple[Any, float, float, float]], total: float, calls: float, spend_all: bool
) -> None:
    curves = [kind(size, scale) for kind, size, scale, _ in rows]
    uses = [{"calls": use} for *_, use in rows]
    found = part(
        Budget(total, options(curves, uses=uses), "CNY", {"calls": calls}, spend_all=spend_all)
    )
    assert found.gap <= TOO_FAR
    assert found.spent <= total * (1 + 1e-9)
    assert (found.spend >= 0).all()
    assert found.capacities[0].used <= calls * (1 + 1e-9) + 1e-6


def test_a_general_solver_finds_no_better_division() -> None:
    """SLSQP on the true curves, with a capacity that binds.

    It stops where its steps grow small, on some processors a hundred-thousandth short of the best.
    """
    uses = np.array([0.04, 0.01, 0.0, 0.02])
    rows = [{"calls": use} for use in uses]
    found = part(Budget(60_000.0, hills(uses=rows), "CNY", {"calls": 900.0}))
    peer = minimize(
        lambda s: -(BEST * s / (s + HALF) - s).sum() / 1e4,
        np.full(4, 5_000.0),
        bounds=[(0, 60_000)] * 4,
        constraints=[
            {"type": "ineq", "fun": lambda s: (60_000 - s.sum()) / 1e4},
            {"type": "ineq", "fun": lambda s: (900 - s @ uses) / 1e2},
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    ours = found.margin.sum() - found.spent
    assert ours >= -peer.fun * 1e4 * (1 - 1e-9)
    assert ours == pytest.approx(-peer.fun * 1e4, rel=1e-4)
