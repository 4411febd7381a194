"""Difference-in-differences: what the treated gained beyond what the others gained.

(T1 − T0) − (C1 − C0): each unit is one change, from its mean before to its mean since, so
that neither levels nor the likeness of neighbouring periods feign certainty.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.pilots.estimate import (
    Check,
    Checked,
    Estimate,
    Method,
    Path,
    no_placebo,
    placebo_check,
)
from goodwill.analytics.benefit.pilots.panel import Block, Panel
from goodwill.analytics.benefit.pilots.permuting import conspicuous
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.language import Sentence

FEWEST_CONTROLS = 3
MANY = 20
"""From so many units of each kind on the test of trends before may lean on normality."""
RANKED_UNTIL = 40
"""With more treated units, sets of units are not permuted: there is no need."""


def did(panel: Panel) -> Estimate:
    """The effect per treated unit and period, with its checks.

    Parameters
    ----------
    panel
        One start; at least one period before it and three controls. With two or more
        treated units the standard error is Welch's on unit changes. One treated unit says
        nothing of how units differ: the spread of the controls' changes stands for it
        (Student's t with controls − 1 degrees of freedom), and `rank_p` says how many of
        all units, each in turn taken for the treated one, look as conspicuous.

    Raises
    ------
    AnalyticsError
        Starts differ, or there are too few periods or controls.

    References
    ----------
    Bertrand, Duflo & Mullainathan (2004), QJE 119(1), doi:10.1162/003355304772839588: one
    change per unit. Conley & Taber (2011), doi:10.1162/REST_a_00049: few treated units.
    """
    block = panel.block(before=1, controls=FEWEST_CONTROLS)
    checks = (placebo(block), trend(block))
    return Estimate(Method.DID, effect(block), path(block, panel.periods), checks, _rank(block))


def effect(block: Block) -> Effect:
    """Difference of the mean changes of treated units and controls."""
    return difference(_changes(block, block.treated), _changes(block, block.controls))


def difference(treated: Floats, control: Floats) -> Effect:
    """Difference of two means of unit changes: Welch's t, or of one unit among others."""
    n_treated, n_control = len(treated), len(control)
    alone = n_treated == 1
    spread = float(control.var(ddof=1))
    of_treated = spread if alone else float(treated.var(ddof=1)) / n_treated
    of_control = spread / n_control
    return student(
        float(treated.mean() - control.mean()),
        float(np.sqrt(of_treated + of_control)),
        treated=float(treated.mean()),
        control=float(control.mean()),
        n_treated=n_treated,
        n_control=n_control,
        df=n_control - 1 if alone else _welch(of_treated, n_treated, of_control, n_control),
        method=_alone(n_control) if alone else _many(n_treated, n_control),
    )


def placebo(block: Block) -> Check:
    """The method on the first and second half of the time before: nothing should be found."""
    if block.start < 2:
        return no_placebo()
    return placebo_check(effect(block.earlier(block.start // 2)))


def trend(block: Block) -> Check:
    """Whether treated and controls moved alike before: a joint test of all periods.

    With at least twenty units of each kind, and ten times as many units as periods,
    Hotelling's T² on the periods; otherwise by permuting which units are the treated.
    """
    if block.start < 3:
        sentence = Sentence("There are too few periods before the pilot to compare trends.")
        return Check(Checked.TREND, None, sentence)
    p = joint_p(block)
    if p >= 1 - LEVEL:
        sentence = Sentence(
            "Before the pilot, units with and without it moved alike (p = {p}).", p=round(p, 3)
        )
        return Check(Checked.TREND, True, sentence)
    sentence = Sentence(
        "Before the pilot, units with and without it did not move alike (p = {p}).", p=round(p, 3)
    )
    return Check(Checked.TREND, False, sentence)


def joint_p(block: Block) -> float:
    """The p-value of equal movements before the pilot."""
    before = slice(0, block.start)
    treated, controls = (
        rows[:, before] - rows[:, before].mean(axis=1, keepdims=True)
        for rows in (block.treated, block.controls)
    )
    units, periods = len(treated) + len(controls), block.start - 1
    if min(len(treated), len(controls)) >= MANY and units >= 10 * periods:
        return _hotelling(treated[:, 1:], controls[:, 1:])
    return conspicuous(np.vstack([treated, controls]), len(treated))


def path(block: Block, periods: tuple[str, ...]) -> Path:
    """The coefficients of an event study: each period against the mean of those before."""
    treated, controls = (
        rows - rows[:, : block.start].mean(axis=1, keepdims=True)
        for rows in (block.treated, block.controls)
    )
    each = [difference(treated[:, t], controls[:, t]) for t in range(len(periods))]
    gap = np.array([one.value for one in each])
    line = block.treated.mean(axis=0)
    return Path(
        periods,
        block.start,
        gap,
        np.array([one.low for one in each]),
        np.array([one.high for one in each]),
        line,
        line - gap,
    )


def _changes(block: Block, rows: Floats) -> Floats:
    return np.asarray(rows[:, block.start :].mean(axis=1) - rows[:, : block.start].mean(axis=1))


def _rank(block: Block) -> float | None:
    if len(block.treated) > RANKED_UNTIL:
        return None
    changes = [_changes(block, block.treated), _changes(block, block.controls)]
    return conspicuous(np.concatenate(changes)[:, None], len(block.treated))


def _welch(one: float, n_one: int, other: float, n_other: int) -> float:
    if one + other == 0:
        return float(n_one + n_other - 2)
    return (one + other) ** 2 / (one**2 / (n_one - 1) + other**2 / (n_other - 1))


def _hotelling(treated: Floats, controls: Floats) -> float:
    n_treated, n_control, k = len(treated), len(controls), treated.shape[1]
    away = treated.mean(axis=0) - controls.mean(axis=0)
    spread = sum(
        np.cov(rows, rowvar=False).reshape(k, k) / len(rows) for rows in (treated, controls)
    )
    squared = float(away @ np.linalg.pinv(spread, hermitian=True) @ away)
    df = n_treated + n_control - 2
    return float(stats.f.sf(squared * (df - k + 1) / (df * k), k, df - k + 1))


def _many(treated: int, control: int) -> Sentence:
    return Sentence(
        "Difference-in-differences: mean change of {treated} units with the pilot less that of "
        "{control} without, from the mean before to the mean since; Welch's t on unit changes.",
        treated=treated,
        control=control,
    )


def _alone(control: int) -> Sentence:
    return Sentence(
        "Difference-in-differences of one unit with the pilot and {control} without, from the "
        "mean before to the mean since; the spread of the changes without the pilot stands for "
        "that of the one unit (Student's t).",
        control=control,
    )
