"""Synthetic control: the mixture of units without the pilot that was most like those with it.

Demeaned, only the movement has to be alike and the level may differ; classic, both.
"""

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
    COUNTS,
    Mixer,
    Mixture,
    Placebos,
    earlier_start,
    mixture,
    path_of,
    placebos,
    scattered,
    shares,
)
from goodwill.analytics.benefit.pilots.panel import Block, Panel, at_least
from goodwill.analytics.benefit.pilots.sdid import FEWEST_CONTROLS, wide_enough
from goodwill.analytics.benefit.pilots.simplex import nearest_mixture
from goodwill.analytics.errors import AnalyticsError
from goodwill.language import Sentence

POOR_FIT = 2.0
NO_FIT = 5.0
"""So many times the usual misfit of a unit without the pilot, and no mixture is like it."""


def synthetic(panel: Panel, *, demeaned: bool = True) -> Estimate:
    """The effect per treated unit and period, with its checks.

    Several treated units are taken on average. How sure it is comes from placebos: the
    scatter of the effects of units without the pilot taken for treated ones; `rank_p` is
    the rank of the treated by the ratio of root mean squared gaps since and before.

    Parameters
    ----------
    panel
        One start, at least five periods before it, and five controls more than treated.
    demeaned
        Whether levels may differ.

    Raises
    ------
    AnalyticsError
        Starts differ, there is too little, or no mixture is like the treated: before the
        pilot it misses by over five times of what is usual among the controls.

    References
    ----------
    Abadie, Diamond & Hainmueller (2010), JASA 105(490), doi:10.1198/jasa.2009.ap08746;
    Doudchenko & Imbens (2016), arXiv:1610.07748, and Ferman & Pinto (2021),
    doi:10.3982/QE1596, demeaned.
    """
    block = wide_enough(panel)
    needed = len(block.treated) + FEWEST_CONTROLS
    at_least(Sentence("units without the pilot"), len(block.controls), needed)
    mixer = demeaned_mixture if demeaned else classic_mixture
    found, others = mixer(block), placebos(block, mixer)
    fit = _fit(found, others)
    effect = scattered(block, found, others.se, others.df, _words(block, demeaned=demeaned))
    return Estimate(
        Method.DEMEANED_SYNTHETIC if demeaned else Method.SYNTHETIC,
        effect,
        path_of(found, others.band, panel.periods),
        (fit, _placebo(block, mixer), _leave_one_out(block, found, mixer, sure=effect.is_sure)),
        others.rank(found),
        shares(block, found),
    )


def classic_mixture(block: Block) -> Mixture:
    """Weights ≥ 0 with sum 1 that are nearest before the pilot, levels included."""
    before = block.controls[:, : block.start].T
    units = nearest_mixture(before, block.treated[:, : block.start].mean(axis=0))
    return mixture(block, units, np.zeros(block.start))


def demeaned_mixture(block: Block) -> Mixture:
    """The same of the deviations from each unit's mean before the pilot."""
    before = block.controls[:, : block.start].T
    line = block.treated[:, : block.start].mean(axis=0)
    units = nearest_mixture(before - before.mean(axis=0), line - line.mean())
    return mixture(block, units, np.full(block.start, 1 / block.start))


def _fit(found: Mixture, others: Placebos) -> Check:
    usual = float(np.median([each.misfit for each in others.mixtures]))
    rounding = 1e-9 * float(np.abs(found.line).max())
    times = found.misfit / max(usual, rounding) if found.misfit > rounding else 0.0
    words = {"misfit": round(found.misfit, 4), "times": round(times, 1)}
    if times > NO_FIT:
        raise AnalyticsError(
            Sentence(
                "No mixture of the units without the pilot is like those with it: before the "
                "pilot it misses by {misfit}, {times} times of what is usual.",
                **words,
            )
        )
    if times > POOR_FIT:
        poor = Sentence(
            "Before the pilot the mixture misses by {misfit}, {times} times of what is usual.",
            **words,
        )
        return Check(Checked.FIT, False, poor)
    good = Sentence("Before the pilot the mixture misses by {misfit} only.", misfit=words["misfit"])
    return Check(Checked.FIT, True, good)


def _placebo(block: Block, mixer: Mixer) -> Check:
    earlier = block.earlier(earlier_start(block))
    others = placebos(earlier, mixer)
    words = Sentence("The same method, as if the pilot had started earlier.")
    return placebo_check(scattered(earlier, mixer(earlier), others.se, others.df, words))


def _leave_one_out(block: Block, found: Mixture, mixer: Mixer, *, sure: bool) -> Check:
    used = np.flatnonzero(found.units >= min(COUNTS, found.units.max()))
    values = [mixer(block.without(int(place))).value for place in used]
    words = {"low": round(min(values), 4), "high": round(max(values), 4)}
    if sure and min(value * found.value for value in values) <= 0:
        turned = Sentence(
            "Without one of the units that it is compared with, the effect turns round "
            "({low} to {high}).",
            **words,
        )
        return Check(Checked.LEAVE_ONE_OUT, False, turned)
    kept = Sentence(
        "Whichever of the units that it is compared with is left out, the effect is "
        "{low} to {high}.",
        **words,
    )
    return Check(Checked.LEAVE_ONE_OUT, True, kept)


def _words(block: Block, *, demeaned: bool) -> Sentence:
    counts = {"treated": len(block.treated), "control": len(block.controls)}
    if demeaned:
        return Sentence(
            "Synthetic control of movements, levels apart (demeaned), of {treated} with the "
            "pilot and {control} without; standard error from placebos; Student's t.",
            **counts,
        )
    return Sentence(
        "Synthetic control (Abadie, Diamond & Hainmueller 2010, outcomes alone) of {treated} "
        "with the pilot and {control} without; standard error from placebos; Student's t.",
        **counts,
    )
