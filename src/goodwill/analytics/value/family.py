"""The common shape of models that say how often somebody buys and when they stop.

A model is a module: `paretonbd`, `bgnbd`, `mbgnbd` … Each has a frozen dataclass with its
parameters and these functions, so that whatever is computed from one is computed from all:
scores, equity, the hold-out comparison.

All times are in the unit of the data that the model was fitted to; from a customer frame
that is days. All arrays broadcast. x, t_x and T are repeat purchases, first to last
purchase, and first purchase to now, as in Fader, Hardie & Lee (2005),
doi:10.1287/mksc.1040.0098.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate


class Model(Protocol):
    """Parameters, and how surely they are known (None where they were typed in)."""

    @property
    def estimate(self) -> Estimate | None: ...


class Family(Protocol):
    """What the module of a model offers."""

    NAME: str
    """As people write it: `Pareto/NBD`."""

    CITATION: str
    """Paper and DOI."""

    def fit(self, x: Any, t_x: Any = None, T: Any = None, weight: Any = None) -> Any:
        """The frozen model; arguments as `triples.triples` takes them."""

    def log_likelihood(self, model: Any, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Of each history, on the scale of the original timing, comparable across models."""

    def probability_alive(self, model: Any, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """That each customer is still a customer at T."""

    def expected_purchases(
        self, model: Any, within: Floats | float, x: Floats, t_x: Floats, T: Floats
    ) -> Floats:
        """In (T, T + within]."""

    def variance_of_purchases(
        self, model: Any, within: Floats | float, x: Floats, t_x: Floats, T: Floats
    ) -> Floats:
        """Of the number of purchases in (T, T + within], given the parameters."""

    def probability_of_no_purchase(
        self, model: Any, within: Floats | float, x: Floats, t_x: Floats, T: Floats
    ) -> Floats:
        """In (T, T + within]."""

    def median_wait(self, model: Any, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Time from T to the next purchase that half of such customers, if they stay, exceed."""

    def discounted_purchases(
        self, model: Any, discount: float, x: Floats, t_x: Floats, T: Floats
    ) -> Floats:
        """DERT: expected purchases after T, each discounted by e^(−discount × time from T).

        Raises `Undefined` where the sum is infinite (no discount and customers who hardly
        ever leave).
        """

    def expected_purchases_of_new(self, model: Any, within: Floats | float) -> Floats:
        """E[X(t)]: repeat purchases of a customer in the time `within` after the first."""

    def discounted_purchases_of_new(self, model: Any, discount: float) -> float:
        """Repeat purchases of a customer over a lifetime, discounted to the first purchase."""

    def probability_of_purchases(
        self, model: Any, n: Floats | int, within: Floats | float
    ) -> Floats:
        """P(X(t) = n): that a customer makes n repeat purchases in `within` after the first."""


def drawn(model: Any, draws: int | None = None) -> Iterator[Any]:
    """The model with parameters drawn from its posterior, `draws` times (1024 if None).

    A model whose parameters were typed in has no uncertainty and is yielded once.
    """
    if model.estimate is None:
        yield model
        return
    for theta in model.estimate.draws[:draws]:
        yield at(model, theta)


def at(model: Any, theta: Floats) -> Any:
    """The same model with other parameters, given on the scale of the estimate's θ."""
    box = model.estimate.box
    natural = dict(zip(box.names, map(float, box.natural(np.asarray(theta))), strict=True))
    return replace(model, estimate=None, **natural)
