"""What is simulated with known parameters is found again, as often as the intervals say."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.leavers import leavers

from goodwill.analytics.value import family, paretonbd
from goodwill.analytics.value.paretonbd import Paretonbd

TRUE = Paretonbd(r=0.9, alpha=60.0, s=1.1, beta=250.0)
LEVEL = 0.9
ASKED = ("r", "alpha", "s", "beta", "purchases expected", "purchases made")


def covered(customers: int, seed: int) -> list[bool]:
    """Whether 90 % intervals hold the true parameters, and the base's next year."""
    seen = leavers(TRUE, customers, seed)
    model = paretonbd.fit(seen.x, seen.t_x, seen.T)
    held = []
    for name in model.estimate.names:
        low, high = model.estimate.interval(name, LEVEL)
        held.append(low < getattr(TRUE, name) < high)
    known = (365.0, seen.x, seen.t_x, seen.T)
    drawn = family.drawn(model, 256)
    totals = np.array([paretonbd.expected_purchases(each, *known).sum() for each in drawn])
    spread = np.sqrt(paretonbd.variance_of_purchases(model, *known).sum())
    made = totals + spread * np.random.default_rng(seed + 10**6).standard_normal(256)
    expected = paretonbd.expected_purchases(TRUE, *known).sum()
    for draws, truth in ((totals, expected), (made, seen.later.sum())):
        low, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
        held.append(low < truth < high)
    return held


def coverage(replications: int, customers: int) -> dict[str, float]:
    held = np.array([covered(customers, seed) for seed in range(replications)])
    return dict(zip(ASKED, held.mean(axis=0), strict=True))


def test_many_customers_give_the_parameters_back() -> None:
    seen = leavers(TRUE, 60_000, seed=11)
    model = paretonbd.fit(seen.x, seen.t_x, seen.T)
    errors = model.estimate.standard_errors
    for name, found in model.estimate.natural.items():
        true = getattr(TRUE, name)
        assert abs(found - true) < 3 * errors[name], name
        assert errors[name] < 0.08 * true, name
    known = (seen.x, seen.t_x, seen.T)
    assert paretonbd.probability_alive(model, *known).sum() == pytest.approx(
        seen.alive.sum(), rel=0.01
    )
    expected = paretonbd.expected_purchases(model, 365, *known).sum()
    assert expected == pytest.approx(seen.later.sum(), rel=0.02)


def test_probabilities_are_right_for_who_looks_alike() -> None:
    """Of customers with about the same P(alive), about so many are alive."""
    seen = leavers(TRUE, 60_000, seed=12)
    alive = paretonbd.probability_alive(TRUE, seen.x, seen.t_x, seen.T)
    silent = paretonbd.probability_of_no_purchase(TRUE, 365.0, seen.x, seen.t_x, seen.T)
    for told, happened in ((alive, seen.alive), (silent, seen.later == 0)):
        tenth = np.minimum((told * 10).astype(int), 9)
        for group in range(10):
            inside = tenth == group
            sampling = 4 * np.sqrt(0.25 / max(inside.sum(), 1))
            assert happened[inside].mean() == pytest.approx(told[inside].mean(), abs=sampling)


def test_counts_of_new_customers_come_as_often_as_told() -> None:
    random = np.random.default_rng(13)
    rate = random.gamma(TRUE.r, 1 / TRUE.alpha, 200_000)
    lifetime = random.exponential(1 / random.gamma(TRUE.s, 1 / TRUE.beta, 200_000))
    counts = np.bincount(random.poisson(rate * np.minimum(lifetime, 180)), minlength=30)[:30]
    told = paretonbd.probability_of_purchases(TRUE, np.arange(30), 180)
    assert counts / 200_000 == pytest.approx(told, abs=4e-3)


@pytest.mark.proof
def test_intervals_of_ninety_percent_hold_the_truth_nine_times_in_ten() -> None:
    """86 to 94 % on the whole, and each within three standard errors of the simulation."""
    found = np.array(list(coverage(replications=200, customers=5000).values()))
    assert 0.86 <= found.mean() <= 0.94, found
    assert np.abs(found - LEVEL).max() <= 3 * np.sqrt(LEVEL * (1 - LEVEL) / 200), found


@pytest.mark.proof
def test_fewer_customers_know_less() -> None:
    widths = []
    for customers in (50, 500, 5000):
        seen = leavers(TRUE, customers, seed=14, whole_days=True)
        low, high = paretonbd.fit(seen.x, seen.t_x, seen.T).estimate.interval("s")
        widths.append(np.log(high / low))
    assert widths[0] > 1.5 * widths[1] > 2 * widths[2]
