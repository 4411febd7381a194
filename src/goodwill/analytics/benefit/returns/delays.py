"""What waiting costs: benefits that come late, hours spent deciding, customers kept waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.flows import Flows, product, to_minor
from goodwill.analytics.benefit.returns.metrics import npv
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Grade, Unit
from goodwill.analytics.figure.amounts import EXACT
from goodwill.language import Sentence

MONTHS = 12


@dataclass(frozen=True)
class Delay:
    """What is lost if benefits come `years` later and costs do not.

    `planned` and `late` are net present values in the major unit; `beyond` are the benefits,
    undiscounted, that no longer come within the horizon.
    """

    years: Decimal
    planned: float
    late: float
    beyond: Decimal

    @property
    def cost(self) -> float:
        return self.planned - self.late


@dataclass(frozen=True)
class Waiting:
    """Customers who wait longer than was promised, and what a minute of theirs is worth.

    Parameters
    ----------
    contacts
        Contacts that took longer than the target, in a year.
    minutes_over
        Minutes over the target, mean of those contacts.
    minute_value
        What a customer's minute is worth, major unit: stated, not paid.
    """

    contacts: int
    minutes_over: Decimal
    minute_value: Decimal


DELAY_COST = Definition(
    "delay_cost",
    1,
    Sentence("Cost of a delay"),
    Sentence("What is lost if the benefits come later than planned and the costs do not."),
    Sentence("NPV as planned − NPV with the benefits shifted by the delay"),
    Unit.MONEY,
)
DECISION_TIME = Definition(
    "decision_time_cost",
    1,
    Sentence("Cost of deciding"),
    Sentence("What the hours cost that were spent until it was decided: paid, and so in the ROI."),
    Sentence("hours × what an hour costs in all"),
    Unit.MONEY,
)
CUSTOMER_WAITING = Definition(
    "customer_waiting_cost",
    1,
    Sentence("Cost of customers' waiting"),
    Sentence("What the customers' time is worth that they waited too long: imputed, not paid."),
    Sentence("contacts over target × minutes over target × value of a minute"),
    Unit.MONEY,
)
DEFINITIONS = (DELAY_COST, DECISION_TIME, CUSTOMER_WAITING)


def shifted(amounts: Sequence[Decimal], years: Decimal) -> tuple[Decimal, ...]:
    """Amounts of the years 0 … horizon, so many years later.

    A part of a year is interpolated: half a year late, half of each amount comes in its year
    and half in the next. What falls behind the horizon is lost.

    Raises
    ------
    Undefined
        The delay is negative.
    """
    if not years.is_finite() or years < 0:
        raise Undefined(
            Sentence(
                "A delay of {years} years cannot be meant: state a number from 0 on.",
                years=str(years),
            )
        )
    years = min(years, Decimal(len(amounts)))
    whole = int(years)
    part = EXACT.subtract(years, Decimal(whole))
    later = (*[Decimal(0)] * (whole + 1), *amounts)
    return tuple(
        EXACT.add(
            product(later[year + 1], EXACT.subtract(Decimal(1), part)), product(later[year], part)
        )
        for year in range(len(amounts))
    )


def delayed(flows: Flows, years: Decimal) -> Flows:
    """The same costs, with benefits so many years later."""
    return Flows(shifted(flows.benefits, years), flows.costs)


def delay_cost(flows: Flows, rate: float, years: Decimal) -> Delay:
    """What it costs if benefits come `years` later; 0.5 is half a year."""
    late = delayed(flows, years)
    beyond = EXACT.subtract(flows.total_benefits, late.total_benefits)
    return Delay(years, npv(flows, rate), npv(late, rate), beyond)


def years_of(months: Decimal) -> Decimal:
    """Months as years."""
    return EXACT.divide(exactly(months), Decimal(MONTHS))


def delay_figure(delay: Delay, *, currency: str, as_of: date, n: int) -> Figure:
    """The cost of a delay with both net present values in its receipt.

    `n` is how many benefits are late.
    """
    method = Sentence(
        "NPV {planned} as planned, {late} with the benefits {months} months later; costs stay, a "
        "part of a year is interpolated, and what comes after the horizon is lost.",
        planned=to_minor(delay.planned, currency),
        late=to_minor(delay.late, currency),
        months=round(float(delay.years) * MONTHS, 2),
    )
    return Figure(
        DELAY_COST,
        to_minor(delay.cost, currency),
        as_of=as_of,
        n=n,
        currency=currency,
        method=method,
        grade=Grade.EXPERT_ESTIMATE,
    )


def decision_time_figure(
    hours: Decimal, loaded_rate: Decimal, *, currency: str, as_of: date, n: int = 0
) -> Figure:
    """Hours × loaded rate, a cash cost; `n` is how many people or decisions they are of.

    Raises
    ------
    Undefined
        Hours or rate are negative.
    """
    _refuse_negative(hours=hours, loaded_rate=loaded_rate)
    return Figure(
        DECISION_TIME,
        to_minor(product(hours, loaded_rate), currency),
        as_of=as_of,
        n=n,
        currency=currency,
        method=Sentence(
            "{hours} hours at {rate} an hour, with everything that is paid for it.",
            hours=hours,
            rate=loaded_rate,
        ),
    )


def waiting_figure(waiting: Waiting, *, currency: str, as_of: date) -> Figure:
    """Customers' waiting, imputed: never in the cash ROI.

    Raises
    ------
    Undefined
        A number is negative.
    """
    _refuse_negative(
        contacts=Decimal(waiting.contacts),
        minutes_over=waiting.minutes_over,
        minute_value=waiting.minute_value,
    )
    worth = product(Decimal(waiting.contacts), waiting.minutes_over, waiting.minute_value)
    return Figure(
        CUSTOMER_WAITING,
        to_minor(worth, currency),
        as_of=as_of,
        n=waiting.contacts,
        currency=currency,
        method=IMPUTED,
        grade=Grade.EXPERT_ESTIMATE,
    )


IMPUTED = Sentence(
    "Imputed, nobody pays it: outside the cash ROI. What waiting does to staying is in retention "
    "already; do not add it there."
)


def _refuse_negative(**numbers: Decimal) -> None:
    for name, number in numbers.items():
        if not number.is_finite() or number < 0:
            raise Undefined(
                Sentence(
                    "{name} is {number}: a number from 0 on is meant.",
                    name=name,
                    number=str(number),
                )
            )
