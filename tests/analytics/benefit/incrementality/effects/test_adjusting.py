"""CUPED: published, equal to least squares, and honest about covariates that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published

from goodwill.analytics.benefit.incrementality.effects import adjusting, means, ratios
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import Moments, of_arrays

EXACTLY = 1e-9


@pytest.mark.parametrize(
    ("arm", "value", "se"),
    [("Mens E-Mail", 0.76744, 0.14522), ("Womens E-Mail", 0.42270, 0.13031)],
)
def test_hillstroms_spend_adjusted_for_history(arm: str, value: float, se: float) -> None:
    arms = published.hillstrom()
    found = adjusting.adjusted(arms[arm], arms["No E-Mail"], "spend", ["history"])
    assert (found.value, found.se) == pytest.approx((value, se), abs=0.51e-5)


def sequential() -> tuple[Moments, Moments]:
    """test_sequential_test_runs_ra."""
    sums = [(3461, 2422.7, 134698.29, 22.7, 1348.29), (3000, 1396.87, 52377.9767, 16.87, 527.9767)]
    treated, control = (
        published.of_sums(n, {"y": y, "x": x}, {"y·y": yy, "x·x": xx, "y·x": 1.0})
        for n, y, yy, x, xx in sums
    )
    return treated, control


def test_theta_and_the_difference_are_growthbooks() -> None:
    """gbstats 0.8.0 pools both arms for θ as we do."""
    assert adjusting.adjustment(*sequential(), "y", ["x"]).theta["x"] == pytest.approx(
        -0.011403222553755095, rel=EXACTLY
    )
    found = adjusting.adjusted(*sequential(), "y", ["x"])
    assert (found.value, found.se) == pytest.approx(
        (0.2343873339788538, 0.12983072216925332), rel=EXACTLY
    )
    assert (found.low, found.high) == pytest.approx(
        (-0.020126810876695933, 0.48890147883440355), rel=EXACTLY
    )
    assert (found.p, found.df) == pytest.approx(
        (0.07107240110004032, 6087.381961247662), rel=EXACTLY
    )


def test_the_strata_of_growthbook_as_one() -> None:
    whole = published.growthbooks_strata().merged("arm")
    arms = whole.where(arm="treated"), whole.where(arm="control")
    found = adjusting.adjusted(*arms, "m", ["x"])
    assert (found.value, found.se) == pytest.approx(
        (2.689735367751961, 0.5224735158929535), rel=EXACTLY
    )
    assert (found.low, found.high) == pytest.approx(
        (1.6643849006182097, 3.7150858348857128), rel=EXACTLY
    )
    lift = adjusting.lift(*arms, "m", ["x"])
    assert lift.value == pytest.approx(0.08208639601202193, rel=EXACTLY)


def test_the_lift_is_growthbooks_and_knows_that_control_and_adjustment_hang_together() -> None:
    """test_sequential_test_runs_ra prints 0.50338 and 0.33341.

    In the derivative by the control's mean GrowthBook has the treated mean as it is where the
    delta method has the control's mean and the adjusted difference: with its θ no matter.
    """
    found = adjusting.lift(*sequential(), "y", ["x"])
    assert found.value == pytest.approx(0.503383995601997, rel=EXACTLY)
    assert found.se == pytest.approx(0.33341, abs=0.51e-5)


def test_two_covariates_are_least_squares() -> None:
    """statsmodels 0.15.0: θ of OLS y ~ 1 + x + z; then OLS (y − θ'x) ~ 1 + arm with HC2."""
    found = adjusting.adjustment(*published.hundred(), "y", ["x", "z"])
    assert list(found.theta.values()) == pytest.approx(
        [1.0130206667881747, -0.29061474204563253], rel=EXACTLY
    )
    effect = adjusting.adjusted(*published.hundred(), "y", ["x", "z"])
    assert (effect.value, effect.se) == pytest.approx(
        (0.9273234022516095, 0.26249995871197895), rel=EXACTLY
    )


def test_one_covariate_is_least_squares() -> None:
    effect = adjusting.adjusted(*published.hundred(), "y", ["x"])
    assert (effect.value, effect.se) == pytest.approx(
        (0.8965619500937138, 0.3527290911285917), rel=EXACTLY
    )
    plain = means.difference(*published.hundred(), "y")
    removed = adjusting.adjustment(*published.hundred(), "y", ["x"]).removed
    assert removed == pytest.approx(1 - (effect.se / plain.se) ** 2)
    assert "it removed 74.2 % of the variance" in str(effect.method)


def test_what_follows_from_other_covariates_is_left_out_by_name() -> None:
    treated, control = published.hundred()
    arms = [
        of_arrays(
            ("y", "x", "z", "double", "one"),
            np.column_stack([rows, 2 * rows[:, 1] - rows[:, 2], np.full(len(rows), 7.3)]),
        )
        for rows in (_rows(0, 60), _rows(60, 100))
    ]
    found = adjusting.adjustment(arms[0], arms[1], "y", ["one", "x", "z", "double", "x"])
    assert list(found.theta) == ["x", "z"]
    assert found.dropped == ("one", "double")
    effect = adjusting.adjusted(arms[0], arms[1], "y", ["one", "x", "z", "double"])
    plain = adjusting.adjusted(treated, control, "y", ["x", "z"])
    assert (effect.value, effect.se) == pytest.approx((plain.value, plain.se))
    assert str(effect.method).endswith("they say nothing new: one, double.")


def _rows(start: int, end: int) -> np.ndarray:
    i = np.arange(100)
    x, z = (i * 37 % 101) / 10, (i * 53 % 89) / 7
    y = 3 + 0.8 * x - 0.3 * z + (i * 71 % 97) / 20 + 0.9 * (i < 60)
    return np.column_stack([y, x, z])[start:end]


def test_covariates_of_any_size_and_mean_adjust_alike() -> None:
    arms = []
    for rows in (_rows(0, 60), _rows(60, 100)):
        far = rows.copy()
        far[:, 1] = 1e-6 * far[:, 1]
        far[:, 2] = 1e9 + far[:, 2]
        arms.append(of_arrays(("y", "x", "z"), far))
    found = adjusting.adjusted(arms[0], arms[1], "y", ["x", "z"])
    assert (found.value, found.se) == pytest.approx(
        (0.9273234022516095, 0.26249995871197895), rel=1e-6
    )


def test_nothing_to_adjust_by_is_said() -> None:
    rows = np.column_stack([np.arange(40.0), np.ones(40)])
    arms = of_arrays(("y", "x"), rows[:20]), of_arrays(("y", "x"), rows[20:])
    with pytest.raises(Undefined, match="no covariate differs"):
        adjusting.adjusted(*arms, "y", ["x"])


def test_more_covariates_than_members_bear_are_refused() -> None:
    rows = _rows(0, 19)
    arms = of_arrays(("y", "x", "z"), rows[:9]), of_arrays(("y", "x", "z"), rows[9:])
    with pytest.raises(TooFew, match="to adjust for 2 covariates: 19 found, at least 20"):
        adjusting.adjusted(*arms, "y", ["x", "z"])


def ratio_arms() -> tuple[Moments, Moments]:
    """test_two_sided_ttest_test_runs_ratio_ra."""
    names = ("m", "d", "mp", "dp")
    keys = ("m·m", "d·d", "mp·mp", "dp·dp", "m·mp", "d·dp", "mp·dp", "m·d", "m·dp", "mp·d")
    control = published.of_sums(
        100,
        dict(zip(names, (485.112236689623, 679.9093275844917, 192.59138069991536,
                         290.1398399750233), strict=True)),
        dict(zip(keys, (2715.484666118136, 4939.424001640236, 460.076026390857,
                        920.9461385038898, 1113.6215759318352, 2130.9404074446747,
                        634.239482353647, 3602.146836776702, 1559.2878434944676,
                        1460.3181079276983), strict=True)),
    )  # fmt: skip
    treated = published.of_sums(
        100,
        dict(zip(names, (514.7757826608777, 705.4090874383759, 206.94157227402536,
                         302.54389139107326), strict=True)),
        dict(zip(keys, (2994.897482705013, 5291.36604146392, 514.2903702246757,
                        994.4506208125663, 1237.0953021125997, 2292.081739775257,
                        698.4173425817908, 3918.1561431600717, 1701.0287270040265,
                        1604.0759503266522), strict=True)),
    )  # fmt: skip
    return treated, control


def test_an_adjusted_ratio_beside_growthbooks() -> None:
    """GrowthBook prints −0.0007 ± 0.00391 of the control's ratio.

    It adjusts by one θ for the ratio of the period before, from the covariances of both
    arms; we have one θ for each of its two sums, from both arms as one sample. Ours leaves
    no more variance in that sample, and its own numbers come out with its own θ.
    """
    treated, control = ratio_arms()
    theirs, error = _with_one_theta(treated, control)
    base = ratios.ratio(control, "m", "d").value
    assert theirs / base == pytest.approx(-0.0007, abs=0.51e-4)
    ours = adjusting.adjusted(treated, control, "m", ["mp", "dp"], per="d")
    assert ours.se <= 1.001 * error
    assert ours.se < 0.35 * ratios.difference(treated, control, "m", "d").se
    assert abs(ours.value) < 2 * ours.se


def _with_one_theta(treated: Moments, control: Moments) -> tuple[float, float]:
    """GrowthBook's adjusted difference of ratios and its standard error."""

    def slopes(cell: Moments, above: str, below: str) -> dict[str, float]:
        m, d = means.value(cell, above), means.value(cell, below)
        return {above: 1 / d, below: -m / d**2}

    along = over = 0.0
    for cell in (treated, control):
        post, pre = slopes(cell, "m", "d"), slopes(cell, "mp", "dp")
        both = means.variance(cell, {**post, **pre})
        before = means.variance(cell, pre)
        along += (both - before - means.variance(cell, post)) / 2
        over += before
    theta = along / over
    values, errors = [], []
    for cell in (treated, control):
        pre = slopes(cell, "mp", "dp")
        weights = {**slopes(cell, "m", "d"), **{name: -theta * g for name, g in pre.items()}}
        post = ratios.ratio(cell, "m", "d").value
        values.append(post - theta * ratios.ratio(cell, "mp", "dp").value)
        errors.append(means.variance(cell, weights) / means.size(cell))
    return values[0] - values[1], float(np.sqrt(sum(errors)))


def test_an_adjusted_ratio_per_one_is_an_adjusted_mean() -> None:
    arms = [
        of_arrays(("y", "x", "z", "one"), np.column_stack([rows, np.ones(len(rows))]))
        for rows in (_rows(0, 60), _rows(60, 100))
    ]
    per_one = adjusting.adjusted(arms[0], arms[1], "y", ["x", "z"], per="one")
    mean = adjusting.adjusted(arms[0], arms[1], "y", ["x", "z"])
    assert (per_one.value, per_one.se) == pytest.approx((mean.value, mean.se))
