"""The chance that a programme loses money (VA16), by drawing its risks many times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer
from goodwill.analytics.benefit.indicators.value.programme_flows import Plan
from goodwill.analytics.benefit.returns.risk import Triangle, benefit_triangle, cost_triangle
from goodwill.analytics.benefit.returns.simulation import quantiles
from goodwill.analytics.figure import Number, wilson
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

NO_RISK = Sentence("No risk of benefits or costs is told, so there is nothing to draw.")


@dataclass(frozen=True)
class _Flow:
    """The present value of one flow of one year, signed and unadjusted, and its triangle."""

    worth: float
    triangle: Triangle

    def drawn(self, u: Floats) -> Floats:
        """Its value where the share `u` of the draws is worse for the programme."""
        at = u if self.worth > 0 else 1 - u
        return self.worth * quantiles(self.triangle, at)


def loss_probability(plan: Plan, asked: Asked) -> Answer:
    """VA16: share of drawn net present values below 0, every flow drawn by itself.

    Beside it, one draw of adoption moves all flows alike: the truth lies between.
    """
    settings = asked.settings
    flows = tuple(_flows(plan, settings.discount_rate))
    if all(flow.triangle.low == flow.triangle.high for flow in flows):
        return Answer(None, n=0, reason=NO_RISK)
    alone = np.random.default_rng((settings.seed, 0))
    values = np.zeros(settings.draws)
    for flow in flows:
        values += flow.drawn(alone.random(settings.draws))
    adoption = np.random.default_rng((settings.seed, 1)).random(settings.draws)
    together = np.zeros(settings.draws)
    for flow in flows:
        together += flow.drawn(adoption)
    below, common = (int(np.count_nonzero(npv < 0)) for npv in (values, together))
    low, high = wilson(below, settings.draws)
    beside: dict[str, Number] = {"common": common / settings.draws, "draws": settings.draws}
    remark = Sentence(
        "{draws} draws from seed {seed}; with one adoption for all the chance is {share} %.",
        draws=settings.draws,
        seed=settings.seed,
        share=round(100 * common / settings.draws, 1),
    )
    share = below / settings.draws
    n = settings.draws
    return Answer(share, below, n, n, low, high, 0.95, remark=remark, beside=beside)


def _flows(plan: Plan, rate: float) -> Iterator[_Flow]:
    nothing = Decimal(0)
    for year in plan.years:
        today = (1 + rate) ** -year.year
        if year.benefit:
            risk = benefit_triangle(year.benefit_risk or nothing)
            yield _Flow(float(year.benefit) * today, risk)
        if year.cost:
            risk = cost_triangle(year.cost_risk or nothing)
            yield _Flow(-float(year.cost) * today, risk)
