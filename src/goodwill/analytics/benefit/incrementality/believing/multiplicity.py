"""P-values for many questions asked at once.

Two families, because a mistake costs differently in each:

* **Holm** for the primary metrics of all variants together: these decide what is done, so
  the chance of even one false alarm among them is kept.
* **Benjamini–Hochberg** for the slices of one metric: these say where to look next, so the
  expected share of false alarms among those pointed out is kept.

An adjusted p-value is compared with the same 0.05 as a single one.

References
----------
Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1), 289-300,
doi:10.1111/j.2517-6161.1995.tb02031.x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect


def p_said(p: float) -> str:
    """A p-value as a sentence has it: `p = 0.042`, and `p < 0.001` below that."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def holm(p: Sequence[float] | Floats) -> Floats:
    """Adjusted p-values that keep the chance of any false alarm, in the order given.

    The smallest is multiplied by m, the next by m − 1, and so on; none falls below one
    before it, none exceeds 1. Any dependence between the questions is allowed.
    """
    asked, order = _sorted(p)
    grown = np.maximum.accumulate(asked[order] * np.arange(len(asked), 0, -1))
    return _back(grown, order)


def benjamini_hochberg(p: Sequence[float] | Floats) -> Floats:
    """Adjusted p-values that keep the share of false alarms, in the order given.

    The i-th smallest is multiplied by m / i; none exceeds one after it. For questions that
    are independent or positively dependent, as disjoint slices are.
    """
    asked, order = _sorted(p)
    m = len(asked)
    grown = asked[order] * m / np.arange(1, m + 1)
    return _back(np.minimum.accumulate(grown[::-1])[::-1], order)


def widened(effect: Effect, questions: int) -> Effect:
    """The effect with an interval that holds together with those of as many questions.

    Bonferroni: each is made as sure as a level of 1 − (1 − level) / questions asks; ends that
    lie unevenly are moved out in proportion. The level told is that of all together.
    """
    alone = float(stats.t.ppf(0.5 + effect.level / 2, effect.df))
    reach = float(stats.t.ppf(1 - (1 - effect.level) / (2 * questions), effect.df)) / alone
    return replace(
        effect,
        low=effect.value - reach * (effect.value - effect.low),
        high=effect.value + reach * (effect.high - effect.value),
    )


def _sorted(p: Sequence[float] | Floats) -> tuple[Floats, np.ndarray]:
    asked = np.asarray(p, dtype=np.float64)
    assert bool(np.all((asked >= 0) & (asked <= 1))), "p-values lie between 0 and 1"
    return asked, np.argsort(asked, kind="stable")


def _back(grown: Floats, order: np.ndarray) -> Floats:
    adjusted = np.empty(len(grown))
    adjusted[order] = np.minimum(grown, 1.0)
    return adjusted
