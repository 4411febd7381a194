"""Models of the difference that contact makes to each member: four ways, on two bases.

All assume an experiment: who was contacted was drawn with a known probability, the same
for everybody.

References
----------
Künzel, Sekhon, Bickel & Yu (2019), PNAS 116(10). doi:10.1073/pnas.1804597116 (S, T and X)
Jaśkowski & Jaroszewicz (2012), ICML workshop on clinical data analysis, and Athey & Imbens
(2016), PNAS 113(27). doi:10.1073/pnas.1510489113 (transformed outcome)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from goodwill.analytics.campaigns.uplift import boosting, linear
from goodwill.analytics.campaigns.uplift.boosting import Boosted
from goodwill.analytics.campaigns.uplift.designs import Design, numbered
from goodwill.analytics.campaigns.uplift.linear import Linear
from goodwill.analytics.campaigns.uplift.trials import FEWEST_TO_LEARN, refuse_few
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence


class Learner(StrEnum):
    """How the difference is learnt, and from what."""

    T_LINEAR = "t_linear"
    S_LINEAR = "s_linear"
    X_LINEAR = "x_linear"
    TRANSFORMED_LINEAR = "transformed_linear"
    T_BOOSTING = "t_boosting"
    S_BOOSTING = "s_boosting"
    X_BOOSTING = "x_boosting"
    TRANSFORMED_BOOSTING = "transformed_boosting"

    @property
    def sentence(self) -> Sentence:
        return _NAMES[self]


_NAMES = {
    Learner.T_LINEAR: Sentence("two straight-line models, one per arm (T-learner)"),
    Learner.S_LINEAR: Sentence("one straight-line model with the arm in it (S-learner)"),
    Learner.X_LINEAR: Sentence("crossed straight-line models (X-learner)"),
    Learner.TRANSFORMED_LINEAR: Sentence("a straight-line model of the transformed outcome"),
    Learner.T_BOOSTING: Sentence("two sets of boosted trees, one per arm (T-learner)"),
    Learner.S_BOOSTING: Sentence("boosted trees with the arm among the columns (S-learner)"),
    Learner.X_BOOSTING: Sentence("crossed boosted trees (X-learner)"),
    Learner.TRANSFORMED_BOOSTING: Sentence("boosted trees of the transformed outcome"),
}


@dataclass(frozen=True, eq=False)
class Part:
    """weight × what a score says: as it is, or as a probability if it is log-odds."""

    weight: float
    score: Linear | Boosted
    is_log_odds: bool

    def effect(self, matrix: Floats) -> Floats:
        raw = self.score.raw(matrix)
        told = 1 / (1 + np.exp(-raw)) if self.is_log_odds else raw
        return np.asarray(self.weight * told)


@dataclass(frozen=True, eq=False)
class UpliftModel:
    """The expected difference that contact makes: the sum of its parts.

    `share` is the share of members that were contacted in the experiment.
    """

    learner: Learner
    design: Design
    parts: tuple[Part, ...]
    share: float

    def effect(self, X: Floats) -> Floats:  # noqa: N803
        """Outcome if contacted less outcome if not, shape (members,), in the outcome's unit.

        X has the columns of the design, shape (members, columns), NaN where not known.
        """
        return np.asarray(np.sum([part.effect(X) for part in self.parts], axis=0))


def learn(
    X: Floats,  # noqa: N803
    w: Floats,
    y: Floats,
    *,
    learner: Learner = Learner.T_LINEAR,
    share: float | None = None,
    design: Design | None = None,
) -> UpliftModel:
    """What contact changes, learnt from an experiment.

    Parameters
    ----------
    X
        Covariates, shape (members, columns), NaN where not known.
    w
        1 for those who were contacted, 0 for the control, shape (members,).
    y
        What each did: 0 or 1, or an amount, shape (members,).
    share
        The probability with which contact was drawn; the share of w if not given.
    design
        What the columns of X are, if a frame is to be scored.

    Raises
    ------
    TooFew
        Fewer than 15 responders in an arm, or (of yes or no) than 15 others.
    """
    X, w, y = (np.asarray(values, dtype=np.float64) for values in (X, w, y))  # noqa: N806
    refuse_few(w, y, FEWEST_TO_LEARN)
    p = float(w.mean()) if share is None else share
    is_share = bool(np.isin(y, (0.0, 1.0)).all())
    members = len(y)
    way, _, base = learner.value.partition("_")
    if base == "boosting" and max(w.sum(), len(w) - w.sum()) > boosting.MOST_TO_GROW:
        kept = boosting.thinned(w)
        X, w, y = X[kept], w[kept], y[kept]  # noqa: N806
    bench = _Linear(X) if base == "linear" else _Trees(X)
    here = float(w.mean()) if len(y) < members else p  # arms are thinned, each on its own
    parts = _WAYS[way](bench, w, y, here, is_share)
    return UpliftModel(learner, design or numbered(X.shape[1]), parts, p)


class _Linear:
    """Lines on members whose covariates were brought to one scale once."""

    def __init__(self, matrix: Floats) -> None:
        self.matrix = matrix
        self.scale = linear.scale(matrix)
        self.scaled = self.scale.scaled(matrix)

    def fit(self, chosen: Floats, y: Floats, *, is_share: bool = False) -> Linear:
        way = linear.logit if is_share else linear.ridge
        return way(self.scale, self.scaled[chosen > 0], y[chosen > 0])

    def told(self, w: Floats, y: Floats, *, is_share: bool) -> tuple[Linear, Linear]:
        """One line on covariates, the arm and their products, as the line of either arm."""
        arm = w - w.mean()
        both = np.column_stack([self.scaled, self.scaled * arm[:, None], arm])
        wide = linear.Scale(*_unscaled(both.shape[1]), ())
        found = (linear.logit if is_share else linear.ridge)(wide, both, y)
        width = self.scaled.shape[1]
        lines = []
        for value in (1 - w.mean(), -w.mean()):
            slope = found.slope[:width] + value * found.slope[width : 2 * width]
            lines.append(self.scale.line(found.intercept + value * float(found.slope[-1]), slope))
        return lines[0], lines[1]


def _unscaled(width: int) -> tuple[Floats, Floats, Floats, Floats]:
    far = np.full(width, np.inf)
    return -far, far, np.zeros(width), np.ones(width)


class _Trees:
    """Trees on members, of whom every nth is taken where they are many."""

    def __init__(self, matrix: Floats) -> None:
        self.matrix = matrix

    def fit(self, chosen: Floats, y: Floats, *, is_share: bool = False) -> Boosted:
        kept = chosen > 0
        return Boosted(boosting.grow(self.matrix[kept], y[kept], is_share=is_share))

    def told(self, w: Floats, y: Floats, *, is_share: bool) -> tuple[Boosted, Boosted]:
        both = np.column_stack([self.matrix, w])
        grown = boosting.grow(both, y, is_share=is_share)
        return Boosted(grown, 1.0), Boosted(grown, 0.0)


_Bench = _Linear | _Trees


def _t(bench: _Bench, w: Floats, y: Floats, p: float, is_share: bool) -> tuple[Part, ...]:
    """τ(x) = μ₁(x) − μ₀(x), each learnt in its own arm."""
    return (
        Part(1.0, bench.fit(w, y, is_share=is_share), is_share),
        Part(-1.0, bench.fit(1 - w, y, is_share=is_share), is_share),
    )


def _s(bench: _Bench, w: Floats, y: Floats, p: float, is_share: bool) -> tuple[Part, ...]:
    """τ(x) = μ(x, 1) − μ(x, 0), learnt in both arms together."""
    with_, without = bench.told(w, y, is_share=is_share)
    return Part(1.0, with_, is_share), Part(-1.0, without, is_share)


def _x(bench: _Bench, w: Floats, y: Floats, p: float, is_share: bool) -> tuple[Part, ...]:
    """What each member did, less what the other arm's model says, is learnt in turn.

    τ(x) = p τ₀(x) + (1 − p) τ₁(x), Künzel et al. (2019), equation 9 with e(x) = p.
    """
    treated, control = _t(bench, w, y, p, is_share)
    gained = np.zeros_like(y)
    is_treated = w > 0
    gained[is_treated] = y[is_treated] + control.effect(bench.matrix[is_treated])
    gained[~is_treated] = treated.effect(bench.matrix[~is_treated]) - y[~is_treated]
    return (
        Part(p, bench.fit(1 - w, gained), False),
        Part(1 - p, bench.fit(w, gained), False),
    )


def _transformed(bench: _Bench, w: Floats, y: Floats, p: float, is_share: bool) -> tuple[Part, ...]:
    """E[(y − c)(w − p) / (p(1 − p)) | x] = τ(x) for any constant c; c makes it vary least."""
    is_treated = w > 0
    centre = (1 - p) * y[is_treated].mean() + p * y[~is_treated].mean()
    moved = (y - centre) * (w - p) / (p * (1 - p))
    return (Part(1.0, bench.fit(np.ones_like(y), moved), False),)


_WAYS: dict[str, Callable[[_Bench, Floats, Floats, float, bool], tuple[Part, ...]]] = {
    "t": _t,
    "s": _s,
    "x": _x,
    "transformed": _transformed,
}
