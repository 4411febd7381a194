"""What a purchase model says of each history: computed once per distinct one, joined back.

Every expectation has a 90 % interval for what is not known about the parameters, from the
points of the estimate. The range of what one customer may do, `purchases_low` to
`purchases_high`, is another thing and wider: it holds chance as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import log1p
from typing import Any

import narwhals as nw
import numpy as np
from scipy import special

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.family import Family, at
from goodwill.analytics.value.triples import KEYS, Triples, triples
from goodwill.language import Sentence

YEAR = 365
LEVEL = 0.9
SILENCES = (90, 180, 365)
"""Days for which the chance of no purchase is told: the churn risk per horizon."""

FINE = 20_000
"""Up to so many histories every interval is computed; beyond, its width comes from alike ones."""

CELLS = 24

UNKNOWN = float(np.log(1000.0))
"""What a handful of customers leaves open by more than a factor of a thousand is told as that."""


@dataclass(frozen=True)
class Scores:
    """One value per distinct history, shape (histories,); times in days.

    Parameters
    ----------
    p_alive
        Probability of still being a customer.
    expected_purchases
        In the next 365 days; `purchases_low`, `purchases_high`: 90 % of such customers make
        a number of purchases between these.
    no_purchase_90, no_purchase_180, no_purchase_365
        Probability of no purchase in so many days.
    wait_days
        Days from now to the next purchase that half of such customers, if they stay, exceed.
    discounted_purchases
        All future purchases, discounted to today (DERT).
    """

    p_alive: Floats
    p_alive_low: Floats
    p_alive_high: Floats
    expected_purchases: Floats
    expected_purchases_low: Floats
    expected_purchases_high: Floats
    purchases_low: Floats
    purchases_high: Floats
    no_purchase_90: Floats
    no_purchase_180: Floats
    no_purchase_365: Floats
    wait_days: Floats
    discounted_purchases: Floats
    discounted_purchases_low: Floats
    discounted_purchases_high: Floats

    @property
    def discounted_width(self) -> Floats:
        """Half-width of the interval of log DERT."""
        low = np.maximum(self.discounted_purchases, 1e-300)
        return np.log(np.maximum(self.discounted_purchases_high, 1e-300) / low)


NAMES = tuple(field.name for field in fields(Scores))


def per_day(annual: float) -> float:
    """The continuous rate δ per day of a yearly discount rate: ln(1 + d) ÷ 365.

    Raises
    ------
    Undefined
        The rate is negative: the future would be worth more than today.
    """
    if not annual >= 0:
        raise Undefined(Sentence("The discount rate {rate} is negative.", rate=annual))
    return log1p(annual) / YEAR


def scores(family: Family, model: Any, histories: Triples, *, annual: float = 0.1) -> Scores:
    """Every quantity of `Scores` for each of the histories.

    Parameters
    ----------
    family, model
        The module of the model, and the model fitted in days.
    annual
        Discount rate per year: 0.1 is 10 %.
    """
    seen = (histories.x, histories.t_x, histories.T)
    discount = per_day(annual)
    alive = family.probability_alive(model, *seen)
    expected = family.expected_purchases(model, YEAR, *seen)
    discounted = family.discounted_purchases(model, discount, *seen)
    silent = [family.probability_of_no_purchase(model, days, *seen) for days in SILENCES]
    variance = family.variance_of_purchases(model, YEAR, *seen)
    low, high = predictive(silent[-1], expected, variance)
    alive_width, expected_width, discounted_width = _widths(family, model, histories, discount)
    return Scores(
        p_alive=alive,
        p_alive_low=special.expit(special.logit(alive) - alive_width),
        p_alive_high=special.expit(special.logit(alive) + alive_width),
        expected_purchases=expected,
        expected_purchases_low=expected * np.exp(-expected_width),
        expected_purchases_high=expected * np.exp(expected_width),
        purchases_low=low,
        purchases_high=high,
        no_purchase_90=silent[0],
        no_purchase_180=silent[1],
        no_purchase_365=silent[2],
        wait_days=family.median_wait(model, *seen),
        discounted_purchases=discounted,
        discounted_purchases_low=discounted * np.exp(-discounted_width),
        discounted_purchases_high=discounted * np.exp(discounted_width),
    )


def predictive(
    nothing: Floats, mean: Floats, variance: Floats, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Equal-tailed range of a whole number that is 0 with probability `nothing`, gamma-like else.

    The positive part has the mean and the variance that the whole implies; its quantiles are
    those of a gamma variable by Wilson & Hilferty (1931, doi:10.1073/pnas.17.12.684).
    """
    some = np.maximum(1 - nothing, 1e-9)  # rarer, and 90 % of them do nothing anyway
    centre = mean / some
    spread = np.maximum((variance + mean**2) / some - centre**2, 1e-12 * centre**2)
    ends = []
    for share in (0.5 - level / 2, 0.5 + level / 2):
        within = np.clip((share - nothing) / some, 0.0, 1 - 1e-12)
        ends.append(np.where(within > 0, _gamma_quantile(within, centre, spread), 0.0))
    return np.floor(ends[0]), np.ceil(ends[1])


