"""Whether spend per purchase and number of purchases go their own ways, as Gamma-Gamma assumes.

The correlation over customers is judged by its size, not by its significance: of a million
customers the slightest one is significant. Pearson's decides, because under the assumption
it is zero whatever the shape of spend; ranks are skewed by how uneven the mean of few
purchases is, and stand beside it.

References
----------
Fader, Hardie & Lee (2005), JMR 42(4), doi:10.1509/jmkr.2005.42.4.415, look at the same
correlation. Bonett & Wright (2000), Psychometrika 65(1), doi:10.1007/BF02294183, for the
interval of the rank correlation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from scipy import stats

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.spending import Spending
from goodwill.language import Sentence

TOLERABLE = 0.2
"""Largest correlation that counts as none: it explains 4 % of the differences in spend."""

FEWEST = 10
LEVEL = 0.95
EDGES = (1, 2, 3, 4, 5, 6, 11, 21, 51, 101)


class Verdict(StrEnum):
    """What the interval of the correlation allows to be said."""

    HOLDS = "holds"
    RISES = "rises"
    FALLS = "falls"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Correlation:
    """Between −1 and 1, with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class SpendByPurchases:
    """Customers with low ≤ purchases < high; None where there is no end.

    `mean_value` is the mean over customers of what each spends per purchase, in the unit
    of the data; `mean_low` to `mean_high` its 95 % interval, None for a single customer.
    """

    low: int
    high: int | None
    customers: int
    mean_value: float
    mean_low: float | None
    mean_high: float | None


@dataclass(frozen=True)
class Independence:
    """The two correlations, None where one side does not vary, and the rows of the chart."""

    customers: int
    pearson: Correlation | None
    spearman: Correlation | None
    verdict: Verdict
    rows: tuple[SpendByPurchases, ...]

    @property
    def sentence(self) -> Sentence:
        """The verdict in plain words."""
        if self.pearson is None:
            return NO_VARIATION if self.customers >= FEWEST else TOO_FEW
        said = {name: round(number, 2) + 0.0 for name, number in vars(self.pearson).items()}
        return Sentence(_SAID[self.verdict].text, **said)


NO_VARIATION = Sentence(
    "Everybody bought equally often or spends the same, so spend cannot depend on frequency here."
)
TOO_FEW = Sentence("There are too few customers to tell whether spend depends on frequency.")
_SAID = {
    Verdict.HOLDS: Sentence(
        "What customers spend per purchase hardly depends on how often they buy (correlation "
        "{value}, between {low} and {high}), as the spend model assumes."
    ),
    Verdict.RISES: Sentence(
        "Customers who buy more often also spend more per purchase (correlation {value}, between "
        "{low} and {high}). The spend model assumes that they do not: it values rare buyers too "
        "high and frequent ones too low. Value them in separate segments."
    ),
    Verdict.FALLS: Sentence(
        "Customers who buy more often spend less per purchase (correlation {value}, between "
        "{low} and {high}). The spend model assumes that they do not: it values rare buyers too "
        "low and frequent ones too high. Value them in separate segments."
    ),
    Verdict.UNCLEAR: Sentence(
        "Whether spend per purchase depends on how often customers buy cannot be told yet "
        "(correlation {value}, between {low} and {high}); the spend model assumes that it does not."
    ),
}

SPEND_AND_FREQUENCY = Definition(
    "spend_frequency_correlation",
    1,
    Sentence("Correlation of spend and frequency"),
    Sentence(
        "Whether customers who buy more often spend more per purchase (above 0) or less (below 0)."
    ),
    Sentence("Pearson correlation over customers of purchases and mean value per purchase"),
    Unit.RATIO,
    benchmark=Sentence("Within ±0.2 the spend model may be used."),
)


