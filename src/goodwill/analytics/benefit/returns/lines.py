"""Each entry of a programme by year: in full, realised, and adjusted for risk.

gross → × attribution → × (1 − overlap) → × realisation of the year → realised
      → × (1 − risk) → risk-adjusted; costs × (1 + risk).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from goodwill.analytics.benefit.returns.checks import ONE
from goodwill.analytics.benefit.returns.crediting import Credit, credit, worth
from goodwill.analytics.benefit.returns.flows import Flows, by_year, product
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.overlaps import Overlap, overlaps
from goodwill.analytics.benefit.returns.programme import Cost, Programme
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.analytics.benefit.returns.risk import Triangle, benefit_triangle, cost_triangle


@dataclass(frozen=True)
class BenefitLine:
    """A financial benefit by year, in the major unit.

    Parameters
    ----------
    worth
        The part of the stated amounts that is money won: margin of revenue, time put to use.
    gross
        The stated amounts × `worth`.
    planned
        Gross × attribution × (1 − overlap) × the planned realisation.
    realised
        The same with the measured realisation where there is one.
    adjusted
        Realised × the mean of `triangle`, which is 1 − risk.
    """

    benefit: Benefit
    worth: Decimal
    credit: Credit
    overlap: Overlap
    gross: tuple[Decimal, ...]
    planned: tuple[Decimal, ...]
    realised: tuple[Decimal, ...]
    adjusted: tuple[Decimal, ...]
    triangle: Triangle
    sign: ClassVar[int] = 1

    @property
    def risk(self) -> Decimal:
        return ONE - self.triangle.mean

    @property
    def id(self) -> str:
        return self.benefit.id

    @property
    def name(self) -> Name:
        return self.benefit.name

    @property
    def unadjusted(self) -> tuple[Decimal, ...]:
        return self.realised


@dataclass(frozen=True)
class CostLine:
    """A cost by year: as planned, and × the mean of `triangle`, which is 1 + risk."""

    cost: Cost
    planned: tuple[Decimal, ...]
    adjusted: tuple[Decimal, ...]
    triangle: Triangle
    sign: ClassVar[int] = -1

    @property
    def risk(self) -> Decimal:
        return self.triangle.mean - ONE

    @property
    def id(self) -> str:
        return self.cost.id

    @property
    def name(self) -> Name:
        return self.cost.name

    @property
    def unadjusted(self) -> tuple[Decimal, ...]:
        return self.planned


Line = BenefitLine | CostLine


@dataclass(frozen=True)
class Lines:
    """All that enters the return, by id; what is not financial is listed beside it."""

    benefits: tuple[BenefitLine, ...]
    costs: tuple[CostLine, ...]
    listed: tuple[Benefit, ...]
    horizon: int

    @property
    def all(self) -> tuple[Line, ...]:
        return (*self.benefits, *self.costs)

    @property
    def gross(self) -> Flows:
        """Benefits in full, costs as planned."""
        return self._flows([line.gross for line in self.benefits], self._planned_costs)

    @property
    def realised(self) -> Flows:
        """Unadjusted: benefits as realised, costs as planned."""
        return self._flows([line.realised for line in self.benefits], self._planned_costs)

    @property
    def adjusted(self) -> Flows:
        """Risk-adjusted."""
        benefits = [line.adjusted for line in self.benefits]
        return self._flows(benefits, [line.adjusted for line in self.costs])

    @property
    def _planned_costs(self) -> list[tuple[Decimal, ...]]:
        return [line.planned for line in self.costs]

    def _flows(
        self, benefits: Sequence[Sequence[Decimal]], costs: Sequence[Sequence[Decimal]]
    ) -> Flows:
        return Flows(by_year(benefits, self.horizon), by_year(costs, self.horizon))


def lines(programme: Programme) -> Lines:
    """The entries of a programme by year, each kind in the order of its ids.

    Raises
    ------
    SettingRefused
        A benefit lacks a share that its grade, its kind or its overlap group needs.
    """
    shared = overlaps(programme.benefits)
    financial = [benefit for benefit in programme.benefits if benefit.is_financial]
    found = [_benefit_line(each, shared[each.id], programme) for each in financial]
    listed = [benefit for benefit in programme.benefits if not benefit.is_financial]
    return Lines(
        tuple(sorted(found, key=lambda line: line.benefit.id)),
        tuple(sorted(map(_cost_line, programme.costs), key=lambda line: line.cost.id)),
        tuple(sorted(listed, key=lambda benefit: benefit.id)),
        programme.horizon,
    )


def _benefit_line(benefit: Benefit, overlap: Overlap, programme: Programme) -> BenefitLine:
    part = worth(benefit, programme.recaptured)
    caused = credit(benefit)
    triangle = benefit_triangle(benefit.risk)
    own = (part, caused.share, ONE - overlap.share)
    curve = benefit.realisation
    years = list(enumerate(benefit.amounts))
    realised = [product(amount, *own, curve.at(year)) for year, amount in years]
    return BenefitLine(
        benefit,
        part,
        caused,
        overlap,
        tuple(product(amount, part) for amount in benefit.amounts),
        tuple(product(amount, *own, curve.planned_at(year)) for year, amount in years),
        tuple(realised),
        tuple(product(amount, triangle.total, thirds=True) for amount in realised),
        triangle,
    )


def _cost_line(cost: Cost) -> CostLine:
    triangle = cost_triangle(cost.risk)
    adjusted = [product(amount, triangle.total, thirds=True) for amount in cost.amounts]
    return CostLine(cost, cost.amounts, tuple(adjusted), triangle)