def _gamma_quantile(share: Floats, mean: Floats, variance: Floats) -> Floats:
    ninth = variance / np.maximum(9 * mean**2, 1e-300)
    z = special.ndtri(np.maximum(share, 1e-12))
    cube = np.maximum(1 - ninth + z * np.sqrt(ninth), 0.0) ** 3
    return np.asarray(mean * cube)


def _widths(family: Family, model: Any, histories: Triples, discount: float) -> Floats:
    """Half-widths of the 90 % intervals, shape (3, histories).

    Of the logit of P(alive), and of the logs of expected and of discounted purchases.
    """
    if model.estimate is None:
        return np.zeros((3, len(histories)))
    chosen, group = alike(histories)
    seen = (histories.x[chosen], histories.t_x[chosen], histories.T[chosen])

    def quantities(which: Any) -> Floats:
        alive = family.probability_alive(which, *seen)
        purchases = [
            family.expected_purchases(which, YEAR, *seen),
            family.discounted_purchases(which, discount, *seen),
        ]
        return np.vstack([special.logit(alive), np.log(np.maximum(purchases, 1e-300))])

    widths = special.ndtri(0.5 + LEVEL / 2) * _spread(quantities, model)[:, group]
    return np.asarray(np.minimum(widths, UNKNOWN))


def _spread(quantities: Callable[[Any], Floats], model: Any) -> Floats:
    """Standard deviation over the posterior; none where a quantity is 0 or 1 for certain."""
    centre, points = quantities(model), model.estimate.points
    squares = np.zeros_like(centre)
    for theta in points:
        moved = quantities(at(model, theta))
        is_known = np.isfinite(centre) & np.isfinite(moved)
        squares += np.subtract(moved, centre, out=np.zeros_like(centre), where=is_known) ** 2
    return np.sqrt(squares / len(points))


def alike(histories: Triples) -> tuple[Integers, Integers]:
    """A few histories that stand for all: which, and for each history the one it is like."""
    every = np.arange(len(histories))
    if len(histories) <= FINE:
        return every, every
    span = np.maximum(histories.T, 1e-300)
    recency = np.minimum(histories.t_x / span * CELLS, CELLS - 1).astype(np.int64)
    age = (np.argsort(np.argsort(histories.T, kind="stable"), kind="stable") * CELLS) // len(span)
    count = np.minimum(histories.x, 2**20).astype(np.int64)
    _, chosen, group = np.unique(
        (count * CELLS + recency) * CELLS + age, return_index=True, return_inverse=True
    )
    return chosen, group


def as_table(histories: Triples, scores: Scores) -> nw.DataFrame[Any]:
    """The scores beside their histories: KEYS as whole days, and the fields of `Scores`."""
    keys = (histories.x, histories.t_x, histories.T)
    columns: dict[str, Any] = {
        name: key.astype(np.int64) for name, key in zip(KEYS, keys, strict=True)
    }
    columns |= {name: getattr(scores, name) for name in NAMES}
    columns["discounted_width"] = scores.discounted_width
    return nw.from_dict(columns, backend="pyarrow")


def scored(
    customers: Any,
    family: Family,
    model: Any,
    *,
    annual: float = 0.1,
    bring: Callable[[nw.DataFrame[Any]], Frame] | None = None,
) -> Any:
    """A dataframe with the scores of each customer: the same kind comes back as went in.

    Parameters
    ----------
    customers
        One row per customer with `repeats`, `days_to_last`, `days_observed`, in pandas,
        Polars, PyArrow, DuckDB, PySpark … Rows whose history is null get null scores.
    family, model
        The module of the model, and the model fitted in days: `paretonbd`, `paretonbd.fit(…)`.
    annual
        Discount rate per year.
    bring
        Takes the table of scores to where lazy customers live. DuckDB's default connection
        and the Spark session of `customers` need none.

    Raises
    ------
    ContractBroken, TooFew
        As `triples.triples` does.
    """
    frame = nw.from_native(customers)
    seen = triples(frame)
    found = as_table(seen, scores(family, model, seen, annual=annual))
    types = frame.collect_schema()
    alike = found.with_columns(nw.col(name).cast(types[name]) for name in KEYS)
    beside = bring(alike) if bring else _beside(frame, alike)
    return frame.join(beside, on=list(KEYS), how="left").to_native()


def _beside(frame: Any, table: nw.DataFrame[Any]) -> Any:
    """The table in the kind of dataframe that `frame` is."""
    kind = frame.implementation
    if isinstance(frame, nw.DataFrame):
        return nw.from_arrow(table, backend=kind)
    session = getattr(frame.to_native(), "sparkSession", None)
    return table.lazy(backend=kind, session=session)


def joined(customers: Frame, table: Frame) -> Frame:
    """The customer frame with the scores of each history; nulls for those who never bought."""
    return customers.join(table, on=list(KEYS), how="left")
