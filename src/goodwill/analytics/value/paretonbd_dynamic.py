"""The Pareto/NBD with covariates over time: season, campaign pressure.

While a customer is alive, he buys at the rate λ e^(γ·z(t)), and he leaves with the hazard
μ e^(η·w(t)); λ ~ Gamma(r, α), μ ~ Gamma(s, β). z and w are constant within a period, the same
for everybody or each customer's own. Without covariates it is the Pareto/NBD.

    seasons = season(first_day, last_day, harmonics=2)
    model = fit(purchases, seasons, as_of_day=today)
    seen = histories(purchases, seasons, as_of_day=today)
    expected_purchases(model, 90, seen)

All times are days. Predictions are per history, in the order of `seen`; they use the
covariates of the days to come, so `seasons` has to reach that far. Observe at least two years
before believing in a season: in less, it cannot be told from customers growing older.

References
----------
Bachmann, Meierer & Näf (2021), The role of time-varying contextual factors in latent
attrition models for customer base analysis, Marketing Science 40(4).
doi:10.1287/mksc.2020.1254
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods.timed_clocks import blocks
from goodwill.analytics.value.likelihoods.timed_fitting import fitted
from goodwill.analytics.value.likelihoods.timed_forecasting import ahead, for_ever
from goodwill.analytics.value.likelihoods.timed_mixture import Mixture, Rates, mixture
from goodwill.analytics.value.timed_histories import Histories, histories, newcomers
from goodwill.analytics.value.timeline import Timeline
from goodwill.analytics.value.timeline_reading import timeline
from goodwill.language import Sentence

NAME = "Pareto/NBD with covariates over time"
CITATION = "Bachmann, Meierer & Näf (2021), Marketing Science 40(4). doi:10.1287/mksc.2020.1254"


@dataclass(frozen=True)
class ParetonbdDynamic:
    """λ ~ Gamma(r, α) and μ ~ Gamma(s, β), both at covariates of 0; times in days.

    Parameters
    ----------
    purchase_effects
        γ by covariate: one more of it multiplies the rate of buying by e^γ.
    dropout_effects
        η by covariate: one more of it multiplies the hazard of leaving by e^η.
    """

    r: float
    alpha: float
    s: float
    beta: float
    purchase_effects: dict[str, float] = field(default_factory=dict)
    dropout_effects: dict[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None

    @property
    def rates(self) -> Rates:
        effects = (self.purchase_effects, self.dropout_effects)
        arrays_of = (np.array(list(each.values()), dtype=np.float64) for each in effects)
        return Rates(self.r, self.alpha, self.s, self.beta, *arrays_of)


def fit(
    purchases: Any,
    covariates: Any,
    *,
    as_of_day: int | None = None,
    purchase: Collection[str] | None = None,
    dropout: Collection[str] = (),
) -> ParetonbdDynamic:
    """The model of these purchases under these covariates.

    Parameters
    ----------
    purchases
        A dataframe of any kind with `customer_id` and `day`, as `histories` takes it; or
        `Histories`, and then `covariates` and `as_of_day` are theirs.
    covariates
        A `Timeline`, or a dataframe as `timeline.timeline` takes it.
    as_of_day
        The last day observed; purchases after it are not looked at.
    purchase, dropout
        Names of the covariates that move the rate of buying (all unless given) and the
        hazard of leaving (none unless given: when somebody left is seen but dimly).

    Raises
    ------
    ContractBroken, TooFew, Undefined
        As `timeline` and `histories` do; a covariate that never changes.
    NotConverged
        No mode was found.
    """
    seen = purchases
    if not isinstance(seen, Histories):
        seen = _histories(purchases, covariates, as_of_day)
    names = seen.timeline.names if purchase is None else tuple(purchase)
    return _model(fitted(seen, names, tuple(dropout)), names, tuple(dropout))


def _histories(purchases: Any, covariates: Any, as_of_day: int | None) -> Histories:
    known = covariates if isinstance(covariates, Timeline) else timeline(covariates)
    return histories(purchases, known, as_of_day=known.last_day if as_of_day is None else as_of_day)


def log_likelihood(model: ParetonbdDynamic, seen: Histories) -> float:
    """Of all purchases together, on the scale of the original timing in days.

    Comparable with the sum of another model's log likelihoods of the same customers.
    """
    effects = np.array([model.purchase_effects.get(name, 0.0) for name in seen.timeline.names])
    parts = (part.block.weight @ part.log_likelihood for _, part in mixed(model, seen))
    return float(sum(parts)) + float(effects @ seen.sums)


def probability_alive(model: ParetonbdDynamic, seen: Histories) -> Floats:
    """That each is still a customer at the end of observation, shape (histories,)."""
    return np.concatenate([part.alive for _, part in mixed(model, seen)])


def expected_purchases(model: ParetonbdDynamic, within: Floats | float, seen: Histories) -> Floats:
    """In the `within` days after the end of observation, shape (histories,).

    Raises
    ------
    Undefined
        The covariates are not known that far; names the day.
    """
    return _expected(model, seen, _until(seen, within), 0.0)


def variance_of_purchases(
    model: ParetonbdDynamic, within: Floats | float, seen: Histories
) -> Floats:
    """Of the number of purchases in the `within` days ahead, given the parameters."""
    found = np.empty(len(seen))
    for rows, part in mixed(model, seen, _until(seen, within)):
        to_come, size = ahead(part), len(part.alive)
        a = model.r + part.block.repeats
        rate = part.alive * a / part.scale_of_rate
        mean = rate * to_come.by_history(size)
        pairs = (
            rate * (a + 1) / part.scale_of_rate * np.bincount(to_come.history, to_come.pairs, size)
        )
        found[rows] = np.maximum(pairs + mean - mean**2, 0.0)
    return found


def probability_of_no_purchase(
    model: ParetonbdDynamic, within: Floats | float, seen: Histories
) -> Floats:
    """In the `within` days ahead: the likelihood had observation gone on in silence, ÷ now's."""
    later = replace(seen, as_of_day=_until(seen, within))
    now, then = (
        np.concatenate([part.log_likelihood for _, part in mixed(model, each)])
        for each in (seen, later)
    )
    return np.asarray(np.exp(np.minimum(then - now, 0.0)))


