"""An effect: a difference, how sure it is, and of whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from goodwill.language import Sentence

LEVEL = 0.95


@dataclass(frozen=True)
class Effect:
    """What one arm had more than another, with its interval.

    Parameters
    ----------
    value, se
        The estimate and its standard error, in the unit of the metric.
    low, high, level
        The interval and how often such intervals hold the truth.
    p
        Two-sided p-value of no effect.
    treated, control
        What is compared, such as the mean per member of each arm.
    n_treated, n_control
        Members (or clusters) of each arm.
    df
        Degrees of freedom of Student's t; infinite for the normal distribution.
    method
        How it was computed, for the receipt.
    """

    value: float
    se: float
    low: float
    high: float
    p: float
    treated: float
    control: float
    n_treated: int
    n_control: int
    method: Sentence
    level: float = LEVEL
    df: float = np.inf

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0

    def times(self, factor: float) -> Effect:
        """The same in another unit, or summed over `factor` members."""
        ends = sorted((self.low * factor, self.high * factor))
        return replace(
            self,
            value=self.value * factor,
            se=self.se * abs(factor),
            low=ends[0],
            high=ends[1],
            treated=self.treated * factor,
            control=self.control * factor,
        )


def student(
    value: float,
    se: float,
    *,
    treated: float,
    control: float,
    n_treated: int,
    n_control: int,
    method: Sentence,
    df: float = np.inf,
    level: float = LEVEL,
) -> Effect:
    """The effect whose estimate divided by its standard error is Student's t.

    A standard error of nought gives an interval without width, and a p-value of 1 or 0.
    """
    reach = float(stats.t.ppf(0.5 + level / 2, df)) * se
    p = float(2 * stats.t.sf(abs(value) / se, df)) if se > 0 else float(value == 0)
    return Effect(
        value=value,
        se=se,
        low=value - reach,
        high=value + reach,
        p=p,
        treated=treated,
        control=control,
        n_treated=n_treated,
        n_control=n_control,
        method=method,
        level=level,
        df=df,
    )
