"""Adds up the cells of parts: the ratio of their sums, never the mean of their ratios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.indicators.kernel.calculations import Ratio
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN, Answer, Cell, cell_of
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.errors import NotTogether
from goodwill.language import Sentence


def rolled_up(cells: Sequence[Cell], indicator: Indicator, into: Period) -> Cell:
    """One cell of many: the ratio of their sums, or the sum of their totals.

    `into` is the period of all of them together; of the parts, what they share is kept.

    Raises
    ------
    NotTogether
        The indicator is no ratio of sums: medians and distinct customers do not add up.
        Ask for the longer period instead.
    """
    calculation = indicator.calculation
    if not calculation.rolls_up or any(_is_hidden(cell) for cell in cells):
        raise NotTogether(
            Sentence(
                "{indicator} cannot be added up; ask for the longer period instead.",
                indicator=indicator.label,
            )
        )
    if not cells:
        raise NotTogether(Sentence("There is nothing to add up."))
    if any(not _lies_in(cell.period, into) for cell in cells):
        raise NotTogether(Sentence("A part lies outside of the period that they are added up to."))
    n = sum(cell.n for cell in cells)
    if isinstance(calculation, Ratio):
        told = [cell for cell in cells if cell.numerator is not None]
        above, below = (_added(told, name) for name in ("numerator", "denominator"))
        answer = calculation.quotient(above, below, n)
    else:
        answer = Answer(_added(cells, "value"), n=n)
    first = cells[0]
    shared = {
        name: part
        for name, part in first.cut.items()
        if all(cell.cut.get(name) == part for cell in cells)
    }
    as_of = max(cell.as_of for cell in cells)
    return replace(cell_of(indicator.id, into, shared, answer), as_of=as_of, version=first.version)


def _lies_in(period: Period, into: Period) -> bool:
    return into.start_day <= period.start_day and period.end_day <= into.end_day


def _is_hidden(cell: Cell) -> bool:
    return cell.reason is HIDDEN


def _added(cells: Iterable[Cell], name: str) -> Any:
    """The sum of what is told; None where nobody tells it."""
    told = [getattr(cell, name) for cell in cells if getattr(cell, name) is not None]
    if not told:
        return None
    if any(isinstance(number, Decimal) for number in told):
        return sum((Decimal(number) for number in told), Decimal(0))
    return sum(told)
