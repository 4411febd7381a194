"""Were the arms alike before anything was sent?

If members were drawn at random, what was known of them before differs between arms by
chance alone. Two things are asked, because they are different: *was it drawn at random?*
(a joint test of all covariates), and *how far apart are the arms?* (standardised
differences, which say how much a result may be off).

Variances are those of both arms together, as they are if the draw was random. A hold-out
of one in a hundred then raises no more false alarms than an even split.

References
----------
Austin (2009), Statistics in Medicine 28(25), 3083-3107, doi:10.1002/sim.3697: the
standardised difference. Hotelling (1931), Annals of Mathematical Statistics 2(3), 360-378,
doi:10.1214/aoms/1177732979: the joint test. Hansen & Bowers (2008), Statistical Science
23(2), 219-236, doi:10.1214/08-STS254: why one joint test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import narwhals as nw
import numpy as np
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.multiplicity import holm, p_said
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

AT_RANDOM = 0.001
"""Joint p-value below which we do not believe that members were drawn at random."""

FAR = 0.1
"""Standardised difference from which an effect may be noticeably off (Austin 2009)."""

SURELY_FAR = 0.002
"""Adjusted p-value from which a far covariate is an alarm. Together with `AT_RANDOM`, fewer
than one sound draw in a hundred alarms (`benchmarks/false_alarms.py`); 1.4 in a hundred where
a hold-out of 100 is compared by past spend as skewed as can be, and not its logarithm."""

WORTH_SAYING = 0.05

FEWEST_PER_COVARIATE = 20
"""Members of the smaller arm below which means of skewed covariates are not yet normal."""

NAMED = 3
SAME = 1e-8


class Balance(StrEnum):
    BALANCED = "balanced"
    UNEVEN = "uneven"
    """A covariate is far apart, as small draws sometimes are: adjust for it."""
    ALARM = "alarm"


@dataclass(frozen=True)
class Gap:
    """How far one covariate of a treated arm is from the control.

    Parameters
    ----------
    treated, control
        Means, in the unit of the covariate.
    smd
        (treated − control) ÷ √((variance of treated + variance of control) ÷ 2).
    p, adjusted
        Of no difference, alone and among all covariates and arms (Holm).
    """

    arm: str
    covariate: str
    treated: float
    control: float
    smd: float
    p: float
    adjusted: float


@dataclass(frozen=True)
class Imbalance:
    """Whether the arms were alike beforehand.

    Parameters
    ----------
    gaps
        Every treated arm and covariate, largest standardised difference first.
    p
        Of a random draw, all covariates and arms together.
    left_out
        Covariates that are the same for everybody.
    """

    verdict: Balance
    gaps: tuple[Gap, ...]
    p: float
    left_out: tuple[str, ...]
    sentence: Sentence

    @property
    def is_alarm(self) -> bool:
        return self.verdict is Balance.ALARM

    @property
    def worst(self) -> tuple[Gap, ...]:
        return self.gaps[:NAMED]


def imbalance(cells: Moments, control: str, covariates: Sequence[str] = ()) -> Imbalance:
    """Standardised differences of covariates known beforehand, and whether chance explains them.

    An alarm is a joint p-value below 0.001 (all covariates and arms together), or a
    covariate more than 0.1 standard deviations apart that chance does not explain. Money is
    best given as its logarithm, `tamed`.

    Parameters
    ----------
    cells
        Moments by `arm`, and nothing else, of the covariates.
    control
        The arm that the others are compared with.
    covariates
        Which columns; all if none are named.

    Raises
    ------
    Undefined
        The control or every treated arm is missing, or no covariate varies.
    TooFew
        An arm has fewer than 20 members.
    """
    names = tuple(covariates or cells.columns)
    assert cells.by == ("arm",), "merge the cells to one per arm first"
    arms = [str(key[0]) for key in cells.keys]
    _refuse_what_cannot_be_compared(cells, arms, control)
    varying = tuple(name for name in names if _varies(cells, name))
    if not varying:
        raise Undefined(Sentence("No covariate differs between any two members."))
    treated = [arm for arm in arms if arm != control]
    pairs = [(arm, cells.where(arm=arm), cells.where(arm=control)) for arm in treated]
    p = min(1.0, len(pairs) * min(_joint_p(one, other, varying) for _, one, other in pairs))
    gaps = _adjusted([_gap(arm, t, c, name) for arm, t, c in pairs for name in varying])
    verdict = _verdict(p, gaps)
    left_out = tuple(name for name in names if name not in varying)
    return Imbalance(verdict, gaps, p, left_out, _sentence(verdict, gaps, p))


def tamed(column: str) -> nw.Expr:
    """log(1 + |x|) with the sign of x: money in a form whose means are soon normal."""
    value = nw.col(column).cast(nw.Float64)
    size = (value.abs() + 1).log()
    return nw.when(value < 0).then(-size).otherwise(size).alias(column)


def _refuse_what_cannot_be_compared(cells: Moments, arms: list[str], control: str) -> None:
    if control not in arms or len(arms) < 2:
        raise Undefined(Sentence("There is nothing to compare: fewer than two arms have members."))
    smallest = int(cells.n.min())
    if smallest < FEWEST_PER_COVARIATE:
        what = Sentence(
            "members of the arm {arm}, to compare what was known before",
            arm=arms[int(cells.n.argmin())],
        )
        raise TooFew(what, smallest, FEWEST_PER_COVARIATE)


def _varies(cells: Moments, name: str) -> bool:
    (at,) = cells.at(name)
    whole = cells.merged()
    spread, mean = whole.comoment[0, at, at] / whole.n[0], whole.mean[0, at]
    return bool(spread > (1e-7 * mean) ** 2)


def _joint_p(treated: Moments, control: Moments, names: tuple[str, ...]) -> float:
    """Hotelling's test, by the share V of the spread of both arms that lies between them.

    V is Pillai's trace; F = (V / r) / ((1 − V) / (N − r − 1)) for covariates of rank r.
    """
    at = treated.at(*names)
    n1, n0 = int(treated.n[0]), int(control.n[0])
    both = treated.beside(control).merged()
    total = both.comoment[0][np.ix_(at, at)]
    scale = np.sqrt(np.diagonal(total))
    kept = scale > 0
    away = (treated.mean[0, at] - control.mean[0, at])[kept] / scale[kept]
    correlation = total[np.ix_(kept, kept)] / np.outer(scale[kept], scale[kept])
    between, rank = _squared_distance(away, correlation)
    share = min(between * n1 * n0 / (n1 + n0), 1.0)
    rest = n1 + n0 - rank - 1
    if rank == 0 or rest < 1:
        return 1.0
    if share >= 1:
        return 0.0
    return float(stats.f.sf(share / rank / ((1 - share) / rest), rank, rest))


def _squared_distance(away: Floats, correlation: Floats) -> tuple[float, int]:
    """d' R⁻¹ d without directions in which members do not differ, and how many are left."""
    values, vectors = np.linalg.eigh(correlation)
    kept = values > SAME * max(1.0, float(values.max(initial=0.0)))
    along = vectors[:, kept].T @ away
    return float(np.sum(along**2 / values[kept])), int(kept.sum())


