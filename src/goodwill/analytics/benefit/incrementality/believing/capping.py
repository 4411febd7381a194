"""A cap on single amounts, fixed before the campaign, for significance only.

One order of a hundred thousand can hide the effect on everybody else. With values above
the cap counted as the cap, the difference between arms is easier to tell from chance; but
it is no longer the difference in money, so it is never used for revenue, margin or ROI.
"""

from __future__ import annotations

import math

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

FEWEST_AMOUNTS = 100
"""Below this the quantile at 99 % is the largest amount itself."""


def capped(column: str, cap: float) -> nw.Expr:
    """The column with every value above `cap` counted as `cap`; the name stays.

    `cap` is in the unit of the column. Empty values stay empty.
    """
    value = nw.col(column).cast(nw.Float64)
    return nw.when(value > cap).then(nw.lit(float(cap))).otherwise(value).alias(column)


def cap_from(history: Floats, quantile: float = 0.99) -> float:
    """A cap to write into a plan: a quantile of what members spent in a period before.

    Parameters
    ----------
    history
        Amounts per member of an earlier period of the same length, in minor units, shape
        (members,). Those who spent nothing are left out: they say nothing of large amounts.
    quantile
        The share of buyers whose amount stays as it is.

    Raises
    ------
    TooFew
        Fewer than 100 members spent anything.
    """
    spent = history[history > 0]
    if len(spent) < FEWEST_AMOUNTS:
        what = Sentence("members who spent something before the campaign, to fix a cap")
        raise TooFew(what, len(spent), FEWEST_AMOUNTS)
    return float(math.ceil(np.quantile(spent, quantile)))
