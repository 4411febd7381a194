"""Flows by year with what their returns are computed from: net, sums, today's values, payback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from goodwill.analytics.benefit.returns.measuring import Returns
from goodwill.language import Sentence
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.entries import Entries
from goodwill.report.roi.model.inputs import Inputs
from goodwill.report.roi.model.pages import Book, Cells, Page
from goodwill.report.tables import Label

ROWS = 12
"""How many rows a block takes, with the empty one below."""
EXACT = 6
"""Sums are rounded to so many decimals before they are held against 0."""


@dataclass(frozen=True)
class Block:
    """One row of flows on a page, with its returns as computed."""

    returns: Returns
    benefits: Cells
    costs: Cells
    net: Cells
    cumulated: Cells
    brought: Cells
    spent: Cells
    sign: str
    back: Cells
    back_today: Cells


@dataclass(frozen=True)
class Flows:
    """The flows of the programme, and the discount factors of its years."""

    page: Page
    rate: str
    discount: Cells
    adjusted: Block
    unadjusted: Block


def flows(
    book: Book, measured: Measured, given: Inputs, costs: Entries, benefits: Entries
) -> Flows:
    page = book.page(Sentence("Flows"))
    page.wide(44, 16)
    appraisal = measured.appraisal
    page.text(0, 0, Sentence("Flows by year"), "title")
    discount = discounting(page, 2, given.rate, [year.discount for year in appraisal.years])
    adjusted = block(
        (page, 5),
        Sentence("Risk-adjusted"),
        _of(benefits.total_adjusted, costs.total_adjusted),
        appraisal.returns,
        discount,
    )
    unadjusted = block(
        (page, 5 + ROWS + 2),
        Sentence("Unadjusted"),
        _of(benefits.total_unadjusted, costs.total_unadjusted),
        appraisal.unadjusted,
        discount,
    )
    _chart(page, adjusted, unadjusted, 5 + 2 * (ROWS + 2))
    page.sheet.freeze_panes(0, 1)
    return Flows(page, given.rate, discount, adjusted, unadjusted)


def discounting(page: Page, row: int, rate: str, values: Sequence[float]) -> Cells:
    """The row of years and the row of their discount factors."""
    page.text(row, 0, Sentence("Year"), "head")
    for year in range(len(values)):
        page.sheet.write_number(row, 1 + year, year, page.book.look("head-right"))
    page.text(row + 1, 0, Sentence("Discount factor"))
    formulas = [f"=1/(1+{rate})^{page.at(row, 1 + year)}" for year in range(len(values))]
    return page.formulas((row + 1, 1), formulas, values, "factor")


def _of(benefits: Cells, costs: Cells) -> tuple[list[str], list[str]]:
    years = range(len(benefits.values))
    return [f"={benefits.at(t)}" for t in years], [f"={costs.at(t)}" for t in years]


def block(
    place: tuple[Page, int],
    title: Label,
    formulas: tuple[Sequence[str], Sequence[str]],
    returns: Returns,
    discount: Cells,
) -> Block:
    """Benefits and costs by formulas of their own, and everything that follows from them."""
    page, top = place
    page.text(top, 0, title, "section")
    writer = _Rows(page, top + 1)
    factors = discount.values
    brought, spent = (
        list(map(float, each)) for each in (returns.flows.benefits, returns.flows.costs)
    )
    benefits = writer.row(Sentence("Benefits"), formulas[0], brought)
    costs = writer.row(Sentence("Costs"), formulas[1], spent)
    years = range(len(factors))
    net_values = list(map(float, returns.flows.net))
    net = writer.row(
        Sentence("Net"), [f"={benefits.at(t)}-{costs.at(t)}" for t in years], net_values
    )
    cumulated = writer.summed(Sentence("Cumulated"), net)
    worth_b, worth_c, today = (
        writer.row(
            label,
            [f"={cells.at(t)}*{discount.at(t)}" for t in years],
            [value * factor for value, factor in zip(cells.values, factors, strict=True)],
        )
        for label, cells in (
            (Sentence("Benefits, today's value"), benefits),
            (Sentence("Costs, today's value"), costs),
            (Sentence("Net, today's value"), net),
        )
    )
    cumulated_today = writer.summed(Sentence("Cumulated, today's value"), today)
    sign = writer.sign(net)
    back = writer.back(Sentence("Back in year"), net, cumulated)
    back_today = writer.back(Sentence("Back in year, today's value"), today, cumulated_today)
    return Block(
        *(returns, benefits, costs, net, cumulated, worth_b, worth_c),
        *(sign.at(len(factors) - 1), back, back_today),
    )


class _Rows:
    """Writes one row below the other."""

    def __init__(self, page: Page, row: int) -> None:
        self.page, self.next = page, row

    def row(
        self, label: Label, formulas: Sequence[str], values: Sequence[float], kind: str = "money"
    ) -> Cells:
        self.page.text(self.next, 0, label)
        found = self.page.formulas((self.next, 1), formulas, values, kind)
        self.next += 1
        return found

    def summed(self, label: Label, cells: Cells) -> Cells:
        formulas = [f"={cells.at(0)}"]
        own = [self.page.at(self.next, 1 + t) for t in range(len(cells.values))]
        formulas += [f"={own[t - 1]}+{cells.at(t)}" for t in range(1, len(own))]
        return self.row(label, formulas, list(accumulate(cells.values)))

    def sign(self, net: Cells) -> Cells:
        """Of the first flow that is not 0."""
        own = [self.page.at(self.next, 1 + t) for t in range(len(net.values))]
        formulas = [f"=SIGN({net.at(0)})"]
        formulas += [
            f"=IF({own[t - 1]}<>0,{own[t - 1]},SIGN({net.at(t)}))" for t in range(1, len(own))
        ]
        signs = [next(filter(None, map(_sign, net.values[: t + 1])), 0) for t in range(len(own))]
        return self.row(Sentence("Sign of the first flow"), formulas, signs, "count")

    def back(self, label: Label, flows: Cells, sums: Cells) -> Cells:
        """In the years in which the sum reaches 0: when, linear within the year; else empty."""
        self.page.text(self.next, 0, label)
        for t, found in enumerate(_crossings(flows.values, sums.values)):
            formula = '=""' if t == 0 else _crossing(flows, sums, t)
            self.page.formula(self.next, 1 + t, formula, "" if found is None else found, "ratio")
        cells = Cells(self.page, self.next, 1, flows.values)
        self.next += 1
        return cells


def _crossing(flows: Cells, sums: Cells, t: int) -> str:
    return (
        f"=IF(AND(ROUND({sums.at(t)},{EXACT})>=0,ROUND({sums.at(t - 1)},{EXACT})<0),"
        f'{t - 1}+MIN(1,-{sums.at(t - 1)}/{flows.at(t)}),"")'
    )


def _crossings(flows: Sequence[float], sums: Sequence[float]) -> list[float | None]:
    found: list[float | None] = [None]
    for t in range(1, len(flows)):
        crosses = round(sums[t], EXACT) >= 0 > round(sums[t - 1], EXACT)
        found.append(t - 1 + min(1.0, -sums[t - 1] / flows[t]) if crosses else None)
    return found


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _chart(page: Page, adjusted: Block, unadjusted: Block, row: int) -> None:
    book = page.book
    chart = book.workbook.add_chart({"type": "line"})
    years = "=" + page.span(2, 1, 2, len(adjusted.net.values))
    for name, cells in (
        (Sentence("Risk-adjusted"), adjusted.cumulated),
        (Sentence("Unadjusted"), unadjusted.cumulated),
    ):
        chart.add_series({"name": book.say(name), "categories": years, "values": f"={cells.span}"})
    chart.set_title({"name": book.say(Sentence("Cumulated net")), "overlay": False})
    chart.set_legend({"position": "bottom"})
    page.sheet.insert_chart(row, 0, chart, {"x_scale": 1.4})
