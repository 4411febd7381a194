"""Numbers that others published, as moments: sums of GrowthBook's tests, and Hillstrom's rows.

The sums are those of GrowthBook's frequentist tests (packages/stats/tests/frequentist/
test_tests.py and test_post_strat.py). What is expected of them is what gbstats 0.8.0 returns
where the tests print five digits only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow.csv as csv
import pytest

from goodwill.analytics.numerics.moments import Moments, of_arrays

DATA = Path(__file__).parents[5] / "shared" / "data"

STRATA_CONTROL = [
    # n, m, m², d, d², m·d, x, x², m·x
    (21, 330.0696210595999, 5377.811252605509, 890.9766550739607, 38220.95223835553,
     14263.937571840695, 104.90748970535698, 544.8528083123211, 1709.8485612477339),
    (65, 1391.96628040659, 30546.63404187155, 2769.8126179473184, 118719.96077578884,
     59924.702385890436, 315.83926510817054, 1578.8689285910423, 6938.770455871619),
    (102, 2916.824124651419, 86396.06886690554, 4445.780384331884, 195387.7733842407,
     129041.55268673625, 523.2717238353379, 2797.158898626946, 15535.162216800189),
    (151, 5172.587929941052, 182453.04528037464, 6510.170220892494, 283094.7243365024,
     226127.20135744457, 758.3911049329452, 3955.922281372593, 26846.415701194885),
    (160, 6539.348445231273, 274981.98909352464, 6906.305872710853, 300900.3106781779,
     286483.9732935189, 823.2824168385916, 4389.893995072177, 34727.84795433773),
]  # fmt: skip
STRATA_TREATED = [
    (42, 708.1220000911836, 12249.255519049513, 1745.9858250014954, 73194.53424221886,
     29826.620793423102, 205.17072061676208, 1040.6742753852225, 3561.161673449451),
    (75, 1807.4703052657744, 45000.287664918586, 3184.8395612061063, 136710.92474497214,
     78119.14871556411, 377.29540367369503, 1981.0803020754106, 9428.146405105292),
    (101, 3104.5399914554023, 98365.40553530994, 4235.277718489282, 179690.4720421368,
     132444.36911739354, 501.0447878972627, 2596.899156698453, 15962.754636573465),
    (121, 4613.696610070716, 180520.64781229294, 5079.943060454901, 215529.32009367683,
     196562.8269130501, 603.9456523430367, 3144.0820997706583, 23789.82730157116),
    (162, 7431.953259880505, 349244.6690736718, 6899.004661928157, 296839.44355002965,
     321057.8410309036, 832.356528363269, 4439.253146704266, 39332.667494781235),
]  # fmt: skip


def of_sums(n: int, sums: Mapping[str, float], products: Mapping[str, float]) -> Moments:
    """One cell from sums and sums of products, such as {"y": …} and {"y·y": …}."""
    names = list(sums)
    mean = np.array([sums[name] / n for name in names])
    raw = np.array(
        [[products.get(f"{a}·{b}", products.get(f"{b}·{a}", 0.0)) for b in names] for a in names]
    )
    return Moments(
        tuple(names),
        (),
        ((),),
        np.array([n]),
        mean[None, :],
        (raw - n * np.outer(mean, mean))[None, :, :],
    )


def mean_metric(n: int, total: float, squares: float) -> Moments:
    return of_sums(n, {"y": total}, {"y·y": squares})


def share_metric(n: int, total: int) -> Moments:
    return of_sums(n, {"y": total}, {"y·y": total})


def stratum(row: Sequence[float]) -> Moments:
    """`m` ÷ `d` is GrowthBook's ratio metric, `x` its covariate of `m`."""
    n, m, mm, d, dd, md, x, xx, mx = row
    sums = {"m": m, "x": x}
    products = {"m·m": mm, "m·x": mx, "x·x": xx}
    with_x = of_sums(int(n), sums, products)
    with_d = of_sums(int(n), {"m": m, "d": d}, {"m·m": mm, "m·d": md, "d·d": dd})
    spread = np.full((1, 3, 3), 0.0)
    spread[:, :2, :2] = with_d.comoment
    spread[:, 0, 2] = spread[:, 2, 0] = with_x.comoment[:, 0, 1]
    spread[:, 2, 2] = with_x.comoment[:, 1, 1]
    mean = np.array([[m / n, d / n, x / n]])
    return Moments(("m", "d", "x"), (), ((),), np.array([int(n)]), mean, spread)


def growthbooks_strata() -> Moments:
    """By arm and stratum; d with x is not given."""
    cells = [
        Moments(c.columns, ("arm", "stratum"), ((arm, str(k)),), c.n, c.mean, c.comoment)
        for arm, rows in (("treated", STRATA_TREATED), ("control", STRATA_CONTROL))
        for k, c in enumerate(map(stratum, rows))
    ]
    whole = cells[0]
    for cell in cells[1:]:
        whole = whole.beside(cell)
    return whole


def hundred() -> tuple[Moments, Moments]:
    """60 treated, 40 control: y, x and z of a rule, for comparing with statsmodels."""
    i = np.arange(100)
    x, z = (i * 37 % 101) / 10, (i * 53 % 89) / 7
    y = 3 + 0.8 * x - 0.3 * z + (i * 71 % 97) / 20 + 0.9 * (i < 60)
    rows = np.column_stack([y, x, z])
    return of_arrays(("y", "x", "z"), rows[:60]), of_arrays(("y", "x", "z"), rows[60:])


def hillstrom() -> dict[str, Moments]:
    """visit, spend and history of each arm."""
    file = DATA / "hillstrom.csv"
    if not file.exists():
        pytest.skip("the public data are not here: ../shared/data/hillstrom.csv")
    table = csv.read_csv(file)
    names = ("visit", "spend", "history")
    rows = np.column_stack([table[name].to_numpy().astype(np.float64) for name in names])
    arms = table["segment"].to_numpy(zero_copy_only=False)
    return {str(arm): of_arrays(names, rows[arms == arm]) for arm in np.unique(arms)}
