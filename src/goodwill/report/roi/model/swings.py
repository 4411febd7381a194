"""What decides it: each input from its least to its greatest, the others at their means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.metrics import present_value
from goodwill.analytics.benefit.returns.tornado import LOWEST_RATE, Bar
from goodwill.language import Sentence
from goodwill.report.roi.labels import named
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.entries import Entries
from goodwill.report.roi.model.flows import Flows
from goodwill.report.roi.model.inputs import Inputs
from goodwill.report.roi.model.pages import Book, Page

HEADS = (
    Sentence("From"),
    Sentence("To"),
    Sentence("Mean"),
    Sentence("Today's value before risk"),
    Sentence("Net present value then"),
    Sentence("and then"),
    Sentence("Swing"),
    Sentence("Rank"),
)
TOP = 3


@dataclass(frozen=True)
class Model:
    """The other pages, which this one refers to."""

    measured: Measured
    given: Inputs
    flows: Flows
    entries: tuple[Entries, Entries]

    @property
    def npv(self) -> str:
        base = self.flows.adjusted
        return f"(SUM({base.brought.span})-SUM({base.spent.span}))"


def swings(book: Book, model: Model) -> None:
    page = book.page(Sentence("What decides it"))
    page.wide(44, 18)
    page.text(0, 0, Sentence("What decides it"), "title")
    page.heads(TOP - 1, Sentence("Input"), HEADS)
    bars = model.measured.bars
    column = page.span(TOP, 7, TOP + len(bars) - 1, 7)
    for row, bar in enumerate(bars, start=TOP):
        page.text(row, 0, named(bar.name))
        write = _rate if bar.id == "rate" else _entry
        write(page, row, bar, model)
        swing = f"=ABS({page.at(row, 6)}-{page.at(row, 5)})"
        own = page.formula(row, 7, swing, bar.swing.value, "money")
        page.formula(row, 8, f"=RANK({own},{column})", _rank(bar, bars), "count")
    page.sheet.freeze_panes(TOP, 1)


def _rank(bar: Bar, bars: Sequence[Bar]) -> int:
    return 1 + sum((other.swing.value or 0) > (bar.swing.value or 0) for other in bars)


def _entry(page: Page, row: int, bar: Bar, model: Model) -> None:
    digits, lines = page.book.digits, model.measured.appraisal.lines.all
    line = next(each for each in lines if each.id == bar.id)
    rows = next(each.unadjusted for each in model.entries if bar.id in each.unadjusted)
    corners = model.given.triangles[bar.id]
    low = page.formula(row, 1, f"={corners.low}", bar.low, "factor")
    high = page.formula(row, 2, f"={corners.high}", bar.high, "factor")
    mean = page.formula(row, 3, f"={corners.mean}", line.triangle.mean, "factor")
    value = present_value(line.unadjusted, model.measured.appraisal.terms.rate)
    discounted = f"=SUMPRODUCT({rows[bar.id].span},{model.flows.discount.span})"
    whole = page.formula(row, 4, discounted, value, "money")
    sign = "+" if line.sign > 0 else "-"
    for column, at, figure in ((5, low, bar.npv_low), (6, high, bar.npv_high)):
        formula = f"=ROUND({model.npv}{sign}{whole}*({at}-{mean}),{digits})"
        page.formula(row, column, formula, figure.value, "money")


def _rate(page: Page, row: int, bar: Bar, model: Model) -> None:
    given, digits, net = model.given, page.book.digits, model.flows.adjusted.net
    least = f"=MAX({given.rate}-{given.points},{LOWEST_RATE})"
    low = page.formula(row, 1, least, bar.low, "share")
    high = page.formula(row, 2, f"={given.rate}+{given.points}", bar.high, "share")
    middle = (bar.low + bar.high) / 2
    page.formula(row, 3, f"=({low}+{high})/2", middle, "share")
    for column, at, figure in ((5, low, bar.npv_low), (6, high, bar.npv_high)):
        formula = f"=ROUND({net.at(0)}+NPV({at},{net.part(1)}),{digits})"
        page.formula(row, column, formula, figure.value, "money")
