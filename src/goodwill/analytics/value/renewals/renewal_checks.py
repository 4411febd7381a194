"""What a model of renewals says, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.survival import Z95, Survival, kaplan_meier
from goodwill.analytics.value.covariates import Column
from goodwill.analytics.value.renewals.renewal_contracts import Contracts
from goodwill.language import Sentence

FEWEST_TO_JUDGE = 20
MOST_TO_JUDGE = 3000
SURELY = 0.01
TIMES_SHOWN = 10


@dataclass(frozen=True)
class Effect:
    """What one covariate does, all others equal: a ratio of hazards, or of times.

    `ratio` is per unit of a number, or of a level against the reference, with its 95 %
    interval. Of hazards, above 1 is sooner; of times (log-normal), above 1 is later.
    """

    covariate: str
    level: str | None
    reference: str | None
    coefficient: float
    standard_error: float
    ratio: float
    low: float
    high: float
    is_hazard: bool

    @classmethod
    def of(cls, column: Column, value: float, error: float, is_hazard: bool) -> Effect:
        ends = np.array([value, value - Z95 * error, value + Z95 * error])
        ratio, low, high = np.exp(np.clip(ends, -700, 700))
        named = (column.name, column.level, column.reference)
        return cls(*named, value, error, float(ratio), float(low), float(high), is_hazard)

    @property
    def sentence(self) -> Sentence:
        told: dict[str, object] = {
            "ratio": _short(self.ratio),
            "low": _short(self.low),
            "high": _short(self.high),
        }
        told |= {"name": self.covariate, "level": self.level, "reference": self.reference}
        if self.level is None and self.is_hazard:
            return Sentence(
                "One more of {name}, all else equal: contracts end {ratio} times as fast "
                "({low} to {high}).",
                **told,
            )
        if self.level is None:
            return Sentence(
                "One more of {name}, all else equal: contracts last {ratio} times as long "
                "({low} to {high}).",
                **told,
            )
        if self.is_hazard:
            return Sentence(
                "{name} = {level}, all else equal: contracts end {ratio} times as fast as with "
                "{reference} ({low} to {high}).",
                **told,
            )
        return Sentence(
            "{name} = {level}, all else equal: contracts last {ratio} times as long as with "
            "{reference} ({low} to {high}).",
            **told,
        )


@dataclass(frozen=True)
class Concordance:
    """Of pairs of held-out contracts, the share in which the riskier one ended first.

    0.5 is chance; `low` and `high` are its 95 % interval. Harrell et al. (1982), JAMA
    247(18), doi:10.1001/jama.1982.03320430047030; interval by the infinitesimal jackknife.
    """

    value: float
    low: float
    high: float
    contracts: int


@dataclass(frozen=True)
class Steadiness:
    """Whether a column's effect is the same early and late in a contract.

    `p` is that of the test on scaled Schoenfeld residuals (Grambsch & Therneau 1994,
    doi:10.1093/biomet/81.3.515), times the number of columns; `early` and `late` are the
    hazard ratios among the earlier and the later half of the endings.
    """

    label: str
    p: float
    early: float
    late: float

    @property
    def is_steady(self) -> bool:
        return self.p >= SURELY

    @property
    def sentence(self) -> Sentence:
        if self.is_steady:
            return Sentence("{name}: its effect is about the same at all times.", name=self.label)
        return Sentence(
            "{name}: its effect changes as contracts age: hazard × {early} among the earlier half "
            "of the endings, × {late} among the later half. The one ratio shown is between them.",
            name=self.label,
            early=_short(self.early),
            late=_short(self.late),
        )


@dataclass(frozen=True)
class Beside:
    """Share lasting longer than `time`: Kaplan–Meier with its limits, and the model's.

    `ended` and `expected` are the endings since the time before, as they were and as the
    model expects them of contracts watched for as long. `model` is the curve that falls by
    what was expected where Kaplan–Meier's falls by what was seen, so that the two can be
    compared even if some kinds of contract were watched for longer than others.
    """

    time: float
    kaplan_meier: float
    low: float | None
    high: float | None
    model: float
    ended: int
    expected: float


def concordance(duration: Floats, ended: Floats, risk: Floats) -> Concordance:
    """Of at most 3,000 contracts (every nth), with ties in risk counting half."""
    nth = -(-len(duration) // MOST_TO_JUDGE)
    duration, ended, risk = (each[::nth] for each in (duration, ended, risk))
    first = (duration[:, None] < duration) & (ended[:, None] > 0)
    first |= (duration[:, None] == duration) & (ended[:, None] > ended)
    right = first * (0.5 + 0.5 * np.sign(risk[:, None] - risk))
    pairs, sorted_well = first.sum(), right.sum()
    if not pairs:
        raise TooFew(Sentence("pairs of contracts that can be compared"), 0, 1)
    value = float(sorted_well / pairs)
    mine = right.sum(axis=0) + right.sum(axis=1)
    asked = first.sum(axis=0) + first.sum(axis=1)
    half = Z95 * float(np.sqrt((((mine - value * asked) / pairs) ** 2).sum()))
    return Concordance(value, max(0.0, value - half), min(1.0, value + half), len(duration))


def beside(data: Contracts, hazard: Callable[[float], float]) -> tuple[Beside, ...]:
    """At ten of the times at which contracts ended, spread evenly over them."""
    when = np.unique(data.duration[data.ended > 0])
    curve = _curve(data, when)
    shown = np.unique(np.linspace(0, len(when) - 1, TIMES_SHOWN).astype(int))
    expected = np.diff([hazard(float(time)) for time in when[shown]], prepend=0.0)
    ended = np.diff(curve.events.cumsum()[shown], prepend=0)
    fallen = curve.share[shown] / np.concatenate([[1.0], curve.share[shown][:-1]])
    model = np.cumprod(fallen ** (expected / ended))
    limits = [_known(each[shown]) for each in (curve.low, curve.high)]
    columns = (when[shown].tolist(), curve.share[shown].tolist(), *limits, model.tolist())
    return tuple(
        Beside(*row) for row in zip(*columns, ended.tolist(), expected.tolist(), strict=True)
    )


def _known(limits: Floats) -> list[float | None]:
    return [None if np.isnan(limit) else float(limit) for limit in limits]


def _curve(data: Contracts, when: Floats) -> Survival:
    """Kaplan–Meier on whole numbers in the order of the times: any unit will do.

    The kth time of an ending becomes 2k − 1; who was only watched until then becomes 2k.
    """
    place = 2 * np.searchsorted(when, data.duration, side="right") - (data.ended > 0)
    keys, counts = np.unique(2 * place + (data.ended > 0), return_counts=True)
    return kaplan_meier(
        (int(key) // 2, bool(key % 2), int(n)) for key, n in zip(keys, counts, strict=True)
    )


def _short(ratio: float) -> float:
    """Three digits that count."""
    return float(f"{ratio:.3g}")
