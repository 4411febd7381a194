"""A belief meets what was said of it exactly, and is normal or lognormal where that was said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from goodwill.analytics.campaigns.foretelling.beliefs import Belief
from goodwill.analytics.errors import Undefined


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_three_quantiles_are_met(low: float, down: float, up: float) -> None:
    belief = Belief(low + down, low, low + down + up)
    assert belief.at([0.05, 0.5, 0.95]) == pytest.approx(
        [belief.low, belief.middle, belief.high], abs=1e-9
    )
    for share in (0.05, 0.3, 0.5, 0.95):
        assert belief.above(float(belief.at(share))) == pytest.approx(1 - share, abs=1e-6)


def test_even_bounds_are_normal() -> None:
    sd = 0.1 / stats.norm.ppf(0.95)
    shares = np.linspace(0.01, 0.99, 25)
    assert Belief(0.1, 0.0, 0.2).at(shares) == pytest.approx(stats.norm(0.1, sd).ppf(shares))
    assert Belief(0.1, 0.0, 0.2).above(0.25) == pytest.approx(stats.norm(0.1, sd).sf(0.25))


def test_bounds_of_the_same_ratio_are_lognormal() -> None:
    known = stats.lognorm(np.log(2) / stats.norm.ppf(0.95), scale=0.1)
    shares = np.linspace(0.01, 0.99, 25)
    assert Belief(0.1, 0.05, 0.2).at(shares) == pytest.approx(known.ppf(shares))
    assert Belief(0.1, 0.05, 0.2).above(0.15) == pytest.approx(known.sf(0.15))
    assert Belief(0.1, 0.05, 0.2).above(-0.01) == 1
    assert Belief(-0.1, -0.2, -0.05).above(0.01) == 0


def test_its_points_stand_for_the_whole() -> None:
    belief = Belief(0.1, 0.05, 0.2)
    known = stats.lognorm(np.log(2) / stats.norm.ppf(0.95), scale=0.1)
    assert belief.points().mean() == pytest.approx(known.mean(), rel=1e-4)
    assert (np.diff(belief.points()) > 0).all()


def test_a_middle_outside_its_bounds_is_refused() -> None:
    with pytest.raises(Undefined, match="middle between its bounds"):
        Belief(0.3, 0.1, 0.2)
