"""Synthetic difference-in-differences: controls and periods weighted to run in parallel."""

from __future__ import annotations

import numpy as np

from goodwill.analytics.benefit.pilots.estimate import (
    Check,
    Checked,
    Estimate,
    Method,
    placebo_check,
)
from goodwill.analytics.benefit.pilots.mixing import (
    Mixture,
    earlier_start,
    mixture,
    path_of,
    placebos,
    scattered,
    shares,
)
from goodwill.analytics.benefit.pilots.panel import Block, Panel, at_least
from goodwill.analytics.benefit.pilots.simplex import nearest_mixture
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

FEWEST_BEFORE = 5
FEWEST_CONTROLS = 5
MOST_CONTROLS = 500
"""With more, the weights would take minutes; matched units answer the same question."""
JACKKNIFED = 5
"""From so many treated units on the jackknife says how sure it is; else placebos."""


def sdid(panel: Panel) -> Estimate:
    """The effect per treated unit and period, with its checks.

    Parameters
    ----------
    panel
        One start, at least five periods before it and five controls, and more controls
        than treated units unless five or more are treated.

    Raises
    ------
    AnalyticsError
        Starts differ, or there are too few (or too many) units or periods.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), AER 111(12), algorithms 1, 3
    and 4, doi:10.1257/aer.20190159.
    """
    block = wide_enough(panel)
    found = mixed(block)
    effect, band = _sureness(block, found)
    return Estimate(
        Method.SDID,
        effect,
        path_of(found, band, panel.periods),
        (_placebo(block),),
        shares=shares(block, found),
    )


def mixed(block: Block) -> Mixture:
    """Algorithm 1: ω with the ridge ζ = (N₁T₁)^¼ σ, λ almost without, both with intercept."""
    noise = _noise(block)
    before, since = block.controls[:, : block.start], block.controls[:, block.start :]
    zeta = (len(block.treated) * block.after) ** 0.25 * noise
    line = block.treated[:, : block.start].mean(axis=0)
    units = nearest_mixture(
        _centred(before.T), _centred(line[:, None])[:, 0], ridge=block.start * zeta**2
    )
    times = nearest_mixture(
        _centred(before),
        _centred(since.mean(axis=1)[:, None])[:, 0],
        ridge=len(before) * (1e-6 * noise) ** 2,
    )
    return mixture(block, units, times)


def wide_enough(panel: Panel) -> Block:
    """The panel as a block, if there is enough to weigh."""
    block = panel.block(before=FEWEST_BEFORE, controls=FEWEST_CONTROLS)
    if len(block.controls) > MOST_CONTROLS:
        raise AnalyticsError(
            Sentence(
                "There are {n} units without the pilot, more than {most}: "
                "too many to weigh one by one. Sum them up to branches or regions.",
                n=len(block.controls),
                most=MOST_CONTROLS,
            )
        )
    return block


def _noise(block: Block) -> float:
    """σ: how much controls change from one period before the pilot to the next."""
    return float(np.diff(block.controls[:, : block.start], axis=1).std(ddof=1))


def _centred(columns: Floats) -> Floats:
    return np.asarray(columns - columns.mean(axis=0))


def _sureness(block: Block, found: Mixture) -> tuple[Effect, Floats]:
    """The effect with the wider of the intervals that can be had, and its band.

    The jackknife keeps the weights, and so overlooks how much finding them adds; placebos
    take it that treated units vary as others do. One treated unit leaves placebos alone.
    """
    need = len(block.treated) + FEWEST_CONTROLS
    if len(block.treated) < JACKKNIFED:
        at_least(Sentence("units without the pilot"), len(block.controls), need)
        return _by_placebos(block, found)
    ways = [_by_jackknife(block, found)]
    if len(block.controls) >= need:
        ways.append(_by_placebos(block, found))
    return max(ways, key=_width)


def _width(way: tuple[Effect, Floats]) -> float:
    return way[0].high - way[0].low


def _by_placebos(block: Block, found: Mixture) -> tuple[Effect, Floats]:
    others = placebos(block, mixed)
    method = _words_placebo(len(block.treated), len(block.controls))
    return scattered(block, found, others.se, others.df, method), others.band


def _by_jackknife(block: Block, found: Mixture) -> tuple[Effect, Floats]:
    gaps = _jackknifed(block, found)
    se = _jackknife_se(gaps[:, block.start :].mean(axis=1))
    method = _words_jackknife(len(block.treated), len(block.controls))
    effect = scattered(block, found, se, len(block.treated) - 1, method)
    reach = (effect.high - effect.value) / se if se > 0 else 0.0
    return effect, np.array([_jackknife_se(gap) for gap in gaps.T]) * reach


def _jackknifed(block: Block, found: Mixture) -> Floats:
    """Algorithm 3: the gap without each unit in turn, weights kept; shape (units, periods)."""
    rows = []
    for place in range(len(block.controls)):
        left = np.delete(found.units, place)
        if left.sum() <= 0:
            raise AnalyticsError(
                Sentence("One single unit is all there is to compare with: nothing is sure.")
            )
        rows.append(mixture(block.without(place), left / left.sum(), found.times).gap)
    for place in range(len(block.treated)):
        fewer = np.delete(block.treated, place, axis=0)
        rest = Block(block.controls, fewer, block.start, block.names)
        rows.append(mixture(rest, found.units, found.times).gap)
    return np.array(rows)


def _jackknife_se(values: Floats) -> float:
    n = len(values)
    return float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))


def _placebo(block: Block) -> Check:
    earlier = block.earlier(earlier_start(block))
    try:
        effect, _ = _sureness(earlier, mixed(earlier))
    except AnalyticsError as refusal:
        return Check(Checked.PLACEBO, None, refusal.sentence)
    return placebo_check(effect)


def _words_placebo(treated: int, control: int) -> Sentence:
    return Sentence(
        "Synthetic difference-in-differences (Arkhangelsky et al. 2021) of {treated} with the "
        "pilot and {control} without; standard error from placebos, units without the pilot "
        "taken for such with it; Student's t.",
        treated=treated,
        control=control,
    )


def _words_jackknife(treated: int, control: int) -> Sentence:
    return Sentence(
        "Synthetic difference-in-differences (Arkhangelsky et al. 2021) of {treated} with the "
        "pilot and {control} without; standard error by the jackknife over units; Student's t.",
        treated=treated,
        control=control,
    )
