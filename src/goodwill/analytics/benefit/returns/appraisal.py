"""Whether a programme is worth it: its flows by year and every return, with receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.returns import metrics, returnfigures
from goodwill.analytics.benefit.returns.alternatives import refuse_both_meanings
from goodwill.analytics.benefit.returns.flows import Flows, total
from goodwill.analytics.benefit.returns.lines import BenefitLine, Line, Lines, lines
from goodwill.analytics.benefit.returns.measuring import Returns, Terms, rate_figures, returns
from goodwill.analytics.benefit.returns.metrics import present_value
from goodwill.analytics.benefit.returns.programme import Programme
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.analytics.errors import Undefined, attempted
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence


@dataclass(frozen=True)
class Year:
    """One year of a programme, exact in the major unit; `discount` is 1 ÷ (1 + rate)^year.

    `cumulated` sums the risk-adjusted net of this and all earlier years, `cumulated_today`
    its present values.
    """

    year: int
    gross: Decimal
    realised: Decimal
    benefits: Decimal
    planned_costs: Decimal
    costs: Decimal
    net: Decimal
    cumulated: Decimal
    discount: float
    today: float
    cumulated_today: float


@dataclass(frozen=True)
class Appraisal:
    """What a programme costs and brings, risk-adjusted, and what that returns.

    Parameters
    ----------
    returns
        Of the risk-adjusted flows.
    unadjusted
        Of the flows as realised, before risk.
    realisation_rate
        VA11; n/a while nothing is measured.
    dated
        XNPV and XIRR of the payments, where there are any.
    remarks
        What the reader should know of how it was counted.
    """

    programme: Programme
    lines: Lines
    returns: Returns
    unadjusted: Returns
    years: tuple[Year, ...]
    realisation_rate: Figure
    dated: tuple[Figure, ...]
    remarks: tuple[Sentence, ...]

    @property
    def flows(self) -> Flows:
        return self.returns.flows

    @property
    def terms(self) -> Terms:
        return self.returns.terms

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (*self.returns.figures, self.realisation_rate, *self.dated)

    def worth(self, line: Line) -> Figure:
        """The present value of one entry, with its own grade; costs are not negative."""
        return self.terms.money(
            returnfigures.LINE_VALUE,
            present_value(line.adjusted, self.terms.rate),
            n=1,
            grade=line.benefit.grade if isinstance(line, BenefitLine) else None,
            cut={"entry": line.id},
            part=Sentence("{entry}", entry=line.name),
        )

    def change(self, benefit: Benefit) -> Figure:
        """How far the driver of a benefit has moved; n/a on a base that is not above 0."""
        base = None if benefit.baseline is None else benefit.baseline.value
        return self.terms.figure(
            returnfigures.CHANGE,
            attempted(lambda: metrics.growth(base, benefit.measured)),
            n=1,
            grade=benefit.grade,
            cut={"entry": benefit.id},
            part=Sentence("{entry}", entry=benefit.name),
        )


def appraise(programme: Programme) -> Appraisal:
    """Every return of a programme in the cash view.

    Raises
    ------
    Undefined
        There are no costs, or no financial benefits.
    NotTogether
        A cost is what would be missed without the programme.
    SettingRefused
        A benefit lacks a share that its grade, its kind or its overlap group needs.
    """
    _check_both_sides(programme)
    refuse_both_meanings(programme.costs, has_benefits=True)
    found = lines(programme)
    terms = Terms(
        rate=float(programme.rate),
        currency=programme.currency,
        as_of=programme.told_on,
        n=len(found.benefits) + len(found.costs),
        grade=max(line.benefit.grade for line in found.benefits),
    )
    adjusted = returns(found.adjusted, terms)
    return Appraisal(
        programme,
        found,
        adjusted,
        returns(found.realised, terms),
        _years(found, terms.rate),
        _realisation_rate(programme, found, terms),
        _dated(programme, terms),
        (*adjusted.warnings, *_remarks(found)),
    )


def _check_both_sides(programme: Programme) -> None:
    if not programme.costs:
        raise Undefined(
            Sentence(
                "The programme {programme} has no costs: enter them by year, or take them from "
                "the cost ledger. Without costs there is no return.",
                programme=programme.id,
            )
        )
    if not any(benefit.is_financial for benefit in programme.benefits):
        raise Undefined(
            Sentence(
                "The programme {programme} has no benefits in money: enter at least one by year. "
                "Benefits that are not financial are listed, but return nothing.",
                programme=programme.id,
            )
        )


def _years(found: Lines, rate: float) -> tuple[Year, ...]:
    gross, realised, adjusted = found.gross, found.realised, found.adjusted
    net = adjusted.net
    today = [float(amount) / (1 + rate) ** year for year, amount in enumerate(net)]
    return tuple(
        Year(
            year=year,
            gross=gross.benefits[year],
            realised=realised.benefits[year],
            benefits=adjusted.benefits[year],
            planned_costs=realised.costs[year],
            costs=adjusted.costs[year],
            net=net[year],
            cumulated=total(net[: year + 1]),
            discount=(1 + rate) ** -year,
            today=today[year],
            cumulated_today=sum(today[: year + 1]),
        )
        for year in range(found.horizon + 1)
    )


def _realisation_rate(programme: Programme, found: Lines, terms: Terms) -> Figure:
    """VA11 over the years that are over; what was not measured has not been realised."""
    over = range(min(years_over(programme.starts_on, programme.told_on), found.horizon) + 1)
    measured = [
        line.realised[year]
        for line in found.benefits
        for year in over
        if year in line.benefit.realisation.measured
    ]
    planned = total(line.planned[year] for line in found.benefits for year in over)
    if not measured or planned == 0:
        return terms.figure(returnfigures.REALISATION_RATE, Undefined(NOT_MEASURED))
    realised = total(measured)
    return terms.figure(
        returnfigures.REALISATION_RATE,
        realised / planned,
        numerator=realised,
        denominator=planned,
    )


def years_over(start: date, now: date) -> int:
    """How many whole years lie between two days; −1 before the start."""
    whole = now.year - start.year - ((now.month, now.day) < (start.month, start.day))
    return max(whole, -1)


def _dated(programme: Programme, terms: Terms) -> tuple[Figure, ...]:
    if not programme.payments:
        return ()
    paid = [(payment.on, payment.amount) for payment in programme.payments]
    terms = Terms(terms.rate, terms.currency, terms.as_of, len(paid))
    value = attempted(lambda: metrics.xnpv(paid, terms.rate))
    rates = rate_figures(returnfigures.XIRR, terms, lambda: metrics.xirr(paid))
    return (terms.money(returnfigures.XNPV, value), *rates)


def _remarks(found: Lines) -> tuple[Sentence, ...]:
    carried = [line for line in found.benefits if line.overlap.share == 1]
    return tuple(
        Sentence("{benefit}: {why}", benefit=line.benefit.name, why=line.overlap.why)
        for line in carried
    )


NOT_MEASURED = Sentence(
    "No benefit that was planned until today has been measured yet: measure one, and enter its "
    "measured share by year."
)
