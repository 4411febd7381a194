"""The whole workbook, in the report's language."""

from __future__ import annotations

from pathlib import Path

from goodwill.language import Language
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.cases import cases
from goodwill.report.roi.model.entries import benefits, costs
from goodwill.report.roi.model.flows import flows
from goodwill.report.roi.model.inputs import inputs
from goodwill.report.roi.model.pages import Book
from goodwill.report.roi.model.returns import returns
from goodwill.report.roi.model.swings import Model, swings


def write_model(measured: Measured, file: Path, language: Language) -> None:
    """Write it to `file`: inputs, costs, benefits, flows, returns, scenarios, tornado."""
    book = Book(str(file), language, measured.appraisal.programme.currency)
    given = inputs(book, measured)
    spent = costs(book, measured, given)
    brought = benefits(book, measured, given)
    found = flows(book, measured, given, spent, brought)
    returns(book, measured, found)
    cases(book, measured, given, found)
    swings(book, Model(measured, given, found, (brought, spent)))
    book.close()
