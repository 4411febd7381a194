"""What is left of what customers spend: after what comes back, and after what it costs.

Gross spend per purchase belongs to the spend model, which has no place for refunds. Here is
the rest, as three rates per customer, each between his own and everybody's by how often he
has bought (`numerics.credibility`):

* the share of gross that comes back,
* cost of goods per unit of what is kept: above 1 where goods are sold at a loss,
* cost to serve per purchase, in minor units.

Margin per unit of gross = (1 − returned share) × (1 − cost share). The common rates are set
so that these rates, times the gross that customers have spent, add up to the margin that
the company has made: shrinking moves value between customers and makes none.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
from scipy import stats

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.credibility import Credibility, Groups
from goodwill.analytics.numerics.credibility import fit as credibility_of
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

LOWEST_COST, HIGHEST_COST = 0.0, 3.0
"""Own cost shares beyond these come from hardly anything kept; they count as these."""


@dataclass(frozen=True)
class Rate:
    """A rate that customers share in part.

    Parameters
    ----------
    common
        Towards which own rates are drawn, so that the company's total comes out.
    credibility
        How much customers differ and how much one purchase tells.
    """

    common: float
    credibility: Credibility

    def between(self, own: Floats, n: Floats) -> Floats:
        """Expected rate of customers with that own rate over n purchases."""
        weight = self.credibility.weight(n)
        return np.asarray(weight * own + (1 - weight) * self.common)


@dataclass(frozen=True)
class Margin:
    """The three rates; None where no cost, or no cost to serve, is known."""

    returned: Rate
    cost: Rate | None = None
    serving: Rate | None = None

    @property
    def of_new(self) -> float:
        """Margin per unit of gross of somebody of whom nothing is known."""
        kept = 1 - self.returned.common
        return kept * (1 - self.cost.common) if self.cost else kept


def fit(customers: Frame, purchases: str = "purchase_days") -> Margin:
    """Rates from a customer frame; one row per number of purchases is collected.

    Parameters
    ----------
    customers
        One row per customer with the columns `gross_minor`, `returned_minor` (positive),
        `cost_minor` (of what was kept; null where unknown), the column `purchases` and, if
        there is one, `cost_to_serve_minor`, as `histories.summaries` and
        `joining.with_costs` make them. Customers without gross spend are left out.

    Raises
    ------
    TooFew
        Nobody has spent anything.
    """
    sums = _sums(customers, purchases)
    if not sums["customers"].sum() > 0:
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    returned = _returned(sums)
    return Margin(returned, _cost(sums, returned), _serving(sums))


def expected_margin_rate(model: Margin, purchases: str = "purchase_days") -> nw.Expr:
    """Expected margin per unit of gross spend of each customer; may be negative.

    The columns are those of `fit`; customers without a purchase get the common rate.
    `with_margin` comes cheaper where the interval is wanted too.
    """
    own = _own(purchases)
    kept, left = _parts(model, own)
    return kept * left


def expected_cost_to_serve(model: Margin, purchases: str = "purchase_days") -> nw.Expr:
    """Expected cost to serve per purchase in minor units, float; 0 where none is known."""
    if model.serving is None:
        return nw.lit(0.0)
    return _expected(model.serving, _own_serving(purchases), _n(purchases))


def with_margin(
    customers: Frame, model: Margin, purchases: str = "purchase_days", level: float = 0.9
) -> Frame:
    """Adds what is left of each customer's spend, with an interval.

    Returns
    -------
    Frame
        The customers with `margin_rate`, `margin_rate_low`, `margin_rate_high` per unit of
        gross, and `serving_minor` per purchase. The interval is about the customer's own
        lasting rate, not about a single purchase, and takes the common rates as known.
    """
    own = _own(purchases)
    kept, left = _parts(model, {name: nw.col(f"_{name}") for name in own})
    rate, spread = nw.col("margin_rate"), nw.col("_spread")
    half = float(stats.norm.ppf(0.5 + level / 2)) * spread
    return (
        customers.with_columns(
            serving_minor=expected_cost_to_serve(model, purchases),
            **{f"_{name}": expression for name, expression in own.items()},
        )
        .with_columns(_kept=kept, _left=left)
        .with_columns(
            margin_rate=nw.col("_kept") * nw.col("_left"), _spread=_variance(model).sqrt()
        )
        .with_columns(margin_rate_low=rate - half, margin_rate_high=_least(rate + half, 1.0))
        .drop("_kept", "_left", "_spread", *(f"_{name}" for name in own))
    )


def _own(purchases: str) -> dict[str, nw.Expr]:
    """Own rates, and the purchases they rest on."""
    return {
        "returned": _own_returned(),
        "n": _n(purchases),
        "cost": _own_cost(),
        "costed": _n_costed(purchases),
    }


def _parts(model: Margin, own: dict[str, nw.Expr]) -> tuple[nw.Expr, nw.Expr]:
    """What is kept of gross, and what is left of that after its cost."""
    kept = 1 - _expected(model.returned, own["returned"], own["n"])
    if model.cost is None:
        return kept, nw.lit(1.0)
    return kept, 1 - _expected(model.cost, own["cost"], own["costed"])


def _variance(model: Margin) -> nw.Expr:
    """Of a product of two independent rates, from the columns that `with_margin` has added."""
    kept, left = nw.col("_kept"), nw.col("_left")
    returned = _uncertainty(model.returned, nw.col("_n"))
    if model.cost is None:
        return returned
    cost = _uncertainty(model.cost, nw.col("_costed"))
    return left * left * returned + kept * kept * cost + returned * cost


def _expected(rate: Rate, own: nw.Expr, n: nw.Expr) -> nw.Expr:
    weight = _weight(rate, n)
    return weight * own.fill_null(0.0) + (1 - weight) * rate.common


def _uncertainty(rate: Rate, n: nw.Expr) -> nw.Expr:
    return (1 - _weight(rate, n)) * rate.credibility.between


def _weight(rate: Rate, n: nw.Expr) -> nw.Expr:
    known = rate.credibility
    if not known.between > 0:
        return n * 0.0
    return n / (n + known.kappa)


def _number(name: str) -> nw.Expr:
    return nw.col(name).fill_null(0).cast(nw.Float64)


def _n(purchases: str) -> nw.Expr:
    """Purchases that rates rest on: 1 where everything came back, so that none was kept."""
    count = _number(purchases)
    least = nw.when(count > 0).then(count).otherwise(nw.lit(1.0))
    return nw.when(_number("gross_minor") > 0).then(least).otherwise(nw.lit(0.0))


def _n_costed(purchases: str) -> nw.Expr:
    known = ~nw.col("cost_minor").is_null() & (_revenue() > 0)
    return nw.when(known).then(_n(purchases)).otherwise(nw.lit(0.0))


def _revenue() -> nw.Expr:
    return _number("gross_minor") - _number("returned_minor")


def _own_returned() -> nw.Expr:
    gross = _number("gross_minor")
    share = _number("returned_minor") / nw.when(gross > 0).then(gross)
    return _within(share, 0.0, 1.0)


def _own_cost() -> nw.Expr:
    kept = _revenue()
    share = nw.col("cost_minor").cast(nw.Float64) / nw.when(kept > 0).then(kept)
    return _within(share, LOWEST_COST, HIGHEST_COST)


def _own_serving(purchases: str) -> nw.Expr:
    n = _n(purchases)
    return nw.col("cost_to_serve_minor").cast(nw.Float64) / nw.when(n > 0).then(n)


def _within(share: nw.Expr, low: float, high: float) -> nw.Expr:
    return _least(nw.when(share < low).then(nw.lit(low)).otherwise(share), high)


def _least(expression: nw.Expr, most: float) -> nw.Expr:
    return nw.when(expression > most).then(nw.lit(most)).otherwise(expression)


def _sums(customers: Frame, purchases: str) -> dict[str, Floats]:
    """Everything that the fit needs, by number of purchases."""
    has_serving = "cost_to_serve_minor" in customers.collect_schema().names()
    serving = _own_serving(purchases) if has_serving else nw.lit(None, dtype=nw.Float64)
    own = customers.filter(_number("gross_minor") > 0).select(
        n=_n(purchases),
        gross=_number("gross_minor"),
        back=_number("returned_minor"),
        cost=nw.col("cost_minor").cast(nw.Float64),
        R=_own_returned(),
        C=_own_cost(),
        S=serving,
    )
    is_known, has_share = ~nw.col("cost").is_null(), ~nw.col("C").is_null()
    g, R, C, S = (nw.col(name) for name in ("gross", "R", "C", "S"))

    def where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(value).otherwise(nw.lit(0.0))

    terms = own.select(
        "n",
        customers=nw.lit(1.0),
        gross=g,
        back=nw.col("back"),
        R=R,
        RR=R * R,
        gR=g * R,
        costed=where(has_share, nw.lit(1.0)),
        C=where(has_share, C),
        CC=where(has_share, C * C),
        known_gross=where(is_known, g),
        known_gR=where(is_known, g * R),
        known_margin=where(is_known, g - nw.col("back") - nw.col("cost")),
        share_gross=where(has_share, g),
        share_gR=where(has_share, g * R),
        gC=where(has_share, g * C),
        gRC=where(has_share, g * R * C),
        served=where(~S.is_null(), nw.lit(1.0)),
        S=where(~S.is_null(), S),
        SS=where(~S.is_null(), S * S),
        nS=where(~S.is_null(), nw.col("n") * S),
    )
    names = [name for name in terms.collect_schema().names() if name != "n"]
    found = terms.group_by("n").agg(*(nw.col(name).sum() for name in names)).collect("pyarrow")
    order = np.argsort(found["n"].to_numpy())
    return {name: found[name].to_numpy()[order] for name in ("n", *names)}


def _returned(sums: dict[str, Floats]) -> Rate:
    n = sums["n"]
    known = credibility_of(Groups.of_sums(n, sums["customers"], sums["R"], sums["RR"]))
    weight = known.weight(n)
    left = sums["back"].sum() - (weight * sums["gR"]).sum()
    common = _quotient(left, ((1 - weight) * sums["gross"]).sum(), known.mean)
    return Rate(float(np.clip(common, 0.0, 1.0)), known)


def _cost(sums: dict[str, Floats], returned: Rate) -> Rate | None:
    """The common share is what makes the margins of all whose cost is known add up."""
    n = sums["n"]
    if not sums["costed"].sum() > 0:
        return None
    known = credibility_of(Groups.of_sums(n, sums["costed"], sums["C"], sums["CC"]))
    back, weight = returned.credibility.weight(n), known.weight(n)
    common_back = (1 - back) * returned.common

    def kept(gross: str, times_returned: str) -> Floats:
        """Σ gross × (1 − expected returned share), by number of purchases."""
        return np.asarray(sums[gross] * (1 - common_back) - back * sums[times_returned])

    everything = kept("known_gross", "known_gR").sum()
    cost = everything - sums["known_margin"].sum()
    own = (weight * kept("gC", "gRC")).sum()
    shared = everything - (weight * kept("share_gross", "share_gR")).sum()
    common = _quotient(cost - own, shared, known.mean)
    return Rate(float(np.clip(common, LOWEST_COST, HIGHEST_COST)), known)


def _serving(sums: dict[str, Floats]) -> Rate | None:
    n = sums["n"]
    if not sums["served"].sum() > 0:
        return None
    known = credibility_of(Groups.of_sums(n, sums["served"], sums["S"], sums["SS"]))
    left = 1 - known.weight(n)
    common = _quotient((left * sums["nS"]).sum(), (left * n * sums["served"]).sum(), known.mean)
    return Rate(common, known)


def _quotient(above: float, below: float, otherwise: float) -> float:
    """Where own rates have all the weight, nothing is left to share."""
    return float(above / below) if below > 1e-9 else otherwise
