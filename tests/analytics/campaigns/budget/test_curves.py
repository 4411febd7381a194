"""Response curves: concave, fitted to what was measured, drawn anew for their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.campaigns.budget.curves import (
    Curve,
    Hill,
    Lines,
    Power,
    Saturating,
    Stack,
    knots,
    through,
)
from goodwill.analytics.campaigns.budget.fitting import Shape
from goodwill.analytics.campaigns.budget.responses import believed, measured
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.figure import Grade

CURVES: list[Curve] = [
    Hill(900.0, 40.0),
    Hill(900.0, 40.0, 0.6),
    Saturating(900.0, 40.0),
    Power(300.0, 50.0),
    through([(10.0, 90.0), (30.0, 150.0), (60.0, 180.0)])[0],
]
SPENDS = np.array([0.0, 5.0, 20.0, 33.0, 47.0, 80.0, 400.0])


def test_half_of_the_best_is_reached_at_half() -> None:
    at_half = np.array([40.0])
    assert Hill(900.0, 40.0, 0.6).margin(at_half) == pytest.approx(450)
    assert Saturating(900.0, 40.0).margin(at_half) == pytest.approx(450)
    assert Power(300.0, 50.0).margin(np.array([200.0])) == pytest.approx(600)


@pytest.mark.parametrize("curve", CURVES)
def test_every_curve_starts_at_nought_and_brings_ever_less(curve: Curve) -> None:
    assert curve.margin(SPENDS)[0] == 0
    rises = np.diff(curve.margin(SPENDS)) / np.diff(SPENDS)
    assert (np.diff(rises) <= 1e-12).all()


@pytest.mark.parametrize("curve", CURVES)
def test_the_slope_is_the_rise_per_unit(curve: Curve) -> None:
    inside = SPENDS[1:]
    rise = (curve.margin(inside) - curve.margin(inside - 1e-5)) / 1e-5
    assert curve.slope(inside) == pytest.approx(rise, rel=1e-5, abs=1e-9)


def test_many_curves_together_are_as_each_alone() -> None:
    spends = np.tile(SPENDS, (len(CURVES), 1))
    alone = [curve.margin(SPENDS) for curve in CURVES]
    assert Stack(CURVES).margin(spends) == pytest.approx(np.array(alone), rel=1e-14)
    assert Stack(CURVES).slope(spends) == pytest.approx(
        np.array([curve.slope(SPENDS) for curve in CURVES])
    )


def test_points_that_are_concave_are_all_kept() -> None:
    curve, passes = through([(10.0, 90.0), (30.0, 150.0)])
    assert passes
    assert list(curve.margin(np.array([5.0, 10.0, 20.0, 30.0, 99.0]))) == [45, 90, 120, 150, 150]
    assert knots(curve) == pytest.approx([10, 30])


def test_points_that_are_not_concave_get_their_envelope() -> None:
    """20 brings less than 10 did: a mix of 10 and 30 would bring (90 + 150) / 2."""
    curve, passes = through([(10.0, 90.0), (20.0, 80.0), (30.0, 150.0)])
    assert not passes
    assert curve.margin(np.array([20.0])) == pytest.approx(120)
    told = measured([(10, 90), (20, 80), (30, 150)], [1, 1, 1], Shape.POINTS)
    assert "not concave" in str(told.method)


@given(st.dictionaries(st.integers(1, 1000), st.integers(-1000, 1000), min_size=1, max_size=8))
def test_an_envelope_lies_above_its_points_and_is_concave(points: dict[int, int]) -> None:
    plain = [(float(spend), float(margin)) for spend, margin in points.items()]
    curve, _ = through(plain)
    assert (np.diff(curve.rises) <= 0).all()
    margins = curve.margin(np.array([spend for spend, _ in plain]))
    assert (margins >= np.array([margin for _, margin in plain]) - 1e-9 * 1000).all()


@pytest.mark.parametrize(
    "curve",
    [Hill(10.0, 5.0, 1.5), Hill(-1.0, 5.0), Saturating(10.0, 0.0), Power(3.0, 2.0, 1.01),
     Lines(np.array([0.0, -5.0]), np.array([1.0, 2.0]))],
)  # fmt: skip
def test_what_is_not_concave_is_refused(curve: Curve) -> None:
    with pytest.raises(Undefined, match="not concave"):
        believed(curve)


@pytest.mark.parametrize(
    ("shape", "truth"),
    [
        (Shape.HILL, Hill(900.0, 40.0)),
        (Shape.SATURATING, Saturating(900.0, 40.0)),
        (Shape.POWER, Power(900.0, 90.0, 0.7)),
    ],
)
@pytest.mark.parametrize("spends", [[20.0, 90.0], [10.0, 25.0, 60.0, 90.0]])
def test_points_without_noise_give_back_their_curve(
    shape: Shape, truth: Curve, spends: list[float]
) -> None:
    margins = truth.margin(np.array(spends))
    points = list(zip(spends, margins, strict=True))
    found = measured(points, [3.0] * len(points), shape)
    assert found.grade is Grade.RANDOM_HOLDOUT
    for name, value in vars(truth).items():
        assert getattr(found.curve, name) == pytest.approx(value, rel=1e-5)


def test_exact_points_weigh_more() -> None:
    """Of two margins measured at 20 the one with a tenth of the error weighs 100 times."""
    points = [(20.0, 300.0), (20.0, 400.0), (90.0, 620.0)]
    found = measured(points, [1.0, 10.0, 1.0]).curve
    assert found.margin(np.array([20.0])) == pytest.approx((300 * 100 + 400) / 101, rel=1e-4)


def test_drawn_curves_spread_as_the_measurements_do() -> None:
    """At a measured spend of two, the curve goes through the point, so its error is the point's."""
    found = measured([(20.0, 300.0), (90.0, 620.0)], [15.0, 20.0])
    drawn = found.drawn(np.random.default_rng(3), 4_000)
    for spend, se in ((20.0, 15.0), (90.0, 20.0)):
        assert drawn.margin(np.array(spend)).std() == pytest.approx(se, rel=0.06)


