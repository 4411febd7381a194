"""What BG/NBD, MBG/NBD and (M)BG/CNBD-k have in common: histories and how likely they are.

A customer has a rate λ ~ Gamma(r, α) and a dropout probability p ~ Beta(a, b). Events of a
Poisson process of rate λ come, and every k-th of them is a purchase, so that the times
between purchases are Erlang-k: the larger k, the more regular. After every repeat purchase
(in the modified models after the first one too) the customer leaves with probability p.

With y = kx, s = r + y, n = x + 1 in the modified models and n = x otherwise, a history is a
mixture of k + 1 cases, which share the factor

    Γ(s) α^r / (Γ(r) (α+T)^s) · B(a, b+n) / B(a, b) :

* alive, and j = 0 … k−1 events since the last purchase:  (s)_j / j! · ((T−t_x) / (α+T))^j
* gone after the last purchase (if n > 0):  a / (b+n−1) · ((α+T) / (α+t_x))^s

The gradient of the log likelihood is the mean of the cases' gradients under their posterior
weights, and its Hessian is the mean of their Hessians plus the covariance of the gradients.

The timing of the purchases between the first and the last does not depend on the parameters.
For k = 1 (and Pareto/NBD) its density given (x, t_x) is Γ(x) / t_x^(x−1). The likelihood of
(x, t_x) alone for any k, times that same density, is therefore comparable with all of them:

    log t_x^((k−1)x) + log Γ(x) − log Γ(kx)                       without the gaps,
    (k−1) Σ log gap − x log Γ(k)                        with the logarithms of the gaps.

References
----------
Fader, Hardie & Lee (2005), Marketing Science 24(2), 275–284. doi:10.1287/mksc.1040.0098
Batislam, Denizel & Filiztekin (2007), IJRM 24(3), 201–209. doi:10.1016/j.ijresmar.2006.12.005
Reutterer, Platzer & Schröder (2021), IJRM 38(1), 194–215. doi:10.1016/j.ijresmar.2020.09.002
Platzer & Reutterer (2016), Marketing Science 35(5), 779–799. doi:10.1287/mksc.2015.0963
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from scipy import special

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.triples import each
from goodwill.language import Sentence

SMALLEST = 1e-300


class Model(Protocol):
    """Parameters; α, a and b may be arrays that broadcast with the customers."""

    @property
    def k(self) -> int: ...
    @property
    def is_modified(self) -> bool: ...
    @property
    def r(self) -> float: ...
    @property
    def alpha(self) -> Any: ...
    @property
    def a(self) -> Any: ...
    @property
    def b(self) -> Any: ...


def log_likelihood(model: Model, x: Any, t_x: Any, T: Any, log_gaps: Any = None) -> Floats:
    """Of each history, on the scale of the original timing; `log_gaps` as `log_timing` says."""
    x, t_x, T = each(x, t_x, T)
    n = opportunities(model, x)
    shape = model.r + model.k * x
    shared = (
        special.gammaln(shape)
        - special.gammaln(model.r)
        - model.r * np.log1p(T / model.alpha)
        - model.k * x * np.log(model.alpha + T)
        + special.betaln(model.a, model.b + n)
        - special.betaln(model.a, model.b)
    )
    cases = np.logaddexp(log_alive(model, x, t_x, T), log_gone(model, x, t_x, T))
    found: Floats = np.asarray(shared + cases + log_timing(model.k, x, t_x, log_gaps))
    return found


def probability_alive(model: Model, x: Any, t_x: Any, T: Any) -> Floats:
    """Posterior weight of the cases in which the customer is alive at T."""
    x, t_x, T = each(x, t_x, T)
    odds = log_alive(model, x, t_x, T) - log_gone(model, x, t_x, T)
    return np.asarray(special.expit(odds), dtype=np.float64)


def opportunities(model: Model, x: Floats) -> Floats:
    """How often the customer could have left by the last purchase, n."""
    return x + 1.0 if model.is_modified else x


def log_alive(model: Model, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Weight of being alive at T, without the factor that all cases share."""
    return np.asarray(np.logaddexp.reduce(log_phases(model, x, t_x, T), axis=0))


def log_phases(model: Model, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Weight of j = 0 … k−1 events since the last purchase, shape (k, …)."""
    shape = model.r + model.k * x
    silent = np.log(np.maximum((T - t_x) / (model.alpha + T), SMALLEST))
    steps = [np.zeros(np.shape(silent))]
    for j in range(model.k - 1):
        steps.append(steps[-1] + np.log((shape + j) / (j + 1)) + silent)
    return np.stack(steps)


def log_gone(model: Model, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Weight of having left after the last purchase; −∞ where there was no opportunity."""
    n = opportunities(model, x)
    shape = model.r + model.k * x
    stayed = np.maximum(model.b + n - 1.0, SMALLEST)
    log_odds = np.log(model.a) - np.log(stayed)
    silent = shape * np.log1p((T - t_x) / (model.alpha + t_x))
    return np.where(n > 0, log_odds + silent, -np.inf)


def log_timing(k: int, x: Floats, t_x: Floats, log_gaps: Any = None) -> Floats:
    """The part of the log likelihood that depends on the timing and k alone; 0 for k = 1.

    Parameters
    ----------
    log_gaps
        Sum of the logarithms of the times between purchases of each customer, in the unit
        of t_x; 0 for customers without a repeat. Without it the likelihood is that of
        (x, t_x), on the scale explained in this module.

    Raises
    ------
    ContractBroken
        For k > 1: repeat purchases at one moment, or gaps that do not fit t_x.
    """
    if k == 1:
        return np.zeros(np.shape(x))
    refuse_repeats_without_time(x, t_x)
    bought = np.maximum(x, 1.0)
    if log_gaps is None:
        passed = np.where(x > 0, np.log(np.where(x > 0, t_x, 1.0)), 0.0)
        ordered = special.gammaln(bought) - special.gammaln(k * bought)
        return np.where(x > 0, (k - 1) * x * passed + ordered, 0.0)
    gaps = np.asarray(log_gaps, dtype=np.float64)
    refuse_gaps_that_do_not_fit(np.where(x > 0, gaps, np.abs(gaps)), most(x, t_x))
    return np.asarray((k - 1) * gaps - x * log_gamma(k))


def log_gamma(k: int) -> float:
    return float(special.gammaln(k))


def most(x: Floats, t_x: Floats) -> Floats:
    """The largest possible sum of logarithms of gaps: when all are equal."""
    return np.asarray(x * np.log(np.where(x > 0, t_x, 1.0) / np.maximum(x, 1.0)))


def refuse_repeats_without_time(x: Floats, t_x: Floats) -> None:
    """A density of gaps with k > 1 is zero at zero."""
    if np.any((x > 0) & (t_x == 0)):
        raise ContractBroken(
            "histories", (Sentence("there are repeat purchases without time between them"),)
        )


def refuse_gaps_that_do_not_fit(log_gaps: Any, largest: Any) -> None:
    """The mean of logarithms is at most the logarithm of the mean."""
    is_wrong = ~np.isfinite(log_gaps) | (log_gaps > largest + 1e-6 * (1.0 + np.abs(largest)))
    if np.any(is_wrong):
        raise ContractBroken(
            "histories",
            (Sentence("a sum of logarithms of gaps does not fit the purchases"),),
        )
