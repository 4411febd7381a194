"""The chance of a loss: net present values drawn from the triangles of all entries.

Each triangle is a factor on an unadjusted flow. The means are 1 − risk and 1 + risk, so the
expected net present value is the risk-adjusted one. The truth lies between two ways to draw. In
the independent one every entry of every year is drawn by itself, and good and bad luck cancel. In
the common one a single draw of adoption moves all: where it is low, every benefit falls short
and every cost runs over, in all years. Effects are not isolated, so the first alone misleads.

References
----------
Kotz & van Dorp (2004), Beyond Beta, chapter 1: the triangular distribution and its quantiles.
Dhaene et al. (2002), Insurance: Mathematics and Economics 31(1): of all joint distributions
with given parts, the comonotonic sum spreads widest. doi:10.1016/S0167-6687(02)00134-8
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from goodwill.analytics.benefit.returns import returnfigures
from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.risk import Triangle
from goodwill.analytics.figure import Figure, proportion
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

ENDS = (0.05, 0.5, 0.95)
BLOCK = 2048
"""Draws made at once: they fit into the processor's cache."""


class Draw(StrEnum):
    """How entries vary together."""

    INDEPENDENT = "independent"
    COMMON = "common"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


@dataclass(frozen=True, eq=False)
class Simulated:
    """Net present values drawn in one way.

    Parameters
    ----------
    values
        Shape (draws,), in the major unit.
    middle
        P50 with P5 and P95 as its ends.
    loss
        VA16: the share below 0, with the interval that the number of draws leaves open.
    """

    draw: Draw
    values: Floats
    middle: Figure
    loss: Figure

    def counts(self, edges: Floats) -> Floats:
        """How many draws lie between neighbouring edges, for a chart."""
        return np.histogram(self.values, edges)[0].astype(float)


@dataclass(frozen=True)
class Simulation:
    """Both ways of drawing, with what it takes to repeat them.

    `expected` is the mean of the distributions, not of the draws: the risk-adjusted net
    present value.
    """

    draws: int
    seed: int
    expected: Figure
    independent: Simulated
    common: Simulated


def simulate(appraisal: Appraisal) -> Simulation:
    """Draw as often, and from the seed, that the programme says."""
    simulating = appraisal.programme.simulating
    parts = tuple(_parts(appraisal))
    expected = sum(part.expected for part in parts)
    independent = np.random.default_rng((simulating.seed, 0))
    common = np.random.default_rng((simulating.seed, 1))
    return Simulation(
        simulating.draws,
        simulating.seed,
        appraisal.terms.money(returnfigures.NPV, expected, method=EXPECTED),
        _simulated(appraisal, Draw.INDEPENDENT, _independent(parts, simulating.draws, independent)),
        _simulated(appraisal, Draw.COMMON, _common(parts, simulating.draws, common)),
    )


@dataclass(frozen=True)
class _Part:
    """An entry's present values by year, signed and unadjusted, and its triangle."""

    worths: tuple[float, ...]
    triangle: Triangle
    sign: int

    @property
    def low(self) -> float:
        return float(self.triangle.low)

    @property
    def mode(self) -> float:
        return float(self.triangle.mode)

    @property
    def width(self) -> float:
        return float(self.triangle.high) - self.low

    @property
    def expected(self) -> float:
        return sum(self.worths) * float(self.triangle.mean)


def _parts(appraisal: Appraisal) -> Iterator[_Part]:
    years = [(1 + appraisal.terms.rate) ** -year for year in range(appraisal.flows.horizon + 1)]
    for line in appraisal.lines.all:
        worths = (
            line.sign * float(amount) * today
            for amount, today in zip(line.unadjusted, years, strict=True)
        )
        yield _Part(tuple(worths), line.triangle, line.sign)