def test_drawn_lines_spread_as_the_measurements_do() -> None:
    found = measured([(20.0, 300.0), (90.0, 620.0)], [5.0, 10.0], Shape.POINTS)
    drawn = found.drawn(np.random.default_rng(3), 4_000)
    middle = drawn.margin(np.array(55.0))
    assert middle.mean() == pytest.approx(460, abs=1)
    assert middle.std() == pytest.approx(np.hypot(5, 10) / 2, rel=0.06)


def test_a_believed_interval_is_that_of_the_drawn_curves() -> None:
    found = believed(Hill(900.0, 40.0), low=600.0, high=1200.0)
    assert found.grade is Grade.EXPERT_ESTIMATE
    best = found.drawn(np.random.default_rng(3), 20_000).margin(np.array(1e12))
    assert np.quantile(best, [0.025, 0.975]) == pytest.approx([600, 1200], rel=0.02)


def test_an_interval_that_does_not_hold_its_middle_is_refused() -> None:
    with pytest.raises(Undefined, match="does not hold 900"):
        believed(Hill(900.0, 40.0), low=1000.0, high=1200.0)


def test_one_spend_does_not_make_a_curve() -> None:
    with pytest.raises(TooFew, match="1 found, at least 2"):
        measured([(20.0, 300.0), (20.0, 310.0)], [5.0, 5.0])


def test_a_measured_loss_is_no_curve() -> None:
    with pytest.raises(Undefined, match="did the option bring anything"):
        measured([(20.0, -30.0), (40.0, -10.0)], [5.0, 5.0])


def test_points_of_unknown_exactness_count_as_believed() -> None:
    found = measured([(20.0, 300.0), (90.0, 620.0)])
    assert (found.grade, found.has_interval) == (Grade.EXPERT_ESTIMATE, False)
    assert "no standard error" in str(found.method)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("spends", "relative_se"),
    [([20e3, 60e3, 120e3], 0.1), ([20e3, 60e3], 0.1), ([20e3, 60e3, 120e3], 0.3)],
)
def test_intervals_of_fitted_curves_hold_the_truth_as_often_as_they_say(
    spends: list[float], relative_se: float
) -> None:
    """95 % intervals at spends between and beside the measured ones, 400 experiments each."""
    rng = np.random.default_rng(4)
    truth, spend, asked = Hill(900e3, 40e3), np.array(spends), np.array([20e3, 40e3, 100e3])
    margin = truth.margin(spend)
    se = relative_se * margin
    held = []
    for _ in range(400):
        seen = margin + se * rng.standard_normal(len(spend))
        found = measured(list(zip(spend, seen, strict=True)), list(se))
        drawn = found.drawn(rng, 400)
        margins = np.array([drawn.margin(at) for at in asked])
        low, high = np.quantile(margins, [0.025, 0.975], axis=1)
        held.append((low <= truth.margin(asked)) & (truth.margin(asked) <= high))
    shares = np.mean(held, axis=0)
    assert (shares >= 0.92).all()
    assert (shares <= 0.98).all()
