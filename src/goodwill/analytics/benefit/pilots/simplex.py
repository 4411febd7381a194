"""The mixture of some series that comes nearest to another: least squares on the simplex."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from goodwill.analytics.errors import NotConverged
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

TOLERANCE = 1e-8


def nearest_mixture(columns: Floats, target: Floats, *, ridge: float = 0.0) -> Floats:
    """The weights w ≥ 0, Σw = 1 that minimise ‖columns·w − target‖² + ridge·‖w‖².

    With Σw = 1 this is the point nearest to nought of the hull of columns − target, and
    that is found exactly by non-negative least squares: minimising ‖Cu‖² + (Σu − 1)² over
    u ≥ 0 gives u = w/(1 + ‖Cw‖²), whose direction does not depend on the length. That it
    is the best is then proved, not hoped for: the gradient leaves nothing to be won.

    Parameters
    ----------
    columns, target
        Shapes (rows, series) and (rows,).

    Returns
    -------
    Floats
        Shape (series,).

    Raises
    ------
    NotConverged
        The duality gap of the answer is not nought.
    """
    away = columns - target[:, None]
    series = away.shape[1]
    if ridge > 0:
        away = np.vstack([away, np.sqrt(ridge) * np.eye(series)])
    scale = float(np.sqrt((away**2).sum(axis=0).max()))
    if scale == 0:
        return np.full(series, 1 / series)
    away = away / scale
    weights = _direction(away)
    gradient = away.T @ (away @ weights)
    if weights @ gradient - gradient.min() > TOLERANCE:
        raise _not_found()
    return weights


def _direction(away: Floats) -> Floats:
    rows, series = away.shape
    wanted = np.zeros(rows + 1)
    wanted[-1] = 1
    try:
        found, _ = nnls(np.vstack([away, np.ones(series)]), wanted, maxiter=30 * series)
    except RuntimeError as error:
        raise _not_found() from error
    return np.asarray(found / found.sum())


def _not_found() -> NotConverged:
    return NotConverged(
        Sentence("No best mixture of the units without the pilot was found to compare with.")
    )
