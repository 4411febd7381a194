"""Did the arms get the shares that were planned?

If they did not, members were lost or doubled on the way in one arm more than in the other,
and those lost are seldom like the rest: no effect of such an experiment may be believed.
The check is a gate: whoever shows effects asks `is_broken` first.

References
----------
Fabijan et al. (2019), KDD, "Diagnosing Sample Ratio Mismatch in Online Controlled
Experiments", doi:10.1145/3292500.3330722.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.multiplicity import (
    benjamini_hochberg,
    p_said,
)
from goodwill.analytics.benefit.incrementality.believing.shares import guessed_shares, is_near_equal
from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence

BROKEN = 0.001
"""One sound experiment in a thousand is stopped; most broken ones are far below."""

DOUBTFUL = 0.01
"""Some checkers stop here already; we show the effects with a warning."""

FEWEST_EXPECTED = 10.0
"""With fewer members expected in an arm, χ² is not exact enough at 0.001: binomial instead."""


class Ratio(StrEnum):
    KEPT = "kept"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class ArmCount:
    """Members of an arm, and how many its share lets expect."""

    arm: str
    n: int
    expected: float

    @property
    def excess(self) -> float:
        """Members too many; too few if negative."""
        return self.n - self.expected


@dataclass(frozen=True)
class RatioCheck:
    """Whether the arms have the shares planned.

    Parameters
    ----------
    verdict
        `NOT_CHECKED` if no shares were planned and the arms are not near equal.
    arms
        Counted and expected, in the order given. If nothing was planned, by the simple
        shares that the counts are nearest to.
    worst
        The arm farthest from its share, in standard errors.
    chi_squared, df, p
        Of the counts against `arms.expected`.
    is_guess
        Whether the shares are ours, because none were planned.
    """

    verdict: Ratio
    arms: tuple[ArmCount, ...]
    worst: ArmCount
    chi_squared: float
    df: int
    p: float
    is_guess: bool
    sentence: Sentence

    @property
    def is_broken(self) -> bool:
        """Whether effects must be withheld."""
        return self.verdict is Ratio.BROKEN

    @property
    def is_flagged(self) -> bool:
        """Whether people must be told: broken, or doubtful."""
        return self.verdict in {Ratio.BROKEN, Ratio.DOUBTFUL}


@dataclass(frozen=True)
class SliceRatio:
    """The check within one slice; `adjusted` is its p-value among all slices."""

    slice: str | None
    check: RatioCheck
    adjusted: float

    @property
    def is_responsible(self) -> bool:
        return self.adjusted < BROKEN


def ratio_check(counts: Mapping[str, int], shares: Mapping[str, float]) -> RatioCheck:
    """Whether members per arm fit the shares planned, by χ² at 0.001.

    Without planned shares, arms within 10 % of equal are checked against equal shares (a
    50.4 : 49.6 of a million is broken whatever was meant); others are not checked, and the
    sentence says how they stand to the nearest simple shares, as a warning only.

    Parameters
    ----------
    counts
        Arm → members that were counted.
    shares
        Arm → share planned; only their proportions matter. Empty if nothing was planned.

    Raises
    ------
    Undefined
        Fewer than two arms, nobody in any, an arm without planned share, or a share that
        is not positive.
    """
    _refuse_what_is_no_experiment(counts, shares)
    planned = bool(shares)
    shares = shares or guessed_shares(counts)
    arms = _arms(counts, shares)
    chi_squared = sum(arm.excess**2 / arm.expected for arm in arms)
    p = _p(arms, chi_squared)
    verdict = _verdict(p) if planned or is_near_equal(counts) else Ratio.NOT_CHECKED
    worst = max(arms, key=lambda arm: _standard_errors(arm, sum(a.n for a in arms)))
    sentence = _sentence(verdict, arms, worst, p, planned=planned)
    return RatioCheck(verdict, arms, worst, chi_squared, len(arms) - 1, p, not planned, sentence)


def ratio_by_slice(
    counts: Mapping[str | None, Mapping[str, int]], shares: Mapping[str, float]
) -> tuple[SliceRatio, ...]:
    """The same within every slice, most broken first: where did members go missing?

    For diagnosis once the whole is broken: p-values are adjusted for the number of slices
    (Benjamini–Hochberg). Without planned shares, those guessed from the whole are used.
    Slices without any members are left out.
    """
    whole: dict[str, int] = {}
    for arms in counts.values():
        for arm, n in arms.items():
            whole[arm] = whole.get(arm, 0) + n
    _refuse_what_is_no_experiment(whole, shares)
    shares = shares or guessed_shares(whole)
    filled = {name: {arm: arms.get(arm, 0) for arm in whole} for name, arms in counts.items()}
    checks = [(name, ratio_check(c, shares)) for name, c in filled.items() if sum(c.values())]
    adjusted = benjamini_hochberg([check.p for _, check in checks])
    found = [SliceRatio(n, c, float(p)) for (n, c), p in zip(checks, adjusted, strict=True)]
    return tuple(sorted(found, key=lambda each: (each.adjusted, each.check.p)))


def _refuse_what_is_no_experiment(counts: Mapping[str, int], shares: Mapping[str, float]) -> None:
    if len({*counts, *shares}) < 2 or not sum(counts.values()):
        raise Undefined(Sentence("There is nothing to compare: fewer than two arms have members."))
    for arm in counts if shares else ():
        if arm not in shares:
            raise Undefined(
                Sentence(
                    "The arm {arm} has {n} member, but the plan gives it no share.",
                    "The arm {arm} has {n} members, but the plan gives it no share.",
                    arm=arm,
                    n=counts[arm],
                )
            )
    for arm, share in shares.items():
        if not share > 0:
            raise Undefined(
                Sentence(
                    "The arm {arm} has a planned share of {share}; shares are above nought.",
                    arm=arm,
                    share=share,
                )
            )


def _arms(counts: Mapping[str, int], shares: Mapping[str, float]) -> tuple[ArmCount, ...]:
    n, total = sum(counts.values()), sum(shares.values())
    names = dict.fromkeys([*counts, *shares])
    return tuple(ArmCount(arm, counts.get(arm, 0), n * shares[arm] / total) for arm in names)


def _p(arms: Sequence[ArmCount], chi_squared: float) -> float:
    if min(arm.expected for arm in arms) >= FEWEST_EXPECTED:
        return float(stats.chi2.sf(chi_squared, len(arms) - 1))
    n = sum(arm.n for arm in arms)
    exact = [stats.binomtest(arm.n, n, min(1.0, arm.expected / n)).pvalue for arm in arms]
    # Of two arms, one says what the other says; of more, the worst counts for all (Bonferroni).
    return float(min(1.0, min(exact) * (1 if len(arms) == 2 else len(arms))))


def _verdict(p: float) -> Ratio:
    if p < BROKEN:
        return Ratio.BROKEN
    return Ratio.DOUBTFUL if p < DOUBTFUL else Ratio.KEPT


def _standard_errors(arm: ArmCount, n: int) -> float:
    return abs(arm.excess) / float(np.sqrt(arm.expected * (1 - arm.expected / n)))


def _sentence(
    verdict: Ratio, arms: Sequence[ArmCount], worst: ArmCount, p: float, *, planned: bool
) -> Sentence:
    n = sum(arm.n for arm in arms)
    told = {
        "arm": worst.arm,
        "counted": worst.n,
        "expected": round(worst.expected),
        "difference": _difference(round(worst.excess)),
        "counts": " : ".join(f"{arm.n:,}" for arm in arms),
        "shares": " : ".join(f"{100 * arm.expected / n:.4g}" for arm in arms),
        "p": p_said(p),
    }
    if verdict is Ratio.NOT_CHECKED:
        return _not_checked(p, told)
    return _checked(verdict, told) if planned else _checked_by_guess(verdict, told)


def _difference(excess: int) -> Sentence:
    if excess > 0:
        return Sentence("{n} too many", n=excess)
    return Sentence("{n} too few", n=-excess)


def _checked(verdict: Ratio, told: Mapping[str, object]) -> Sentence:
    if verdict is Ratio.KEPT:
        return Sentence("The arms have the shares planned ({shares} %; {p}).", **told)
    if verdict is Ratio.DOUBTFUL:
        return Sentence(
            "The shares of the arms are doubtful: {arm} has {counted} members where the plan "
            "lets expect {expected}, {difference} ({p}). Chance alone does this less "
            "than once in a hundred campaigns: find out whether members were lost.",
            **told,
        )
    return Sentence(
        "The split is broken: {arm} has {counted} members where the plan lets expect "
        "{expected}, {difference} ({p}). Members were lost or doubled in one arm, so "
        "no effect can be believed until the cause is found.",
        **told,
    )


def _checked_by_guess(verdict: Ratio, told: Mapping[str, object]) -> Sentence:
    if verdict is Ratio.KEPT:
        return Sentence(
            "No shares were planned; the arms fit equal shares ({counts}; {p}).", **told
        )
    if verdict is Ratio.DOUBTFUL:
        return Sentence(
            "No shares were planned. If equal shares were meant, the split is doubtful: {arm} "
            "has {counted} members instead of {expected}, {difference} ({p}). State "
            "the shares, or find out whether members were lost.",
            **told,
        )
    return Sentence(
        "No shares were planned. The arms look like a broken equal split: {arm} has {counted} "
        "members instead of {expected}, {difference} ({p}). No effect can be believed "
        "until the cause is found, or other shares are stated.",
        **told,
    )


def _not_checked(p: float, told: Mapping[str, object]) -> Sentence:
    if p < BROKEN:
        return Sentence(
            "The split cannot be checked, because no shares were planned: state them. "
            "Beware: if {shares} % was meant, {counts} members are a broken split ({p}).",
            **told,
        )
    return Sentence(
        "The split cannot be checked, because no shares were planned: state them. "
        "{counts} members would fit {shares} %.",
        **told,
    )
