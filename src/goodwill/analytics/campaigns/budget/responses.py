"""How an option responds to spend, how that is known, and how sure it is.

A response was measured, by experiments at two spends or more, or it is believed. Measured
points are fitted by least squares weighted by their standard errors, with the curve kept
concave; what the points do not settle is seen by drawing them anew and fitting again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.campaigns.budget.curves import (
    Curve,
    Hill,
    Lines,
    Power,
    Saturating,
    knots,
    through,
)
from goodwill.analytics.campaigns.budget.fitting import Measured, Shape, fitted, single
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

FEWEST_POINTS = 2
Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Response:
    """A curve with what is known of it.

    Parameters
    ----------
    relative_se
        The standard error of the whole curve as a share of it; None where it is not known.
    measured
        The points that it was fitted to.
    grade
        A where it rests on experiments with their standard errors, E where it is believed.
    """

    curve: Curve
    grade: Grade
    method: Sentence
    relative_se: float | None = None
    measured: Measured | None = None

    @property
    def has_interval(self) -> bool:
        known = self.measured is not None and self.measured.se is not None
        return known or self.relative_se is not None

    def drawn(self, rng: np.random.Generator, draws: int) -> Curve:
        """Curves that could as well be true, as one curve of shape (draws,)."""
        if self.measured is not None and self.measured.se is not None:
            noise = rng.standard_normal((draws, len(self.measured.spend)))
            return fitted(self.measured, self.measured.margin + noise * self.measured.se)
        return self.curve.scaled(1 + (self.relative_se or 0.0) * rng.standard_normal(draws))


def believed(curve: Curve, *, low: float | None = None, high: float | None = None) -> Response:
    """A curve that somebody believes in.

    Parameters
    ----------
    low, high
        The 95 % interval of its largest margin (`best`; `brings` of a power), if one is believed.

    Raises
    ------
    Undefined
        The curve is not concave, or the interval does not hold it.
    """
    _refuse_what_is_not_concave(curve)
    method = Sentence("A curve that is believed, not measured.")
    if low is None or high is None:
        return Response(curve, Grade.EXPERT_ESTIMATE, method)
    middle = _largest(curve)
    if not (low <= middle <= high and middle > 0):
        raise Undefined(
            Sentence(
                "The interval from {low} to {high} does not hold {middle}.",
                low=low,
                high=high,
                middle=middle,
            )
        )
    relative = (high - low) / (2 * Z95) / middle
    return Response(curve, Grade.EXPERT_ESTIMATE, method, relative_se=relative)


def measured(
    points: Sequence[tuple[float, float]],
    se: Sequence[float] | None = None,
    shape: Shape = Shape.HILL,
) -> Response:
    """The curve fitted to measured points (spend, incremental margin).

    Parameters
    ----------
    se
        The standard error of each margin. Without it every point weighs the same, there
        is no interval, and the curve counts as believed.

    Raises
    ------
    TooFew
        Fewer than two different spends above nought.
    Undefined
        A point that is no amount, or no fitted curve brings anything at all.
    """
    found = _checked(points, se, shape)
    curve = single(fitted(found, found.margin[None, :]))
    if isinstance(curve, Lines):
        curve, passes = through(list(zip(found.spend, found.margin, strict=True)))
        method = _of_points(passes)
    else:
        method = _METHODS[shape]
        if not float(_size(curve)) > 0:
            raise Undefined(
                Sentence("At none of the measured spends did the option bring anything.")
            )
    if se is None:
        method = Sentence("{method} Of the points no standard error is known.", method=method)
        return Response(curve, Grade.EXPERT_ESTIMATE, method, measured=found)
    return Response(curve, Grade.RANDOM_HOLDOUT, method, measured=found)


_METHODS = {
    Shape.HILL: Sentence(
        "Least squares, weighted by the standard errors, of best × spend ÷ (spend + half) "
        "through measured points."
    ),
    Shape.SATURATING: Sentence(
        "Least squares, weighted by the standard errors, of best × (1 − 2^(−spend ÷ half)) "
        "through measured points."
    ),
    Shape.POWER: Sentence(
        "Least squares, weighted by the standard errors, of a power of spend of at most 1 "
        "through measured points."
    ),
}


def _of_points(passes: bool) -> Sentence:
    if passes:
        return Sentence("Straight lines between measured points, level after the last.")
    return Sentence(
        "Straight lines above measured points, level after the last. The points are not "
        "concave, so that the curve is their envelope and lies above some of them."
    )


def _checked(
    points: Sequence[tuple[float, float]], se: Sequence[float] | None, shape: Shape
) -> Measured:
    spend, margin = (np.array([point[i] for point in points], dtype=float) for i in (0, 1))
    errors = None if se is None else np.array(se, dtype=float)
    different = len({float(s) for s in spend if s > 0})
    if different < FEWEST_POINTS:
        raise TooFew(Sentence("spends at which the margin was measured"), different, FEWEST_POINTS)
    is_fine = bool(np.isfinite(spend).all() and np.isfinite(margin).all() and (spend > 0).all())
    if errors is not None:
        is_fine &= len(errors) == len(spend) and bool((np.isfinite(errors) & (errors > 0)).all())
    if not is_fine or (shape is Shape.POINTS and different < len(spend)):
        raise Undefined(
            Sentence(
                "A measured point is a spend above nought, a margin and a standard error above "
                "nought; and a curve through the points has one margin per spend."
            )
        )
    return Measured(shape, spend, margin, errors)


def _size(curve: Hill | Saturating | Power) -> Floats:
    return np.asarray(curve.brings if isinstance(curve, Power) else curve.best)


def _largest(curve: Curve) -> float:
    if isinstance(curve, Lines):
        return float(max(curve.margin(np.array(knots(curve) or [0.0]))))
    return float(_size(curve))


def _refuse_what_is_not_concave(curve: Curve) -> None:
    if isinstance(curve, Lines):
        is_fine = bool(np.all(np.diff(curve.rises) <= 0))
    else:
        scale = curve.spend if isinstance(curve, Power) else curve.half
        exponent = 1.0 if isinstance(curve, Saturating) else curve.exponent
        numbers = np.array([_size(curve), scale, exponent], dtype=float)
        is_fine = bool(np.isfinite(numbers).all() and (numbers[1:] > 0).all())
        is_fine &= bool(numbers[0] >= 0 and numbers[2] <= 1)
    if not is_fine:
        raise Undefined(
            Sentence(
                "The curve is not concave: its margin must not be negative, the spend it is "
                "measured by is above nought, and an exponent is above 0 and at most 1. A "
                "curve that rises ever faster at first has no division that can be proved best."
            )
        )
