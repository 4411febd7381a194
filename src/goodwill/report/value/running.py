"""The whole run of `goodwill value`, from tables as read to the files that are left behind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from goodwill.analytics.figure import minor
from goodwill.language import Language
from goodwill.report.preparing import Inputs, Step, prepare
from goodwill.report.value.forecasting import Asked
from goodwill.report.value.measuring import Measured, measure
from goodwill.report.value.outputs import Written, earlier_equity, write
from goodwill.warehouse import Warehouse

DISCOUNT = 0.1
"""By how much money of next year counts less than money of today, unless told otherwise."""


@dataclass(frozen=True)
class Terms:
    """What data cannot tell.

    Parameters
    ----------
    annual
        Discount rate per year.
    acquisition_cost
        What winning a customer costs on average, in the currency of the orders.
    """

    annual: float = DISCOUNT
    acquisition_cost: Decimal | None = None


@dataclass(frozen=True)
class Valued:
    """The numbers, and the files that hold them."""

    measured: Measured
    written: Written


def run(
    warehouse: Warehouse,
    inputs: Inputs,
    out: Path,
    language: Language,
    step: Step,
    *,
    terms: Terms | None = None,
) -> Valued:
    """Prepare, measure, foretell and write; what `out` holds of earlier runs is compared with.

    Raises
    ------
    AnalyticsError
        Where nothing can be told at all; what cannot be told of the future alone stands in the
        report as the refusal.
    """
    terms = terms or Terms()
    prepared = prepare(warehouse, inputs, step)
    earlier = earlier_equity(warehouse, out, prepared.as_of)
    cost = terms.acquisition_cost
    won_for = None if cost is None else minor(cost, prepared.currency)
    measured = measure(prepared, step, Asked(terms.annual, earlier, won_for))
    return Valued(measured, write(warehouse, measured, out, language, step))
