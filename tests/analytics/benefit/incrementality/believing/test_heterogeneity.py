"""Whether a campaign worked alike in all slices: Welch's test, and pairs adjusted by Holm."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.heterogeneity import heterogeneity, unlike
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence


def effect(value: float, se: float, df: float = inf) -> Effect:
    return student(
        value,
        se,
        treated=value,
        control=0.0,
        n_treated=100,
        n_control=100,
        method=Sentence("by hand"),
        df=df,
    )


def test_with_known_errors_it_is_cochrans_q() -> None:
    """By hand: mean 2, Q = 1 + 0 + 1 = 2 on two degrees of freedom: p = e⁻¹."""
    found = heterogeneity([effect(1, 1), effect(2, 1), effect(3, 1)])
    assert found.q == pytest.approx(2)
    assert found.p == pytest.approx(np.exp(-1))


def test_with_few_members_it_is_welchs_test_of_means() -> None:
    """scipy.stats.f_oneway(equal_var=False) on means of samples of unequal spread."""
    rng = np.random.default_rng(7)
    samples = [rng.normal(mean, sd, n) for mean, sd, n in ((0, 1, 8), (1, 3, 12), (0, 2, 30))]
    effects = [effect(x.mean(), x.std(ddof=1) / np.sqrt(len(x)), len(x) - 1) for x in samples]
    known = stats.f_oneway(*samples, equal_var=False)
    assert heterogeneity(effects).p == pytest.approx(known.pvalue, rel=1e-9)


def test_one_sure_and_one_unsure_slice_are_not_different() -> None:
    sure, unsure = effect(2.5, 1), effect(1.5, 1)
    assert sure.is_sure
    assert not unsure.is_sure
    assert heterogeneity([sure, unsure]).p > 0.4


def test_pairs_have_the_larger_effect_first_and_are_adjusted() -> None:
    pairs = unlike([effect(0, 1), effect(5, 1), effect(0.5, 1)])
    assert [pair[:2] for pair in pairs] == [(1, 0), (2, 0), (1, 2)]
    alone = 2 * stats.norm.sf(5 / np.sqrt(2))
    assert pairs[0][2] == pytest.approx(3 * alone)
    assert pairs[1][2] > 0.5


def test_one_slice_cannot_differ() -> None:
    with pytest.raises(TooFew):
        heterogeneity([effect(1, 1)])


def test_alike_slices_are_called_different_as_often_as_stated() -> None:
    """Five slices of 20, no difference: 5 % of 2,000 times, within four standard errors."""
    rng = np.random.default_rng(11)
    spread = np.array([1.0, 1.0, 2.0, 3.0, 5.0])
    drawn = rng.normal(0, spread[:, None], (2_000, 5, 20))
    alarms = 0
    for one in drawn:
        se = one.std(axis=1, ddof=1) / np.sqrt(20)
        found = heterogeneity([effect(m, s, 19) for m, s in zip(one.mean(axis=1), se, strict=True)])
        alarms += found.p < 0.05
    assert alarms / 2_000 == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 2_000))
