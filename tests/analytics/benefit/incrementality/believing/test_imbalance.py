"""Arms that were not alike are found; arms that were drawn at random are left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from frames import frame_of, rows_of
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.imbalance import Balance, imbalance, tamed
from goodwill.analytics.benefit.incrementality.believing.slicebalance import slice_balance
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.moments import Moments, moments, of_arrays
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

HILLSTROM = Path(__file__).parents[6] / "shared" / "data" / "hillstrom.csv"
NAMES = ("age", "orders", "recency")


def by_arm(names: tuple[str, ...], **arms: Floats) -> Moments:
    cells = [of_arrays(names, values) for values in arms.values()]
    return Moments(
        names,
        ("arm",),
        tuple((arm,) for arm in arms),
        np.concatenate([cell.n for cell in cells]),
        np.concatenate([cell.mean for cell in cells]),
        np.concatenate([cell.comoment for cell in cells]),
    )


def people(rng: np.random.Generator, n: int) -> Floats:
    return np.column_stack([rng.normal(45, 12, n), rng.poisson(2, n), rng.exponential(90, n)])


def test_differences_in_standard_deviations_by_hand() -> None:
    """Means 2 and 3, variances 20/19 and 0: SMD = −1 / √(10/19) = −1.378405."""
    cells = by_arm(
        ("x",), control=np.full((20, 1), 3.0), mail=np.repeat([[1.0], [3.0]], 10, axis=0)
    )
    found = imbalance(cells, "control")
    assert found.gaps[0].smd == pytest.approx(-1 / np.sqrt(10 / 19))


def test_the_joint_test_is_hotellings() -> None:
    """T² with the covariance within arms gives the same p-value, by F(k, N − k − 1)."""
    rng = np.random.default_rng(5)
    one, other = people(rng, 60), people(rng, 40)
    n1, n0, k = 60, 40, 3
    within = ((n1 - 1) * np.cov(one.T) + (n0 - 1) * np.cov(other.T)) / (n1 + n0 - 2)
    away = one.mean(axis=0) - other.mean(axis=0)
    t2 = n1 * n0 / (n1 + n0) * away @ np.linalg.solve(within, away)
    f = t2 * (n1 + n0 - k - 1) / ((n1 + n0 - 2) * k)
    found = imbalance(by_arm(NAMES, mail=one, control=other), "control")
    assert found.p == pytest.approx(stats.f.sf(f, k, n1 + n0 - k - 1), rel=1e-9)


def test_a_draw_that_favours_good_customers_alarms_and_names_why() -> None:
    rng = np.random.default_rng(6)
    everybody = people(rng, 20_000)
    favoured = rng.random(20_000) < 0.5 + 0.05 * (everybody[:, 1] - 2)
    cells = by_arm(NAMES, mail=everybody[favoured], control=everybody[~favoured])
    found = imbalance(cells, "control")
    assert found.is_alarm
    assert found.worst[0].covariate == "orders"
    assert "orders (mail) +0.2" in str(found.sentence)


def test_a_million_members_alarm_though_no_covariate_is_far() -> None:
    rng = np.random.default_rng(7)
    one, other = people(rng, 500_000), people(rng, 500_000)
    found = imbalance(by_arm(NAMES, mail=one + np.array([0.12, 0, 0]), control=other), "control")
    assert found.is_alarm
    assert abs(found.worst[0].smd) < 0.02


def test_small_draws_may_be_uneven_without_alarm() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 1, (100, 1)), rng.normal(0, 1, (100, 1))
    other += one.mean() - other.mean() - 0.33
    found = imbalance(by_arm(("x",), mail=one, control=other), "control")
    assert found.verdict is Balance.UNEVEN
    assert "Believe the adjusted effect" in str(found.sentence)


def test_fewer_than_one_sound_draw_in_a_hundred_alarms() -> None:
    rng = np.random.default_rng(8)
    alarms = 0
    for _ in range(400):
        everybody, held = people(rng, 800), rng.random(800) < 0.2
        cells = by_arm(NAMES, mail=everybody[~held], control=everybody[held])
        alarms += imbalance(cells, "control").is_alarm
    assert alarms <= 4


def test_the_worst_of_several_arms_counts() -> None:
    rng = np.random.default_rng(9)
    cells = by_arm(
        NAMES,
        control=people(rng, 2_000),
        mail=people(rng, 2_000),
        sms=people(rng, 2_000) + np.array([4, 0, 0]),
    )
    found = imbalance(cells, "control")
    assert found.is_alarm
    assert (found.worst[0].arm, found.worst[0].covariate) == ("sms", "age")
    assert not imbalance(cells, "control", ("orders",)).is_alarm


def test_constant_and_doubled_covariates_change_nothing() -> None:
    rng = np.random.default_rng(10)
    one, other = people(rng, 300), people(rng, 200)
    plain = imbalance(by_arm(NAMES, mail=one, control=other), "control")

    def more(values: Floats) -> Floats:
        return np.column_stack([values, 2 * values[:, 0] + 1, np.full(len(values), 1e6)])

    wide = imbalance(
        by_arm((*NAMES, "double", "same"), mail=more(one), control=more(other)), "control"
    )
    assert wide.p == pytest.approx(plain.p, rel=1e-6)
    assert wide.left_out == ("same",)


def test_more_covariates_than_members_is_no_alarm() -> None:
    rng = np.random.default_rng(11)
    names = tuple(f"x{i}" for i in range(60))
    cells = by_arm(names, mail=rng.normal(size=(25, 60)), control=rng.normal(size=(25, 60)))
    assert not imbalance(cells, "control").is_alarm


def test_a_covariate_that_tells_the_arm_alarms() -> None:
    cells = by_arm(("x",), mail=np.ones((50, 1)), control=np.zeros((50, 1)))
    found = imbalance(cells, "control")
    assert (found.is_alarm, found.p, found.gaps[0].smd) == (True, 0, 1)


def test_what_cannot_be_compared_is_refused() -> None:
    some = np.arange(30.0)[:, None]
    with pytest.raises(Undefined, match="fewer than two arms"):
        imbalance(by_arm(("x",), mail=some), "control")
    with pytest.raises(TooFew, match=r"arm mail.*: 19 found, at least 20 needed"):
        imbalance(by_arm(("x",), mail=some[:19], control=some), "control")
    with pytest.raises(Undefined, match="No covariate differs"):
        imbalance(by_arm(("x",), mail=0 * some, control=0 * some), "control")


def test_the_engines_moments_will_do(warehouse: Warehouse) -> None:
    rng = np.random.default_rng(12)
    values = {"mail": people(rng, 40), "control": people(rng, 30)}
    rows = [
        {"arm": arm, **dict(zip(NAMES, row, strict=True))}
        for arm, its in values.items()
        for row in its.tolist()
    ]
    frame = frame_of(warehouse, None, rows).with_columns(tamed("recency"))
    found = imbalance(moments(frame, NAMES, ["arm"]), "control")
    for its in values.values():
        its[:, 2] = np.log1p(its[:, 2])
    assert found.p == pytest.approx(imbalance(by_arm(NAMES, **values), "control").p, rel=1e-9)


def test_taming_keeps_the_sign(duck_warehouse: DuckWarehouse) -> None:
    rows = [{"id": i, "spend": x} for i, x in enumerate([-9, 0, 99])]
    found = rows_of(frame_of(duck_warehouse, None, rows).with_columns(tamed("spend")), "id")
    assert [row["spend"] for row in found] == pytest.approx([-np.log(10), 0, np.log(100)])


def test_hillstroms_arms_were_drawn_at_random() -> None:
    if not HILLSTROM.exists():
        pytest.skip("hillstrom.csv is not here")
    with HILLSTROM.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    names = ("recency", "history", "mens", "womens", "newbie")
    values = np.array([[float(row[name]) for name in names] for row in rows])
    arm = np.array([row["segment"] for row in rows])
    cells = by_arm(names, **{each: values[arm == each] for each in sorted(set(arm))})
    assert imbalance(cells, "No E-Mail").verdict is Balance.BALANCED


def test_the_mix_of_slices_is_that_of_pearson() -> None:
    """scipy.stats.chi2_contingency of the same table: 12.6369, 4 degrees, p = 0.0131932."""
    table = {"north": (90, 60, 104), "south": (30, 50, 51), None: (30, 40, 45)}
    counts = {name: dict(zip("abc", row, strict=True)) for name, row in table.items()}
    found = slice_balance("region", counts)
    assert (found.chi_squared, found.df) == (pytest.approx(12.63690673747096), 4)
    assert found.p == pytest.approx(0.01319319184832234, rel=1e-9)
    assert found.cramers_v == pytest.approx(np.sqrt(12.63690673747096 / (2 * 500)))
    assert not found.is_alarm


def test_a_region_that_was_left_out_of_an_arm_alarms() -> None:
    counts = {"north": {"a": 500, "b": 500}, "south": {"a": 300}}
    found = slice_balance("region", counts)
    assert found.is_alarm
    assert "different mixes of region" in str(found.sentence)


def test_slices_of_a_few_members_are_taken_together() -> None:
    tiny = {f"shop {i}": {"a": 1, "b": 0} for i in range(3)}
    found = slice_balance("shop", {"main": {"a": 500, "b": 500}, **tiny})
    assert (found.df, found.is_alarm) == (1, False)
    assert slice_balance("shop", {"main": {"a": 500, "b": 500}}).p == 1


def test_slices_of_one_arm_are_refused() -> None:
    with pytest.raises(Undefined, match="fewer than two arms"):
        slice_balance("region", {"north": {"a": 5, "b": 0}})
