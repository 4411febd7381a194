"""Qini curves and the areas under them.

u(φ) is what contacting the best-ranked share φ brings, per member of the whole audience:

    u(φ) = φ (ȳ₁(φ) − ȳ₀(φ))

where ȳ₁(φ), ȳ₀(φ) are the mean outcomes of the contacted and the control among that share.
Means, not counts, are compared, so that arms may be of any size. It is the uplift curve of
Gutierrez & Gérardy (2017) divided by the number of members; Radcliffe's (2007) Qini curve
is the same but for the factor n₁(φ)/n against φ n₁/n.

    AUUC = ∫₀¹ u(φ) dφ,    Qini = AUUC − u(1)/2,    Qini share = Qini / best possible Qini

Contacting a random share brings φ u(1), so that its Qini is 0. The best possible ordering
has all members in the order of z = y w/p − y (1 − w)/(1 − p), p the probability of contact;
its curve is ∫ of z, as each z has the member's effect as its mean.

References
----------
Radcliffe (2007), Using control groups to target on predicted lift, Direct Marketing
Analytics Journal, 14-21.
Gutierrez & Gérardy (2017), Causal inference and uplift modelling: a review of the
literature, PMLR 67, 1-13.
Devriendt, Moldovan & Verbeke (2018), Big Data 6(1), 13-41. doi:10.1089/big.2017.0104
"""

from __future__ import annotations

import numpy as np

from goodwill.analytics.campaigns.uplift.trials import Trial
from goodwill.analytics.figure import Definition, Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

TREATED, CONTROL, TREATED_SUM, CONTROL_SUM = range(4)
"""What the columns of sums are: members of either arm, and their outcomes."""

AUUC = Definition(
    "auuc",
    1,
    Sentence("Area under the uplift curve (AUUC)"),
    Sentence(
        "What contacting the members that a ranking puts first brings, averaged over all shares "
        "contacted from none to all, per member of the audience."
    ),
    Sentence("∫ φ × (mean outcome contacted − mean outcome control, among the best φ) dφ"),
    Unit.NUMBER,
)
QINI = Definition(
    "qini",
    1,
    Sentence("Qini: gain over a random order"),
    Sentence(
        "How much more a ranking brings than contacting as many at random, averaged over all "
        "shares contacted, per member of the audience. Nought means no better than chance."
    ),
    Sentence("AUUC − ½ × effect of contacting everybody"),
    Unit.NUMBER,
)
QINI_SHARE = Definition(
    "qini_share",
    1,
    Sentence("Qini, of the best possible"),
    Sentence("The Qini of a ranking as a share of that of an order made with hindsight."),
    Sentence("Qini ÷ Qini of the order by each member's own outcome"),
    Unit.SHARE,
)
DEFINITIONS = (AUUC, QINI, QINI_SHARE)


def curve(sums: Floats) -> Floats:
    """u at the edges of the bins, shape (…, bins + 1), of sums of shape (…, bins, ≥ 4).

    While the share is so small that an arm has nobody in it, its mean counts as that of
    the share where it first has somebody.
    """
    total = np.cumsum(sums[..., :4], axis=-2)
    n, y = total[..., :2], total[..., 2:]
    mean = np.divide(y, n, out=np.zeros_like(y), where=n > 0)
    members = n.sum(axis=-1)
    share = members / members[..., -1:]
    gained = np.where(n.min(axis=-1) > 0, share * (mean[..., 0] - mean[..., 1]), 0.0)
    return np.concatenate([np.zeros_like(gained[..., :1]), gained], axis=-1)


def auuc(u: Floats) -> Floats:
    """∫ u dφ by trapezoids over equal bins, shape (…)."""
    return np.asarray((u[..., 1:] + u[..., :-1]).mean(axis=-1) / 2)


def qini(u: Floats) -> Floats:
    """AUUC − u(1)/2, shape (…)."""
    return np.asarray(auuc(u) - u[..., -1] / 2)


def best_qini(trial: Trial) -> float:
    """The Qini of the order made with hindsight."""
    p, w, y = trial.share, trial.treated, trial.outcome
    moved = np.sort(np.where(w > 0, y / p, -y / (1 - p)))[::-1]
    u = np.append(0.0, moved.cumsum()) / len(moved)
    return float(qini(u))