def _independent(parts: tuple[_Part, ...], draws: int, rng: np.random.Generator) -> Floats:
    """Sums of independent triangles: of two uniform draws the mixture
    (1 − c) min + c max = (1 − c)(u + v) + (2c − 1) max is a triangle on [0, 1] with mode c.

    References
    ----------
    Stein & Keblis (2009), Mathematical and Computer Modelling 49(5-6), 1143-1147.
    doi:10.1016/j.mcm.2008.07.013
    """
    worths, low, width, mode = _triangles(parts)
    of_sum, of_greater = worths * width * (1 - mode), worths * width * (2 * mode - 1)
    values = np.full(draws, _certain(parts) + float(worths @ low))
    for start in range(0, draws, BLOCK):
        block = values[start : start + BLOCK]
        one, other = rng.random((2, len(block), len(worths)))
        block += (one + other) @ of_sum + np.maximum(one, other) @ of_greater
    return values


def _triangles(parts: tuple[_Part, ...]) -> tuple[Floats, Floats, Floats, Floats]:
    """Present value, low, width and relative mode of each entry and year that can vary."""
    rows = [
        (worth, part.low, part.width, (part.mode - part.low) / part.width)
        for part in parts
        for worth in part.worths
        if worth and part.width
    ]
    worths, low, width, mode = np.array(rows).reshape(-1, 4).T
    return worths, low, width, mode


def _certain(parts: tuple[_Part, ...]) -> float:
    """What does not vary."""
    return sum(sum(part.worths) * part.low for part in parts if not part.width)


def _common(parts: tuple[_Part, ...], draws: int, rng: np.random.Generator) -> Floats:
    adoption = rng.random(draws)
    values = np.zeros(draws)
    for part in parts:
        at = adoption if part.sign > 0 else 1 - adoption
        values += sum(part.worths) * quantiles(part.triangle, at)
    return values


def quantiles(triangle: Triangle, u: Floats) -> Floats:
    """The factors below which the triangle has the shares `u`; any shape.

    References
    ----------
    Kotz & van Dorp (2004), equation 1.6.
    """
    low, mode, high = (float(corner) for corner in (triangle.low, triangle.mode, triangle.high))
    if high == low:
        return np.full_like(u, low)
    rises = u * (high - low) < mode - low
    side = np.where(rises, u * (mode - low), (1 - u) * (high - mode))
    reach = np.sqrt(side * (high - low))
    return np.where(rises, low + reach, high - reach)


def _simulated(appraisal: Appraisal, draw: Draw, values: Floats) -> Simulated:
    terms, n = appraisal.terms, len(values)
    simulating = appraisal.programme.simulating
    method = Sentence(
        "{draws} draws from seed {seed}. {how}",
        draws=simulating.draws,
        seed=simulating.seed,
        how=HOW[draw],
    )
    told: dict[str, Any] = {"cut": {"draws": draw.value}, "part": draw.label, "method": method}
    low, middle, high = (
        terms.money(returnfigures.SIMULATED_NPV, float(end)).value
        for end in np.quantile(values, ENDS)
    )
    assert middle is not None
    return Simulated(
        draw,
        values,
        Figure(
            returnfigures.SIMULATED_NPV,
            middle,
            as_of=terms.as_of,
            n=n,
            currency=terms.currency,
            grade=terms.grade,
            low=low,
            high=high,
            level=0.9,
            **told,
        ),
        proportion(
            returnfigures.LOSS_PROBABILITY,
            int(np.count_nonzero(values < 0)),
            n,
            as_of=terms.as_of,
            grade=terms.grade,
            **told,
        ),
    )


LABELS = {
    Draw.INDEPENDENT: Sentence("Each entry and year by itself"),
    Draw.COMMON: Sentence("One adoption for all"),
}
HOW = {
    Draw.INDEPENDENT: Sentence(
        "Each entry of each year is drawn by itself, so that good and bad luck cancel out."
    ),
    Draw.COMMON: Sentence(
        "One draw of adoption moves all: where it is low, every benefit falls short and every "
        "cost runs over, in all years."
    ),
}
EXPECTED = Sentence("The mean of the triangles: equal to the risk-adjusted net present value.")
