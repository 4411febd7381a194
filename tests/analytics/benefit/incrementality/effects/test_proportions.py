"""Two shares: test, interval and ratio, at large counts and at small ones."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.incrementality.effects import proportions
from goodwill.analytics.benefit.incrementality.effects.proportions import Counts
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.moments import of_arrays

EXACTLY = 1e-9


def test_the_z_test_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0, proportions_ztest([45, 30], [300, 310])."""
    found = proportions.of_counts(Counts(45, 300, 30, 310))
    assert found.p == pytest.approx(0.04535564081575662, rel=EXACTLY)
    assert found.value == pytest.approx(45 / 300 - 30 / 310, rel=EXACTLY)
    assert "pooled share" in str(found.method)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), table II, method 10, prints four digits of these two and the next.
        (Counts(56, 70, 48, 80), 0.05243147240236498, 0.33387265403690614),
        (Counts(5, 56, 0, 29), -0.038137147903536936, 0.19256001385511165),
        (Counts(0, 10, 0, 10), -0.27753279986288926, 0.27753279986288926),
        (Counts(45, 300, 30, 310), 0.0008921726174829225, 0.10614747824633963),
    ],
)
def test_the_interval_is_newcombes(counts: Counts, low: float, high: float) -> None:
    """statsmodels 0.15.0, confint_proportions_2indep, method="newcomb"."""
    assert proportions.newcombe(counts) == pytest.approx((low, high), rel=EXACTLY)


def test_the_standard_error_is_growthbooks() -> None:
    """test_two_sided_ttest_binom, absolute; gbstats 0.8.0."""
    found = proportions.difference(
        published.share_metric(30, 16), published.share_metric(28, 14), "y"
    )
    assert (found.value, found.se) == pytest.approx(
        (0.033333333333333326, 0.13124354355497922), rel=EXACTLY
    )
    assert (found.n_treated, found.n_control) == (30, 28)


def test_fewer_than_five_expected_take_the_exact_test() -> None:
    """MK02; SciPy's fisher_exact, by hand: Σ of hypergeometric chances no larger than this."""
    small = proportions.of_counts(Counts(7, 19, 1, 31))
    assert small.p == pytest.approx(0.0030502423592370454, rel=EXACTLY)
    assert "Fisher" in str(small.method)
    assert "Fisher" not in str(proportions.of_counts(Counts(7, 50, 3, 50)).method)


def test_nobody_at_all_is_an_interval_around_nought_and_no_proof() -> None:
    found = proportions.of_counts(Counts(0, 40, 0, 40))
    assert (found.value, found.se, found.p) == (0, 0, 1)
    assert found.low < 0 < found.high


def test_hillstroms_visits() -> None:
    """Published 95 % intervals, which are Wald's; at 21,000 members they are Newcombe's too."""
    arms = published.hillstrom()
    found = proportions.difference(arms["Mens E-Mail"], arms["No E-Mail"], "visit")
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.07659, 0.06995, 0.08323), abs=2e-5
    )


def test_the_risk_ratio_has_katz_interval() -> None:
    """statsmodels 0.15.0, confint_proportions_2indep, method="log", compare="ratio"."""
    found = proportions.ratio_of_counts(Counts(45, 300, 30, 310))
    assert (1 + found.low, 1 + found.high) == pytest.approx(
        (1.0044240336462853, 2.391918073961636), rel=EXACTLY
    )
    assert found.value == pytest.approx(0.55)
    assert found.p == proportions.of_counts(Counts(45, 300, 30, 310)).p


@pytest.mark.parametrize("counts", [Counts(5, 20, 0, 20), Counts(0, 20, 5, 20)])
def test_nobody_in_one_arm_gives_no_ratio(counts: Counts) -> None:
    with pytest.raises(Undefined, match="a ratio needs somebody in each"):
        proportions.ratio_of_counts(counts)


def test_what_is_neither_nought_nor_one_is_no_share() -> None:
    halves = of_arrays(("y",), np.array([[0.5], [0.5], [0.0]]))
    with pytest.raises(Undefined, match="y has values other than 0 and 1"):
        proportions.difference(halves, halves, "y")


@given(
    st.integers(2, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(2, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
)
def test_intervals_hold_the_estimate_and_turn_round_with_the_arms(
    treated: tuple[int, int], control: tuple[int, int]
) -> None:
    one = proportions.of_counts(Counts(*treated, *control))
    other = proportions.of_counts(Counts(*control, *treated))
    assert -1 <= one.low <= one.value <= one.high <= 1
    assert (other.value, other.low, other.high) == pytest.approx((-one.value, -one.high, -one.low))
    assert 0 <= one.p <= 1
    assert other.p == pytest.approx(one.p)