def discounted_purchases(
    model: ParetonbdDynamic,
    discount: float,
    seen: Histories,
    within: Floats | float | None = None,
) -> Floats:
    """DERT: purchases to come, each discounted by e^(−discount × days from now).

    Without `within`, for ever: by the covariates as far as they are known, and after that at
    the mean pace of a year of the covariates that come again yearly, all others being 0.

    Raises
    ------
    Undefined
        `within` reaches beyond the covariates; less than a year is known of yearly ones; or
        the sum is infinite (no discount, and customers who leave too slowly).
    """
    if not discount >= 0:
        raise Undefined(Sentence("A discount rate below zero is not one."))
    if within is not None:
        return _expected(model, seen, _until(seen, within), discount)
    known = seen.timeline
    until = np.full(len(seen), float(known.last_day))
    buying = known.pace_after(model.purchase_effects)
    leaving = known.pace_after(model.dropout_effects)
    return _expected(model, seen, until, discount, (buying, leaving))


def expected_purchases_of_new(
    model: ParetonbdDynamic, within: Floats | float, covariates: Timeline, first_day: Any
) -> Floats:
    """Repeat purchases in the `within` days after a first purchase on that day.

    Shape of `first_day` and `within` together; by the covariates' first track.
    """
    given = np.asarray(first_day, np.float64), np.asarray(within, np.float64)
    first, days = np.broadcast_arrays(*given)
    seen = newcomers(covariates, first.ravel())
    return expected_purchases(model, days.ravel(), seen).reshape(first.shape)


