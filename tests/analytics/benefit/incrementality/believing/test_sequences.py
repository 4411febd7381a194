"""Looking every day: the sequence keeps its promise, the daily test does not."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest

from goodwill.analytics.benefit.incrementality.believing.sequences import Look, sequence
from goodwill.analytics.benefit.incrementality.effects.means import difference
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.moments import Moments, of_arrays

LOOKS = 28


def share(yes: int, n: int) -> Moments:
    """n members of whom some did it: mean q, co-moment n q (1 − q)."""
    q = yes / n
    return Moments(
        ("visit",),
        (),
        ((),),
        np.array([n]),
        np.array([[q]]),
        np.array([[[n * q * (1 - q)]]]),
    )


def daily(rng: np.random.Generator, lift: float = 0.0) -> list[Look]:
    """200 members a day in each arm, of whom 15 % visit in the control."""
    visits = [np.cumsum(rng.binomial(200, q, LOOKS)) for q in (0.15 + lift, 0.15)]
    return [
        (share(int(t), 200 * day), share(int(c), 200 * day))
        for day, t, c in zip(range(1, LOOKS + 1), *visits, strict=True)
    ]


def test_the_interval_is_the_papers() -> None:
    """Equation of the boundary with ρ² = (−2 log α + log(1 − 2 log α)) / n*, written out."""
    look = (share(330, 2_000), share(300, 2_000))
    (found,) = sequence([look], "visit", tuned_for=5_000)
    assert found is not None
    rho2 = (-2 * log(0.05) + log(-2 * log(0.05) + 1)) / 5_000
    n = 4_000
    sigma2 = n * found.se**2
    reach = sqrt(sigma2 * 2 * (n * rho2 + 1) / (n * n * rho2) * log(sqrt(n * rho2 + 1) / 0.05))
    assert found.high - found.value == pytest.approx(reach, rel=1e-12)
    assert found.value - found.low == pytest.approx(reach, rel=1e-12)
    assert found.se == pytest.approx(difference(*look, "visit").se, rel=1e-12)


def test_the_p_value_is_five_percent_where_the_interval_touches_nought() -> None:
    look = (share(330, 2_000), share(300, 2_000))
    (found,) = sequence([look], "visit", tuned_for=4_000)
    assert found is not None
    x = -2 * log(0.05) + log(-2 * log(0.05) + 1)
    z = found.value / found.se
    assert found.p == pytest.approx(min(1, sqrt(x + 1) * exp(-z * z / 2 * x / (x + 1))))
    reach = (found.high - found.low) / 2 / found.se
    assert sqrt(x + 1) * exp(-reach * reach / 2 * x / (x + 1)) == pytest.approx(0.05)


def test_it_is_narrowest_where_it_is_tuned() -> None:
    look = (share(330, 2_000), share(300, 2_000))
    reach = {
        tuned: found.high - found.value
        for tuned in (500, 2_000, 4_000, 8_000, 40_000)
        for found in sequence([look], "visit", tuned_for=tuned)
        if found
    }
    assert min(reach, key=lambda tuned: reach[tuned]) == 4_000


def test_28_looks_raise_one_false_alarm_in_twenty_at_most_and_daily_tests_many() -> None:
    rng = np.random.default_rng(1)
    naive = ours = 0
    for _ in range(200):
        looks = daily(rng)
        naive += any(difference(*look, "visit").p < 0.05 for look in looks)
        found = sequence(looks, "visit", tuned_for=400 * LOOKS)
        ours += any(effect is not None and effect.is_sure for effect in found)
    assert ours <= 10  # 5 %
    assert naive >= 40  # over 20 %


def test_all_intervals_hold_a_true_lift_at_once() -> None:
    rng = np.random.default_rng(2)
    missed = found = 0
    for _ in range(200):
        effects = sequence(daily(rng, lift=0.03), "visit", tuned_for=400 * LOOKS)
        missed += any(not e.low <= 0.03 <= e.high for e in effects if e)
        found += any(e is not None and e.is_sure for e in effects)
    assert missed <= 10
    assert found >= 150


def test_looks_that_are_too_early_say_nothing() -> None:
    early, nobody = (share(20, 99), share(20, 200)), (share(0, 200), share(0, 200))
    fine = (share(30, 300), share(20, 300))
    assert [e is None for e in sequence([early, nobody, fine], "visit", tuned_for=600)] == [
        True,
        True,
        False,
    ]


def test_money_waits_for_a_hundred_buyers_in_each_arm() -> None:
    def money(buyers: int, n: int) -> Moments:
        bought: Floats = np.column_stack([np.linspace(10, 90, buyers), np.ones(buyers)])
        return of_arrays(("spend", "bought"), bought).with_zeros([n - buyers])

    looks = [(money(400, 9_000), money(99, 1_000)), (money(400, 9_000), money(100, 1_000))]
    found = sequence(looks, "spend", tuned_for=10_000, buyers="bought")
    assert [e is None for e in found] == [True, False]


def test_intervals_can_be_cut_to_what_all_looks_allow() -> None:
    looks = daily(np.random.default_rng(3))
    plain = sequence(looks, "visit", tuned_for=400 * LOOKS)
    cut = sequence(looks, "visit", tuned_for=400 * LOOKS, intersected=True)
    assert cut[-1] is not None
    assert cut[-1].low == max(e.low for e in plain if e)
    assert cut[-1].high == min(e.high for e in plain if e)


def test_an_effect_that_turned_round_is_not_cut_but_refused() -> None:
    looks = [(share(500, 1_000), share(200, 1_000)), (share(4_000, 10_000), share(6_000, 10_000))]
    with pytest.raises(Undefined, match="not the same over time"):
        sequence(looks, "visit", tuned_for=20_000, intersected=True)


def test_tuning_must_be_told() -> None:
    with pytest.raises(Undefined, match="how many members"):
        sequence([], "visit", tuned_for=0)
