"""Ratios of sums: GrowthBook's, and the same as a mean where the divisor is constant."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published

from goodwill.analytics.benefit.incrementality.effects import means, ratios
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import Moments, of_arrays

EXACTLY = 1e-9


def arms() -> tuple[Moments, Moments]:
    whole = published.growthbooks_strata().merged("arm")
    return whole.where(arm="treated"), whole.where(arm="control")


def test_the_difference_is_growthbooks() -> None:
    """test_post_strat.py: its ratio strata as one cell an arm; digits of gbstats 0.8.0."""
    found = ratios.difference(*arms(), "m", "d")
    assert (found.value, found.se) == pytest.approx(
        (0.07576921571256023, 0.01336781791852739), EXACTLY
    )
    assert (found.low, found.high) == pytest.approx(
        (0.04953553949853666, 0.10200289192658381), EXACTLY
    )
    assert found.p == pytest.approx(1.912184632857361e-08, rel=1e-7)
    assert found.df == pytest.approx(955.3801072493472, rel=EXACTLY)


def test_the_lift_is_growthbooks() -> None:
    found = ratios.lift(*arms(), "m", "d")
    assert (found.value, found.se) == pytest.approx(
        (0.09973730063490192, 0.01830696006433388), EXACTLY
    )
    assert (found.low, found.high) == pytest.approx(
        (0.06381080420011948, 0.13566379706968437), EXACTLY
    )


def test_one_order_each_makes_it_the_difference_in_means() -> None:
    rows = np.column_stack([np.random.default_rng(1).gamma(1, 9, 80), np.ones(80)])
    treated, control = (of_arrays(("revenue", "orders"), part) for part in (rows[:50], rows[50:]))
    per_order = ratios.difference(treated, control, "revenue", "orders")
    per_member = means.difference(treated, control, "revenue")
    assert (per_order.value, per_order.se) == pytest.approx((per_member.value, per_member.se))
    assert per_order.df == pytest.approx(per_member.df)


def test_nothing_below_the_line_is_refused() -> None:
    treated = of_arrays(("revenue", "orders"), np.array([[5.0, 1], [3, 1], [2, 2]]))
    control = of_arrays(("revenue", "orders"), np.array([[0.0, 0], [0, 0], [0, 0]]))
    with pytest.raises(Undefined, match="orders is not clearly above nought"):
        ratios.difference(treated, control, "revenue", "orders")
    with pytest.raises(TooFew):
        ratios.lift(treated, of_arrays(("revenue", "orders"), np.ones((1, 2))), "revenue", "orders")
