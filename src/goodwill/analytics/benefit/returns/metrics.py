"""Returns of flows by year and by day; each gives its number or refuses with the reason.

References
----------
Brealey, Myers & Allen (2020), Principles of Corporate Finance, 13th edition, chapters 2, 5, 6.
Forrester, Total Economic Impact: ROI = (PV of benefits − PV of costs) ÷ PV of costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import fsum, isfinite

from goodwill.analytics.benefit.returns import roots
from goodwill.analytics.benefit.returns.flows import Flows
from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence

Amounts = Sequence[Decimal | float]
Dated = Sequence[tuple[date, Decimal]]

DAYS_A_YEAR = 365
ROUNDING = 1e-12
"""What is smaller than this share of all flows is rounding."""


def present_value(amounts: Amounts, rate: float) -> float:
    """Σ fₜ ÷ (1 + i)ᵗ, year 0 undiscounted."""
    _check_rate(rate)
    return fsum(float(amount) / (1 + rate) ** year for year, amount in enumerate(amounts))


def npv(flows: Flows, rate: float) -> float:
    """Net present value: PV(benefits) − PV(costs)."""
    return present_value(flows.benefits, rate) - present_value(flows.costs, rate)


def roi(flows: Flows, rate: float) -> float:
    """Return on investment, in the form of the TEI: NPV ÷ PV(costs)."""
    return npv(flows, rate) / _pv_of_costs(flows, rate)


def simple_roi(flows: Flows) -> float:
    """(Σ benefits − Σ costs) ÷ Σ costs, without discounting."""
    if flows.total_costs == 0:
        raise Undefined(NO_COST)
    return float((flows.total_benefits - flows.total_costs) / flows.total_costs)


def benefit_cost_ratio(flows: Flows, rate: float) -> float:
    """PV(benefits) ÷ PV(costs)."""
    return present_value(flows.benefits, rate) / _pv_of_costs(flows, rate)


def break_even(flows: Flows, rate: float) -> float:
    """PV(costs) ÷ PV(benefits): the factor on all benefits at which the NPV is 0."""
    brought = present_value(flows.benefits, rate)
    if brought == 0:
        raise Undefined(NO_BENEFIT)
    return present_value(flows.costs, rate) / brought


def irr(net: Amounts) -> tuple[float, ...]:
    """Internal rates of return: every i > −1 at which the NPV is 0, ascending.

    Raises
    ------
    Undefined
        There is none, as where nothing is paid or nothing is received.
    """
    amounts = [float(amount) for amount in net]
    return _some(roots.rates(range(len(amounts)), amounts))


def mirr(net: Amounts, rate: float) -> float:
    """Modified internal rate of return, financed and reinvested at the same rate.

    (FV of what comes in ÷ PV of what goes out)^(1/T) − 1
    """
    _check_rate(rate)
    amounts = [float(amount) for amount in net]
    years = len(amounts) - 1
    paid = present_value([-min(amount, 0.0) for amount in amounts], rate)
    received = present_value([max(amount, 0.0) for amount in amounts], rate) * (1 + rate) ** years
    if years < 1 or paid == 0 or received == 0:
        raise Undefined(NO_RATE)
    return float((received / paid) ** (1 / years) - 1)


@dataclass(frozen=True)
class Payback:
    """After how many years what was spent is back, and whether it is lost again.

    `below_again` is the first later year at whose end the sum is below 0; None if there is none.
    """

    years: float
    below_again: int | None = None

    @property
    def warning(self) -> Sentence | None:
        if self.below_again is None:
            return None
        return Sentence(
            "What was spent is back after {years} years, but in year {year} the sum is below 0 "
            "again.",
            years=round(self.years, 2),
            year=self.below_again,
        )


def payback(net: Amounts) -> Payback:
    """The first time at which the cumulated net is not below 0, linear within a year.

    Raises
    ------
    Undefined
        It is below 0 until the horizon.
    """
    amounts = [float(amount) for amount in net]
    rounding = ROUNDING * fsum(map(abs, amounts))
    sums = [fsum(amounts[: year + 1]) for year in range(len(amounts))]
    spent = next((year for year, amount in enumerate(amounts) if amount != 0), None)
    if spent is None or amounts[spent] > 0:
        return Payback(0.0, _below(sums, 0, rounding))
    for year in range(spent + 1, len(sums)):
        if sums[year] >= -rounding:
            part = min(1.0, -sums[year - 1] / amounts[year])
            return Payback(year - 1 + part, _below(sums, year, rounding))
    raise Undefined(NOT_IN_HORIZON)


def discounted_payback(net: Amounts, rate: float) -> Payback:
    """The payback of what the flows are worth today."""
    _check_rate(rate)
    return payback([float(amount) / (1 + rate) ** year for year, amount in enumerate(net)])


def equivalent_annual(value: float, rate: float, horizon: int) -> float:
    """The equal amount of the years 1 … horizon that is worth `value` today.

    It makes programmes of different horizons comparable, if each could be repeated.
    """
    _check_rate(rate)
    if horizon < 1:
        raise Undefined(
            Sentence("An amount per year needs a horizon of at least one year after year 0.")
        )
    return value / fsum((1 + rate) ** -year for year in range(1, horizon + 1))


def xnpv(dated: Dated, rate: float) -> float:
    """Net present value of dated flows on the first of their days; a year has 365 days."""
    _check_rate(rate)
    times, amounts = _timed(dated)
    return fsum(amount / (1 + rate) ** time for time, amount in zip(times, amounts, strict=True))


def xirr(dated: Dated) -> tuple[float, ...]:
    """Internal rates of return of dated flows, for a year of 365 days, ascending."""
    return _some(roots.rates(*_timed(dated)))


def growth(base: Decimal | None, now: Decimal | None) -> Decimal:
    """(now − base) ÷ base.

    Raises
    ------
    Undefined
        There is no base or nothing now, or the base is not above 0.
    """
    if base is None or now is None:
        raise Undefined(
            Sentence("Growth needs a value before and a value now: measure what is missing.")
        )
    if base <= 0:
        raise Undefined(
            Sentence(
                "Growth cannot be told from a base of {base}, which is not above 0: look at the "
                "difference instead.",
                base=str(base),
            )
        )
    return (now - base) / base


def _timed(dated: Dated) -> tuple[list[float], list[float]]:
    if not dated:
        raise Undefined(Sentence("There are no dated payments to discount."))
    first = min(on for on, _ in dated)
    times = [(on - first).days / DAYS_A_YEAR for on, _ in dated]
    return times, [float(amount) for _, amount in dated]


def _pv_of_costs(flows: Flows, rate: float) -> float:
    paid = present_value(flows.costs, rate)
    if paid == 0:
        raise Undefined(NO_COST)
    return paid


def _some(found: tuple[float, ...]) -> tuple[float, ...]:
    if not found:
        raise Undefined(NO_RATE)
    return found


def _below(sums: list[float], since: int, rounding: float) -> int | None:
    later = range(since + 1, len(sums))
    return next((year for year in later if sums[year] < -rounding), None)


def _check_rate(rate: float) -> None:
    if not (isfinite(rate) and rate > -1):
        raise Undefined(
            Sentence(
                "Nothing can be discounted at a rate of {rate}: it must be above −1.", rate=rate
            )
        )


NO_COST = Sentence(
    "The present value of the costs is 0: there is nothing that a return could be a share of. "
    "Enter what the programme costs."
)
NO_BENEFIT = Sentence("The present value of the benefits is 0: no factor on it covers the costs.")
NO_RATE = Sentence(
    "No rate makes the net present value 0: a rate of return needs years in which more goes out "
    "and years in which more comes in, and sums that can balance."
)
NOT_IN_HORIZON = Sentence("Not in the horizon: what was spent is not back by its last year.")
