"""Who is most like whom, within a caliper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

CALIPER = 0.2
"""In standard deviations of the logit of the propensity (Austin 2011), or of a covariate."""

AROUND = np.array([0, *(step * side for step in range(1, 21) for side in (1, -1))])
"""The controls looked at around the nearest score, in the order in which ties are decided."""
AT_ONCE = 20_000


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of treated members and of the controls beside them, shapes (pairs,).

    `twins`, of shape (members,), gives for each control the control most like it.
    """

    treated: Integers
    controls: Integers
    twins: Integers


def standardised(known: Floats) -> Floats:
    """Each column in standard deviations about its mean; a constant one becomes nought."""
    spread = known.std(axis=0)
    return np.asarray((known - known.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def by_propensity(known: Floats, treated: Any) -> Pairs:
    """Of the controls within the caliper of the logit, the one most alike in covariates.

    Up to 41 controls nearest by the logit are looked at. Controls of the very same logit
    take turns in the middle of them, so that ties lean on nobody.
    """
    rows = standardised(known)
    score = _logit(rows, treated)
    ours, theirs = np.flatnonzero(treated), np.flatnonzero(~treated)
    theirs = theirs[np.argsort(score[theirs], kind="stable")]
    middle = _middles(score[theirs], score[ours])
    parts = range(0, len(ours), AT_ONCE)
    found = [_most_alike(rows, score, ours[p : p + AT_ONCE], theirs, middle[p:]) for p in parts]
    chosen, near = (np.concatenate(column) for column in zip(*found, strict=True))
    return Pairs(ours[near], chosen[near], _twins(theirs, score))


def by_covariates(known: Floats, treated: Any) -> Pairs:
    """Pairs of nearest standardised covariates, no further apart than the caliper in each
    on average (root mean square)."""
    from sklearn.neighbors import NearestNeighbors

    rows = standardised(known)
    ours, theirs = np.flatnonzero(treated), np.flatnonzero(~treated)
    tree = NearestNeighbors(n_neighbors=2).fit(rows[theirs])
    distance, place = tree.kneighbors(rows[ours], n_neighbors=1)
    near = distance[:, 0] <= CALIPER * np.sqrt(rows.shape[1])
    chosen = theirs[place[:, 0]]
    twins = np.arange(len(rows))
    twins[theirs] = theirs[tree.kneighbors(n_neighbors=1, return_distance=False)[:, 0]]
    return Pairs(ours[near], chosen[near], twins)


def _logit(rows: Floats, treated: Any) -> Floats:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e4, max_iter=1_000)
    score = np.asarray(model.fit(rows, treated).decision_function(rows), dtype=np.float64)
    if not np.isfinite(score).all() or score[treated].min() > score[~treated].max():
        raise Undefined(
            Sentence(
                "What was known before tells the members of the pilot from all others: "
                "nobody alike is left to compare with."
            )
        )
    return score


def _middles(ordered: Floats, wanted: Floats) -> Integers:
    """Where among the ordered scores the nearest to each wanted one stands, ties in turn."""
    levels, first, count = np.unique(ordered, return_index=True, return_counts=True)
    level = _nearest(levels, wanted)
    return np.asarray(first[level] + _turns(level) % count[level])


def _most_alike(
    rows: Floats, score: Floats, ours: Integers, theirs: Integers, middle: Integers
) -> tuple[Integers, Any]:
    """For each of ours the control most alike around its middle, and whether one is near."""
    places = np.clip(middle[: len(ours), None] + AROUND, 0, len(theirs) - 1)
    others = theirs[places]
    apart = ((rows[others] - rows[ours][:, None, :]) ** 2).sum(axis=2)
    too_far = np.abs(score[others] - score[ours][:, None]) > CALIPER * score.std()
    apart[too_far] = np.inf
    best = apart.argmin(axis=1)
    each = np.arange(len(ours))
    return others[each, best], np.isfinite(apart[each, best])


def _nearest(levels: Floats, wanted: Floats) -> Integers:
    """The place of the nearest level of each; of two as near, the lower."""
    above = np.clip(np.searchsorted(levels, wanted), 1, max(len(levels) - 1, 1))
    above = np.minimum(above, len(levels) - 1)
    below = np.maximum(above - 1, 0)
    is_above = np.abs(levels[above] - wanted) < np.abs(levels[below] - wanted)
    return np.where(is_above, above, below)


def _turns(level: Integers) -> Integers:
    """How many earlier members want the same level."""
    order = np.argsort(level, kind="stable")
    ordered = level[order]
    start = np.searchsorted(ordered, ordered)
    turns = np.empty_like(level)
    turns[order] = np.arange(len(level)) - start
    return turns


def _twins(ordered: Integers, score: Floats) -> Integers:
    """For controls in the order of their score, the nearer one of both neighbours."""
    twins = np.arange(len(score))
    along = score[ordered]
    gaps = np.diff(along, prepend=-np.inf, append=np.inf)
    place = np.arange(len(ordered))
    twins[ordered] = ordered[np.where(gaps[:-1] <= gaps[1:], place - 1, place + 1)]
    return twins
