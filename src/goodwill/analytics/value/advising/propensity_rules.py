"""The simple rules that a propensity model has to beat."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.advising.forest import Chance
from goodwill.analytics.value.advising.snapshots import Snapshot
from goodwill.analytics.value.family import Family
from goodwill.analytics.value.today.rhythm import K
from goodwill.language import Sentence

BY_RHYTHM = Sentence("share of buyers by state of rhythm")
BY_RECENCY = Sentence("recency, frequency and age alone")


def rules(
    late: Snapshot, unseen: Snapshot, horizon_days: int, family: Family | None
) -> list[tuple[Sentence, Floats]]:
    """Simple rules that learn from the latest purchases known before the judging."""
    told = [(BY_RHYTHM, _by_rhythm(late, unseen)), (BY_RECENCY, _by_recency(late, unseen))]
    if family is not None:
        chance = chance_of(family, unseen, horizon_days)
        found = np.asarray(chance(*unseen.histories()))
        told.append((Sentence("the model {name}", name=family.NAME), found))
    return told


def chance_of(family: Family, seen: Snapshot, horizon_days: int) -> Chance:
    """The probability of a purchase by a model fitted to what was known on that day."""
    model = family.fit(*seen.histories())

    def chance(x: Floats, t_x: Floats, T: Floats) -> Floats:
        return 1 - family.probability_of_no_purchase(model, float(horizon_days), x, t_x, T)

    return chance


def _by_rhythm(late: Snapshot, unseen: Snapshot) -> Floats:
    assert late.bought is not None
    then, now = _states(late), _states(unseen)
    share = np.array(
        [(late.bought[then == state].sum() + 1) / ((then == state).sum() + 2) for state in range(5)]
    )
    return np.asarray(share[now])


def _states(seen: Snapshot) -> Any:
    """0 … 3 as `rhythm.Rhythm` from on rhythm to lapsed, 4 where no rhythm is known."""
    gap = seen.behaviour["median_gap_days"]
    known = gap[~np.isnan(gap)]
    pooled = float(np.median(known)) if known.size else np.nan
    overdue = seen.behaviour["days_since_last"] / np.where(np.isnan(gap), pooled, gap)
    states = np.searchsorted([1.0, K, 2 * K], overdue, side="right")
    return np.where(np.isnan(overdue), 4, np.where(overdue == 1, 0, states))


def _by_recency(late: Snapshot, unseen: Snapshot) -> Floats:
    from sklearn.linear_model import LogisticRegression

    rows, asked = (np.log1p(np.column_stack([*_rfa(s)])) for s in (late, unseen))
    centre, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    rule = LogisticRegression(C=100.0).fit((rows - centre) / spread, late.bought)
    return np.asarray(rule.predict_proba((asked - centre) / spread)[:, 1])


def _rfa(seen: Snapshot) -> tuple[Floats, ...]:
    x, t_x, T = seen.histories()
    return T - t_x, x, T
