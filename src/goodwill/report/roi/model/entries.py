"""The pages of costs and of benefits: stated by year, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.flows import by_year
from goodwill.analytics.benefit.returns.lines import BenefitLine, CostLine, Line
from goodwill.language import Sentence
from goodwill.report.roi.labels import named
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.inputs import Inputs
from goodwill.report.roi.model.pages import Book, Cells, Number, Page

Formula = Callable[[Line, int], str]
Amounts = Callable[[Line], Sequence[Number]]


@dataclass(frozen=True)
class Entries:
    """Rows by entry, before and after risk, and their totals."""

    unadjusted: Mapping[str, Cells]
    total_unadjusted: Cells
    total_adjusted: Cells


@dataclass(frozen=True)
class _Block:
    """Which numbers a block has, by a formula of its entry and year; none: they are inputs."""

    title: Sentence
    amounts: Amounts
    formula: Formula | None = None


def costs(book: Book, measured: Measured, given: Inputs) -> Entries:
    lines = measured.appraisal.lines.costs
    page = _page(book, Sentence("Costs"))
    writer = _Writer(page, lines, measured.appraisal.lines.horizon)
    planned, totals = writer.block(_Block(Sentence("As planned or paid"), _planned))
    _, adjusted = writer.block(
        _Block(
            Sentence("Risk-adjusted"),
            _adjusted,
            lambda line, year: f"={planned[line.id].at(year)}*{given.triangles[line.id].mean}",
        )
    )
    return Entries(planned, totals, adjusted)


def benefits(book: Book, measured: Measured, given: Inputs) -> Entries:
    lines = measured.appraisal.lines.benefits
    page = _page(book, Sentence("Benefits"))
    writer = _Writer(page, lines, measured.appraisal.lines.horizon)
    stated, _ = writer.block(_Block(Sentence("As stated, before anything is taken off"), _stated))
    full, _ = writer.block(
        _Block(
            Sentence("In full: the part that is money won"),
            _gross,
            lambda line, year: f"={stated[line.id].at(year)}*{given.taken[line.id].worth}",
        )
    )

    def realised(line: Line, year: int) -> str:
        taken = given.taken[line.id]
        return (
            f"={full[line.id].at(year)}*{taken.attribution}*(1-{taken.overlap})"
            f"*{taken.realisation.at(year)}"
        )

    come, totals = writer.block(_Block(Sentence("Unadjusted: what comes"), _realised, realised))
    _, adjusted = writer.block(
        _Block(
            Sentence("Risk-adjusted"),
            _adjusted,
            lambda line, year: f"={come[line.id].at(year)}*{given.triangles[line.id].mean}",
        )
    )
    return Entries(come, totals, adjusted)


def _page(book: Book, title: Sentence) -> Page:
    page = book.page(title)
    page.wide(44, 16)
    page.text(0, 0, title, "title")
    page.sheet.freeze_panes(0, 1)
    return page


class _Writer:
    """Writes one block below the other."""

    def __init__(self, page: Page, lines: Sequence[Line], horizon: int) -> None:
        self.page, self.lines, self.years = page, lines, range(horizon + 1)
        self.row = 2

    def block(self, block: _Block) -> tuple[dict[str, Cells], Cells]:
        page, top = self.page, self.row
        page.text(top, 0, block.title, "section")
        heads = [Sentence("Year {year}", year=year) for year in self.years]
        page.heads(top + 1, Sentence("Entry"), heads)
        found = {}
        for row, line in enumerate(self.lines, start=top + 2):
            page.text(row, 0, named(line.name))
            found[line.id] = self._row(block, line, row)
        self.row = top + 2 + len(self.lines) + 2
        return found, self._total(block, top + 2)

    def _row(self, block: _Block, line: Line, row: int) -> Cells:
        amounts = block.amounts(line)
        if block.formula is None:
            return self.page.inputs((row, 1), amounts, "money")
        formulas = [block.formula(line, year) for year in self.years]
        return self.page.formulas((row, 1), formulas, amounts, "money")

    def _total(self, block: _Block, first: int) -> Cells:
        last = first + len(self.lines) - 1
        self.page.text(last + 1, 0, Sentence("Total"), "total")
        formulas = [
            f"=SUM({self.page.span(first, 1 + year, last, 1 + year)})" for year in self.years
        ]
        sums = by_year([list(block.amounts(line)) for line in self.lines], len(self.years) - 1)  # type: ignore[arg-type]
        return self.page.formulas((last + 1, 1), formulas, sums, "money")


def _planned(line: Line) -> Sequence[Number]:
    assert isinstance(line, CostLine)
    return line.planned


def _stated(line: Line) -> Sequence[Number]:
    assert isinstance(line, BenefitLine)
    return line.benefit.amounts


def _gross(line: Line) -> Sequence[Number]:
    assert isinstance(line, BenefitLine)
    return line.gross


def _realised(line: Line) -> Sequence[Number]:
    return line.unadjusted


def _adjusted(line: Line) -> Sequence[Number]:
    return line.adjusted
