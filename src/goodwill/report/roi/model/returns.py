"""Every return as a formula on its flows, and the pages that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.simulation import Simulated
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.flows import Block, Flows
from goodwill.report.roi.model.pages import UNKNOWN, Book, Page
from goodwill.report.tables import Label


@dataclass(frozen=True)
class Return:
    """One return: its label, its formula, and the figure that the report shows."""

    label: Label
    formula: str
    figure: Figure
    kind: str


@dataclass(frozen=True)
class Place:
    """Where returns are written, and where they find rate and discount factors."""

    page: Page
    row: int
    column: int
    flows: Flows


def formulas(block: Block, place: Place) -> Sequence[Return]:
    """The returns of a block, from `place` downwards; further rates of return come last."""
    told, page, column = block.returns, place.page, place.column
    digits = page.book.digits
    costs, benefits, npv = (page.at(place.row + step, column) for step in (1, 0, 2))
    total_c, total_b = f"SUM({block.costs.span})", f"SUM({block.benefits.span})"
    rate, later = place.flows.rate, place.flows.discount.part(1)
    found = [
        (told.pv_benefits, f"=ROUND(SUM({block.brought.span}),{digits})", "money"),
        (told.pv_costs, f"=ROUND(SUM({block.spent.span}),{digits})", "money"),
        (told.npv, f"={benefits}-{costs}", "money"),
        (told.roi, _divided(f"{npv}", costs), "share"),
        (told.simple_roi, _divided(f"({total_b}-{total_c})", total_c), "share"),
        (told.irr[0], _irr(block, told.irr[0]), "share"),
        (told.mirr, _both_ways(block, f"MIRR({block.net.span},{rate},{rate})"), "share"),
        (told.payback, _back(block.sign, block.back.span), "months"),
        (told.discounted_payback, _back(block.sign, block.back_today.span), "months"),
        (told.benefit_cost_ratio, _divided(benefits, costs), "ratio"),
        (told.break_even, _divided(costs, benefits), "ratio"),
        (told.equivalent_annual, f"=ROUND({npv}/SUM({later}),{digits})", "money"),
        (told.total_benefits, f"=ROUND({total_b},{digits})", "money"),
        (told.total_costs, f"=ROUND({total_c},{digits})", "money"),
        *((another, _irr(block, another), "share") for another in told.irr[1:]),
    ]
    return [Return(figure.definition.label, text, figure, kind) for figure, text, kind in found]


def _divided(above: str, below: str) -> str:
    return f'=IF({below}=0,"{UNKNOWN}",{above}/{below})'


def _irr(block: Block, figure: Figure) -> str:
    """A spreadsheet finds one rate near a guess; the guess is the rate that is meant."""
    guess = "" if figure.value is None else f",{float(figure.value):.6f}"
    return _both_ways(block, f'IFERROR(IRR({block.net.span}{guess}),"{UNKNOWN}")')


def _both_ways(block: Block, formula: str) -> str:
    """Something must go out and something come in."""
    net = block.net.span
    return f'=IF(OR(MAX({net})<=0,MIN({net})>=0),"{UNKNOWN}",{formula})'


def _back(sign: str, crossings: str) -> str:
    return f'=IF({sign}>=0,0,IF(COUNT({crossings})=0,"{UNKNOWN}",12*MIN({crossings})))'


def returns(book: Book, measured: Measured, flows: Flows) -> None:
    page = book.page(Sentence("Returns"))
    page.wide(52, 20)
    page.text(0, 0, Sentence("Returns"), "title")
    top = 3
    page.heads(top - 1, Sentence("Return"), [Sentence("Risk-adjusted"), Sentence("Unadjusted")])
    written = [
        _column(Place(page, top, column, flows), block)
        for column, block in ((1, flows.adjusted), (2, flows.unadjusted))
    ]
    for found in written:
        for row, each in enumerate(found, start=top):
            page.text(row, 0, each.label)
    _simulated(page, top + max(map(len, written)) + 2, measured)


def _column(place: Place, block: Block) -> Sequence[Return]:
    found = formulas(block, place)
    for row, each in enumerate(found, start=place.row):
        place.page.formula(row, place.column, each.formula, each.figure.value, each.kind)
    return found


def _simulated(page: Page, top: int, measured: Measured) -> None:
    """As drawn when the workbook was made: draws are not repeated here."""
    if not measured.is_uncertain:
        return
    simulation = measured.simulation
    page.text(top, 0, Sentence("Drawn, and not computed anew here"), "section")
    drawn: tuple[Simulated, ...] = (simulation.independent, simulation.common)
    page.heads(top + 1, Sentence("Drawn"), [each.draw.label for each in drawn])
    rows: list[tuple[Label, list[Figure | object], str]] = [
        (Sentence("Chance of a loss"), [each.loss.value for each in drawn], "share"),
        (Sentence("One in twenty is below"), [each.middle.low for each in drawn], "money"),
        (Sentence("Half are below"), [each.middle.value for each in drawn], "money"),
        (Sentence("One in twenty is above"), [each.middle.high for each in drawn], "money"),
    ]
    for row, (label, numbers, kind) in enumerate(rows, start=top + 2):
        page.text(row, 0, label)
        for column, number in enumerate(numbers, start=1):
            page.fixed(row, column, number, kind)  # type: ignore[arg-type]
