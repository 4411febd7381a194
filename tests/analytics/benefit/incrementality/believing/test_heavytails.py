"""Skewed money in unequal arms: few false alarms, and intervals that hold the truth."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from frames import frame_of
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.heavytails import (
    loss_share,
    permutation_p,
    pooled_p,
    skewed_difference,
)
from goodwill.analytics.benefit.incrementality.effects.means import difference
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.moments import Moments, of_arrays
from goodwill.warehouse import Warehouse

POOL = np.exp(np.random.default_rng(0).normal(3, 1.5, 20_000))
SHARE = 0.05


def spent(amounts: Floats, n: int) -> Moments:
    """n members, of whom some spent these amounts and the others nothing."""
    bought = amounts if len(amounts) else np.zeros(1)
    return of_arrays(("spend",), bought[:, None]).with_zeros([n - len(bought)])


def drawn(rng: np.random.Generator, n: int, buyers: float = 1.0, size: float = 1.0) -> Floats:
    return size * rng.choice(POOL, rng.binomial(n, SHARE * buyers))


def test_the_pooled_p_value_is_that_of_the_squared_correlation_with_the_arm() -> None:
    """z² = (N − 1) r² of money with a column that tells the arm."""
    one, other = np.array([0, 0, 5.0, 9, 0, 1]), np.array([0, 3.0, 0])
    money, arm = np.concatenate([one, other]), np.repeat([1, 0], [6, 3])
    z = abs(np.corrcoef(money, arm)[0, 1]) * np.sqrt(8)
    cells = (of_arrays(("spend",), each[:, None]) for each in (one, other))
    assert pooled_p(*cells, "spend") == pytest.approx(2 * stats.norm.sf(z), rel=1e-12)


def test_drawing_again_is_exact_for_arms_that_can_be_listed() -> None:
    """All 120 ways to choose 3 of 10 members."""
    one, other = [9.0, 4, 2, 0, 0, 0, 0], [30.0, 1, 0]
    sums = [sum(each) for each in combinations([*one, *other], 3)]
    above, below = (np.mean([s >= 31 for s in sums]), np.mean([s <= 31 for s in sums]))
    found = permutation_p(np.array([9.0, 4, 2]), np.array([30.0, 1]), 7, 3, draws=40_000)
    assert found == pytest.approx(2 * min(above, below), abs=0.01)


def test_drawing_again_gives_the_same_twice_and_agrees_with_the_pooled_p_value() -> None:
    rng = np.random.default_rng(1)
    one, other = drawn(rng, 9_000, buyers=1.3), drawn(rng, 9_000)
    first, again = (permutation_p(one, other, 9_000, 9_000, draws=4_000) for _ in range(2))
    assert first == again
    pooled = pooled_p(spent(one, 9_000), spent(other, 9_000), "spend")
    assert first == pytest.approx(pooled, abs=0.03)


def test_hold_outs_of_one_in_a_hundred_raise_no_more_false_alarms_than_they_should() -> None:
    """Welch finds effects that are not there in every fifth experiment; ours do not."""
    rng = np.random.default_rng(2)
    alarms = np.zeros(3)
    rounds = 250
    for _ in range(rounds):
        amounts = drawn(rng, 19_800), drawn(rng, 200)
        cells = spent(amounts[0], 19_800), spent(amounts[1], 200)
        if len(amounts[1]) < 2:
            continue
        alarms += [
            difference(*cells, "spend").p < 0.05,
            pooled_p(*cells, "spend") < 0.05,
            permutation_p(*amounts, 19_800, 200, draws=199) < 0.05,
        ]
    welch, pooled, permuted = alarms / rounds
    assert welch > 0.15
    assert pooled < 0.08
    assert permuted < 0.08


@pytest.mark.parametrize(
    ("holdout", "buyers", "size"),
    [(0.5, 1.5, 1.0), (0.1, 1.0, 1.0), (0.02, 1.5, 1.0), (0.02, 1.0, 1.5), (0.02, 1.0, 0.7)],
)
def test_the_skewed_interval_holds_the_truth(holdout: float, buyers: float, size: float) -> None:
    rng = np.random.default_rng(3)
    n, rounds = 20_000, 300
    held = round(n * holdout)
    truth = SHARE * POOL.mean() * (buyers * size - 1)
    hits = 0
    for _ in range(rounds):
        treated = spent(drawn(rng, n - held, buyers, size), n - held)
        found = skewed_difference(treated, spent(drawn(rng, held), held), "spend")
        hits += found.low <= truth <= found.high
    assert hits / rounds > 0.925


def test_with_many_buyers_in_even_arms_it_is_welchs() -> None:
    rng = np.random.default_rng(4)
    amounts = [rng.gamma(2, 30, 5_000), rng.gamma(2, 31, 4_900)]
    cells = [spent(each, 50_000) for each in amounts]
    ours, welch = skewed_difference(*cells, "spend"), difference(*cells, "spend")
    assert ours.value == welch.value
    assert (ours.se, ours.p) == (
        pytest.approx(welch.se, rel=0.01),
        pytest.approx(welch.p, rel=0.05),
    )
    width = welch.high - welch.low
    assert ours.low == pytest.approx(welch.low, abs=0.02 * width)
    assert ours.high == pytest.approx(welch.high, abs=0.02 * width)


def test_a_hold_out_in_which_nobody_bought_is_not_taken_to_be_sure_of_it() -> None:
    rng = np.random.default_rng(5)
    found = skewed_difference(spent(drawn(rng, 10_000), 10_000), spent(np.array([]), 20), "spend")
    assert found.low < 0 < found.value


def test_turning_the_arms_round_turns_the_interval_round() -> None:
    rng = np.random.default_rng(6)
    one, other = spent(drawn(rng, 9_000), 9_000), spent(drawn(rng, 1_000), 1_000)
    there, back = skewed_difference(one, other, "spend"), skewed_difference(other, one, "spend")
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low)
    )
    assert back.p == there.p


def test_returns_are_borne_up_to_a_fifth_of_the_money(warehouse: Warehouse) -> None:
    rows = [{"margin": x} for x in (50, -20, 0, 30, 0)]
    found = frame_of(warehouse, None, rows).select(share=loss_share("margin")).collect("pyarrow")
    assert found.item() == pytest.approx(0.2)
    cells = [spent(np.array([50.0, -20, 30]), 100) for _ in range(2)]
    assert skewed_difference(*cells, "spend", losses=0.2).low < 0
    with pytest.raises(Undefined, match="below nought"):
        skewed_difference(*cells, "spend", losses=0.21)
    with pytest.raises(Undefined, match="below nought"):
        skewed_difference(cells[0], spent(np.array([-1.0]), 100), "spend")


def test_money_that_nobody_spent_is_refused() -> None:
    nothing = np.array([])
    with pytest.raises(Undefined, match="same for every member"):
        pooled_p(spent(nothing, 10), spent(nothing, 10), "spend")
    with pytest.raises(Undefined, match="same for every member"):
        skewed_difference(spent(nothing, 10), spent(nothing, 10), "spend")
    with pytest.raises(Undefined, match="Nobody spent"):
        permutation_p(nothing, nothing, 10, 10)


def test_millions_of_buyers_are_sent_to_the_pooled_p_value() -> None:
    with pytest.raises(Undefined, match="5,000,001 amounts are too many"):
        permutation_p(np.ones(5_000_000), np.ones(1), 6_000_000, 10)