def independence(observed: Spending, tolerable: float = TOLERABLE) -> Independence:
    """Judges whether spend per purchase depends on the number of purchases.

    Parameters
    ----------
    observed
        From `spending.spending`, or `spending.from_frame` on `spend_groups`.
    tolerable
        The largest correlation that counts as none.
    """
    n = observed.customers
    varies = all(len(np.unique(x)) > 1 for x in (observed.purchases, observed.mean_value))
    told = varies and n >= FEWEST
    pearson = _pearson(observed) if told else None
    return Independence(
        round(n),
        pearson,
        _spearman(observed) if told else None,
        _verdict(pearson, tolerable) if told else _without(n),
        _rows(observed),
    )


def figure(found: Independence, *, as_of: date) -> Figure:
    """The correlation with its interval and the verdict as its method; n/a with the reason."""
    if found.pearson is None:
        return Figure(
            SPEND_AND_FREQUENCY, None, as_of=as_of, n=found.customers, reason=found.sentence
        )
    return Figure(
        SPEND_AND_FREQUENCY,
        found.pearson.value,
        as_of=as_of,
        n=found.customers,
        low=found.pearson.low,
        high=found.pearson.high,
        level=LEVEL,
        method=found.sentence,
    )


def _without(customers: float) -> Verdict:
    return Verdict.HOLDS if customers >= FEWEST else Verdict.UNCLEAR


def _verdict(found: Correlation | None, tolerable: float) -> Verdict:
    if found is None or (found.low <= tolerable < found.high):
        return Verdict.UNCLEAR
    if found.low > tolerable:
        return Verdict.RISES
    if found.high < -tolerable:
        return Verdict.FALLS
    return Verdict.HOLDS if found.low >= -tolerable else Verdict.UNCLEAR


def _pearson(observed: Spending) -> Correlation:
    """The spread of the interval is that of the data, not of a bivariate normal."""
    weight, n = observed.weight, observed.customers
    x, m = (_standard(values, weight) for values in (observed.purchases, observed.mean_value))
    value = float(weight @ (x * m)) / n
    pull = x * m - value / 2 * (x * x + m * m)
    variance = float(weight @ (pull * pull)) / n**2 / max(1 - value**2, 1e-12) ** 2
    return _interval(value, max(variance, 1 / (n - 3)))


def _spearman(observed: Spending) -> Correlation:
    weight, n = observed.weight, observed.customers
    ranks = (_ranks(values, weight) for values in (observed.purchases, observed.mean_value))
    x, m = (_standard(rank, weight) for rank in ranks)
    value = float(weight @ (x * m)) / n
    return _interval(value, (1 + value**2 / 2) / (n - 3))


def _interval(value: float, variance: float) -> Correlation:
    """Fisher's z, so that it stays between −1 and 1."""
    value = float(np.clip(value, -1, 1))
    z = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    half = stats.norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance)
    return Correlation(value, float(np.tanh(z - half)), float(np.tanh(z + half)))


def _standard(values: Floats, weight: Floats) -> Floats:
    scaled = values / values.max()
    centred = scaled - np.average(scaled, weights=weight)
    spread = np.sqrt(np.average(centred * centred, weights=weight))
    return np.asarray(centred / spread)


def _ranks(values: Floats, weight: Floats) -> Floats:
    """Mid-ranks, of rows that stand for several customers each."""
    distinct, which = np.unique(values, return_inverse=True)
    counts = np.bincount(which, weights=weight, minlength=len(distinct))
    middle = np.cumsum(counts) - counts / 2
    return np.asarray(middle[which])


def _rows(observed: Spending) -> tuple[SpendByPurchases, ...]:
    group = np.searchsorted(EDGES, observed.purchases, side="right") - 1
    return tuple(_row(observed, group == at, at) for at in np.unique(group))


def _row(observed: Spending, rows: Floats, at: int) -> SpendByPurchases:
    weight, value = observed.weight[rows], observed.mean_value[rows]
    n = float(weight.sum())
    mean = float(np.average(value, weights=weight))
    low = high = None
    if n > 1:
        variance = float(np.average((value - mean) ** 2, weights=weight)) * n / (n - 1)
        half = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * np.sqrt(variance / n))
        low, high = mean - half, mean + half
    last = EDGES[at + 1] if at + 1 < len(EDGES) else None
    return SpendByPurchases(EDGES[at], last, round(n), mean, low, high)
