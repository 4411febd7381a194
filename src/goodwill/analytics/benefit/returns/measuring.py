"""Every return of one row of flows as figures; what cannot be told says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.returns import metrics, returnfigures
from goodwill.analytics.benefit.returns.flows import Flows, to_minor
from goodwill.analytics.benefit.returns.metrics import Payback
from goodwill.analytics.errors import AnalyticsError, Undefined, attempted
from goodwill.analytics.figure import Definition, Figure, Grade
from goodwill.language import Sentence


@dataclass(frozen=True)
class Terms:
    """What holds of all figures of a programme, of one scenario, or of a slice of the ledger.

    Parameters
    ----------
    n
        How many entries they rest on.
    grade
        The weakest evidence among the benefits.
    """

    rate: float
    currency: str
    as_of: date
    n: int
    grade: Grade | None = None
    cut: Mapping[str, str] = field(default_factory=dict)
    part: Sentence | None = None

    def figure(
        self,
        definition: Definition,
        answer: Decimal | float | AnalyticsError,
        **more: Any,
    ) -> Figure:
        """A share, ratio or number, or n/a with the reason."""
        told: dict[str, Any] = {
            "as_of": self.as_of,
            "n": self.n,
            "grade": self.grade,
            "cut": self.cut,
            "part": self.part,
        } | more
        if isinstance(answer, AnalyticsError):
            return Figure(definition, None, reason=answer.sentence, **told)
        return Figure(definition, answer, **told)

    def money(
        self, definition: Definition, answer: Decimal | float | AnalyticsError, **more: Any
    ) -> Figure:
        """An amount rounded to the minor unit, or n/a with the reason."""
        if not isinstance(answer, AnalyticsError):
            answer = to_minor(answer, self.currency)
        return self.figure(definition, answer, currency=self.currency, **more)


@dataclass(frozen=True)
class Returns:
    """All returns of one row of flows.

    `irr` holds one figure for each rate, ascending, or one that says why there is none.
    """

    flows: Flows
    terms: Terms
    total_benefits: Figure
    total_costs: Figure
    pv_benefits: Figure
    pv_costs: Figure
    npv: Figure
    roi: Figure
    simple_roi: Figure
    irr: tuple[Figure, ...]
    mirr: Figure
    payback: Figure
    discounted_payback: Figure
    benefit_cost_ratio: Figure
    break_even: Figure
    equivalent_annual: Figure
    warnings: tuple[Sentence, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (
            *(self.npv, self.roi, self.simple_roi, *self.irr, self.mirr),
            *(self.payback, self.discounted_payback, self.benefit_cost_ratio, self.break_even),
            *(self.equivalent_annual, self.pv_benefits, self.pv_costs),
            *(self.total_benefits, self.total_costs),
        )


def returns(flows: Flows, terms: Terms) -> Returns:
    """Every return of the flows; works alike for a programme, a segment and a campaign."""
    rate = terms.rate
    brought = to_minor(metrics.present_value(flows.benefits, rate), terms.currency)
    paid = to_minor(metrics.present_value(flows.costs, rate), terms.currency)
    net = brought - paid
    plain = attempted(lambda: metrics.payback(flows.net))
    discounted = attempted(lambda: metrics.discounted_payback(flows.net, rate))
    rates = rate_figures(returnfigures.IRR, terms, lambda: metrics.irr(flows.net))
    each_year = attempted(lambda: metrics.equivalent_annual(float(net), rate, flows.horizon))
    how = _discounted(terms, flows)
    return Returns(
        flows,
        terms,
        total_benefits=terms.money(returnfigures.TOTAL_BENEFITS, flows.total_benefits),
        total_costs=terms.money(returnfigures.TOTAL_COSTS, flows.total_costs),
        pv_benefits=terms.money(returnfigures.PV_BENEFITS, brought, method=how),
        pv_costs=terms.money(returnfigures.PV_COSTS, paid, method=how),
        npv=terms.money(returnfigures.NPV, net, method=_difference(brought, paid, how)),
        roi=_ratio(returnfigures.ROI, terms, net, paid, metrics.NO_COST),
        simple_roi=_simple(flows, terms),
        irr=rates,
        mirr=terms.figure(
            returnfigures.MIRR, attempted(lambda: metrics.mirr(flows.net, rate)), method=how
        ),
        payback=_months(returnfigures.PAYBACK, terms, plain),
        discounted_payback=_months(returnfigures.DISCOUNTED_PAYBACK, terms, discounted),
        benefit_cost_ratio=_ratio(
            returnfigures.BENEFIT_COST_RATIO, terms, brought, paid, metrics.NO_COST
        ),
        break_even=_ratio(returnfigures.BREAK_EVEN, terms, paid, brought, metrics.NO_BENEFIT),
        equivalent_annual=terms.money(returnfigures.EQUIVALENT_ANNUAL, each_year, method=how),
        warnings=_warnings(rates, plain, discounted),
    )


def _discounted(terms: Terms, flows: Flows) -> Sentence:
    return Sentence(
        "Discounted at {rate} % a year over the years 0 to {horizon}; year 0 is not discounted.",
        rate=round(100 * terms.rate, 4),
        horizon=flows.horizon,
    )


def _difference(brought: Decimal, paid: Decimal, how: Sentence) -> Sentence:
    return Sentence(
        "Benefits of {benefits} − costs of {costs}, both in today's value. {how}",
        benefits=brought,
        costs=paid,
        how=how,
    )


def rate_figures(
    definition: Definition, terms: Terms, question: Callable[[], tuple[float, ...]]
) -> tuple[Figure, ...]:
    """One figure for each rate of return; several are told apart by `rate` in their cut."""
    found = attempted(question)
    if isinstance(found, AnalyticsError):
        return (terms.figure(definition, found),)
    if len(found) == 1:
        return (terms.figure(definition, found[0]),)
    return tuple(
        terms.figure(definition, rate, cut={**terms.cut, "rate": str(at)})
        for at, rate in enumerate(found, start=1)
    )


def _ratio(
    definition: Definition, terms: Terms, above: Decimal, below: Decimal, none: Sentence
) -> Figure:
    parts = {"numerator": above, "denominator": below}
    if below == 0:
        return terms.figure(definition, Undefined(none), **parts)
    return terms.figure(definition, above / below, **parts)


def _simple(flows: Flows, terms: Terms) -> Figure:
    net = flows.total_benefits - flows.total_costs
    return _ratio(returnfigures.SIMPLE_ROI, terms, net, flows.total_costs, metrics.NO_COST)


def _months(definition: Definition, terms: Terms, found: Payback | AnalyticsError) -> Figure:
    if isinstance(found, AnalyticsError):
        return terms.figure(definition, found)
    return terms.figure(definition, 12 * found.years, method=found.warning)


def _warnings(
    rates: tuple[Figure, ...], *paybacks: Payback | AnalyticsError
) -> tuple[Sentence, ...]:
    several = Sentence(
        "There are {many} internal rates of return, because the flows change sign more than "
        "once. Go by the net present value or the modified rate.",
        many=len(rates),
    )
    again = [found.warning for found in paybacks if isinstance(found, Payback)]
    return (*((several,) if len(rates) > 1 else ()), *(each for each in again if each))
