"""What customers will bring: purchases to come × what one brings, per customer and in total.

    value of a purchase    = expected gross value (Gamma-Gamma) × margin rate − cost to serve
    value of the year      = value of a purchase × expected purchases in 365 days
    residual value         = value of a purchase × discounted expected purchases (DERT)

Discounting is continuous: δ = ln(1 + yearly rate) ÷ 365 per day. All money is in minor units.

References
----------
Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42(4).
doi:10.1509/jmkr.2005.42.4.415
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import narwhals as nw
import numpy as np
from scipy import special

from goodwill.analytics.numerics.credibility import Credibility
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import gammagamma, margin
from goodwill.analytics.value.family import Family
from goodwill.analytics.value.gammagamma import Gammagamma
from goodwill.analytics.value.margin import Margin, Rate
from goodwill.analytics.value.outlook.scores import LEVEL, Scores, as_table, joined, scores
from goodwill.analytics.value.spending import spend_groups
from goodwill.analytics.value.triples import Triples, triples

Settle = Callable[[Any], Frame]
Z = float(special.ndtri(0.5 + LEVEL / 2))


@dataclass(frozen=True)
class Outlook:
    """Fitted models and what they say: of every customer, and of the base.

    Parameters
    ----------
    family, model
        How often customers buy and when they stop.
    spend, margin
        What they spend per purchase, and what is left of it.
    annual
        Discount rate per year.
    histories, scores
        The distinct histories, and their scores.
    customers
        The customer frame with its forecast columns (`FORECAST`), null for those who never
        bought.
    """

    family: Family
    model: Any
    spend: Gammagamma
    margin: Margin
    annual: float
    histories: Triples
    scores: Scores
    customers: Frame


FORECAST = (
    *("p_alive", "p_alive_low", "p_alive_high"),
    *("expected_purchases", "expected_purchases_low", "expected_purchases_high"),
    *("purchases_low", "purchases_high"),
    *("no_purchase_90", "no_purchase_180", "no_purchase_365", "next_purchase_day"),
    *("discounted_purchases", "spend_minor", "margin_rate", "serving_minor"),
    *("value_365_minor", "value_365_low_minor", "value_365_high_minor"),
    *("residual_value_minor", "residual_value_low_minor", "residual_value_high_minor"),
)


def outlook(
    customers: Frame,
    settle: Settle,
    *,
    family: Family,
    model: Any = None,
    annual: float = 0.1,
) -> Outlook:
    """Fit on the distinct histories, score them, join the scores back, put money on them.

    Parameters
    ----------
    customers
        One row per customer: the columns of `histories.summaries`, and `cost_to_serve_minor`
        where it is known.
    settle
        Computes a frame once, or brings in a table of this process: `warehouse.settle`.
    family, model
        The module of the purchase model, and the model if it is fitted already (in days).
    annual
        Discount rate per year.

    Raises
    ------
    TooFew, NotConverged, Undefined
        As the fits and the predictions say.
    """
    seen = triples(customers)
    fitted = model or family.fit(seen.x, seen.t_x, seen.T, seen.weight)
    spend, left = fitted_spend(customers), _steady(margin.fit(customers))
    scored = scores(family, fitted, seen, annual=annual)
    both = joined(margin.with_margin(customers, left), settle(as_table(seen, scored)))
    valued = settle(with_value(settle(both), spend))
    return Outlook(family, fitted, spend, left, annual, seen, scored, valued)


def fitted_spend(customers: Frame) -> Gammagamma:
    """Gamma-Gamma on gross value per purchase day, grouped by the engine."""
    groups = spend_groups(customers, "purchase_days", "gross_minor")
    fitted: Gammagamma = _steady(
        gammagamma.fit(groups, purchases="purchases", mean_value="mean_value", weight="customers")
    )
    return fitted


def _steady(told: Any) -> Any:
    """To nine digits: engines add up floats in another order, and customers must not notice."""
    known = {each.name: getattr(told, each.name) for each in fields(told)}
    changed = {
        name: float(f"{value:.9g}") if isinstance(value, float) else _steady(value)
        for name, value in known.items()
        if isinstance(value, float | Rate | Credibility)
    }
    return replace(told, **changed)


def with_value(scored: Frame, spend: Gammagamma) -> Frame:
    """The scored customers with the columns of `FORECAST`.

    `value_365_low_minor` and `_high` are what 90 % of such customers bring: chance in the
    number of purchases. `residual_value_low_minor` and `_high` bound the expectation: what
    is not known about the parameters and about the customer's own spend.
    """
    gammagamma.expected_spend(spend, np.ones(1), np.ones(1))  # refuses an infinite mean
    bought = ~nw.col("p_alive").is_null()
    shape = spend.p * nw.col("purchase_days") + spend.q
    spent = spend.p * (spend.gamma + nw.col("gross_minor")) / (nw.col("own_shape") - 1)
    wait = nw.col("wait_days").ceil().clip(None, FAR)
    today = nw.col("first_day") + nw.col("days_observed")
    still = nw.col("p_alive") >= 0.5
    return (
        scored.with_columns(own_shape=nw.when(bought).then(shape))
        .with_columns(
            spent=nw.when(bought).then(spent),
            margin_rate=nw.when(bought).then(nw.col("margin_rate")),
            next_purchase_day=nw.when(still).then(today + wait).cast(nw.Int32),
            unsure=_uncertain_margin(),
        )
        .with_columns(earned=nw.col("spent") * nw.col("margin_rate"), width=_width().sqrt())
        .with_columns(
            worth=nw.col("earned") - nw.col("serving_minor"),
            future=nw.col("earned") * nw.col("discounted_purchases"),
            serving=nw.col("serving_minor") * nw.col("discounted_purchases"),
            least=(-nw.col("width")).exp(),
            most=nw.col("width").exp(),
        )
        .with_columns(
            spend_minor=_minor(nw.col("spent")),
            serving_minor=_minor(nw.when(bought).then(nw.col("serving_minor"))),
            value_365_minor=_minor(nw.col("worth") * nw.col("expected_purchases")),
            residual_value_minor=_minor(nw.col("future") - nw.col("serving")),
            **_ends("value_365", *(nw.col("worth") * nw.col(name) for name in PREDICTED)),
            **_ends(
                "residual_value",
                *(nw.col("future") * nw.col(end) - nw.col("serving") for end in ("least", "most")),
            ),
        )
        .drop(*WORKING)
    )


PREDICTED = ("purchases_low", "purchases_high")


def _ends(name: str, one: nw.Expr, other: nw.Expr) -> dict[str, nw.Expr]:
    """The lower one first, also where value is negative."""
    return {
        f"{name}_low_minor": _minor(nw.min_horizontal(one, other)),
        f"{name}_high_minor": _minor(nw.max_horizontal(one, other)),
    }


FAR = 36_500
"""A next purchase more than a century away is told as a century."""

MOST_UNSURE = 2.0
"""A margin rate near zero has no sensible relative width: a factor of seven is told instead."""

WORKING = (
    *("own_shape", "spent", "unsure", "earned", "width", "worth", "future", "serving"),
    *("least", "most", "wait_days", "discounted_width", "margin_rate_low", "margin_rate_high"),
    *("discounted_purchases_low", "discounted_purchases_high"),
)


def _width() -> nw.Expr:
    """Squared half-width of the log: of purchases to come, own mean spend and margin rate.

    The log of a Gamma variable of shape k has the variance ψ′(k) ≈ 1 / k + 1 / (2 k²).
    """
    shape, unsure = nw.col("own_shape"), nw.col("unsure")
    mean = Z * Z * (1 / shape + 0.5 / (shape * shape))
    return nw.col("discounted_width") ** 2 + mean + unsure * unsure


def _uncertain_margin() -> nw.Expr:
    """Half-width of the margin rate, relative to it."""
    half = (nw.col("margin_rate_high") - nw.col("margin_rate_low")) / 2
    rate = nw.col("margin_rate").abs()
    return nw.when(half < MOST_UNSURE * rate).then(half / rate).otherwise(nw.lit(MOST_UNSURE))


def _minor(amount: nw.Expr) -> nw.Expr:
    return amount.round().cast(nw.Int64)
