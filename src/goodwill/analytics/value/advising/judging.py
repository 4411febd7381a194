"""How good predicted probabilities were, beside those of simpler rules.

Intervals are by bootstrap over customers; the difference between two predictions is
resampled in pairs, because both were made for the same customers.

References
----------
Brier (1950), Monthly Weather Review 78(1).
Efron (1979), Annals of Statistics 7(1). doi:10.1214/aos/1176344552
Hanley & McNeil (1982), Radiology 143(1). doi:10.1148/radiology.143.1.7063747 (AUC)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.figure.figure import wilson
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

SEED = 20_010_801
RESAMPLES = 200
NEAREST = 1e-9
"""No prediction is taken as closer to certain than this, so that a loss stays finite."""
BINS = 10


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Judged:
    """One way to predict, on customers and days it has not seen.

    Log loss and Brier score are better when smaller; AUC, the share of pairs of a buyer and
    a non-buyer in the right order, when larger (0.5 is chance).
    """

    name: Sentence
    log_loss: Interval
    brier: Interval
    auc: Interval


@dataclass(frozen=True)
class Comparison:
    """The model and simpler rules on the same customers.

    `gain` is the log loss of the best rule less the model's; `share` how many bought.
    """

    model: Judged
    baselines: tuple[Judged, ...]
    gain: Interval
    customers: int
    share: float

    @property
    def best(self) -> Judged:
        return min(self.baselines, key=lambda judged: judged.log_loss.value)

    @property
    def is_better(self) -> bool:
        return self.gain.low > 0

    @property
    def verdict(self) -> Sentence:
        told: dict[str, object] = {
            "n": self.customers,
            "rule": self.best.name,
            "mine": f"{self.model.log_loss.value:.4f}",
            "theirs": f"{self.best.log_loss.value:.4f}",
            "low": f"{self.gain.low:.4f}",
            "high": f"{self.gain.high:.4f}",
        }
        if self.is_better:
            return Sentence(
                "On {n} customers at a later time the model's log loss is {mine}; that of the best "
                "simple rule ({rule}) is {theirs}. It is better by {low} to {high}.",
                **told,
            )
        return Sentence(
            "On {n} customers at a later time the model's log loss is {mine}; that of the best "
            "simple rule ({rule}) is {theirs}. The difference, {low} to {high}, is not surely in "
            "the model's favour: use the simple rule.",
            **told,
        )


@dataclass(frozen=True)
class Bin:
    """Customers with similar predictions: what was predicted and what happened (Wilson)."""

    customers: int
    predicted: float
    happened: float
    low: float
    high: float


def compare(
    model: tuple[Sentence, Floats],
    baselines: Sequence[tuple[Sentence, Floats]],
    happened: Floats,
) -> Comparison:
    """Judge predictions, each of shape (customers,), by what `happened` (0 or 1)."""
    draws = _draws(len(happened))
    ours = judge(*model, happened, draws)
    others = tuple(judge(name, p, happened, draws) for name, p in baselines)
    best = min(range(len(others)), key=lambda at: others[at].log_loss.value)
    difference = losses(baselines[best][1], happened) - losses(model[1], happened)
    gain = _mean(difference, draws)
    return Comparison(ours, others, gain, len(happened), float(happened.mean()))


def judge(name: Sentence, predicted: Floats, happened: Floats, draws: Integers) -> Judged:
    brier = (predicted - happened) ** 2
    return Judged(
        name,
        _mean(losses(predicted, happened), draws),
        _mean(brier, draws),
        _area(predicted, happened, draws),
    )


def losses(predicted: Floats, happened: Floats) -> Floats:
    """−log of the probability given to what happened, shape (customers,)."""
    given = np.where(happened > 0, predicted, 1 - predicted)
    return np.asarray(-np.log(np.clip(given, NEAREST, 1.0)))


def calibration(predicted: Floats, happened: Floats) -> tuple[Bin, ...]:
    """Ten bins of as many customers each, in the order of their predictions."""
    order = np.argsort(predicted, kind="stable")
    return tuple(
        Bin(
            len(part),
            float(predicted[part].mean()),
            float(happened[part].mean()),
            *wilson(int(happened[part].sum()), len(part)),
        )
        for part in np.array_split(order, BINS)
        if len(part)
    )


def importance(
    predict: Mapping[str, Sequence[Floats]], predicted: Floats, happened: Floats
) -> dict[str, float]:
    """How much worse the log loss is when a feature is shuffled, the most important first.

    `predict` holds, by feature, the predictions after shuffling it, once a repeat.
    """
    before = losses(predicted, happened).mean()
    worse = {
        name: float(np.mean([losses(p, happened).mean() for p in shuffled]) - before)
        for name, shuffled in predict.items()
    }
    return dict(sorted(worse.items(), key=lambda item: (-item[1], item[0])))


def _draws(customers: int) -> Integers:
    """How often each customer is drawn, shape (resamples, customers)."""
    rng = np.random.default_rng(SEED)
    counts = [
        np.bincount(rng.integers(0, customers, customers), minlength=customers)
        for _ in range(RESAMPLES)
    ]
    return np.asarray(counts, dtype=np.int32)


def _mean(values: Floats, draws: Integers) -> Interval:
    low, high = np.quantile([row @ values / len(values) for row in draws], (0.025, 0.975))
    return Interval(float(values.mean()), float(low), float(high))


def _area(predicted: Floats, happened: Floats, draws: Integers) -> Interval:
    order = np.argsort(predicted, kind="stable")
    starts = np.flatnonzero(np.diff(predicted[order], prepend=-1.0) != 0)
    sorted_by = happened[order]

    def area(weight: Floats) -> float:
        yes = np.add.reduceat(weight * sorted_by, starts)
        no = np.add.reduceat(weight * (1 - sorted_by), starts)
        pairs = yes.sum() * no.sum()
        return float((yes * (no.cumsum() - no / 2)).sum() / pairs) if pairs else 0.5

    low, high = np.quantile([area(row[order].astype(float)) for row in draws], (0.025, 0.975))
    return Interval(area(np.ones(len(happened))), float(low), float(high))
