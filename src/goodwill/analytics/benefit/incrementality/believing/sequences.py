"""Intervals that hold however often, and whenever, people look.

A 95 % interval is right once, at the end. Looked at every day for four weeks and stopped
at the first "significant" day, it is wrong in one campaign of four. A confidence sequence
is wider, and holds on all days at once: stop when you like.

With members n, standard error s and Z = value / s, the interval at each look is

    value ± s · √( 2 (nρ² + 1) / (nρ²) · log( √(nρ² + 1) / α ) )

where ρ is chosen so that the interval is narrowest, for its level, at `tuned_for` members.
The sequence belongs to members who come in over time. It also serves a campaign whose
members are all in from the first day and whose outcomes come in over time: its effect at
each look is that of the outcomes until then, and √ is never below 3.03, above what four
weeks of daily looks need (about 2.7).

References
----------
Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and
asymptotic confidence sequences", arXiv:2103.06476 (Annals of Statistics 52(6), 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf, log, sqrt

from goodwill.analytics.benefit.incrementality.believing.enough import FEWEST_BUYERS_WELCH
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

FEWEST_MEMBERS = 100
"""Per arm. The sequence is asymptotic: it needs a first look that is not too early."""

Look = tuple[Moments, Moments]
"""All members until then, treated and control, one cell each."""


def sequence(
    looks: Sequence[Look],
    column: str,
    *,
    tuned_for: int,
    buyers: str | None = None,
    level: float = LEVEL,
    intersected: bool = False,
) -> tuple[Effect | None, ...]:
    """The difference of means at each look, with intervals that hold at all looks at once.

    None for a look that is too early: fewer than 100 members in an arm, fewer than 100
    buyers in an arm (where `buyers` is given), or no difference between members yet.

    Parameters
    ----------
    looks
        Cumulative moments at each look, first to last.
    column
        The metric.
    tuned_for
        Members of both arms together at which the interval should be narrowest: those that
        the plan expects. Fix it beforehand.
    buyers
        For money: the column that is 1 for members who bought. With too few buyers in a
        small hold-out the sequence does not hold.
    intersected
        Whether each interval is cut to what all before allow. Only for a true effect that
        stays the same, so not for outcomes that add up day by day.

    Raises
    ------
    Undefined
        `tuned_for` is below 1, or intervals that are to be intersected have nothing in
        common: the effect changed over time.
    """
    if tuned_for < 1:
        raise Undefined(Sentence("Tell for how many members the looks are planned."))
    rho = _squared_rho(tuned_for, level)
    found = [_effect(look, column, buyers, rho, level) for look in looks]
    return _cut(found) if intersected else tuple(found)


def _squared_rho(tuned_for: int, level: float) -> float:
    """ρ² by the closed form of the paper's appendix on tuning."""
    twice = -2 * log(1 - level)
    return (twice + log(twice + 1)) / tuned_for


def _effect(look: Look, column: str, buyers: str | None, rho: float, level: float) -> Effect | None:
    treated, control = look
    (at,) = treated.at(column)
    n1, n0 = int(treated.n[0]), int(control.n[0])
    if min(n1, n0) < FEWEST_MEMBERS or _has_few(look, buyers):
        return None
    variances = [float(cell.comoment[0, at, at] / (cell.n[0] - 1)) for cell in look]
    if min(variances) <= 0:
        return None
    se = sqrt(variances[0] / n1 + variances[1] / n0)
    one, other = float(treated.mean[0, at]), float(control.mean[0, at])
    x = (n1 + n0) * rho
    reach = se * sqrt(2 * (x + 1) / x * log(sqrt(x + 1) / (1 - level)))
    return Effect(
        value=one - other,
        se=se,
        low=one - other - reach,
        high=one - other + reach,
        p=_p((one - other) / se, x),
        treated=one,
        control=other,
        n_treated=n1,
        n_control=n0,
        method=Sentence(
            "Difference of means with an asymptotic confidence sequence (Waudby-Smith et al., "
            "arXiv 2103.06476): it holds at every look at once. Variances of each arm."
        ),
        level=level,
        df=inf,
    )


def _has_few(look: Look, buyers: str | None) -> bool:
    if buyers is None:
        return False
    (at,) = look[0].at(buyers)
    return any(cell.n[0] * cell.mean[0, at] < FEWEST_BUYERS_WELCH - 0.5 for cell in look)


def _p(z: float, x: float) -> float:
    """The smallest 1 − level at which the interval leaves out nought, ρ being fixed."""
    return min(1.0, sqrt(x + 1) * exp(-z * z / 2 * x / (x + 1)))


def _cut(effects: Sequence[Effect | None]) -> tuple[Effect | None, ...]:
    low, high, cut = -inf, inf, list[Effect | None]()
    for effect in effects:
        if effect is None:
            cut.append(None)
            continue
        low, high = max(low, effect.low), min(high, effect.high)
        if low > high:
            raise Undefined(
                Sentence(
                    "The effect was not the same over time: what later looks allow, earlier "
                    "looks exclude. Show the looks one by one."
                )
            )
        cut.append(replace(effect, low=low, high=high))
    return tuple(cut)
