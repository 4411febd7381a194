"""What a mixture of units without the pilot would have done in the place of those with it.

Difference-in-differences, synthetic control and SDID are one formula with other weights:
(−ω, 1/N₁)ᵀ Y (−λ, 1/T₁), ω of the controls and λ of the periods before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.pilots.estimate import Path, Share
from goodwill.analytics.benefit.pilots.panel import Block
from goodwill.analytics.benefit.pilots.permuting import rank_p, sets
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.language import Sentence

DRAWN = 200
"""Sets of controls taken for treated ones, where each alone will not do."""
COUNTS = 0.005
"""Controls with a smaller weight are not named."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """Treated units on average, less a mixture of controls.

    Parameters
    ----------
    gap
        Of each period, shape (periods,), less its weighted mean before (where λ is given).
    units, times
        ω of shape (controls,) and λ of shape (periods before,); λ is nought for the
        classic synthetic control.
    line
        The treated on average, shape (periods,).
    start
        How many periods are before.
    """

    gap: Floats
    units: Floats
    times: Floats
    line: Floats
    start: int

    @property
    def value(self) -> float:
        return float(self.gap[self.start :].mean())

    @property
    def misfit(self) -> float:
        """Root mean square of the gap before, around its mean where levels may differ."""
        before = self.gap[: self.start]
        if self.times.any():
            before = before - before.mean()
        return float(np.sqrt((before**2).mean()))

    @property
    def ratio(self) -> float:
        """How much larger the gap is since than before: root mean squares."""
        since = float(np.sqrt((self.gap[self.start :] ** 2).mean()))
        return since / max(self.misfit, 1e-12 * (1 + float(abs(self.line).max())))


Mixer = Callable[[Block], Mixture]


@dataclass(frozen=True, eq=False)
class Placebos:
    """The same method with controls taken for treated units, one mixture each."""

    mixtures: tuple[Mixture, ...]
    df: int

    @property
    def se(self) -> float:
        """How much such effects scatter where nothing was done."""
        return float(np.std([mixture.value for mixture in self.mixtures], ddof=1))

    @property
    def band(self) -> Floats:
        """Half-width of the band around the gap, shape (periods,)."""
        gaps = np.array([mixture.gap for mixture in self.mixtures])
        return np.asarray(gaps.std(axis=0, ddof=1) * stats.t.ppf(0.5 + LEVEL / 2, self.df))

    def rank(self, mixture: Mixture) -> float:
        """The p-value by the ratio of the gaps since and before, among all placebos."""
        ratios = np.array([each.ratio for each in self.mixtures])
        return rank_p(mixture.ratio, ratios, includes_observed=False)


def mixture(block: Block, units: Floats, times: Floats) -> Mixture:
    """The mixture of these weights."""
    line = block.treated.mean(axis=0)
    gap = line - units @ block.controls
    return Mixture(gap - gap[: block.start] @ times, units, times, line, block.start)


def placebos(block: Block, mixer: Mixer) -> Placebos:
    """As many controls as there are treated units, taken for them: all sets, or 200 drawn."""
    chosen = sets(len(block.controls), len(block.treated), DRAWN)
    each = tuple(mixer(block.pretending([int(i) for i in places])) for places in chosen)
    return Placebos(each, len(block.controls) - 1)


def scattered(block: Block, found: Mixture, se: float, df: float, method: Sentence) -> Effect:
    """The effect whose certainty is the scatter of placebos (or a jackknife)."""
    since = float(found.line[block.start :].mean())
    return student(
        found.value,
        se,
        treated=since,
        control=since - found.value,
        n_treated=len(block.treated),
        n_control=len(block.controls),
        df=df,
        method=method,
    )


def earlier_start(block: Block) -> int:
    """Where the pilot is taken to start when the method is tried on the time before."""
    held_back = max(1, min(block.start // 3, block.after))
    return block.start - held_back


def path_of(found: Mixture, band: Floats, periods: tuple[str, ...]) -> Path:
    """The gap with the band of each period."""
    gap = found.gap
    return Path(periods, found.start, gap, gap - band, gap + band, found.line, found.line - gap)


def shares(block: Block, found: Mixture) -> tuple[Share, ...]:
    """Who the mixture is made of, largest first."""
    order = sorted(range(len(block.names)), key=lambda i: (-found.units[i], block.names[i]))
    return tuple(
        Share(block.names[i], float(found.units[i])) for i in order if found.units[i] >= COUNTS
    )
