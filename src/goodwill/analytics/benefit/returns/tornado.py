"""What decides the return: how far each input alone moves the net present value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.returns import returnfigures
from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.lines import Line
from goodwill.analytics.benefit.returns.metrics import npv, present_value
from goodwill.analytics.figure import Figure
from goodwill.language import Sayable, Sentence

POINTS = Decimal("0.04")
"""The discount rate is moved by so much to either side."""

LOWEST_RATE = Decimal("-0.99")


@dataclass(frozen=True)
class Bar:
    """One input from its least to its greatest value, the others at their means.

    Parameters
    ----------
    low, high
        The factor on the planned flow, or the rate.
    npv_low, npv_high
        The net present value at `low` and at `high`, in the major unit.
    swing
        Its greatest less its least.
    """

    id: str
    name: Sayable
    low: Decimal
    high: Decimal
    npv_low: Figure
    npv_high: Figure
    swing: Figure


def tornado(appraisal: Appraisal) -> tuple[Bar, ...]:
    """A bar for every benefit and cost and one for the discount rate, widest first."""
    bars = [_bar_of_line(appraisal, line) for line in appraisal.lines.all]
    return tuple(sorted([*bars, _bar_of_rate(appraisal)], key=_widest_first))


def _bar_of_line(appraisal: Appraisal, line: Line) -> Bar:
    rate, triangle = appraisal.terms.rate, line.triangle
    middle = npv(appraisal.flows, rate)
    whole = line.sign * present_value(line.unadjusted, rate)
    ends = [
        middle + whole * (float(factor) - float(triangle.mean))
        for factor in (triangle.low, triangle.high)
    ]
    inputs = (triangle.low, triangle.high)
    return _bar(appraisal, (line.id, line.name), inputs, (ends[0], ends[1]))


def _bar_of_rate(appraisal: Appraisal) -> Bar:
    rate = appraisal.programme.rate
    low, high = max(rate - POINTS, LOWEST_RATE), rate + POINTS
    ends = (npv(appraisal.flows, float(low)), npv(appraisal.flows, float(high)))
    return _bar(appraisal, ("rate", Sentence("Discount rate")), (low, high), ends)


def _bar(
    appraisal: Appraisal,
    named: tuple[str, Sayable],
    inputs: tuple[Decimal, Decimal],
    ends: tuple[float, float],
) -> Bar:
    terms, (code, name) = appraisal.terms, named
    part = Sentence("{entry}", entry=name)
    at_low, at_high, swing = (
        terms.money(definition, value, cut={"input": code, "end": end}, part=part)
        for definition, value, end in (
            (returnfigures.NPV, ends[0], "low"),
            (returnfigures.NPV, ends[1], "high"),
            (returnfigures.SWING, abs(ends[1] - ends[0]), "both"),
        )
    )
    return Bar(code, name, *inputs, at_low, at_high, swing)


def _widest_first(bar: Bar) -> tuple[float, str]:
    assert bar.swing.value is not None
    return (-float(bar.swing.value), bar.id)
