"""Returns of programmes: VA12 to VA15, and the best use of the capital elsewhere (CO10).

The flows of a programme have years and no dates, so every period tells the same of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.value.programme_flows import Plan, plans
from goodwill.analytics.benefit.returns import metrics
from goodwill.analytics.benefit.returns.alternatives import NO_ALTERNATIVE, compared
from goodwill.analytics.benefit.returns.flows import to_minor
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Number
from goodwill.language import Sentence

MONTHS = 12

TIMELESS = Sentence("Of the whole programme, as planned when it was told; the same each period.")
OTHER_HORIZON = Sentence(
    "No rejected alternative of the same capital runs for as many years as the programme."
)
Answered = Callable[[Plan, Asked], Answer]


def of_programmes(indicator_id: str, answered: Answered) -> Callable[[Asked], Iterator[Cell]]:
    """The function of a `Custom`: the same answer of each programme in every period."""

    def cells(asked: Asked) -> Iterator[Cell]:
        found = plans(asked)
        told = {part: _attempted(plan, asked, answered) for part, plan in found.items()}
        answers = {
            (place, part): answer
            for place in range(len(asked.periods))
            for part, answer in told.items()
        }
        return cells_of(indicator_id, asked, answers)

    return cells


def net_present_value(plan: Plan, asked: Asked) -> Answer:
    """VA12, risk-adjusted; beside it as planned."""
    rate = asked.settings.discount_rate
    value, planned = (
        to_minor(metrics.npv(flows, rate), asked.currency)
        for flows in (plan.adjusted, plan.planned)
    )
    return Answer(value, n=len(plan.years), remark=TIMELESS, beside={"planned": planned})


def return_on_investment(plan: Plan, asked: Asked) -> Answer:
    """VA13 in present values; the simple form beside it. No cost is n/a."""
    rate, flows = asked.settings.discount_rate, plan.adjusted
    value = metrics.roi(flows, rate)
    gain, cost = (
        to_minor(amount, asked.currency)
        for amount in (metrics.npv(flows, rate), metrics.present_value(flows.costs, rate))
    )
    beside: dict[str, Number] = {"simple": metrics.simple_roi(flows)}
    return Answer(value, gain, cost, len(plan.years), remark=TIMELESS, beside=beside)


def internal_rate(plan: Plan, asked: Asked) -> Answer:
    """VA14: the rate at which the net present value is 0; several are listed and none chosen."""
    flows, n = plan.adjusted, len(plan.years)
    beside = _told({"mirr": lambda: metrics.mirr(flows.net, asked.settings.discount_rate)})
    try:
        rates = metrics.irr(flows.net)
    except AnalyticsError as refusal:
        return Answer(None, n=n, reason=refusal.sentence, beside=beside)
    if len(rates) == 1:
        return Answer(rates[0], n=n, remark=TIMELESS, beside=beside)
    beside |= {f"rate_{number}": rate for number, rate in enumerate(rates, 1)}
    several = Sentence(
        "The net present value is 0 at several rates: {rates} %.",
        rates=", ".join(str(round(100 * rate, 2)) for rate in rates),
    )
    return Answer(None, n=n, reason=several, beside=beside)


def payback_months(plan: Plan, asked: Asked) -> Answer:
    """VA15: first time at which the cumulated net is not below 0; discounted beside it."""
    net, rate = plan.adjusted.net, asked.settings.discount_rate
    beside = _told({"discounted": lambda: MONTHS * metrics.discounted_payback(net, rate).years})
    try:
        found = metrics.payback(net)
    except AnalyticsError as refusal:
        return Answer(None, n=len(plan.years), reason=refusal.sentence, beside=beside)
    remark = found.warning or TIMELESS
    return Answer(MONTHS * found.years, n=len(plan.years), remark=remark, beside=beside)


def opportunity_cost(plan: Plan, asked: Asked) -> Answer:
    """CO10: NPV of the best rejected alternative of the same capital and horizon."""
    rate, flows = asked.settings.discount_rate, plan.adjusted
    found = compared(flows, plan.alternatives, rate)
    if not found:
        return Answer(None, reason=NO_ALTERNATIVE)
    equal = [each for each in found if each.barred is None]
    if not equal:
        return Answer(None, n=len(found), reason=found[0].barred)
    alike = [each for each in equal if each.alternative.horizon == flows.horizon]
    if not alike:
        return Answer(None, n=len(found), reason=OTHER_HORIZON)
    best = max(alike, key=lambda each: each.npv)
    own, other = (to_minor(value, asked.currency) for value in (metrics.npv(flows, rate), best.npv))
    remark = Sentence(
        "Compared, never added: {name} is the best that was rejected.", name=best.alternative.name
    )
    return Answer(other, n=len(found), remark=remark, beside={"advantage": own - other})


def _attempted(plan: Plan, asked: Asked, answered: Answered) -> Answer:
    try:
        return answered(plan, asked)
    except AnalyticsError as refusal:
        return Answer(None, n=len(plan.years), reason=refusal.sentence)


def _told(asks: Mapping[str, Callable[[], float]]) -> dict[str, Number]:
    """Those that can be told."""
    found: dict[str, Number] = {}
    for name, ask in asks.items():
        try:
            found[name] = ask()
        except AnalyticsError:
            continue
    return found