def _gap(arm: str, treated: Moments, control: Moments, name: str) -> Gap:
    (at,) = treated.at(name)
    one, other = float(treated.mean[0, at]), float(control.mean[0, at])
    variances = [cell.comoment[0, at, at] / (cell.n[0] - 1) for cell in (treated, control)]
    spread = float(np.sqrt(sum(variances) / 2))
    p = _joint_p(treated, control, (name,))
    # Where neither arm varies, a difference is as wide as can be; it is shown as one.
    smd = (one - other) / spread if spread > 0 else float(np.sign(one - other))
    return Gap(arm, name, one, other, smd, p, p)


def _adjusted(gaps: list[Gap]) -> tuple[Gap, ...]:
    adjusted = holm([gap.p for gap in gaps])
    pairs = zip(gaps, adjusted, strict=True)
    known = [Gap(g.arm, g.covariate, g.treated, g.control, g.smd, g.p, float(a)) for g, a in pairs]
    return tuple(sorted(known, key=lambda gap: -abs(gap.smd)))


def _verdict(p: float, gaps: Sequence[Gap]) -> Balance:
    far = [gap.adjusted for gap in gaps if abs(gap.smd) > FAR]
    if p < AT_RANDOM or min(far, default=1.0) < SURELY_FAR:
        return Balance.ALARM
    return Balance.UNEVEN if min(far, default=1.0) < WORTH_SAYING else Balance.BALANCED


def _sentence(verdict: Balance, gaps: Sequence[Gap], p: float) -> Sentence:
    worst = ", ".join(f"{gap.covariate} ({gap.arm}) {gap.smd:+.3f}" for gap in gaps[:NAMED])
    told = {"worst": worst, "p": p_said(p)}
    if verdict is Balance.ALARM:
        return Sentence(
            "The arms were not alike beforehand, and chance does not explain it ({p}). "
            "Farthest apart, in standard deviations: {worst}. Find out how members were "
            "drawn; what the arms differ by afterwards is not all due to the campaign.",
            **told,
        )
    if verdict is Balance.UNEVEN:
        return Sentence(
            "The arms differ beforehand more than they usually do by chance ({p} for all "
            "covariates together). Farthest apart, in standard deviations: {worst}. Believe "
            "the adjusted effect rather than the plain one.",
            **told,
        )
    return Sentence(
        "The arms were alike beforehand ({p}). Farthest apart, in standard deviations: {worst}.",
        **told,
    )
