"""Boosted trees whose scores are turned into probabilities on later days.

Snapshots become a matrix once learnt: numbers as they are, words as the number of their
level. The trees are scikit-learn's histogram gradient boosting, which takes missing values.

References
----------
Friedman (2001), Annals of Statistics 29(5). doi:10.1214/aos/1013203451
Platt (1999), Probabilistic outputs for support vector machines (sigmoid calibration).
Zadrozny & Elkan (2002), KDD '02. doi:10.1145/775047.775151 (isotonic calibration)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.advising.judging import losses
from goodwill.analytics.value.advising.snapshots import Snapshot

MOST_LEVELS = 50
MOST_TREES = 300
STEP = 0.05
LEAVES = 15
SEED = 20_010_801
ISOTONIC_FROM = 2000
"""Buyers and non-buyers from which the staircase is better known than two parameters."""


CLOCKS = ("days_since_last", "repeats", "days_observed")
Chance = Callable[[Floats, Floats, Floats], Floats]
"""Probability of a purchase within the horizon from x, t_x and T, (customers,)."""


@dataclass(frozen=True, eq=False)
class Encoder:
    """How a snapshot becomes a matrix: `names` of its columns, `levels` of those in words."""

    names: tuple[str, ...]
    attributes: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]

    def matrix(self, seen: Snapshot) -> Floats:
        """Shape (customers, columns); NaN where a number or a level is not known."""
        return np.column_stack([self._column(name, seen) for name in self.names])

    def _column(self, name: str, seen: Snapshot) -> Floats:
        label = name.removeprefix(IS)
        if label not in self.attributes or name == label:
            return np.asarray(seen.behaviour.get(name, np.full(len(seen), np.nan)))
        values = seen.attributes.get(label, np.full(len(seen), None))
        if name not in self.levels:
            return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        codes = {level: float(at) for at, level in enumerate(self.levels[name])}
        return np.array([codes.get(value, np.nan) for value in values], dtype=np.float64)


IS = "is_"
"""Begins the name of a column made of an attribute, so that it cannot hide a behaviour."""


def encoder(seen: Snapshot) -> Encoder:
    """Columns of everything that differs between customers; of words, the 50 commonest."""
    levels = {
        IS + name: _levels(values)
        for name, values in seen.attributes.items()
        if values.dtype.kind == "O"
    }
    names = [name for name, values in seen.behaviour.items() if name in CLOCKS or _differs(values)]
    for name, values in seen.attributes.items():
        words = levels.get(IS + name)
        if _differs(values) if words is None else len(words) > 1:
            names.append(IS + name)
    return Encoder(tuple(names), frozenset(seen.attributes), levels)


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees, and what turns their score into a probability.

    `sigmoid` takes the trees' score together with recency, frequency and age (logged,
    centred and scaled by `centre` and `spread`), which keep their meaning where customers
    grow older than any that the trees saw, and with what `chance`, a model of buying and
    dying, gives. `staircase`, isotonic, is averaged with it where there are customers
    enough to know it: alone it would call rare things impossible.
    """

    encoder: Encoder
    trees: Any
    chance: Chance | None
    centre: Floats
    spread: Floats
    sigmoid: Any
    staircase: Any
    floor: float

    def probability(self, matrix: Floats) -> Floats:
        """Of a purchase, shape (customers,), within (0, 1)."""
        told = _told(self.encoder, self.trees, self.chance, matrix)
        found = self.sigmoid.predict_proba((told - self.centre) / self.spread)[:, 1]
        if self.staircase is not None:
            found = (found + self.staircase.predict(found)) / 2
        return np.asarray(np.clip(found, self.floor, 1 - self.floor))


def _told(code: Encoder, trees: Any, chance: Chance | None, matrix: Floats) -> Floats:
    silent, repeats, age = (matrix[:, code.names.index(name)] for name in CLOCKS)
    told = [trees.decision_function(matrix), *np.log1p([silent, repeats, age])]
    if chance is not None:
        x = np.round(repeats)
        t_x = np.where(x > 0, np.clip(age - silent, 0, age), 0.0)
        p = np.clip(chance(x, t_x, age), 1e-6, 1 - 1e-6)
        told.append(np.log(p / (1 - p)))
    return np.column_stack(told)


def grown(
    code: Encoder,
    early: Snapshot,
    late: Snapshot,
    *,
    chance: Chance | None = None,
    trees: int | None = None,
) -> Forest:
    """Trees from the early snapshot; their number, if not given, and calibration from the late."""
    matrix, later = code.matrix(early), code.matrix(late)
    assert early.bought is not None
    assert late.bought is not None
    model = _trees(code, trees or MOST_TREES).fit(matrix, early.bought)
    if trees is None:
        stages = model.staged_predict_proba(later)
        loss = [losses(stage[:, 1], late.bought).mean() for stage in stages]
        model = _trees(code, int(np.argmin(loss)) + 1).fit(matrix, early.bought)
    return _calibrated(code, model, chance, later, late.bought)


def _calibrated(
    code: Encoder, trees: Any, chance: Chance | None, matrix: Floats, bought: Floats
) -> Forest:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    told = _told(code, trees, chance, matrix)
    centre, spread = told.mean(axis=0), np.maximum(told.std(axis=0), 1e-9)
    scaled = (told - centre) / spread
    sigmoid = LogisticRegression(C=100.0).fit(scaled, bought)
    fewest = min(bought.sum(), len(bought) - bought.sum())
    staircase = None
    if fewest >= ISOTONIC_FROM:
        found = sigmoid.predict_proba(scaled)[:, 1]
        staircase = IsotonicRegression(out_of_bounds="clip").fit(found, bought)
    return Forest(code, trees, chance, centre, spread, sigmoid, staircase, 0.5 / (len(bought) + 1))


def _trees(code: Encoder, trees: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=trees,
        learning_rate=STEP,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        categorical_features=[name in code.levels for name in code.names],
        random_state=SEED,
    )


def _levels(values: Any) -> tuple[str, ...]:
    words = [value for value in values.tolist() if value is not None]
    if not words:
        return ()
    found, counts = np.unique(np.array(words, dtype=str), return_counts=True)
    order = np.lexsort((found, -counts))[:MOST_LEVELS]
    return tuple(str(level) for level in found[order])


def _differs(values: Floats) -> bool:
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    return bool(known.size and known.max() > known.min())
