"""The four scenarios, each with flows of its own by formulas on the inputs."""

from __future__ import annotations

from goodwill.analytics.benefit.returns.scenarios import Case
from goodwill.language import Sentence
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.flows import ROWS, Flows, block
from goodwill.report.roi.model.inputs import Inputs
from goodwill.report.roi.model.pages import Book, Cells
from goodwill.report.roi.model.returns import Place, formulas

Formulas = tuple[list[str], list[str]]


def cases(book: Book, measured: Measured, given: Inputs, flows: Flows) -> None:
    page = book.page(Sentence("Scenarios"))
    page.wide(44, 18)
    page.text(0, 0, Sentence("Four scenarios"), "title")
    found = measured.scenarios
    most = max(len(each.returns.figures) for each in found)
    first = 3 + most + 3
    blocks = [
        block(
            (page, first + place * (ROWS + 2)),
            each.case.label,
            _formulas(each.case, given, flows),
            each.returns,
            flows.discount,
        )
        for place, each in enumerate(found)
    ]
    page.heads(2, Sentence("Return"), [each.case.label for each in found])
    for column, one in enumerate(blocks, start=1):
        for row, each in enumerate(formulas(one, Place(page, 3, column, flows)), start=3):
            page.text(row, 0, each.label)
            page.formula(row, column, each.formula, each.figure.value, each.kind)
    page.sheet.freeze_panes(3, 1)


def _formulas(case: Case, given: Inputs, flows: Flows) -> Formulas:
    base, plain = flows.adjusted, flows.unadjusted
    years = range(len(base.net.values))
    if case is Case.PESSIMISTIC:
        return (
            [f"={base.benefits.at(t)}*{given.fewer}" for t in years],
            [f"={base.costs.at(t)}*{given.more}" for t in years],
        )
    source = plain if case is Case.OPTIMISTIC else base
    costs = [f"={source.costs.at(t)}" for t in years]
    if case is Case.LATE:
        return [_late(base.benefits, given.late, t) for t in years], costs
    return [f"={source.benefits.at(t)}" for t in years], costs


def _late(benefits: Cells, late: str, year: int) -> str:
    """Shifted by whole years and a part: what comes `late` years later in this year."""
    whole, part = f"INT({late})", f"({late}-INT({late}))"
    at, before = f"{year}-{whole}", f"{year - 1}-{whole}"
    return (
        f"=IF({at}>=0,(1-{part})*INDEX({benefits.span},1,{at}+1),0)"
        f"+IF({before}>=0,{part}*INDEX({benefits.span},1,{before}+1),0)"
    )
