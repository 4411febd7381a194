"""Relative lift: GrowthBook's, and none where the control is around nought."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published

from goodwill.analytics.benefit.incrementality.effects import means, relative
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import of_arrays
from goodwill.language import Sentence

EXACTLY = 1e-9


@pytest.mark.parametrize(
    ("n_control", "value", "se", "low", "high", "p"),
    [
        (3407, 0.7073170731707317, 0.3787943616681428,
         -0.03526008906611777, 1.449894235407581, 0.06191182745618362),
        (3000, 0.5033610858562358, 0.3334122146400735,
         -0.15024480398283102, 1.1569669756953027, 0.13116525736935492),
    ],
)  # fmt: skip
def test_the_lift_is_growthbooks(
    n_control: int, value: float, se: float, low: float, high: float, p: float
) -> None:
    """test_two_sided_ttest and test_sequential_test_runs; digits of gbstats 0.8.0."""
    found = relative.lift(
        published.mean_metric(3461, 2422.7, 134698.29),
        published.mean_metric(n_control, 1396.87, 52377.9767),
        "y",
    )
    assert (found.value, found.se) == pytest.approx((value, se), rel=EXACTLY)
    assert (found.low, found.high, found.p) == pytest.approx((low, high, p), rel=EXACTLY)


@pytest.mark.parametrize(
    ("treated", "control", "value", "se", "low", "high"),
    [
        ((16, 30), (14, 28), 0.06666666666666665, 0.27169855689735606,
         -0.4776740282706786, 0.6110073616040119),
        ((2422, 3461), (1396, 3000), 0.5038633516821496, 0.033860214798231224,
         0.43748547201990234, 0.5702412313443967),
    ],
)  # fmt: skip
def test_the_lift_of_shares_is_growthbooks_with_its_variance(
    treated: tuple[int, int], control: tuple[int, int], value: float, se: float, low: float,
    high: float,
) -> None:  # fmt: skip
    """test_two_sided_ttest_binom and test_sequential_test_runs_prop: p (1 − p) over n."""

    def share(x: int, n: int) -> means.Mean:
        return means.Mean(x / n, x / n * (1 - x / n), n)

    found = relative.quotient(share(*treated), share(*control), Sentence("As GrowthBook."))
    assert (found.value, found.se) == pytest.approx((value, se), rel=EXACTLY)
    assert (found.low, found.high) == pytest.approx((low, high), rel=EXACTLY)


def test_no_lift_over_a_control_that_is_around_nought() -> None:
    losses = of_arrays(("y",), np.array([[-3.0], [2.0], [1.0], [1.5]]))
    with pytest.raises(Undefined, match=r"0\.375 per member, give or take 3\.6"):
        relative.lift(losses, losses, "y")
    with pytest.raises(Undefined, match="not clearly above nought"):
        relative.lift(losses, of_arrays(("y",), np.array([[-5.0], [-5.1], [-4.9]])), "y")


def test_one_buyer_in_the_hold_out_gives_no_lift() -> None:
    y = np.zeros((200, 1))
    y[7] = 30
    with pytest.raises(Undefined, match="The difference itself stands"):
        relative.lift(of_arrays(("y",), y + np.eye(200, 1)), of_arrays(("y",), y), "y")


def test_too_few_are_refused() -> None:
    with pytest.raises(TooFew):
        relative.lift(of_arrays(("y",), np.ones((1, 1))), of_arrays(("y",), np.eye(3, 1)), "y")


def test_the_unit_of_money_does_not_matter() -> None:
    rows = np.random.default_rng(5).gamma(2, 30, (200, 1))
    pounds = relative.lift(of_arrays(("y",), rows[:90]), of_arrays(("y",), rows[90:]), "y")
    rows *= 100
    pence = relative.lift(of_arrays(("y",), rows[:90]), of_arrays(("y",), rows[90:]), "y")
    assert (pence.value, pence.low, pence.p) == pytest.approx((pounds.value, pounds.low, pounds.p))