def expected_by_period(model: ParetonbdDynamic, seen: Histories, until_day: int) -> Floats:
    """Repeat purchases of all these customers in each period of the timeline: tracking.

    Nothing of a history is used but the day of its first purchase, so what was bought may be
    set beside it. Shape (periods,); 0 after `until_day`.
    """
    seen.timeline.refuse_after(until_day)
    keys, places = np.unique([seen.track, seen.first_day], axis=1, return_inverse=True)
    new = newcomers(seen.timeline, keys[1], track=keys[0].astype(np.int64))
    weight = np.bincount(places.ravel(), seen.weight).astype(np.float64)
    new = replace(new, weight=weight).taken(new.first_day <= until_day)
    periods = len(seen.timeline.widths)
    found = np.zeros(periods)
    for _, part in _mixed(model, new, np.full(len(new), float(until_day))):
        to_come = ahead(part)
        amounts = part.block.weight[to_come.history] * to_come.purchases
        found += np.bincount(to_come.slot % periods, amounts, periods)
    return found * model.r / model.alpha


def _expected(
    model: ParetonbdDynamic,
    seen: Histories,
    until: Floats,
    discount: float,
    paces: tuple[float, float] | None = None,
) -> Floats:
    found = np.empty(len(seen))
    for rows, part in mixed(model, seen, until):
        to_come = ahead(part, discount)
        total = to_come.by_history(len(part.alive))
        if paces is not None:
            total = total + for_ever(part, (until - seen.as_of_day)[rows], *paces, discount)
        found[rows] = part.alive * (model.r + part.block.repeats) / part.scale_of_rate * total
    return found


def _until(seen: Histories, within: Floats | float) -> Floats:
    days = np.broadcast_to(np.asarray(within, dtype=np.float64), (len(seen),))
    if not (np.isfinite(days) & (days >= 0)).all():
        raise Undefined(Sentence("A number of days ahead is missing, infinite or negative."))
    until: Floats = seen.as_of_day + days
    seen.timeline.refuse_after(until.max())
    return until


def mixed(
    model: ParetonbdDynamic, seen: Histories, until: Floats | None = None
) -> Iterator[tuple[slice, Mixture]]:
    """The histories block by block at the model's parameters, with their places."""
    names = (*model.purchase_effects, *model.dropout_effects)
    return _mixed(model, seen.under(names), until)


def _mixed(
    model: ParetonbdDynamic, seen: Histories, until: Floats | None
) -> Iterator[tuple[slice, Mixture]]:
    for effects in (model.purchase_effects, model.dropout_effects):
        seen.timeline.refuse_too_steep(effects)
    names = tuple(model.purchase_effects), tuple(model.dropout_effects)
    for rows, block in blocks(seen, *names, until):
        yield rows, mixture(block, model.rates)


def drawn(model: ParetonbdDynamic, draws: int | None = None) -> Iterator[ParetonbdDynamic]:
    """The model with parameters drawn from its posterior, as `family.drawn`."""
    if model.estimate is None:
        yield model
        return
    for theta in model.estimate.draws[:draws]:
        yield at(model, theta)


def at(model: ParetonbdDynamic, theta: Floats) -> ParetonbdDynamic:
    """The same model with other parameters, given on the scale of the estimate's θ."""
    p = len(model.purchase_effects)
    r, alpha, s, beta = map(float, np.exp(theta[:4]))
    purchase = dict(zip(model.purchase_effects, map(float, theta[4 : 4 + p]), strict=True))
    dropout = dict(zip(model.dropout_effects, map(float, theta[4 + p :]), strict=True))
    return ParetonbdDynamic(r, alpha, s, beta, purchase, dropout)


def _model(
    found: Estimate, purchase: tuple[str, ...], dropout: tuple[str, ...]
) -> ParetonbdDynamic:
    effects = dict.fromkeys(purchase, 0.0), dict.fromkeys(dropout, 0.0)
    blank = ParetonbdDynamic(1.0, 1.0, 1.0, 1.0, *effects)
    return replace(at(blank, found.theta), estimate=found)
