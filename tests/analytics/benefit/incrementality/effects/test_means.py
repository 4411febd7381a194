"""The difference in means: as published, at large means, and refused where chance is unknown."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published

from goodwill.analytics.benefit.incrementality.effects import means
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import Moments, of_arrays

EXACTLY = 1e-9


def cell(*values: float) -> Moments:
    return of_arrays(("y",), np.array(values)[:, None])


def nobody() -> Moments:
    arms = Moments(("y",), ("arm",), (("a",),), np.array([1]), np.ones((1, 1)), np.ones((1, 1, 1)))
    return arms.where(arm="b")


def test_the_difference_is_growthbooks() -> None:
    """test_two_sided_ttest_absolute; digits of gbstats 0.8.0."""
    found = means.difference(
        published.mean_metric(3461, 2422.7, 134698.29),
        published.mean_metric(3407, 1396.87, 52377.9767),
        "y",
    )
    assert found.value == pytest.approx(0.29, rel=EXACTLY)
    assert found.se == pytest.approx(0.12478363158758794, rel=EXACTLY)
    assert found.low == pytest.approx(0.04537789255929012, rel=EXACTLY)
    assert found.high == pytest.approx(0.5346221074407098, rel=EXACTLY)
    assert found.p == pytest.approx(0.020158402643587037, rel=EXACTLY)
    assert found.df == pytest.approx(5841.742032093565, rel=EXACTLY)


def test_another_hold_out_of_growthbook() -> None:
    """The one-sided tests' inputs, two-sided; digits of gbstats 0.8.0."""
    found = means.difference(
        published.mean_metric(3461, 2422.7, 134698.29),
        published.mean_metric(3000, 1396.87, 52377.9767),
        "y",
    )
    assert (found.value, found.se) == pytest.approx(
        (0.23437666666666668, 0.12983081254184736), EXACTLY
    )
    assert (found.low, found.high) == pytest.approx(
        (-0.020137655346249617, 0.48889098867958297), EXACTLY
    )
    assert (found.p, found.df) == pytest.approx((0.07108544979746045, 6087.38254915977), EXACTLY)
    assert (found.n_treated, found.n_control) == (3461, 3000)


def test_the_difference_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0, CompareMeans.ttest_ind and tconfint_diff, usevar="unequal"."""
    found = means.difference(*published.hundred(), "y")
    assert found.value == pytest.approx(0.81061904761905, rel=EXACTLY)
    assert found.value / found.se == pytest.approx(1.168296947009141, rel=EXACTLY)
    assert (found.p, found.df) == pytest.approx((0.24597980132924588, 84.31600621705084), EXACTLY)
    assert (found.low, found.high) == pytest.approx(
        (-0.5690957696338366, 2.190333864871933), EXACTLY
    )


@pytest.mark.parametrize(
    ("arm", "column", "value", "low", "high"),
    [
        ("Mens E-Mail", "visit", 0.07659, 0.06995, 0.08323),
        ("Womens E-Mail", "visit", 0.04523, 0.03889, 0.05157),
        ("Mens E-Mail", "spend", 0.7698, 0.4851, 1.0545),
        ("Womens E-Mail", "spend", 0.4244, 0.1690, 0.6799),
    ],
)
def test_hillstroms_e_mails_brought_what_is_known_of_them(
    arm: str, column: str, value: float, low: float, high: float
) -> None:
    arms = published.hillstrom()
    found = means.difference(arms[arm], arms["No E-Mail"], column)
    digits = 0.51e-5 if column == "visit" else 0.51e-4
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=digits)


def test_a_thousand_million_more_for_everybody_changes_nothing() -> None:
    y = np.random.default_rng(3).gamma(0.5, 20, (400, 1))
    near = means.difference(of_arrays(("y",), y[:300]), of_arrays(("y",), y[300:]), "y")
    y += 1e9
    far = means.difference(of_arrays(("y",), y[:300]), of_arrays(("y",), y[300:]), "y")
    assert far.se == pytest.approx(near.se, rel=1e-6)
    assert far.value == pytest.approx(near.value, rel=1e-6)


def test_one_member_alone_cannot_be_compared() -> None:
    with pytest.raises(TooFew, match="members of the control arm: 1 found, at least 2"):
        means.difference(cell(1, 2, 3), cell(2), "y")
    with pytest.raises(TooFew, match="treated arm: 0 found"):
        means.difference(nobody(), cell(2, 3), "y")


@pytest.mark.parametrize("alike", [0.0, 0.1, 1e9 + 0.1])
def test_members_who_are_all_alike_tell_nothing_of_chance(alike: float) -> None:
    same = cell(*[alike] * 9)
    with pytest.raises(Undefined, match="all 9 members of the control arm"):
        means.difference(cell(1, 2, 3), same, "y")
    with pytest.raises(Undefined, match="all 9 members of the treated arm"):
        means.difference(same, cell(1, 2, 3), "y")


def test_the_level_widens_the_interval() -> None:
    treated, control = published.hundred()
    at_95, at_99 = (means.difference(treated, control, "y", level) for level in (0.95, 0.99))
    assert at_99.low < at_95.low
    assert at_99.high > at_95.high
    assert (at_95.level, at_99.level) == (0.95, 0.99)
    assert (at_95.value, at_95.p) == (at_99.value, at_99.p)


def test_degrees_of_freedom_of_equal_arms_are_those_of_students_test() -> None:
    same = means.Mean(1.0, 4.0, 11)
    assert means.satterthwaite(same, same) == pytest.approx(20)
