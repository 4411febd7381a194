"""What it costs if the benefits come later than planned."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goodwill.analytics.benefit.returns import returnfigures
from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.checks import check_amounts
from goodwill.analytics.benefit.returns.flows import FINE, total
from goodwill.analytics.benefit.returns.metrics import present_value
from goodwill.analytics.figure import Figure
from goodwill.analytics.figure.amounts import EXACT
from goodwill.language import Sentence

MONTHS_A_YEAR = 12


def later(amounts: Sequence[Decimal], months: Decimal) -> tuple[Decimal, ...]:
    """Amounts by year, so many months later; what falls beyond the last year is left out.

    Of a part of a year, the same part of each amount falls into the next year.
    """
    check_amounts((months,), "months", "delay")
    whole = int(months // MONTHS_A_YEAR)
    part = EXACT.divide(months % MONTHS_A_YEAR, Decimal(MONTHS_A_YEAR))
    padded = [Decimal(0)] * (whole + 1) + list(amounts)
    moved = [
        total((padded[year + 1], -_part(padded[year + 1], part), _part(padded[year], part)))
        for year in range(len(amounts))
    ]
    return tuple(moved)


def delay_cost(appraisal: Appraisal, months: Decimal) -> Figure:
    """NPV as planned − NPV with the benefits so many months later, in the same horizon."""
    rate, benefits = appraisal.terms.rate, appraisal.flows.benefits
    lost = present_value(benefits, rate) - present_value(later(benefits, months), rate)
    return appraisal.terms.money(
        returnfigures.DELAY_COST,
        lost,
        cut={"months": str(months)},
        method=Sentence(
            "Benefits {months} months later, costs as planned; what falls beyond the horizon is "
            "lost.",
            months=months,
        ),
    )


def _part(amount: Decimal, part: Decimal) -> Decimal:
    return EXACT.quantize(EXACT.multiply(amount, part), FINE)
