"""Boosted trees, grown by scikit-learn and written out so that an engine can score them.

References
----------
Friedman (2001), Annals of Statistics 29(5). doi:10.1214/aos/1013203451
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers

TREES = 40
STEP = 0.1
LEAVES = 8
SMALLEST_LEAF = 0.005
"""A leaf holds at least this share of the members learnt from, and at least 20 of them."""
MOST_TO_GROW = 150_000
"""Trees learn from every nth member of an arm that has more; they are judged on all."""
SEED = 20_070_615


@dataclass(frozen=True, eq=False)
class Boosted:
    """Trees grown on the columns of the design, with the arm behind them if `arm` is given.

    Then they are asked what they would say if everybody were in that arm (1 or 0).
    """

    grown: Any
    arm: float | None = None

    def raw(self, matrix: Floats) -> Floats:
        """The sum of the trees, shape (members,): log-odds, or the amount itself."""
        if self.arm is not None:
            matrix = np.column_stack([matrix, np.full(len(matrix), self.arm)])
        told = getattr(self.grown, "decision_function", None) or self.grown.predict
        with _one_thread():
            return np.asarray(told(matrix), dtype=np.float64)

    def expression(self, columns: Sequence[str]) -> nw.Expr:
        """The same of columns of an engine, null where a number is not known."""
        start = nw.lit(float(np.asarray(self.grown._baseline_prediction).ravel()[0]))
        trees = [
            self._branch(stage[0].nodes, 0, columns)
            for stage in self.grown._predictors
            if len(stage[0].nodes)
        ]
        return reduce(add, trees, start)

    def _branch(self, nodes: Any, place: int, columns: Sequence[str]) -> nw.Expr:
        node = nodes[place]
        if node["is_leaf"]:
            return nw.lit(float(node["value"]))
        feature, edge = int(node["feature_idx"]), float(node["num_threshold"])
        if feature == len(columns):
            assert self.arm is not None
            taken = node["left"] if self.arm <= edge else node["right"]
            return self._branch(nodes, int(taken), columns)
        left = self._branch(nodes, int(node["left"]), columns)
        right = self._branch(nodes, int(node["right"]), columns)
        return _parted(node, nw.col(columns[feature]), left, right)


def _parted(node: Any, column: nw.Expr, left: nw.Expr, right: nw.Expr) -> nw.Expr:
    """One comparison a split: engines take null, which is neither, to `otherwise`."""
    edge = float(node["num_threshold"])
    if not np.isfinite(edge):
        return nw.when(column.is_null()).then(right).otherwise(left)
    if node["missing_go_to_left"]:
        return nw.when(column > edge).then(right).otherwise(left)
    return nw.when(column <= edge).then(left).otherwise(right)


def thinned(w: Floats) -> Integers:
    """The places of every nth member of each arm, at most 150,000 of either, in order."""
    arms = [np.flatnonzero(w == arm) for arm in (0.0, 1.0)]
    return np.sort(np.concatenate([arm[:: -(-len(arm) // MOST_TO_GROW)] for arm in arms]))


def grow(matrix: Floats, y: Floats, *, is_share: bool) -> Any:
    """Trees of y by logistic loss where it is 0 or 1 (`is_share`), else by least squares."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if is_share else HistGradientBoostingRegressor
    trees = kind(
        max_iter=TREES,
        learning_rate=STEP,
        max_leaf_nodes=LEAVES,
        max_bins=63,
        min_samples_leaf=max(20, int(SMALLEST_LEAF * len(y))),
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    with _one_thread():
        return trees.fit(matrix, y)


def _one_thread() -> AbstractContextManager[Any]:
    """Trees this small gain nothing from several; on a busy machine these wait in a circle."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1, "openmp")
    return limits
